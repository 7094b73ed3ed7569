{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='target_id',
        on_schema_change='fail',
    )
}}

with snapped as (
    select * from {{ ref('snap_verdicts') }}
    {%- if is_incremental() %}
    where target_id in (
        select snapped.target_id
        from {{ ref('snap_verdicts') }} as snapped
        anti join {{ this }} as told
            on snapped.target_id = told.target_id
            and snapped.valid_from = told.valid_from
            and snapped.valid_to is not distinct from told.valid_to
    )
    {%- endif %}
),

versions as (
    select
        *,
        row_number() over target_versions as version,
        lag(status) over target_versions as previous_status,
        lag(actual) over target_versions as previous_actual,
        lag(outcome_report_id) over target_versions as previous_outcome_report_id,
        lag(covering_report_id) over target_versions as previous_covering_report_id,
        lag(rule_version) over target_versions as previous_rule_version,
        -- A target that was away and came back: nothing changed under it, it was judged anew.
        lag(valid_to) over target_versions < valid_from as is_return
    from snapped
    window target_versions as (partition by target_id order by valid_from, version_id)
),

caused as (
    select
        *,
        case
            when version = 1 then 'first_verdict'
            when is_return then 'target_returned'
            when outcome_report_id is distinct from previous_outcome_report_id and outcome_report_id is not null
                then 'outcome_report'
            when covering_report_id is distinct from previous_covering_report_id and covering_report_id is not null
                then 'covering_report'
            when rule_version is distinct from previous_rule_version then 'rule_version'
            when outcome_report_id is null and previous_outcome_report_id is not null then 'outcome_withdrawn'
            else 'read_again'
        end as cause
    from versions
)

select
    target_id,
    version::integer as version,
    region_code,
    indicator_code,
    measure,
    period_start,
    period_end,
    status,
    previous_status,
    actual,
    previous_actual,
    unit,
    is_actual_estimate,
    accepted_low,
    accepted_high,
    cause,
    case cause
        when 'first_verdict' then coalesce(outcome_report_id, covering_report_id, target_report_id)
        when 'target_returned' then target_report_id
        when 'covering_report' then covering_report_id
        when 'outcome_withdrawn' then previous_outcome_report_id
        else coalesce(outcome_report_id, covering_report_id)
    end as cause_report_id,
    rule_version,
    previous_rule_version,
    valid_from,
    valid_to,
    valid_to is null as is_current,
    status_reason,
    target_report_id,
    outcome_report_id,
    target_evidence,
    actual_evidence
from caused
