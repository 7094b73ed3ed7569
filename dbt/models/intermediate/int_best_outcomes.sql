select
    outcome_id,
    report_id,
    region_code,
    indicator_code,
    measure,
    period_start,
    period_end,
    unit,
    outcome_value,
    rounding_error,
    is_estimate,
    report_year,
    evidence
from {{ ref('int_stated_outcomes') }}
where preference = 1 and not is_contradicted
