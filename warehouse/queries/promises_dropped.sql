-- What was promised and then never mentioned again? Change the region and whether only headline indicators count in `ask`; a null region is every region.
with ask as (select null::varchar as region_code, false as only_headline)

select
    dropped.region_code,
    regions.full_name as region,
    dropped.period_end as year,
    indicators.name_zh as indicator,
    dropped.comparator,
    dropped.target_value,
    dropped.unit,
    dropped.later_reports,
    dropped.target_evidence
from marts.mart_promises_dropped as dropped
inner join marts.dim_region as regions using (region_code)
inner join marts.dim_indicator as indicators using (indicator_code)
cross join ask
where dropped.region_code = coalesce(ask.region_code, dropped.region_code)
    and (dropped.is_headline or not ask.only_headline)
order by dropped.region_code, year, dropped.indicator_code, dropped.target_id;
