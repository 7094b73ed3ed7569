with years as (
    select
        reports.report_id,
        reports.report_year,
        count(*) filter (where facts.period_end = reports.review_year) as outcomes_of_review_year,
        count(*) filter (where facts.period_end = reports.report_year) as outcomes_of_report_year
    from {{ ref('stg_reports') }} as reports
    left join {{ ref('int_reviewed_facts') }} as facts
        on reports.report_id = facts.report_id and facts.kind = 'outcome' and facts.period_start = facts.period_end
    -- A new-term report may stand in the autumn and review its own year.
    where reports.review_year < reports.report_year and reports.report_type != 'new_term'
    group by reports.report_id, reports.report_year
)

select
    report_id,
    outcomes_of_review_year,
    outcomes_of_report_year,
    -- A report of October may know some figures of its own year; one that mostly reviews it has the wrong year.
    outcomes_of_report_year >= 3 and outcomes_of_report_year > outcomes_of_review_year as is_year_contradicted
from years
