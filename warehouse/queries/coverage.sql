-- Which regions and years are in the warehouse, and which years between a region's first and last report are missing? Change the level in `ask`; null is every level.
with ask as (select null::varchar as level),

reports as (
    select
        reports.*,
        (select count(*) from marts.fct_targets as targets where targets.report_id = reports.report_id) as targets,
        (select count(*) from marts.fct_outcomes as outcomes where outcomes.report_id = reports.report_id) as outcomes
    from marts.dim_report as reports
    where not reports.is_superseded
)

select
    regions.level,
    regions.region_code,
    regions.full_name as region,
    min(reports.report_year) as first_year,
    max(reports.report_year) as last_year,
    count(distinct reports.report_year) as years_here,
    list_filter(
        range(min(reports.report_year), max(reports.report_year)),
        lambda year: not list_contains(list(reports.report_year), year)
    ) as years_missing,
    count(*) as reports,
    sum(reports.targets)::bigint as targets,
    sum(reports.outcomes)::bigint as outcomes
from reports
inner join marts.dim_region as regions using (region_code)
cross join ask
where regions.level = coalesce(ask.level, regions.level)
group by regions.level, regions.full_name, regions.region_code
order by array_position(['national', 'province', 'prefecture', 'county'], regions.level), regions.region_code;
