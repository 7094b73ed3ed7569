select
    report_id,
    text
from {{ ref('stg_reports') }}
order by report_id
