select distinct series_code, covered_year from {{ ref('int_covering_reports') }}
