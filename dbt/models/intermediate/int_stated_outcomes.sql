{{ config(materialized='table') }}

with valued as (
    select
        outcome_id,
        report_id,
        region_code,
        indicator_code,
        measure,
        period_start,
        period_end,
        unit,
        actual_low as outcome_value,
        {{ rounding_error('actual_low', 'unit') }} as rounding_error,
        is_estimate,
        report_year,
        evidence,
        confidence,
        span_start
    from {{ ref('int_outcomes') }}
    where comparator = 'eq' and is_covering and not is_without_value
),

in_report as (
    select
        *,
        row_number() over (
            same_figure order by is_estimate, rounding_error, confidence desc, span_start, outcome_id
        ) as place,
        -- 1.2 and 1.1987 are one figure, printed twice; 1.2 and 1.3 are not.
        max(outcome_value) over same_figure - min(outcome_value) over same_figure
        > 2 * max(rounding_error) over same_figure + 1e-9 * abs(outcome_value) as is_contradicted
    from valued
    window same_figure as (
        partition by region_code, indicator_code, measure, period_start, period_end, unit, report_id
    )
)

select
    outcome_id,
    report_id,
    region_code,
    indicator_code,
    measure,
    period_start,
    period_end,
    unit,
    outcome_value,
    rounding_error,
    is_estimate,
    report_year,
    evidence,
    is_contradicted,
    row_number() over (
        partition by region_code, indicator_code, measure, period_start, period_end, unit
        order by is_contradicted, is_estimate, report_year, report_id
    )::integer as preference
from in_report
where place = 1
