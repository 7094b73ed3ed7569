{{ config(materialized='view') }}

select
    regions.full_name as region,
    levels.name_zh as region_level,
    reports.report_year,
    indicators.name_zh as indicator,
    indicators.name_en as indicator_en,
    measures.name_zh as measure,
    verdicts.period_start,
    verdicts.period_end,
    targets.plan_name,
    comparators.name_zh as bound,
    verdicts.target_low,
    verdicts.target_high,
    coalesce(against_names.name_zh, against_indicators.name_zh) as set_against,
    verdicts.actual,
    verdicts.gap,
    units.name_zh as unit,
    statuses.name_zh as status,
    statuses.name_en as status_en,
    verdicts.status_reason,
    progresses.name_zh as progress,
    tiers.name_zh as tier,
    verdicts.target_evidence,
    verdicts.actual_evidence,
    reports.source_name as target_source,
    reports.source_url as target_source_url,
    outcome_reports.source_name as outcome_source,
    outcome_reports.source_url as outcome_source_url,
    verdicts.target_id,
    verdicts.outcome_id,
    verdicts.region_code,
    verdicts.indicator_code
from {{ ref('fct_target_vs_actual').include(database=false) }} as verdicts
inner join {{ ref('dim_report').include(database=false) }} as reports on verdicts.target_report_id = reports.report_id
inner join {{ ref('dim_region').include(database=false) }} as regions on verdicts.region_code = regions.region_code
inner join {{ ref('dim_indicator').include(database=false) }} as indicators on verdicts.indicator_code = indicators.indicator_code
inner join {{ ref('dim_code').include(database=false) }} as levels on regions.level = levels.code and levels.kind = 'level'
inner join {{ ref('dim_code').include(database=false) }} as measures on verdicts.measure = measures.code and measures.kind = 'measure'
inner join {{ ref('dim_code').include(database=false) }} as comparators on verdicts.comparator = comparators.code and comparators.kind = 'comparator'
inner join {{ ref('dim_code').include(database=false) }} as units on verdicts.unit = units.code and units.kind = 'unit'
inner join {{ ref('dim_code').include(database=false) }} as statuses on verdicts.status = statuses.code and statuses.kind = 'status'
inner join {{ ref('fct_targets').include(database=false) }} as targets on verdicts.target_id = targets.fact_id
left join {{ ref('dim_report').include(database=false) }} as outcome_reports on verdicts.outcome_report_id = outcome_reports.report_id
left join {{ ref('dim_code').include(database=false) }} as progresses on verdicts.progress = progresses.code and progresses.kind = 'progress'
left join {{ ref('dim_code').include(database=false) }} as tiers on verdicts.tier = tiers.code and tiers.kind = 'tier'
left join {{ ref('dim_code').include(database=false) }} as against_names
    on verdicts.reference_code = against_names.code and against_names.kind = 'reference'
left join {{ ref('dim_indicator').include(database=false) }} as against_indicators on verdicts.reference_code = against_indicators.indicator_code
