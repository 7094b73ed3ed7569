{{ config(materialized='table') }}

-- Whether a report covers the year, or else how long the wait has been.
with waits as (
    select
        targets.series_code,
        targets.period_end,
        case when covered.series_code is null then last_reports.last_report_year end as last_report_year,
        covered.series_code is not null as is_covered,
        last_reports.newest_year > targets.period_end + 1 as is_overdue
    from (select distinct series_code, period_end from {{ ref('int_targets') }}) as targets
    left join {{ ref('int_covered_years') }} as covered
        on targets.series_code = covered.series_code and targets.period_end = covered.covered_year
    left join {{ ref('int_last_reports') }} as last_reports on targets.series_code = last_reports.series_code
),

parts as (
    select series_code, period_end, hash(targets) as part from {{ ref('int_targets') }} as targets
    union all
    select series_code, period_end, hash(outcomes) from {{ ref('int_outcomes') }} as outcomes
    union all
    select series_code, period_end, hash(quoted) from {{ ref('int_quoted_targets') }} as quoted
    union all
    select series_code, period_end, hash(asides) from {{ ref('int_asides') }} as asides
    union all
    -- What was read of a report at all: silence is told from it.
    select covering.series_code, covering.covered_year, hash(covering, contents)
    from {{ ref('int_covering_reports') }} as covering
    inner join {{ ref('int_report_contents') }} as contents on covering.report_id = contents.report_id
    union all
    select series_code, period_end, hash(waits) from waits
)

select
    series_code,
    period_end as year,
    sum(part)::varchar as digest
from parts
group by series_code, period_end
