with based as (
    select
        indicators.indicator_code,
        case
            when indicators.unit in ('percent', 'percentage_point') then 'rate'
            when bases.growth_basis is not null then bases.growth_basis
            -- Of what is counted or weighed there is only one ratio; what is new in a year has no level to grow.
            when indicators.unit not in ('cny', 'usd') and indicators.nature != 'accrual' then 'quantity'
            else 'unknown'
        end as basis,
        indicators.unit as level_unit,
        bases.ratio_above,
        bases.ratio_below,
        bases.reason
    from {{ ref('indicators') }} as indicators
    left join {{ ref('growth_bases') }} as bases on indicators.indicator_code = bases.indicator_code
)

select
    indicator_code,
    basis as growth_basis,
    level_unit,
    basis in ('nominal', 'quantity') as is_ratio_of_levels,
    if(basis in ('nominal', 'quantity'), 0, ratio_above) as ratio_above,
    if(basis in ('nominal', 'quantity'), 0, ratio_below) as ratio_below,
    reason
from based
