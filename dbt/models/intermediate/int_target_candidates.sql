{{
    config(
        materialized='incremental',
        incremental_strategy='changed_years',
        unique_key=['series_code', 'period_end'],
    )
}}

with pairs as (
    select
        targets.target_id,
        targets.series_code,
        outcomes.outcome_id,
        outcomes.report_id,
        outcomes.comparator as actual_comparator,
        outcomes.is_estimate,
        outcomes.report_year,
        outcomes.is_new_term,
        outcomes.vagueness,
        outcomes.rounding_error,
        outcomes.confidence,
        outcomes.span_start,
        outcomes.evidence,
        outcomes.actual_low,
        outcomes.actual_high,
        targets.period_end,
        targets.accepted_low,
        targets.accepted_high,
        coalesce(targets.slack, 0) as slack,
        coalesce(targets.tolerance, 0) as tolerance,
        case
            when outcomes.is_year_contradicted then 'its report speaks of another year than the one it is headed with'
            when not outcomes.is_covering then 'its report does not cover the period'
            when outcomes.is_without_value then 'it is stated without a number'
            when outcomes.is_implausible then 'it lies far outside what the indicator ever has, and is likely misprinted or misread'
            when targets.price_basis != outcomes.price_basis
                then 'it is in ' || outcomes.price_basis || ' terms, and the target in ' || targets.price_basis || ' ones'
            when outcomes.unit != targets.unit then 'it is stated in another unit (' || outcomes.unit || ')'
            -- Falling far short is a miss like any other; so much more is a stock read as a flow, or a larger whole.
            when targets.basis = 'share' and outcomes.actual_low >= {{ var('implausible_multiple') }} * targets.value_low
                and targets.value_low > 0
                then 'it is {{ var('implausible_multiple') }} times the target or more, and likely of something else'
            when targets.basis = 'share' and targets.measure = 'level' and targets.nature in ('flow', 'accrual', 'tally')
                and outcomes.reviews_a_term and targets.value_low > 0
                and outcomes.actual_low >= {{ var('multiple_of_a_term') }} * targets.value_low
                then 'it is {{ var('multiple_of_a_term') }} times the target or more in a report that reviews several years,'
                    || ' and likely their total'
        end as unusable_because,
        outcomes.is_just_below,
        -- Where neither side is better, 突破3亿吨 said of 3 is taken as said: reached, and hardly passed.
        targets.direction = 'neutral' and outcomes.comparator in ('ge', 'le')
        and targets.comparator in ('eq', 'approx')
        and abs(coalesce(outcomes.actual_low, outcomes.actual_high) - targets.value_low) <= targets.tolerance
            as is_bound_at_target,
        outcomes.is_covering,
        targets.is_without_value as is_target_without_value,
        targets.comparator = 'approx' as is_target_about,
        -- 约5% against a firm 5% is too close to call; two approximate figures are compared as they stand.
        case
            when outcomes.comparator = 'approx' and targets.comparator != 'approx' then
                targets.blur * case targets.basis when 'share' then abs(outcomes.actual_low) else 1 end
            else 0
        end as blur,
        -- Sums of binary fractions: 4.5 stored as 4.499999999999999 still counts as 4.5.
        1e-9 * greatest(1, abs(coalesce(targets.value_low, targets.value_high))) as epsilon
    from {{ ref('int_targets') }} as targets
    inner join {{ ref('int_outcomes') }} as outcomes
        on targets.series_code = outcomes.series_code
        and targets.indicator_code = outcomes.indicator_code
        and targets.measure = outcomes.measure
        and targets.period_start = outcomes.period_start
        and targets.period_end = outcomes.period_end
    where {{ is_in_changed_year('targets') }}
),

bounded as (
    select
        *,
        coalesce(if(is_bound_at_target, actual_high, null), actual_low - blur, '-infinity'::double) as lowest,
        case
            when is_just_below then actual_high - if(is_target_about, 0, tolerance + 2 * epsilon)
            else coalesce(if(is_bound_at_target, actual_low, null), actual_high + blur, 'infinity'::double)
        end as highest,
        coalesce(accepted_low - epsilon, '-infinity'::double) as floor_value,
        coalesce(accepted_high + epsilon, 'infinity'::double) as ceiling_value
    from pairs
),

judged as (
    select
        *,
        case
            when unusable_because is not null or is_target_without_value then null
            when lowest >= floor_value and highest <= ceiling_value then 'met'
            when highest < floor_value or lowest > ceiling_value then 'missed'
            else 'open'
        end as verdict,
        lowest >= floor_value + tolerance and highest <= ceiling_value - tolerance as is_as_printed,
        lowest >= floor_value + tolerance - slack and highest <= ceiling_value - tolerance + slack as is_near
    from bounded
),

ranked as (
    select
        *,
        unusable_because is null as is_usable,
        coalesce(verdict in ('met', 'missed'), false) as is_settled,
        row_number() over (
            partition by target_id
            order by
                is_covering desc,
                unusable_because is not null,
                coalesce(verdict, 'open') = 'open',
                {{ best_outcome_first() }}
        ) as preference,
        coalesce(
            bool_or(verdict = 'met') over same_source and bool_or(verdict = 'missed') over same_source, false
        ) as is_contradicted
    from judged
    window same_source as (partition by target_id, report_id, is_estimate)
),

compared as (
    select
        *,
        first_value(is_settled) over best_first as is_best_settled,
        {{ values_of_the_best('best_first') }}
    from ranked
    window best_first as (partition by target_id order by preference)
)

select
    target_id,
    outcome_id,
    series_code,
    report_id as outcome_report_id,
    actual_comparator,
    verdict,
    evidence,
    {{ why_it_lost("when not is_settled and is_best_settled then 'it leaves open what another outcome settles'") }}
        as lost_because,
    is_estimate,
    is_contradicted,
    is_covering,
    is_usable,
    is_settled and is_near and not is_as_printed as is_within_tolerance,
    preference::integer as preference,
    period_end,
    actual_low,
    actual_high
from compared
