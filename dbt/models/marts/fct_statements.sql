{{ config(**incremental_by_part('stg_statements')) }}

select
    statement_id,
    report_id,
    subject,
    indicator_code,
    scope,
    kind,
    measure,
    period_start,
    period_end,
    comparator,
    value_low,
    value_high,
    unit,
    evidence,
    span_start,
    span_end,
    reference_code,
    is_estimate,
    tier,
    commitment,
    section,
    value_text,
    confidence,
    excluded_because,
    raw_start,
    raw_end,
    lake_part
-- In the order of the lake: to sort ten million rows takes more than all marts.
from {{ ref('stg_statements') }}
where {{ is_new_part() }}
