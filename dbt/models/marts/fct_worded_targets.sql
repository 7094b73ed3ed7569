select
    worded.worded_id,
    worded.report_id,
    worded.region_code,
    worded.indicator_code,
    worded.form,
    worded.period_start,
    worded.period_end,
    worded.wording,
    worded.evidence,
    worded.span_start,
    worded.span_end,
    worded.section,
    versions.report_year,
    versions.is_superseded,
    worded.raw_start,
    worded.raw_end
from {{ ref('stg_worded_targets') }} as worded
inner join {{ ref('int_report_versions') }} as versions on worded.report_id = versions.report_id
order by worded.report_id, worded.span_start, worded.worded_id
