with source as (
    select * from {{ ref('indicators') }}
)

select
    indicator_code,
    name_zh,
    name_en,
    definition,
    domain,
    unit,
    quantity,
    nature,
    direction,
    is_headline
from source
