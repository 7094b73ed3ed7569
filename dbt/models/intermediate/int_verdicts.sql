{{
    config(
        materialized='incremental',
        incremental_strategy='changed_years',
        unique_key=['series_code', 'period_end'],
    )
}}

with candidates as (
    select * from {{ ref('int_target_candidates') }}
    where preference = 1 and is_covering
),

gathered as (
    select
        targets.*,
        -- The same promise in several reports (a plan's, year after year) is counted once by its first.
        first_value(targets.target_id) over (
            partition by
                targets.series_code, targets.indicator_code, targets.measure, targets.period_start, targets.period_end,
                targets.comparator, targets.value_low, targets.value_high, targets.unit, targets.reference_code, targets.tier
            order by targets.report_year, targets.is_new_term, targets.report_id, targets.span_start, targets.target_id
        ) as first_target_id,
        covered.series_code is not null as is_covered,
        last_reports.last_report_year,
        coalesce(last_reports.newest_year > targets.period_end + 1, false) as is_year_long_past,
        candidates.is_within_tolerance as is_reported_within_tolerance,
        candidates.outcome_id,
        candidates.outcome_report_id,
        candidates.evidence as actual_evidence,
        candidates.actual_comparator,
        candidates.actual_low,
        candidates.actual_high,
        candidates.is_usable,
        candidates.lost_because as unusable_because,
        candidates.is_estimate as is_actual_estimate,
        coalesce(candidates.is_contradicted, false) as is_contradicted,
        candidates.verdict as reported_verdict,
        relations.target_id is not null as is_relative,
        relations.verdict as relative_verdict,
        relations.is_within_tolerance as is_relation_within_tolerance,
        relations.incomparable_because,
        relations.reference_outcome_id,
        relations.reference_report_id,
        relations.reference_indicator_code,
        relations.reference_series_code,
        relations.reference_evidence,
        relations.reference_comparator,
        relations.reference_low,
        relations.reference_high,
        relations.tolerance as relative_tolerance,
        relations.tolerance_reason as relative_tolerance_reason,
        coalesce(relations.is_reference_contradicted, false) as is_reference_contradicted,
        plans.progress as plan_progress,
        plans.yearly_values,
        plans.pace_unit,
        plans.pace_through,
        plans.target_pace,
        plans.implied_pace,
        plans.needed_pace,
        -- The nearness of a plan's years is that of its average: the tolerance of the whole, a year's part of it.
        abs(plans.implied_pace - plans.target_pace)
        <= targets.slack / case targets.measure when 'avg_growth' then 1 else plans.years_of_plan end + 1e-9
        and (plans.progress = 'missed' or plans.implied_pace < plans.target_pace - 1e-9 and targets.accepted_low is not null
            or plans.implied_pace > plans.target_pace + 1e-9 and targets.accepted_high is not null)
            as is_plan_within_tolerance,
        plans.is_estimate as is_plan_estimate,
        coalesce(plans.is_reached, false) as is_plan_reached
    from {{ ref('int_targets') }} as targets
    left join {{ ref('int_covered_years') }} as covered
        on targets.series_code = covered.series_code and targets.period_end = covered.covered_year
    left join {{ ref('int_last_reports') }} as last_reports on targets.series_code = last_reports.series_code
    left join candidates on targets.target_id = candidates.target_id
    left join {{ ref('int_relative_verdicts') }} as relations on targets.target_id = relations.target_id
    left join {{ ref('int_plan_progress') }} as plans on targets.target_id = plans.target_id
    where {{ is_in_changed_year('targets') }}
),

-- The first that holds: each case has one name, which status, verdict and words are looked up by.
cases as (
    select
        *,
        case
            when is_year_contradicted then 'year_contradicted'
            when is_relative and relative_verdict in ('met', 'missed') and not is_contradicted then 'related'
            when is_relative and not is_covered and outcome_id is null then 'no_report'
            when incomparable_because is not null then 'unlike_reference'
            when is_relative and coalesce(not is_usable, true) or is_relative and reference_outcome_id is null
                then 'number_missing'
            when is_contradicted or is_reference_contradicted then 'contradicted'
            when is_relative then 'reference_too_close'
            when is_without_value then 'no_number'
            when reported_verdict in ('met', 'missed') then 'reported'
            when coalesce(not is_usable, true) and plan_progress in ('met', 'missed') then 'yearly'
            when not is_usable then 'unusable'
            when reported_verdict = 'open' and actual_comparator = 'approx' then 'too_close'
            when reported_verdict = 'open' then 'only_a_bound'
            when plan_progress = 'open' then 'yearly_too_close'
            when is_covered then 'silent'
            when series_ended_in <= period_end then 'division_ended'
            else 'no_report'
        end as verdict_case
    from gathered
)

select
    target_id,
    -- An outcome in another unit does not stand beside a verdict that it did not give.
    case when verdict_case != 'yearly' then outcome_id end as outcome_id,
    report_id,
    case when verdict_case != 'yearly' then outcome_report_id end as outcome_report_id,
    region_code,
    series_code,
    indicator_code,
    measure,
    comparator,
    unit,
    tier,
    commitment,
    evidence,
    case when verdict_case != 'yearly' then actual_evidence end as actual_evidence,
    case when verdict_case != 'yearly' then actual_comparator end as actual_comparator,
    verdict_case,
    case
        when verdict_case = 'reported' then reported_verdict
        when verdict_case = 'related' then relative_verdict
        when verdict_case = 'yearly' then plan_progress
        when verdict_case = 'silent' then 'not_reported'
        when verdict_case = 'no_report' then 'pending'
        else 'not_comparable'
    end as status,
    case verdict_case
        when 'reported' then 'reported'
        when 'related' then 'relation'
        when 'yearly' then 'yearly_outcomes'
    end as verdict_basis,
    status in ('met', 'missed') and coalesce(
        case verdict_case
            when 'reported' then is_reported_within_tolerance
            when 'related' then is_relation_within_tolerance
            when 'yearly' then is_plan_within_tolerance
        end, false
    ) as is_within_tolerance,
    status = 'pending' and is_year_long_past as is_overdue,
    -- Only an unfinished plan is on its way: one that ended unreported is not.
    case
        when plan_progress is not null and status in ('met', 'missed') then status
        when plan_progress in ('on_track', 'behind') and status = 'pending' then plan_progress
    end as progress,
    unusable_because,
    incomparable_because,
    case when reference_code is null then tolerance_reason else relative_tolerance_reason end as tolerance_reason,
    reference_code,
    reference_outcome_id,
    reference_report_id,
    reference_series_code,
    reference_indicator_code,
    reference_evidence,
    reference_comparator,
    yearly_values,
    pace_unit,
    case when first_target_id != target_id then first_target_id end as restates_target_id,
    last_report_year,
    series_ended_in,
    period_start,
    period_end,
    value_low,
    value_high,
    accepted_low,
    accepted_high,
    case when reference_code is null then tolerance else relative_tolerance end as tolerance,
    actual_low,
    actual_high,
    reference_low,
    reference_high,
    target_pace,
    implied_pace,
    needed_pace,
    pace_through,
    coalesce(is_usable, false) as is_usable,
    case when verdict_case = 'yearly' then is_plan_estimate else is_actual_estimate end as is_actual_estimate,
    is_plan_reached
from cases
