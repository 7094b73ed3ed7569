{{
    config(
        materialized='incremental',
        incremental_strategy='changed_years',
        unique_key=['series_code', 'period_end'],
        on_schema_change='fail',
    )
}}

with verdicts as (
    select
        *,
        coalesce(reference_low, reference_high) as reference_actual,
        -- A larger region's figure, or another indicator's, is the target's edge where it has no number of its own.
        coalesce(value_low, value_high, reference_actual) as first_edge,
        coalesce(value_high, value_low, reference_actual) as last_edge,
        case when is_usable then coalesce(actual_low, actual_high) end as actual,
        -- 突破400亿元 says no exact amount, so no exact distance either.
        coalesce(actual_comparator in ('ge', 'le', 'range'), false)
        or coalesce(reference_comparator in ('ge', 'le', 'range'), false) as is_open
    from {{ ref('int_verdicts') }} as judged
    where {{ is_in_changed_year('judged') }}
),

measured as (
    select
        *,
        case
            when is_open then null
            when abs(actual - last_edge) < abs(actual - first_edge) then last_edge
            else first_edge
        end as nearest_edge
    from verdicts
)

select
    verdicts.target_id,
    verdicts.outcome_id,
    verdicts.region_code,
    verdicts.indicator_code,
    verdicts.measure,
    verdicts.period_start,
    verdicts.period_end,
    verdicts.comparator,
    verdicts.value_low as target_low,
    verdicts.value_high as target_high,
    verdicts.actual,
    verdicts.unit,
    -- 0.1, not 0.09999999999999964
    round(verdicts.actual - verdicts.nearest_edge, 6) as gap,
    case
        when verdicts.measure in ('level', 'total_level')
            then round(verdicts.actual / nullif(verdicts.nearest_edge, 0), 6)
    end as attainment,
    verdicts.status,
    verdicts.is_actual_estimate,
    verdicts.outcome_report_id,
    verdicts.evidence as target_evidence,
    verdicts.actual_evidence,
    reasons.status_reason,
    verdicts.is_within_tolerance,
    verdicts.is_overdue,
    verdicts.tier,
    verdicts.report_id as target_report_id,
    regions.level as region_level,
    verdicts.commitment,
    verdicts.accepted_low,
    verdicts.accepted_high,
    verdicts.actual_comparator,
    verdicts.verdict_basis,
    '{{ var("verdict_rule_version") }}' as rule_version,
    verdicts.tolerance,
    case when verdicts.tolerance is not null then verdicts.tolerance_reason end as tolerance_reason,
    verdicts.reference_code,
    verdicts.reference_actual,
    verdicts.reference_outcome_id,
    verdicts.reference_report_id,
    verdicts.reference_evidence,
    verdicts.progress,
    verdicts.target_pace,
    verdicts.implied_pace,
    verdicts.needed_pace,
    verdicts.pace_unit,
    verdicts.pace_through,
    verdicts.restates_target_id,
    verdicts.series_code
from measured as verdicts
inner join {{ ref('dim_region') }} as regions on verdicts.region_code = regions.region_code
inner join {{ ref('int_verdict_reasons') }} as reasons on verdicts.target_id = reasons.target_id
