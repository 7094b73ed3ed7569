-- Which regions set the highest growth target, against what they grew by the year before? Change the indicator and the year in `ask`; a null year is the latest one.
with ask as (select 'gdp' as indicator_code, null::integer as year),

targets as (
    select
        targets.*,
        -- One row a region: the base promise, of the annual report where there are two.
        row_number() over (
            partition by targets.region_code, targets.period_end
            order by targets.tier = 'stretch' nulls first, reports.report_type, targets.report_id, targets.span_start
        ) as place
    from marts.fct_targets as targets
    inner join marts.dim_report as reports using (report_id)
    inner join ask using (indicator_code)
    where not reports.is_superseded
        and targets.measure = 'growth'
        and targets.period_start = targets.period_end
        and targets.reference_code is null
),

last_outcomes as (
    select
        outcomes.region_code,
        outcomes.period_end,
        arg_min(
            coalesce(outcomes.value_low, outcomes.value_high),
            (outcomes.is_estimate, reports.report_year, outcomes.span_start)
        ) as actual
    from marts.fct_outcomes as outcomes
    inner join marts.dim_report as reports using (report_id)
    inner join ask using (indicator_code)
    where not reports.is_superseded
        and outcomes.measure = 'growth'
        and outcomes.period_start = outcomes.period_end
        and outcomes.comparator in ('eq', 'approx')
        and outcomes.reference_code is null
    group by outcomes.region_code, outcomes.period_end
)

select
    targets.region_code,
    regions.full_name as region,
    regions.level,
    targets.period_end as year,
    coalesce(targets.value_low, targets.value_high) as target_percent,
    last_outcomes.actual as year_before_percent,
    round(coalesce(targets.value_low, targets.value_high) - last_outcomes.actual, 6) as step_up_points,
    targets.evidence
from targets
inner join marts.dim_region as regions using (region_code)
left join last_outcomes
    on targets.region_code = last_outcomes.region_code and targets.period_end - 1 = last_outcomes.period_end
where targets.place = 1
    and targets.period_end = coalesce((select year from ask), (select max(period_end) from targets))
order by target_percent desc, step_up_points desc nulls last, targets.region_code
limit 50;
