{{
    config(
        materialized='incremental',
        incremental_strategy='years_around',
        unique_key=['series_code', 'period_end'],
        on_schema_change='fail',
    )
}}

select
    md5(concat_ws('|', check_code, stated_fact_id, array_to_string(counter_fact_ids, '|'))) as cross_check_id,
    check_code,
    region_code,
    indicator_code,
    measure,
    period_start,
    period_end,
    stated_value,
    counter_value,
    round(counter_value - stated_value, 6) as difference,
    round(100 * (counter_value - stated_value) / nullif(abs(stated_value), 0), 4) as difference_percent,
    round(rounding_error, 6) as rounding_error,
    unit,
    abs(counter_value - stated_value) <= rounding_error + 1e-9 * greatest(1, abs(stated_value)) as is_consistent,
    -- What explains a difference; a figure that agrees needs no explanation.
    case when not is_consistent then explanation end as explanation,
    stated_fact_id,
    stated_report_id,
    stated_evidence,
    counter_fact_ids,
    counter_report_ids,
    counter_evidence,
    series_code
from {{ ref('int_cross_checks') }} as checks
where {{ is_in_changed_year('checks', changed='int_years_around') }}
