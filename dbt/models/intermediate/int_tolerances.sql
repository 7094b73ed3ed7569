-- A row holds from its value on, up to the value of the next row of the same case.
with tolerances as (
    select
        * exclude (at_least),
        at_least as from_value,
        coalesce(
            lead(at_least) over (partition by indicator_code, measure, basis, comparator order by at_least),
            'infinity'::double
        ) as below_value
    from {{ ref('tolerances') }}
),

own as (
    select * from tolerances where indicator_code != '*'
),

general as (
    select indicators.indicator_code, tolerances.* exclude (indicator_code)
    from tolerances
    cross join {{ ref('stg_indicators') }} as indicators
    where tolerances.indicator_code = '*'
)

select indicator_code, measure, basis, comparator, from_value, below_value, tolerance, reason
from own
union all
select general.indicator_code, general.measure, general.basis, general.comparator, general.from_value, general.below_value,
    general.tolerance, general.reason
from general
anti join own
    on general.indicator_code = own.indicator_code
    and general.measure = own.measure
    and general.basis = own.basis
    and general.comparator = own.comparator
