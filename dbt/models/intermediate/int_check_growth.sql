{{
    config(
        materialized='incremental',
        incremental_strategy='years_around',
        unique_key=['series_code', 'period_end'],
    )
}}

with outcomes as (
    select * from {{ ref('int_ranked_outcomes') }} as ranked
    where {{ is_in_changed_year('ranked', changed='int_years_around', years_beside=1) }}
        and is_standing and outcome_value is not null and period_start = period_end
)

select
    'growth_of_levels' as check_code,
    stated.region_code,
    stated.series_code,
    stated.indicator_code,
    'growth' as measure,
    stated.period_start,
    stated.period_end,
    'percent' as unit,
    stated.outcome_value as stated_value,
    stated.outcome_id as stated_fact_id,
    stated.report_id as stated_report_id,
    stated.evidence as stated_evidence,
    round(100 * (level.outcome_value / before.outcome_value - 1), 6) as counter_value,
    [level.outcome_id, before.outcome_id] as counter_fact_ids,
    [level.report_id, before.report_id] as counter_report_ids,
    [level.evidence, before.evidence] as counter_evidence,
    round(
        stated.rounding_error
        + 100 * (level.outcome_value / before.outcome_value)
        * (level.rounding_error / level.outcome_value + before.rounding_error / before.outcome_value), 6
    ) as rounding_error,
    case
        when bases.growth_basis = 'rebased' then bases.reason
        when level.is_estimate or before.is_estimate or stated.is_estimate then 'one of the figures is an estimate'
    end as explanation
from outcomes as stated
inner join {{ ref('int_growth_bases') }} as bases
    on stated.indicator_code = bases.indicator_code
    -- Against real growth the ratio of levels shows prices, no contradiction; mixed ones may be real.
    and bases.growth_basis in ('nominal', 'quantity', 'rebased')
inner join outcomes as level
    on stated.series_code = level.series_code
    and stated.indicator_code = level.indicator_code
    and stated.period_end = level.period_end
    and level.measure = 'level'
    and level.unit = bases.level_unit
    and level.outcome_value > 0
inner join outcomes as before
    on level.series_code = before.series_code
    and level.indicator_code = before.indicator_code
    and level.period_end = before.period_end + 1
    and before.measure = 'level'
    and level.unit = before.unit
    and before.outcome_value > 0
where stated.measure = 'growth' and stated.unit = 'percent'
    and {{ is_in_changed_year('stated', changed='int_years_around') }}
