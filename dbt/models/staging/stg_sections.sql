with source as (
    select * from {{ source('raw', 'sections') }}
)

select
    report_id,
    section,
    role,
    kind,
    section_index::integer as section_index,
    depth::integer as depth,
    period_start::integer as period_start,
    period_end::integer as period_end,
    span_start::integer as span_start,
    span_end::integer as span_end,
    margin,
    lake_year
from source
