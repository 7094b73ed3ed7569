{{
    config(
        materialized='incremental',
        incremental_strategy='changed_report_years',
        unique_key='report_year',
    )
}}

-- Two readings quote a target: a figure set aside as such, and the bound that an outcome is said to have passed
-- (超额完成9000万斤的目标).
with candidates as (
    select
        statements.*,
        versions.region_code,
        versions.series_code,
        versions.report_year
    from {{ ref('stg_statements') }} as statements
    inner join {{ ref('int_report_versions') }} as versions
        on statements.report_id = versions.report_id and not versions.is_superseded
    where {{ is_of_changed_report_year('statements') }}
        and statements.scope = 'region'
        and statements.kind = 'outcome'
        and statements.indicator_code is not null
        and coalesce(statements.value_low, statements.value_high) is not null
        and (
            statements.excluded_because = 'quoted_target'
            or (statements.excluded_because is null and statements.comparator = 'ge')
        )
)

select
    candidates.statement_id,
    candidates.report_id,
    candidates.region_code,
    candidates.series_code,
    candidates.report_year,
    candidates.indicator_code,
    candidates.measure,
    candidates.period_start,
    candidates.period_end,
    candidates.unit,
    coalesce(candidates.value_low, candidates.value_high) as quoted_value,
    candidates.evidence
from candidates
inner join {{ ref('stg_reports') }} as reports on candidates.report_id = reports.report_id
where regexp_matches(
    substring(reports.text, candidates.span_end + 1, 16),
    '^(左右|以上|以内)?的?(年度|年初|全年|预期|既定|规划|预定|计划|市定|省定|工作)*的?(目标|任务|要求|计划)'
)
-- 完成目标的113%: the figure is how much of the target was done.
and not regexp_matches(candidates.evidence, '(目标|任务|计划)(任务)?的[^，、；]{0,8}$')
