with tolerances as (
    select * from {{ ref('tolerances') }}
),

cases as (
    select distinct
        indicators.indicator_code,
        tolerances.measure,
        tolerances.basis,
        tolerances.comparator
    from {{ ref('stg_indicators') }} as indicators
    cross join tolerances
)

select
    cases.indicator_code,
    cases.measure,
    cases.basis,
    cases.comparator,
    coalesce(own.tolerance, general.tolerance) as tolerance,
    coalesce(own.reason, general.reason) as reason
from cases
left join tolerances as own
    on cases.indicator_code = own.indicator_code
    and cases.measure = own.measure
    and cases.basis = own.basis
    and cases.comparator = own.comparator
left join tolerances as general
    on general.indicator_code = '*'
    and cases.measure = general.measure
    and cases.basis = general.basis
    and cases.comparator = general.comparator
where own.tolerance is not null or general.tolerance is not null
