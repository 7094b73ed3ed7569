{{ config(materialized='view') }}

select
    targets.fact_id,
    targets.report_id,
    targets.region_code,
    targets.indicator_code,
    targets.measure,
    targets.period_start,
    targets.period_end,
    targets.comparator,
    targets.value_low,
    targets.value_high,
    targets.unit,
    targets.reference_code,
    targets.is_estimate,
    targets.tier,
    targets.evidence,
    targets.span_start,
    targets.span_end,
    targets.section,
    targets.value_text,
    targets.confidence,
    targets.commitment,
    targets.statement_id,
    targets.raw_start,
    targets.raw_end,
    plans.plan_name,
    {{ price_basis('targets.evidence') }} as price_basis
from {{ ref('int_reviewed_facts') }} as targets
-- A year alone belongs to a plan only where the report looks ahead to the plan's end.
left join {{ ref('plan_periods') }} as plans
    on targets.period_end = plans.period_end
    and targets.period_start >= plans.period_start
    and (targets.period_start < targets.period_end or targets.period_end > targets.lake_year)
where targets.kind = 'target'
