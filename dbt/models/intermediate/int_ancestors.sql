with regions as (
    select * from {{ ref('dim_region') }}
)

select region_code, parent_code as ancestor_code, 1 as distance
from regions
where parent_code is not null
union
select region_code, province_code, 2 from regions
where province_code not in (region_code, parent_code)
union
select region_code, '000000', 3 from regions
where region_code != '000000' and parent_code != '000000'
