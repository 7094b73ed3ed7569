select
    versions.series_code,
    {{ definition_stem('statements.indicator_code') }} as indicator_stem,
    versions.report_year,
    min(statements.period_start) filter (where statements.kind = 'outcome') as first_outcome_year,
    max(statements.period_end) filter (where statements.kind = 'outcome') as last_outcome_year,
    count(*) filter (where statements.kind = 'target') as targets_stated
from {{ ref('stg_statements') }} as statements
inner join {{ ref('int_report_versions') }} as versions
    on statements.report_id = versions.report_id and not versions.is_superseded
where statements.indicator_code is not null
group by versions.series_code, indicator_stem, versions.report_year
