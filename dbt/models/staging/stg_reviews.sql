with source as (
    select * from {{ source('raw', 'reviews') }}
)

select
    line,
    item_id,
    reading,
    decision,
    reason,
    report_id,
    evidence,
    kind,
    indicator_code,
    measure,
    comparator,
    unit,
    problem,
    -- Only a correction that was found right is cast; of another decision, or a line with a problem, no value is used.
    case when problem is null and decision = 'correct' then period_start::integer end as period_start,
    case when problem is null and decision = 'correct' then period_end::integer end as period_end,
    case when problem is null and decision = 'correct' then value_low::double end as value_low,
    case when problem is null and decision = 'correct' then value_high::double end as value_high,
    try_cast(decided_on as date) as decided_on
from source
