with standing as (
    select * from {{ ref('int_report_versions') }}
    where not is_superseded
),

covered as (
    select region_code, review_year as covered_year from standing
    union
    select region_code, report_year - 1 as covered_year from standing
)

select region_code, covered_year from covered
