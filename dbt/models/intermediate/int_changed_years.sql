{{ config(materialized='table') }}

with stated as (
    select coalesce(now.series_code, before.series_code) as series_code, coalesce(now.year, before.year) as year
    from {{ ref('int_year_digests') }} as now
    full join {{ built_year_digests() }} as before
        on now.series_code = before.series_code and now.year = before.year
    where now.digest is distinct from before.digest
),

relations as (
    select
        series_code,
        period_end,
        unnest(['000000', province_series_code, parent_series_code]) as reference_series_code
    from {{ ref('int_targets') }}
    where reference_code is not null
),

-- A figure that follows from those of the year before or after: it may answer a target that no report answers.
beside as (
    select targets.series_code, targets.period_end as year
    from {{ ref('int_targets') }} as targets
    inner join stated on targets.series_code = stated.series_code
        and stated.year in (targets.period_end - 1, targets.period_end + 1)
    anti join {{ ref('int_outcomes') }} as outcomes
        on targets.series_code = outcomes.series_code
        and targets.indicator_code = outcomes.indicator_code
        and targets.measure = outcomes.measure
        and targets.period_end = outcomes.period_end
    where targets.period_start = targets.period_end
),

-- Years of which a target or an average is judged by the figures of other years.
spans as (
    select series_code, last_year, first_year - 1 as first_year
    from {{ ref('int_plan_targets') }}
    union
    select series_code, period_end, period_start
    from {{ ref('int_outcomes') }}
    where measure = 'avg_growth' and period_start < period_end
)

select series_code, year from stated
union
select series_code, year from beside
union
select relations.series_code, relations.period_end
from relations
inner join stated on relations.reference_series_code = stated.series_code and relations.period_end = stated.year
union
select spans.series_code, spans.last_year
from spans
inner join stated
    on spans.series_code = stated.series_code and stated.year between spans.first_year and spans.last_year
