{{ config(materialized='table') }}

with rounding as (
    select * from {{ ref('int_tolerances') }}
    where comparator = 'eq'
),

outcomes as (
    select * from {{ ref('int_outcomes') }}
    where is_covering and not is_without_value and not is_year_contradicted
),

ranked as (
    select
        *,
        row_number() over (same_thing order by {{ best_outcome_first() }}) as preference,
        max(actual_low) filter (where vagueness = 1) over same_source as highest,
        min(actual_low) filter (where vagueness = 1) over same_source as lowest
    from outcomes
    window
        same_thing as (partition by series_code, indicator_code, measure, unit, period_start, period_end),
        same_source as (
            partition by
                series_code, indicator_code, measure, unit, period_start, period_end, report_id, is_estimate
        )
)

select
    ranked.outcome_id,
    ranked.report_id,
    ranked.series_code,
    ranked.indicator_code,
    ranked.measure,
    ranked.unit,
    ranked.comparator,
    ranked.evidence,
    ranked.is_estimate,
    ranked.period_start,
    ranked.period_end,
    ranked.actual_low,
    ranked.actual_high,
    -- Two figures of one report differ by more than the rounding of both.
    coalesce(
        ranked.highest - ranked.lowest
        > 2 * rounding.tolerance * case rounding.basis when 'share' then abs(ranked.highest) else 1 end + 1e-9,
        false
    ) as is_contradicted
from ranked
left join rounding
    on ranked.indicator_code = rounding.indicator_code
    and ranked.measure = rounding.measure
    and rounding.basis = {{ basis_of('ranked.unit') }}
where ranked.preference = 1
