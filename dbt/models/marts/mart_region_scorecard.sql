select
    promises.region_code,
    promises.period_end as target_year,
    regions.full_name as region_name,
    regions.level as region_level,
{{ scorecard_columns() }}
from {{ ref('mart_promises') }} as promises
inner join {{ ref('dim_region') }} as regions on promises.region_code = regions.region_code
group by promises.region_code, promises.period_end, regions.full_name, regions.level
order by promises.region_code, target_year
