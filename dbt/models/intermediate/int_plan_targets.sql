with targets as (
    select
        *,
        case
            when measure in ('avg_growth', 'total_growth') and period_end > period_start then 'compounded'
            -- An amount that stands (loans) or a rate does not add up over the years.
            when measure = 'total_level' and period_end > period_start and nature in ('flow', 'accrual', 'tally') then 'summed'
            when measure = 'level' and period_end > report_year then 'reached'
        end as plan_kind
    from {{ ref('int_targets') }}
    where not is_without_value and not is_year_contradicted
)

select
    target_id,
    series_code,
    indicator_code,
    plan_kind,
    measure,
    basis,
    -- What is watched year by year, and in which unit.
    case plan_kind when 'compounded' then 'growth' else 'level' end as yearly_measure,
    unit,
    case plan_kind when 'reached' then report_year else period_start end as first_year,
    period_end as last_year,
    period_end - first_year + 1 as years_of_plan,
    coalesce(value_low, value_high) as target_value,
    accepted_low,
    accepted_high
from targets
where plan_kind is not null
