with reports as (
    select * from {{ ref('stg_reports') }}
),

versions as (
    select * from {{ ref('int_report_versions') }}
)

select
    reports.report_id,
    reports.source_name,
    reports.source_path,
    reports.source_format,
    reports.source_sha256,
    reports.title,
    reports.region_code,
    reports.report_year,
    reports.review_year,
    reports.delivered_on,
    reports.speaker,
    reports.congress_term,
    reports.congress_session,
    reports.report_type,
    versions.is_superseded,
    reports.char_count,
    reports.repair_notes,
    reports.ingested_at,
    versions.superseded_by,
    versions.is_year_contradicted,
    versions.series_code,
    reports.source_url
from reports
inner join versions on reports.report_id = versions.report_id
order by reports.region_code, reports.report_year, reports.source_path
