with standing as (
    select * from {{ ref('int_report_versions') }}
    where not is_superseded and not is_year_contradicted
)

select series_code, review_year as covered_year, report_id, report_year from standing
union
select series_code, report_year - 1, report_id, report_year from standing
