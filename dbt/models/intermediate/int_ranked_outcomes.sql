{{
    config(
        materialized='incremental',
        incremental_strategy='changed_years',
        unique_key=['series_code', 'period_end'],
    )
}}

with outcomes as (
    select
        *,
        case
            when is_year_contradicted then 'its report speaks of another year than the one it is headed with'
            when not is_covering then 'its report does not cover the period'
            when is_without_value then 'it is stated without a number'
            when is_implausible then 'it lies far outside what the indicator ever has'
        end as unusable_because,
        case when comparator = 'eq' and unusable_because is null then actual_low end as outcome_value
    from {{ ref('int_outcomes') }} as stated
    where {{ is_in_changed_year('stated') }}
),

-- 1.2 and 1.1987 are one figure, printed twice; 1.2 and 1.3 are not. An estimate may differ from the final figure.
held_together as (
    select
        *,
        unusable_because is null and coalesce(
            max(outcome_value - rounding_error) over same_source
            > min(outcome_value + rounding_error) over same_source + 1e-9 * abs(outcome_value), false
        ) as is_contradicted
    from outcomes
    window same_source as (
        partition by
            series_code, indicator_code, measure, unit, period_start, period_end, report_id, is_estimate
    )
),

ranked as (
    select
        *,
        row_number() over best_first as preference,
        first_value(is_contradicted) over best_first as is_best_contradicted,
        {{ values_of_the_best('best_first') }}
    from held_together
    window best_first as (
        partition by series_code, indicator_code, measure, unit, period_start, period_end
        order by unusable_because is not null, is_contradicted, {{ best_outcome_first() }}
    )
)

select
    outcome_id,
    report_id,
    region_code,
    series_code,
    indicator_code,
    measure,
    unit,
    comparator,
    subject,
    evidence,
    {{ why_it_lost("when is_contradicted and not is_best_contradicted then 'its report gives another value as well'") }}
        as lost_because,
    preference = 1 and unusable_because is null as is_standing,
    unusable_because is null and row_number() over (
        partition by series_code, indicator_code, measure, unit, period_start, period_end, report_id
        order by preference
    ) = 1 as is_best_of_report,
    is_estimate,
    is_contradicted,
    preference::integer as preference,
    report_year,
    period_start,
    period_end,
    actual_low,
    actual_high,
    case when not is_contradicted then outcome_value end as outcome_value,
    rounding_error
from ranked
