-- How did the verdicts on a region's targets change, when, and because of which report or rule? Change the region and the least number of verdicts that a target must have had (2 shows what changed) in `ask`.
with ask as (select '000000' as region_code, 1 as least_verdicts)

select
    history.region_code,
    indicators.name_zh as indicator,
    history.measure,
    history.period_end as year,
    history.version,
    history.status,
    history.previous_status,
    history.actual,
    history.previous_actual,
    history.unit,
    history.cause,
    reports.source_name as cause_report,
    history.rule_version,
    history.valid_from,
    history.valid_to,
    history.target_evidence
from marts.mart_verdict_history as history
inner join ask using (region_code)
inner join marts.dim_indicator as indicators using (indicator_code)
left join marts.dim_report as reports on history.cause_report_id = reports.report_id
qualify count(*) over (partition by history.target_id) >= ask.least_verdicts
order by history.period_end, history.indicator_code, history.target_id, history.version;
