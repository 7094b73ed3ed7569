-- What did one region promise, and what came of it, year after year? Change the region's code and the years in `ask`.
with ask as (select '000000' as region_code, 2000 as first_year, 2100 as last_year)

select
    verdicts.period_start,
    verdicts.period_end,
    indicators.name_zh as indicator,
    verdicts.measure,
    verdicts.tier,
    verdicts.comparator,
    verdicts.target_low,
    verdicts.target_high,
    verdicts.actual,
    verdicts.unit,
    verdicts.gap,
    verdicts.status,
    verdicts.status_reason,
    verdicts.is_actual_estimate
from marts.fct_target_vs_actual as verdicts
inner join marts.dim_indicator as indicators using (indicator_code)
inner join ask
    on verdicts.region_code = ask.region_code
    and verdicts.period_end between ask.first_year and ask.last_year
order by verdicts.period_end, verdicts.period_start, verdicts.indicator_code, verdicts.measure, verdicts.target_id;
