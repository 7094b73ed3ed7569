with rounding as (
    select * from {{ ref('int_tolerances') }}
),

paced as (
    select
        *,
        years_of_plan - years_known as years_left,
        case
            when plan_kind = 'summed' then unit
            when plan_kind = 'reached' and basis = 'points' then 'percentage_point'
            else 'percent'
        end as pace_unit,
        {{ plan_pace('target_value') }} as target_pace,
        {{ plan_pace('accepted_low') }} as accepted_pace_low,
        {{ plan_pace('accepted_high') }} as accepted_pace_high,
        case
            when plan_kind = 'compounded' then {{ compound_rate('exp(log_growth)', 'years_known') }}
            when plan_kind = 'summed' then total / years_known
            when basis = 'points' then (latest_value - start_value) / years_known
            when start_value > 0 then {{ compound_rate('latest_value / start_value', 'years_known') }}
        end as implied_pace,
        case
            when measure = 'avg_growth'
                then {{ compound_rate('power(1 + target_value / 100, years_of_plan) / exp(log_growth)', 'years_left') }}
            when measure = 'total_growth'
                then {{ compound_rate('(1 + target_value / 100) / exp(log_growth)', 'years_left') }}
            when measure = 'total_level' then (target_value - total) / nullif(years_left, 0)
            when basis = 'points' then (target_value - latest_value) / nullif(years_left, 0)
            when latest_value > 0 then {{ compound_rate('target_value / latest_value', 'years_left') }}
        end as needed_pace
    from {{ ref('int_plan_paces') }}
),

blurred as (
    select
        paced.*,
        -- The yearly figures are rounded, and so is what they come to.
        rounding.tolerance * case rounding.basis when 'share' then abs(paced.implied_pace) else 1 end as blur,
        1e-9 * greatest(1, abs(paced.implied_pace)) as epsilon,
        case plan_kind
            when 'reached' then
                coalesce(latest_value >= accepted_low - 1e-9 * abs(accepted_low), accepted_low is null)
                and coalesce(latest_value <= accepted_high + 1e-9 * abs(accepted_high), accepted_high is null)
                and latest_value is not null
            when 'summed' then coalesce(total >= accepted_low, false) and accepted_high is null
            else false
        end as is_reached
    from paced
    left join rounding
        on paced.indicator_code = rounding.indicator_code
        and paced.yearly_measure = rounding.measure
        and rounding.basis = case paced.plan_kind when 'compounded' then 'points' else paced.basis end
        and rounding.comparator = if(paced.has_approx, 'approx', 'eq')
        and {{ is_in_band('paced.implied_pace', 'rounding') }}
),

judged as (
    select
        *,
        coalesce(implied_pace >= accepted_pace_low - epsilon, accepted_low is null)
        and coalesce(implied_pace <= accepted_pace_high + epsilon, accepted_high is null) as is_fast_enough,
        coalesce(implied_pace - blur >= accepted_pace_low - epsilon, accepted_low is null)
        and coalesce(implied_pace + blur <= accepted_pace_high + epsilon, accepted_high is null) as is_surely_fast_enough,
        coalesce(implied_pace + blur < accepted_pace_low - epsilon, false)
        or coalesce(implied_pace - blur > accepted_pace_high + epsilon, false) as is_surely_too_slow
    from blurred
)

select
    target_id,
    plan_kind,
    case
        when implied_pace is null and not is_reached then null
        -- The end of a level is a figure of its own, which the report of the last year states or not.
        when years_left > 0 or plan_kind = 'reached' then if(is_fast_enough or is_reached, 'on_track', 'behind')
        when is_surely_fast_enough then 'met'
        when is_surely_too_slow then 'missed'
        else 'open'
    end as progress,
    yearly_values,
    pace_unit,
    pace_through::integer as pace_through,
    years_of_plan::integer as years_of_plan,
    years_known::integer as years_known,
    round(target_pace, 3) as target_pace,
    round(implied_pace, 3) as implied_pace,
    -- What is reached needs no more.
    case when not is_reached then round(needed_pace, 3) end as needed_pace,
    is_reached,
    has_estimate as is_estimate
from judged
where years_known > 0
