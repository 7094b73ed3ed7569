{{
    config(
        materialized='incremental',
        incremental_strategy='changed_report_years',
        unique_key='report_year',
    )
}}

-- What a report says of an indicator beside its facts: for a part of the year only, as a change, as a base, in a table, or
-- in a way that a second reading did not confirm.
with set_aside as (
    select
        statement_id, report_id, indicator_code, measure, comparator, unit, evidence, excluded_because, period_start,
        period_end, value_low, value_high, span_start
    from {{ ref('stg_statements') }} as statements
    where {{ is_of_changed_report_year('statements') }}
        and excluded_because is not null
        and indicator_code is not null
        and kind = 'outcome'
        and scope = 'region'
    union all
    select
        fact_id, report_id, indicator_code, measure, comparator, unit, evidence, 'quarantined', period_start,
        period_end, value_low, value_high, span_start
    from {{ ref('stg_quarantined_facts') }} as quarantined
    where {{ is_of_changed_report_year('quarantined') }} and kind = 'outcome'
)

select
    set_aside.statement_id as aside_id,
    set_aside.report_id,
    versions.series_code,
    set_aside.indicator_code,
    set_aside.measure,
    set_aside.comparator,
    set_aside.unit,
    set_aside.evidence,
    set_aside.excluded_because,
    set_aside.period_start,
    set_aside.period_end,
    versions.report_year,
    set_aside.value_low,
    set_aside.value_high,
    set_aside.span_start
from set_aside
inner join {{ ref('int_report_versions') }} as versions
    on set_aside.report_id = versions.report_id and not versions.is_superseded and not versions.is_year_contradicted
where versions.review_year >= set_aside.period_end or versions.report_year > set_aside.period_end
