-- Which indicators are promised and then left out of the next report, most often first? Set `least_targets` in `ask` higher to leave out rare ones.
with ask as (select 1 as least_targets)

select
    indicators.indicator_code,
    indicators.name_zh as indicator,
    count(*) as targets_due,
    count(*) filter (where verdicts.status = 'not_reported') as not_reported,
    round(100.0 * count(*) filter (where verdicts.status = 'not_reported') / count(*), 1) as not_reported_percent,
    count(distinct verdicts.region_code) filter (where verdicts.status = 'not_reported') as regions_silent
from marts.fct_target_vs_actual as verdicts
inner join marts.dim_indicator as indicators using (indicator_code)
cross join ask
where verdicts.status != 'pending'
group by indicators.indicator_code, indicators.name_zh
having not_reported > 0 and targets_due >= max(ask.least_targets)
order by not_reported desc, not_reported_percent desc, indicators.indicator_code;
