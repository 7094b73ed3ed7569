with reports as (
    select
        *,
        -- A total order, so that there is one best version and never a circle of replacements.
        row_number() over (
            order by report_type = 'draft', delivered_on desc nulls last, source_path, report_id
        ) as preference
    from {{ ref('stg_reports') }}
),

replacements as (
    select
        older.report_id,
        arg_min(newer.report_id, newer.preference) as superseded_by
    from reports as older
    inner join reports as newer
        on older.region_code = newer.region_code
        and older.report_year = newer.report_year
        and older.preference > newer.preference
        -- A draft gives way to any final text; an annual and a new-term report stand side by side.
        and (older.report_type = newer.report_type or older.report_type = 'draft')
        -- A session that is not known may be the same session.
        and coalesce(older.congress_term = newer.congress_term, true)
        and coalesce(older.congress_session = newer.congress_session, true)
    group by older.report_id
)

select
    reports.report_id,
    reports.region_code,
    reports.report_year,
    reports.review_year,
    replacements.superseded_by,
    replacements.superseded_by is not null as is_superseded
from reports
left join replacements on reports.report_id = replacements.report_id
