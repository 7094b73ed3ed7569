-- What is doubted of a report as a whole or of a value, each with how much a reader's look may mend, 0 to 100.
select
    md5(concat_ws('|', 'alarm', alarms.report_id, alarms.alarm_code, alarms.alarm)) as item_id,
    'alarm_' || alarms.alarm_code as reason_code,
    alarms.alarm as reason,
    alarms.report_id,
    null::varchar as evidence,
    null::varchar as indicator_code,
    null::varchar as measure,
    null::integer as period_start,
    null::integer as period_end,
    null::double as value_low,
    null::varchar as unit,
    case alarms.weight when 3 then 95 else 85 end as weight
from {{ ref('int_report_alarms') }} as alarms
union all
select
    md5(concat_ws('|', 'implausible', outcomes.outcome_id)),
    'implausible',
    'no ' || outcomes.indicator_code || ' is ever so',
    outcomes.report_id,
    outcomes.evidence,
    outcomes.indicator_code,
    outcomes.measure,
    outcomes.period_start,
    outcomes.period_end,
    coalesce(outcomes.actual_low, outcomes.actual_high),
    outcomes.unit,
    90
from {{ ref('int_outcomes') }} as outcomes
where outcomes.is_implausible
union all
select
    md5(concat_ws('|', 'implausible', targets.target_id)),
    'implausible',
    'no ' || targets.indicator_code || ' is ever so',
    targets.report_id,
    targets.evidence,
    targets.indicator_code,
    targets.measure,
    targets.period_start,
    targets.period_end,
    coalesce(targets.value_low, targets.value_high),
    targets.unit,
    90
from {{ ref('int_targets') }} as targets
where targets.is_implausible
