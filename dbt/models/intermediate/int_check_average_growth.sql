{{
    config(
        materialized='incremental',
        incremental_strategy='years_around',
        unique_key=['series_code', 'period_end'],
    )
}}

with growths as (
    select * from {{ ref('int_ranked_outcomes') }}
    where is_standing and outcome_value is not null and unit = 'percent'
),

compounded as (
    select
        averages.outcome_id,
        100 * (
            exp(sum(ln(1 + years.outcome_value / 100) order by years.period_end)
            / (averages.period_end - averages.period_start + 1)) - 1
        ) as counter_value,
        avg(years.rounding_error order by years.period_end) as rounding_error,
        bool_or(years.is_estimate) as is_estimate,
        list(years.outcome_id order by years.period_end) as counter_fact_ids,
        list(years.report_id order by years.period_end) as counter_report_ids,
        list(years.evidence order by years.period_end) as counter_evidence
    from growths as averages
    inner join growths as years
        on averages.series_code = years.series_code
        and averages.indicator_code = years.indicator_code
        and years.measure = 'growth'
        and years.period_start = years.period_end
        and years.period_end between averages.period_start and averages.period_end
        and years.outcome_value > -100
    where {{ is_in_changed_year('averages', changed='int_years_around') }}
        and averages.measure = 'avg_growth' and averages.period_start < averages.period_end
    group by averages.outcome_id, averages.period_start, averages.period_end
    -- Every year of the period, or the average cannot be known.
    having count(*) = averages.period_end - averages.period_start + 1
)

select
    'average_of_years' as check_code,
    averages.region_code,
    averages.series_code,
    averages.indicator_code,
    averages.measure,
    averages.period_start,
    averages.period_end,
    averages.unit,
    averages.outcome_value as stated_value,
    averages.outcome_id as stated_fact_id,
    averages.report_id as stated_report_id,
    averages.evidence as stated_evidence,
    round(compounded.counter_value, 6) as counter_value,
    compounded.counter_fact_ids,
    compounded.counter_report_ids,
    compounded.counter_evidence,
    averages.rounding_error + compounded.rounding_error as rounding_error,
    case when averages.is_estimate or compounded.is_estimate then 'one of the figures is an estimate' end as explanation
from growths as averages
inner join compounded on averages.outcome_id = compounded.outcome_id
