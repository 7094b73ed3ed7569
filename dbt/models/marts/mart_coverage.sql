with reports as (
    select * from {{ ref('int_report_versions') }}
),

archive as (
    select min(report_year) as first_year, max(report_year) as last_year from reports
),

years as (
    select unnest(range(first_year, last_year + 1))::integer as report_year from archive
),

spans as (
    select region_code, min(report_year) as first_year, max(report_year) as last_year
    from reports
    group by region_code
),

have as (
    select
        region_code,
        report_year,
        count(*) filter (where not is_superseded) as standing_reports,
        count(*) filter (where is_superseded) as superseded_reports
    from reports
    group by region_code, report_year
),

rejected as (
    select reports.region_code, reports.report_year, count(*) as quarantined_rows
    from {{ ref('stg_quarantine') }} as quarantine
    inner join reports on quarantine.report_id = reports.report_id
    group by reports.region_code, reports.report_year
),

-- A file that is no report in the end: what it said of itself, or else its name, tells whose it would have been.
rejected_files as (
    select region_code, report_year, count(*) as quarantined_files
    from {{ ref('int_rejected_files') }}
    where region_code is not null and report_year is not null
    group by region_code, report_year
),

facts as (
    select
        reports.region_code,
        reports.report_year,
        count(*) filter (where facts.kind = 'target') as targets,
        count(*) filter (where facts.kind = 'outcome') as outcomes
    from {{ ref('int_reviewed_facts') }} as facts
    inner join reports on facts.report_id = reports.report_id and not reports.is_superseded
    group by reports.region_code, reports.report_year
)

select
    regions.region_code,
    years.report_year,
    regions.full_name as region_name,
    regions.level as region_level,
    case
        when have.standing_reports > 0 then 'have'
        when rejected_files.quarantined_files > 0 then 'quarantined'
        else 'missing'
    end as coverage,
    coalesce(years.report_year between spans.first_year and spans.last_year, false) as is_within_own_span,
    spans.region_code is not null as has_any_report,
    coalesce(have.standing_reports, 0)::integer as standing_reports,
    coalesce(have.superseded_reports, 0)::integer as superseded_reports,
    coalesce(rejected_files.quarantined_files, 0)::integer as quarantined_files,
    coalesce(rejected.quarantined_rows, 0)::integer as quarantined_rows,
    coalesce(facts.targets, 0)::integer as targets,
    coalesce(facts.outcomes, 0)::integer as outcomes
from {{ ref('dim_region') }} as regions
cross join years
left join spans on regions.region_code = spans.region_code
left join have on regions.region_code = have.region_code and years.report_year = have.report_year
left join rejected on regions.region_code = rejected.region_code and years.report_year = rejected.report_year
left join rejected_files
    on regions.region_code = rejected_files.region_code and years.report_year = rejected_files.report_year
left join facts on regions.region_code = facts.region_code and years.report_year = facts.report_year
where coalesce(years.report_year >= regions.valid_from, true)
    and coalesce(years.report_year <= regions.valid_to, true)
    or have.region_code is not null
order by regions.region_code, years.report_year
