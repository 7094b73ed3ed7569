{{ config(materialized='table') }}

with changed as (
    select coalesce(now.part, before.part) as part
    from {{ raw_parts() }} as now
    full join {{ built_parts() }} as before on now.part = before.part
    where now.digest is distinct from before.digest
)

-- A part is named by its table and its report year.
select try_cast(split_part(part, '/', 2) as integer) as report_year
from changed
where try_cast(split_part(part, '/', 2) as integer) is not null
union
-- A decision may be on a report of any year.
select reports.report_year
from {{ ref('stg_reports') }} as reports
where exists (select 1 from changed where part = 'reviews')
