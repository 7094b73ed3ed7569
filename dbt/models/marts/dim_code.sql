select
    kind,
    code,
    name_zh,
    name_en
from {{ ref('codes') }}
order by kind, code
