with source as (
    select * from {{ source('raw', 'facts') }}
)

select
    fact_id,
    statement_id,
    report_id,
    region_code,
    kind,
    indicator_code,
    measure,
    comparator,
    unit,
    reference_code,
    tier,
    commitment,
    evidence,
    section,
    value_text,
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
