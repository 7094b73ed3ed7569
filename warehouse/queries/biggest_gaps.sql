-- Where did outcomes and yearly growth targets lie furthest apart? Change the direction ('below' or 'above') and the indicator (null for all) in `ask`.
with ask as (select 'below' as direction, null::varchar as indicator_code)

select
    verdicts.region_code,
    regions.full_name as region,
    verdicts.period_end as year,
    indicators.name_zh as indicator,
    coalesce(verdicts.target_low, verdicts.target_high) as target_percent,
    verdicts.actual as actual_percent,
    verdicts.gap as gap_points,
    verdicts.status,
    verdicts.target_evidence,
    verdicts.actual_evidence
from marts.fct_target_vs_actual as verdicts
inner join marts.dim_region as regions using (region_code)
inner join marts.dim_indicator as indicators using (indicator_code)
cross join ask
where verdicts.measure = 'growth'
    and verdicts.status in ('met', 'missed')
    and verdicts.indicator_code = coalesce(ask.indicator_code, verdicts.indicator_code)
    and case ask.direction when 'below' then verdicts.gap < 0 else verdicts.gap > 0 end
order by abs(verdicts.gap) desc, verdicts.region_code, verdicts.period_end, verdicts.target_id
limit 50;
