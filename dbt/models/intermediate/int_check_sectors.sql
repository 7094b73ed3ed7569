{{
    config(
        materialized='incremental',
        incremental_strategy='years_around',
        unique_key=['series_code', 'period_end'],
    )
}}

with levels as (
    select * from {{ ref('int_ranked_outcomes') }} as ranked
    where {{ is_in_changed_year('ranked', changed='int_years_around') }}
        and is_standing and outcome_value is not null and measure = 'level' and period_start = period_end and unit = 'cny'
),

sectors as (
    select
        series_code,
        period_end,
        sum(outcome_value order by indicator_code) as counter_value,
        sum(rounding_error order by indicator_code) as rounding_error,
        bool_or(is_estimate) as is_estimate,
        list(outcome_id order by indicator_code) as counter_fact_ids,
        list(report_id order by indicator_code) as counter_report_ids,
        list(evidence order by indicator_code) as counter_evidence
    from levels
    where indicator_code in ('va_primary', 'va_secondary', 'va_tertiary')
    group by series_code, period_end
    having count(*) = 3
)

select
    'sum_of_sectors' as check_code,
    whole.region_code,
    whole.series_code,
    whole.indicator_code,
    whole.measure,
    whole.period_start,
    whole.period_end,
    whole.unit,
    whole.outcome_value as stated_value,
    whole.outcome_id as stated_fact_id,
    whole.report_id as stated_report_id,
    whole.evidence as stated_evidence,
    sectors.counter_value,
    sectors.counter_fact_ids,
    sectors.counter_report_ids,
    sectors.counter_evidence,
    whole.rounding_error + sectors.rounding_error as rounding_error,
    case when whole.is_estimate or sectors.is_estimate then 'one of the figures is an estimate' end as explanation
from levels as whole
inner join sectors on whole.series_code = sectors.series_code and whole.period_end = sectors.period_end
where whole.indicator_code = 'gdp'
