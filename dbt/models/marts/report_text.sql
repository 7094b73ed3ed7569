select
    report_id,
    text
-- In the order of the lake, which is the same for the same input.
from {{ ref('stg_reports') }}
