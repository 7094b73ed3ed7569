-- Who set what growth target for a year? Change the indicator and the year in `ask`; a null year is the latest one.
with ask as (select 'gdp' as indicator_code, null::integer as year),

targets as (
    select targets.*
    from marts.fct_targets as targets
    inner join marts.dim_report as reports using (report_id)
    inner join ask using (indicator_code)
    where targets.measure = 'growth'
        and targets.period_start = targets.period_end
        and not reports.is_superseded
)

select
    targets.period_end as year,
    regions.level,
    targets.region_code,
    regions.full_name as region,
    targets.comparator,
    targets.value_low,
    targets.value_high,
    targets.unit,
    targets.reference_code,
    targets.tier,
    targets.commitment,
    targets.evidence
from targets
inner join marts.dim_region as regions using (region_code)
where targets.period_end = coalesce((select year from ask), (select max(period_end) from targets))
order by
    array_position(['national', 'province', 'prefecture', 'county'], regions.level),
    coalesce(targets.value_low, targets.value_high) desc nulls last,
    targets.region_code,
    targets.fact_id;
