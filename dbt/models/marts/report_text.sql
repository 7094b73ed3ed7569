{{ config(materialized='view') }}

select
    report_id,
    text
from {{ ref('stg_reports') }}
