with source as (
    select * from {{ source('raw', 'worded_targets') }}
)

select
    worded_id,
    report_id,
    region_code,
    indicator_code,
    form,
    wording,
    evidence,
    section,
    period_start::integer as period_start,
    period_end::integer as period_end,
    span_start::integer as span_start,
    span_end::integer as span_end,
    raw_start::integer as raw_start,
    raw_end::integer as raw_end
from source
