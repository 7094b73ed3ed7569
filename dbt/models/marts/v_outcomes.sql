{{ config(materialized='view') }}

select
    regions.full_name as region,
    levels.name_zh as region_level,
    reports.report_year,
    indicators.name_zh as indicator,
    indicators.name_en as indicator_en,
    measures.name_zh as measure,
    outcomes.period_start,
    outcomes.period_end,
    comparators.name_zh as bound,
    outcomes.value_low,
    outcomes.value_high,
    units.name_zh as unit,
    outcomes.value_text as as_printed,
    coalesce(against_names.name_zh, against_indicators.name_zh) as set_against,
    outcomes.is_estimate,
    outcomes.section,
    outcomes.evidence,
    outcomes.confidence,
    reports.source_name as source,
    reports.source_url,
    reports.is_superseded,
    outcomes.fact_id,
    outcomes.report_id,
    outcomes.region_code,
    outcomes.indicator_code
from {{ ref('fct_outcomes').include(database=false) }} as outcomes
inner join {{ ref('dim_report').include(database=false) }} as reports on outcomes.report_id = reports.report_id
inner join {{ ref('dim_region').include(database=false) }} as regions on outcomes.region_code = regions.region_code
inner join {{ ref('dim_indicator').include(database=false) }} as indicators on outcomes.indicator_code = indicators.indicator_code
inner join {{ ref('dim_code').include(database=false) }} as levels on regions.level = levels.code and levels.kind = 'level'
inner join {{ ref('dim_code').include(database=false) }} as measures on outcomes.measure = measures.code and measures.kind = 'measure'
inner join {{ ref('dim_code').include(database=false) }} as comparators on outcomes.comparator = comparators.code and comparators.kind = 'comparator'
inner join {{ ref('dim_code').include(database=false) }} as units on outcomes.unit = units.code and units.kind = 'unit'
left join {{ ref('dim_code').include(database=false) }} as against_names
    on outcomes.reference_code = against_names.code and against_names.kind = 'reference'
left join {{ ref('dim_indicator').include(database=false) }} as against_indicators on outcomes.reference_code = against_indicators.indicator_code
