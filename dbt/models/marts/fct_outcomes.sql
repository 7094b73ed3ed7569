{{ config(materialized='view') }}

select
    fact_id,
    report_id,
    region_code,
    indicator_code,
    measure,
    period_start,
    period_end,
    comparator,
    value_low,
    value_high,
    unit,
    reference_code,
    is_estimate,
    tier,
    evidence,
    span_start,
    span_end,
    section,
    value_text,
    confidence,
    statement_id,
    raw_start,
    raw_end,
    {{ price_basis('evidence') }} as price_basis
from {{ ref('int_reviewed_facts') }}
where kind = 'outcome'
