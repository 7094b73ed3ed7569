select
    covering.series_code,
    covering.covered_year,
    covering.report_id,
    covering.report_year,
    string_agg(substr(reports.text, sections.span_start + 1, sections.span_end - sections.span_start), '
' order by sections.span_start) as text
from {{ ref('int_covering_reports') }} as covering
inner join {{ ref('stg_reports') }} as reports on covering.report_id = reports.report_id
inner join {{ ref('stg_sections') }} as sections on covering.report_id = sections.report_id and sections.kind = 'review'
group by covering.series_code, covering.covered_year, covering.report_id, covering.report_year
