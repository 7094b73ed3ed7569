-- Names and addresses may change where no figure does: they are looked up, not written down.
{{ config(materialized='view') }}

select
    panel.region_code,
    panel.year,
    panel.indicator_code,
    regions.full_name as region_name,
    regions.level as region_level,
    regions.province_code,
    indicators.name_zh as indicator_zh,
    indicators.name_en as indicator_en,
    indicators.domain,
    indicators.is_headline,
    panel.unit,
    panel.level_value,
    panel.level_comparator,
    panel.is_level_estimate,
    panel.level_first_print,
    panel.level_last_print,
    panel.level_prints,
    panel.level_outcome_id,
    panel.level_report_id,
    panel.level_target_comparator,
    panel.level_target_low,
    panel.level_target_high,
    panel.level_status,
    panel.level_target_id,
    panel.level_target_report_id,
    panel.growth_percent,
    panel.growth_comparator,
    panel.is_growth_estimate,
    panel.growth_first_print_percent,
    panel.growth_last_print_percent,
    panel.growth_prints,
    panel.price_basis,
    panel.growth_outcome_id,
    panel.growth_report_id,
    panel.growth_target_comparator,
    panel.growth_target_low_percent,
    panel.growth_target_high_percent,
    panel.growth_target_reference_code,
    panel.growth_status,
    panel.growth_target_id,
    panel.growth_target_report_id,
    outcome_reports.source_name as outcome_source,
    outcome_reports.source_url as outcome_source_url,
    target_reports.source_name as target_source,
    target_reports.source_url as target_source_url,
    panel.series_code
from {{ ref('int_panel') }} as panel
inner join {{ ref('dim_region') }} as regions on panel.region_code = regions.region_code
inner join {{ ref('dim_indicator') }} as indicators on panel.indicator_code = indicators.indicator_code
left join {{ ref('dim_report') }} as outcome_reports
    on coalesce(panel.level_report_id, panel.growth_report_id) = outcome_reports.report_id
left join {{ ref('dim_report') }} as target_reports
    on coalesce(panel.growth_target_report_id, panel.level_target_report_id) = target_reports.report_id
