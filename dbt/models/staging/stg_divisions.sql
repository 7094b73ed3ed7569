with source as (
    select * from {{ ref('divisions') }}
    union all by name
    select * exclude (note) from {{ ref('divisions_extra') }}
)

select
    region_code,
    region_name,
    full_name,
    level,
    parent_code,
    province_code,
    valid_from,
    valid_to
from source
