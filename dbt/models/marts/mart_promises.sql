{{
    config(
        materialized='incremental',
        incremental_strategy='changed_years',
        unique_key=['series_code', 'period_end'],
        on_schema_change='fail',
    )
}}

with verdicts as (
    select
        verdicts.*,
        reports.report_year as target_report_year,
        indicators.direction,
        indicators.is_headline
    from {{ ref('fct_target_vs_actual') }} as verdicts
    inner join {{ ref('int_report_versions') }} as reports on verdicts.target_report_id = reports.report_id
    inner join {{ ref('stg_indicators') }} as indicators on verdicts.indicator_code = indicators.indicator_code
    where {{ is_in_changed_year('verdicts') }}
)

select
    target_id,
    target_report_id,
    target_report_year,
    region_code,
    region_level,
    indicator_code,
    is_headline,
    measure,
    period_start,
    period_end,
    unit,
    comparator,
    coalesce(target_low, target_high) as target_value,
    reference_code,
    coalesce(tier = 'stretch', false) as is_stretch,
    status,
    status_reason,
    is_within_tolerance,
    is_overdue,
    actual,
    outcome_id,
    outcome_report_id,
    -- Points above the promise where higher is better, below it where lower is: positive is better than promised.
    case
        when unit not in ('percent', 'percentage_point') then null
        when direction = 'higher_is_better' then gap
        when direction = 'lower_is_better' then -gap
    end as lead_points,
    target_evidence,
    series_code
from verdicts
-- A promise that the annual and the new-term report both make, or that a later report repeats, is one promise.
qualify row_number() over (
    partition by
        series_code, indicator_code, measure, period_start, period_end, unit, comparator, target_low, target_high,
        reference_code, coalesce(tier, 'base')
    order by target_report_year, target_report_id, target_id
) = 1
