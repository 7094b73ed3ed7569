-- As the division is placed last, like dim_region.
with regions as (
    select region_code, parent_code, province_code
    from {{ ref('stg_divisions') }}
    qualify row_number() over (
        partition by region_code
        order by valid_to desc nulls first, valid_from desc nulls last, full_name, region_name
    ) = 1
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
