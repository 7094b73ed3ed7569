{{ config(**incremental_by_part('stg_reports')) }}

select
    report_id,
    text,
    lake_part
from {{ ref('stg_reports') }}
where {{ is_new_part() }}
