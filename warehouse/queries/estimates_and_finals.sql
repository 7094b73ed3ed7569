-- How far were the first estimates from the figures given later for the same year? Change the indicator in `ask`; null is every indicator.
with ask as (select null::varchar as indicator_code),

told as (
    select
        outcomes.*,
        reports.report_year,
        row_number() over (
            partition by
                outcomes.region_code, outcomes.indicator_code, outcomes.measure, outcomes.period_start,
                outcomes.period_end, outcomes.unit, outcomes.is_estimate
            order by
                -- The first estimate against the last final figure.
                case when outcomes.is_estimate then reports.report_year else -reports.report_year end,
                outcomes.span_start, outcomes.fact_id
        ) as place
    from marts.fct_outcomes as outcomes
    inner join marts.dim_report as reports using (report_id)
    cross join ask
    where not reports.is_superseded
        and outcomes.comparator = 'eq'
        and outcomes.reference_code is null
        and outcomes.indicator_code = coalesce(ask.indicator_code, outcomes.indicator_code)
)

select
    region_code,
    regions.full_name as region,
    indicators.name_zh as indicator,
    estimates.measure,
    estimates.period_start,
    estimates.period_end,
    estimates.value_low as estimate,
    finals.value_low as final,
    round(finals.value_low - estimates.value_low, 6) as revision,
    estimates.unit,
    estimates.report_year as estimated_in,
    finals.report_year as final_in
from told as estimates
inner join told as finals
    using (region_code, indicator_code, measure, period_start, period_end, unit)
inner join marts.dim_region as regions using (region_code)
inner join marts.dim_indicator as indicators using (indicator_code)
where estimates.is_estimate and estimates.place = 1 and not finals.is_estimate and finals.place = 1
order by abs(revision) / nullif(abs(estimate), 0) desc nulls last, region_code, indicator_code, period_end, measure;
