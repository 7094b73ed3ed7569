select
    indicator_code,
    name_zh,
    name_en,
    definition,
    domain,
    unit,
    quantity,
    direction,
    is_headline
from {{ ref('stg_indicators') }}
order by indicator_code
