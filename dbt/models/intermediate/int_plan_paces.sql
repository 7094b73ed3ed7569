with plans as (
    select * from {{ ref('int_plan_targets') }}
),

-- Each yearly outcome of the plan's years and of the year before, which a level starts from.
yearly as (
    select
        plans.target_id,
        outcomes.period_end as outcome_year,
        outcomes.actual_low as outcome_value,
        outcomes.comparator = 'approx' as is_approx,
        outcomes.is_estimate,
        outcomes.outcome_id
    from plans
    inner join {{ ref('int_ranked_outcomes') }} as outcomes
        on outcomes.is_standing
        and plans.series_code = outcomes.series_code
        and plans.indicator_code = outcomes.indicator_code
        and plans.yearly_measure = outcomes.measure
        and plans.unit = outcomes.unit
        and outcomes.period_start = outcomes.period_end
        and outcomes.period_end between plans.first_year - 1 and plans.last_year
    -- A bound says no exact amount, and figures that disagree say none at all.
    where outcomes.comparator in ('eq', 'approx') and not outcomes.is_contradicted
),

numbered as (
    select
        yearly.*,
        plans.first_year,
        row_number() over (partition by yearly.target_id order by yearly.outcome_year) as place
    from yearly
    inner join plans on yearly.target_id = plans.target_id
    where yearly.outcome_year >= plans.first_year
),

-- Compounding and adding need every year since the first; a gap ends what can be told.
unbroken as (
    select
        target_id,
        max(outcome_year) as pace_through,
        count(*) as years_known,
        sum(ln(greatest(1 + outcome_value / 100, 1e-9))) as log_growth,
        sum(outcome_value) as total,
        bool_or(is_approx) as has_approx,
        bool_or(is_estimate) as has_estimate,
        string_agg({{ figure('outcome_value') }}, ', ' order by outcome_year) as yearly_values
    from numbered
    where place = outcome_year - first_year + 1
    group by target_id
),

starts as (
    select yearly.target_id, yearly.outcome_value as start_value
    from yearly
    inner join plans on yearly.target_id = plans.target_id and yearly.outcome_year = plans.first_year - 1
),

latest as (
    select
        target_id,
        max(outcome_year) as pace_through,
        arg_max(outcome_value, outcome_year) as latest_value,
        arg_max(is_approx, outcome_year) as has_approx,
        arg_max(is_estimate, outcome_year) as has_estimate
    from numbered
    group by target_id
)

select
    plans.*,
    case when plans.plan_kind = 'reached' then latest.pace_through else unbroken.pace_through end as pace_through,
    case
        when plans.plan_kind = 'reached' then latest.pace_through - plans.first_year + 1
        else unbroken.years_known
    end as years_known,
    unbroken.log_growth,
    unbroken.total,
    starts.start_value,
    latest.latest_value,
    unbroken.yearly_values,
    coalesce(case when plans.plan_kind = 'reached' then latest.has_approx else unbroken.has_approx end, false)
        as has_approx,
    coalesce(case when plans.plan_kind = 'reached' then latest.has_estimate else unbroken.has_estimate end, false)
        as has_estimate
from plans
left join unbroken on plans.target_id = unbroken.target_id
left join starts on plans.target_id = starts.target_id
left join latest on plans.target_id = latest.target_id
