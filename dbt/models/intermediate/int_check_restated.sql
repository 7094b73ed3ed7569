{{
    config(
        materialized='incremental',
        incremental_strategy='years_around',
        unique_key=['series_code', 'period_end'],
    )
}}

with stated as (
    select
        *,
        row_number() over (
            partition by series_code, indicator_code, measure, period_start, period_end, unit
            order by report_year, report_id
        ) as mention
    from {{ ref('int_ranked_outcomes') }} as ranked
    where {{ is_in_changed_year('ranked', changed='int_years_around') }}
        and is_best_of_report and outcome_value is not null
)

select
    'restated' as check_code,
    earliest.region_code,
    earliest.series_code,
    earliest.indicator_code,
    earliest.measure,
    earliest.period_start,
    earliest.period_end,
    earliest.unit,
    earliest.outcome_value as stated_value,
    earliest.outcome_id as stated_fact_id,
    earliest.report_id as stated_report_id,
    earliest.evidence as stated_evidence,
    later.outcome_value as counter_value,
    [later.outcome_id] as counter_fact_ids,
    [later.report_id] as counter_report_ids,
    [later.evidence] as counter_evidence,
    earliest.rounding_error + later.rounding_error as rounding_error,
    case when earliest.is_estimate and not later.is_estimate then 'the first figure was an estimate' end as explanation
from stated as earliest
inner join stated as later
    on earliest.series_code = later.series_code
    and earliest.indicator_code = later.indicator_code
    and earliest.measure = later.measure
    and earliest.period_start = later.period_start
    and earliest.period_end = later.period_end
    and earliest.unit = later.unit
    and later.mention > 1
where earliest.mention = 1
