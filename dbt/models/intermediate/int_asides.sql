{{
    config(
        materialized='incremental',
        incremental_strategy='changed_report_years',
        unique_key='report_year',
    )
}}

-- What a report says of an indicator beside its facts: for a part of the year only, as a change, as a base, in a table.
select
    statements.statement_id,
    statements.report_id,
    versions.series_code,
    statements.indicator_code,
    statements.measure,
    statements.comparator,
    statements.unit,
    statements.evidence,
    statements.excluded_because,
    statements.period_start,
    statements.period_end,
    versions.report_year,
    statements.value_low,
    statements.value_high,
    statements.span_start
from {{ ref('stg_statements') }} as statements
inner join {{ ref('int_report_versions') }} as versions
    on statements.report_id = versions.report_id and not versions.is_superseded and not versions.is_year_contradicted
where {{ is_of_changed_report_year('statements') }}
    and statements.excluded_because is not null
    and statements.indicator_code is not null
    and statements.kind = 'outcome'
    and statements.scope = 'region'
    and (versions.review_year >= statements.period_end or versions.report_year > statements.period_end)
