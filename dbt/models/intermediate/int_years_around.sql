{{ config(materialized='table') }}

with changed as (
    select * from {{ ref('int_changed_years') }}
),

series as (
    select distinct region_code, series_code from {{ ref('int_report_versions') }}
),

below as (
    select distinct upper.series_code, lower.series_code as lower_series_code
    from series as upper
    inner join {{ ref('int_ancestors') }} as ancestors on upper.region_code = ancestors.ancestor_code
    inner join series as lower on ancestors.region_code = lower.region_code
)

select series_code, unnest([year - 1, year, year + 1]) as year from changed
union
select below.lower_series_code, changed.year
from changed
inner join below on changed.series_code = below.series_code
