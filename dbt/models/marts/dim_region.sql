with divisions as (
    select
        *,
        -- The name that holds longest is the latest: an open end outlasts every year.
        row_number() over (
            partition by region_code
            order by valid_to desc nulls first, valid_from desc nulls last, full_name, region_name
        ) as recency
    from {{ ref('stg_divisions') }}
),

spans as (
    select
        region_code,
        min(valid_from) as valid_from,
        -- max ignores nulls, and here a null is the latest of all.
        case when count(*) = count(valid_to) then max(valid_to) end as valid_to,
        list(distinct full_name order by full_name) as names
    from divisions
    group by region_code
)

select
    latest.region_code,
    latest.region_name,
    latest.full_name,
    latest.level,
    latest.parent_code,
    latest.province_code,
    spans.valid_from,
    spans.valid_to,
    list_filter(spans.names, lambda name: name != latest.full_name) as former_names
from divisions as latest
inner join spans on latest.region_code = spans.region_code
where latest.recency = 1
order by latest.region_code
