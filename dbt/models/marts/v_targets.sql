{{ config(materialized='view') }}

select
    regions.full_name as region,
    levels.name_zh as region_level,
    reports.report_year,
    indicators.name_zh as indicator,
    indicators.name_en as indicator_en,
    measures.name_zh as measure,
    targets.period_start,
    targets.period_end,
    targets.plan_name,
    comparators.name_zh as bound,
    targets.value_low,
    targets.value_high,
    units.name_zh as unit,
    targets.value_text as as_printed,
    coalesce(against_names.name_zh, against_indicators.name_zh) as set_against,
    tiers.name_zh as tier,
    commitments.name_zh as commitment,
    targets.section,
    targets.evidence,
    targets.confidence,
    reports.source_name as source,
    reports.source_url,
    reports.is_superseded,
    targets.fact_id,
    targets.report_id,
    targets.region_code,
    targets.indicator_code
from {{ ref('fct_targets').include(database=false) }} as targets
inner join {{ ref('dim_report').include(database=false) }} as reports on targets.report_id = reports.report_id
inner join {{ ref('dim_region').include(database=false) }} as regions on targets.region_code = regions.region_code
inner join {{ ref('dim_indicator').include(database=false) }} as indicators on targets.indicator_code = indicators.indicator_code
inner join {{ ref('dim_code').include(database=false) }} as levels on regions.level = levels.code and levels.kind = 'level'
inner join {{ ref('dim_code').include(database=false) }} as measures on targets.measure = measures.code and measures.kind = 'measure'
inner join {{ ref('dim_code').include(database=false) }} as comparators on targets.comparator = comparators.code and comparators.kind = 'comparator'
inner join {{ ref('dim_code').include(database=false) }} as units on targets.unit = units.code and units.kind = 'unit'
left join {{ ref('dim_code').include(database=false) }} as against_names
    on targets.reference_code = against_names.code and against_names.kind = 'reference'
left join {{ ref('dim_indicator').include(database=false) }} as against_indicators on targets.reference_code = against_indicators.indicator_code
left join {{ ref('dim_code').include(database=false) }} as tiers on targets.tier = tiers.code and tiers.kind = 'tier'
left join {{ ref('dim_code').include(database=false) }} as commitments on targets.commitment = commitments.code and commitments.kind = 'commitment'
