with source as (
    select * from {{ source('raw', 'statements') }}
)

select
    statement_id,
    report_id,
    subject,
    indicator_code,
    scope,
    kind,
    measure,
    comparator,
    unit,
    reference_code,
    tier,
    commitment,
    evidence,
    section,
    value_text,
    excluded_because,
    is_estimate,
    period_start::integer as period_start,
    period_end::integer as period_end,
    value_low,
    value_high,
    span_start::integer as span_start,
    span_end::integer as span_end,
    raw_start::integer as raw_start,
    raw_end::integer as raw_end,
    lake_year,
    confidence
from source
