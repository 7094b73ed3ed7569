{{
    config(
        materialized='incremental',
        incremental_strategy='years_around',
        unique_key=['series_code', 'period_end'],
    )
}}

with quoted as (
    select * from {{ ref('int_quoted_targets') }} as figures
    where {{ is_in_changed_year('figures', changed='int_years_around') }}
),

paired as (
    select
        quoted.*,
        targets.target_id,
        targets.report_id as target_report_id,
        targets.evidence as target_evidence,
        coalesce(targets.value_low, targets.value_high) as target_value,
        {{ rounding_error('target_value', 'targets.unit') }} as target_rounding_error,
        -- A base and a stretch target, or two that were set one after the other: the nearest is meant.
        row_number() over (
            partition by quoted.statement_id
            order by
                abs(quoted.quoted_value - target_value),
                versions.report_year desc,
                targets.target_id
        ) as nearness
    from quoted
    inner join {{ ref('int_targets') }} as targets
        on quoted.series_code = targets.series_code
        and quoted.indicator_code = targets.indicator_code
        and quoted.measure = targets.measure
        and quoted.unit = targets.unit
        and quoted.period_end = targets.period_end
    inner join {{ ref('int_report_versions') }} as versions
        on targets.report_id = versions.report_id and versions.report_year < quoted.report_year
    where not targets.is_without_value
)

select
    'quoted_target' as check_code,
    region_code,
    series_code,
    indicator_code,
    measure,
    period_start,
    period_end,
    unit,
    target_value as stated_value,
    target_id as stated_fact_id,
    target_report_id as stated_report_id,
    target_evidence as stated_evidence,
    quoted_value as counter_value,
    [statement_id] as counter_fact_ids,
    [report_id] as counter_report_ids,
    [evidence] as counter_evidence,
    {{ rounding_error('quoted_value', 'unit') }} + target_rounding_error as rounding_error,
    null::varchar as explanation
from paired
where nearness = 1
