select
    series_code,
    max(report_year) as last_report_year
from {{ ref('int_report_versions') }}
where not is_superseded and not is_year_contradicted
group by series_code
