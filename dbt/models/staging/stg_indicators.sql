with source as (
    select * from {{ ref('indicators') }}
)

select
    indicator_code,
    name_zh,
    name_en,
    domain,
    unit,
    nature,
    direction,
    is_headline
from source
