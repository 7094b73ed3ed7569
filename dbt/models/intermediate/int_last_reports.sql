-- What year it is, as far as the warehouse knows: that of the newest report, or of the last loading.
with newest as (
    select greatest(max(report_year), max(year(ingested_at)))::integer as newest_year
    from {{ ref('stg_reports') }}
)

select
    versions.series_code,
    max(versions.report_year) as last_report_year,
    any_value(newest.newest_year) as newest_year
from {{ ref('int_report_versions') }} as versions
cross join newest
where not versions.is_superseded and not versions.is_year_contradicted
group by versions.series_code
