select
    derived_outcome_id,
    region_code,
    indicator_code,
    measure,
    year as period_start,
    year as period_end,
    derived_value,
    rounding_error,
    unit,
    method,
    formula,
    is_estimate,
    true as is_derived,
    source_outcome_ids,
    source_report_ids,
    source_evidence
from {{ ref('int_derivations') }}
where withheld_because is null
order by region_code, period_end, indicator_code, measure, method, derived_outcome_id
