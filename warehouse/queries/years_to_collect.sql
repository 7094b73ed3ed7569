-- Which reports are missing or unusable? Change `only_gaps` in `ask` to false for the years before a region's first and after its last report as well, and `only_started` to false for divisions without any report.
with ask as (select true as only_gaps, true as only_started)

select
    coverage.region_level,
    coverage.region_code,
    coverage.region_name as region,
    coverage.report_year,
    coverage.coverage,
    coverage.quarantined_files
from marts.mart_coverage as coverage
cross join ask
where coverage.coverage != 'have'
    and (coverage.is_within_own_span or not ask.only_gaps)
    and (coverage.has_any_report or not ask.only_started)
order by
    array_position(['national', 'province', 'prefecture', 'county'], coverage.region_level),
    coverage.region_code,
    coverage.report_year;
