{{ config(materialized='view') }}

select
    report_id,
    section_index,
    section,
    role,
    period_start,
    period_end,
    span_start,
    span_end
from {{ ref('stg_sections') }}
