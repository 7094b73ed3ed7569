{{
    config(
        materialized='incremental',
        incremental_strategy='years_around',
        unique_key=['series_code', 'year'],
    )
}}

with outcomes as (
    select * from {{ ref('int_ranked_outcomes') }} as ranked
    where {{ is_in_changed_year('ranked', changed='int_years_around', years_beside=1) }}
        and is_standing and outcome_value is not null and period_start = period_end
),

-- Only where the printed rate is the ratio of the printed amounts, or how far it is from it is known: GDP and value added grow
-- at constant prices. Trade is counted in dollars too.
levels as (
    select outcomes.*
    from outcomes
    inner join {{ ref('int_growth_bases') }} as bases
        on outcomes.indicator_code = bases.indicator_code
        and (outcomes.unit = bases.level_unit or outcomes.unit = 'usd' and bases.level_unit = 'cny')
    where outcomes.measure = 'level'
        and (bases.is_ratio_of_levels or bases.ratio_above is not null)
        and outcomes.outcome_value > 0
),

rates as (
    select outcomes.*
    from outcomes
    inner join {{ ref('int_growth_bases') }} as bases on outcomes.indicator_code = bases.indicator_code
    where outcomes.measure = 'level' and outcomes.unit = 'percent' and bases.growth_basis = 'rate'
),

growths as (
    select * from outcomes
    where measure = 'growth' and unit = 'percent' and outcome_value > -100
),

-- `base` is the figure that is scaled or divided, `other` the figure that it is scaled by or divided by.
pairs as (
    select
        'growth_from_levels' as method,
        base.series_code,
        base.indicator_code,
        'growth' as measure,
        base.period_end as year,
        'percent' as unit,
        base,
        other
    from levels as base
    inner join levels as other
        on base.series_code = other.series_code
        and base.indicator_code = other.indicator_code
        and base.unit = other.unit
        and base.period_end = other.period_end + 1
    union all
    select 'change_from_levels', base.series_code, base.indicator_code, 'change_pp', base.period_end, 'percentage_point', base, other
    from rates as base
    inner join rates as other
        on base.series_code = other.series_code
        and base.indicator_code = other.indicator_code
        and base.period_end = other.period_end + 1
    union all
    select 'level_from_growth', base.series_code, base.indicator_code, 'level', other.period_end, base.unit, base, other
    from levels as base
    inner join growths as other
        on base.series_code = other.series_code
        and base.indicator_code = other.indicator_code
        and base.period_end + 1 = other.period_end
    union all
    select 'earlier_level_from_growth', base.series_code, base.indicator_code, 'level', base.period_end - 1, base.unit, base, other
    from levels as base
    inner join growths as other
        on base.series_code = other.series_code
        and base.indicator_code = other.indicator_code
        and base.period_end = other.period_end
    union all
    select 'share_from_parts', base.series_code, shares.derived_code, 'level', base.period_end, 'percent', base, other
    from outcomes as base
    inner join {{ ref('derived_indicators') }} as shares
        on base.indicator_code = shares.base_code and shares.cue = 'gdp_share'
    inner join outcomes as other
        on base.series_code = other.series_code
        and base.period_end = other.period_end
        and base.unit = other.unit
        and other.indicator_code = 'gdp'
        and other.measure = 'level'
    where base.measure = 'level' and base.unit = 'cny' and base.outcome_value > 0 and other.outcome_value > 0
),

calculated as (
    select
        *,
        base.outcome_value as base_value,
        other.outcome_value as other_value,
        case method
            when 'growth_from_levels' then 100 * (base_value / other_value - 1)
            when 'change_from_levels' then base_value - other_value
            when 'level_from_growth' then base_value * (1 + other_value / 100)
            when 'earlier_level_from_growth' then base_value / (1 + other_value / 100)
            else 100 * base_value / other_value
        end as derived_value,
        case method
            when 'growth_from_levels' then printf('100 * (%.15g / %.15g - 1)', base_value, other_value)
            when 'change_from_levels' then printf('%.15g - %.15g', base_value, other_value)
            when 'level_from_growth' then printf('%.15g * (1 + %.15g / 100)', base_value, other_value)
            when 'earlier_level_from_growth' then printf('%.15g / (1 + %.15g / 100)', base_value, other_value)
            else printf('100 * %.15g / %.15g', base_value, other_value)
        end as formula,
        -- Relative errors of factors add up; the factor of a rate is 100 plus the rate.
        base.rounding_error / base_value
        + other.rounding_error / case when other.measure = 'growth' then 100 + other_value else other_value end
            as relative_error
    from pairs
    where {{ is_in_changed_year('pairs', year='year', changed='int_years_around') }}
),

judged as (
    select
        calculated.*,
        case
            when calculated.method = 'change_from_levels' then base.rounding_error + other.rounding_error
            when calculated.measure = 'growth' then relative_error * (100 + derived_value)
            else relative_error * derived_value
        end as rounding_error,
        methods.basis,
        methods.largest_rounding_error,
        if(calculated.method = 'growth_from_levels', bases.is_ratio_of_levels, true) as is_ratio,
        if(calculated.method = 'growth_from_levels', bases.ratio_above, 0) as ratio_above,
        if(calculated.method = 'growth_from_levels', bases.ratio_below, 0) as ratio_below
    from calculated
    inner join {{ ref('derivation_methods') }} as methods on calculated.method = methods.method
    left join {{ ref('int_growth_bases') }} as bases on calculated.indicator_code = bases.indicator_code
    where calculated.method not in ('level_from_growth', 'earlier_level_from_growth')
        or bases.is_ratio_of_levels and calculated.unit = bases.level_unit
),

reported as (
    select distinct series_code, indicator_code, measure, period_end as year
    from {{ ref('int_outcomes') }} as stated
    where period_start = period_end and {{ is_in_changed_year('stated', changed='int_years_around') }}
)

select
    md5(concat_ws('|', judged.method, base.outcome_id, other.outcome_id)) as derived_outcome_id,
    judged.method,
    base.region_code as region_code,
    judged.series_code,
    judged.indicator_code,
    judged.measure,
    judged.year,
    judged.unit,
    round(judged.derived_value, 6) as derived_value,
    round(judged.rounding_error, 6) as rounding_error,
    judged.formula,
    base.is_estimate or other.is_estimate as is_estimate,
    [base.outcome_id, other.outcome_id] as source_outcome_ids,
    [base.report_id, other.report_id] as source_report_ids,
    [base.evidence, other.evidence] as source_evidence,
    case
        when reported.series_code is not null then 'a report states it'
        when judged.rounding_error
            > judged.largest_rounding_error * case judged.basis when 'share' then judged.derived_value else 1 end
            then 'the printed figures are too round'
        -- Two wordings of one indicator may cover different things: no rate is made of them.
        when judged.method in ('growth_from_levels', 'change_from_levels') and base.subject is distinct from other.subject
            then 'the two levels are named differently'
        when not judged.is_ratio then '{{ var("withheld_as_far_off") }}'
    end as withheld_because,
    coalesce(judged.ratio_above, 0) as ratio_above,
    coalesce(judged.ratio_below, 0) as ratio_below
from judged
left join reported
    on judged.series_code = reported.series_code
    and judged.indicator_code = reported.indicator_code
    and judged.measure = reported.measure
    and judged.year = reported.year
