select
    stage,
    source_path,
    report_id,
    reason_code,
    reason,
    row_json,
    quarantine_id
from {{ ref('stg_quarantine') }}
order by source_path, stage, reason_code, quarantine_id
