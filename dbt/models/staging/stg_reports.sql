with source as (
    select * from {{ source('raw', 'reports') }}
)

select
    report_id,
    source_name,
    source_path,
    source_format,
    source_sha256,
    source_url,
    title,
    region_code,
    speaker,
    report_type,
    repair_notes,
    text,
    report_year::integer as report_year,
    review_year::integer as review_year,
    congress_term::integer as congress_term,
    congress_session::integer as congress_session,
    char_count::integer as char_count,
    lake_year,
    delivered_on,
    ingested_at
from source
