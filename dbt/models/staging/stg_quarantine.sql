with source as (
    select * from {{ source('raw', 'quarantine') }}
)

select
    -- Two rows may be alike in every column: the same line rejected twice. Both are kept.
    md5(concat_ws('|', stage, source_path, report_id, reason_code, reason, row_json)) || '-' || row_number() over (
        partition by stage, source_path, report_id, reason_code, reason, row_json
    ) as quarantine_id,
    stage,
    source_path,
    report_id,
    reason_code,
    reason,
    row_json,
    lake_year
from source
