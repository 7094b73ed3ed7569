-- Where do reports not agree with one another, and by how much? Change the kind of check in `ask` (growth_of_levels, sum_of_sectors, average_of_years, restated, quoted_target); null is every kind.
with ask as (select null::varchar as check_code)

select
    checks.check_code,
    checks.region_code,
    regions.full_name as region,
    indicators.name_zh as indicator,
    checks.measure,
    checks.period_start,
    checks.period_end,
    checks.stated_value,
    checks.counter_value,
    checks.difference,
    checks.difference_percent,
    checks.unit,
    checks.explanation,
    checks.stated_evidence,
    checks.counter_evidence
from marts.mart_cross_checks as checks
inner join marts.dim_region as regions using (region_code)
inner join marts.dim_indicator as indicators using (indicator_code)
cross join ask
where not checks.is_consistent
    and checks.check_code = coalesce(ask.check_code, checks.check_code)
order by
    checks.explanation is not null,
    abs(checks.difference_percent) desc nulls last,
    checks.cross_check_id;
