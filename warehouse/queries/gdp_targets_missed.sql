-- Who missed the GDP growth target of a year, and by how much? Change the year in `ask`.
with ask as (select 2022 as year)

select
    verdicts.region_code,
    regions.full_name as region,
    verdicts.region_level,
    verdicts.comparator,
    coalesce(verdicts.target_low, verdicts.target_high) as target_percent,
    verdicts.actual as actual_percent,
    verdicts.gap as gap_points,
    verdicts.is_actual_estimate,
    verdicts.target_evidence,
    verdicts.actual_evidence
from marts.fct_target_vs_actual as verdicts
inner join marts.dim_region as regions using (region_code)
inner join ask on verdicts.period_start = ask.year and verdicts.period_end = ask.year
where verdicts.indicator_code = 'gdp'
    and verdicts.measure = 'growth'
    and verdicts.tier is distinct from 'stretch'
    and verdicts.status = 'missed'
order by verdicts.gap, verdicts.region_code, verdicts.target_id;
