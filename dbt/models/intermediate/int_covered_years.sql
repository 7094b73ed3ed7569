with standing as (
    select * from {{ ref('int_report_versions') }}
    where not is_superseded and not is_year_contradicted
),

covered as (
    select series_code, review_year as covered_year from standing
    union
    select series_code, report_year - 1 as covered_year from standing
)

select series_code, covered_year from covered
