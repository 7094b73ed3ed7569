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

-- The figure that follows from two reported ones, with what rounding leaves open.
derived as (
    select
        targets.target_id,
        derivations.derived_value,
        derivations.formula,
        derivations.source_evidence,
        derivations.is_estimate,
        derivations.withheld_because is not null as is_far_off,
        case
            -- A base that was revised since, or two parts of two definitions, would be blamed on the promise.
            when derivations.method not in ('growth_from_levels', 'change_from_levels') then 'open'
            when derived_value - rounding_error - ratio_above >= coalesce(accepted_low, '-infinity'::double) - 1e-9
                and derived_value + rounding_error + ratio_below <= coalesce(accepted_high, 'infinity'::double) + 1e-9
                then 'met'
            -- So deep a fall that no report speaks of is likely a series that was revised.
            when derivations.method = 'growth_from_levels' and derived_value < {{ var('deepest_silent_fall') }} then 'open'
            when derived_value + rounding_error + ratio_below < coalesce(accepted_low, '-infinity'::double) - 1e-9
                or derived_value - rounding_error - ratio_above > coalesce(accepted_high, 'infinity'::double) + 1e-9
                then 'missed'
            else 'open'
        end as verdict,
        coalesce(
            abs(derived_value - coalesce(value_low, value_high)) <= slack
            and (
                derived_value < coalesce(value_low, value_high) and accepted_low is not null
                or derived_value > coalesce(value_high, value_low) and accepted_high is not null
            ), false
        ) as is_within_tolerance
    from {{ ref('int_targets') }} as targets
    inner join {{ ref('int_derivations') }} as derivations
        on targets.series_code = derivations.series_code
        and targets.indicator_code = derivations.indicator_code
        and targets.measure = derivations.measure
        and targets.unit = derivations.unit
        and targets.period_end = derivations.year
        and targets.period_start = derivations.year
    where (
            derivations.withheld_because is null
            or derivations.withheld_because = '{{ var("withheld_as_far_off") }}'
            and verdict != 'open'
            -- In other prices or counted otherwise, it may be off by more.
            and coalesce(targets.price_basis, 'nominal') = 'nominal'
            and not regexp_matches(array_to_string(derivations.source_evidence, ' '), '口径|可比')
        )
        and not targets.is_without_value
        and {{ is_in_changed_year('targets') }}
    qualify row_number() over (
        partition by targets.target_id
        order by verdict = 'open', derivations.rounding_error, derivations.method, derivations.derived_outcome_id
    ) = 1
),

-- Why silence proves nothing: every report that covers the year is itself in doubt.
in_doubt as (
    select
        covering.series_code,
        covering.covered_year,
        min(alarms.alarm) as alarm
    from {{ ref('int_covering_reports') }} as covering
    left join {{ ref('int_report_alarms') }} as alarms on covering.report_id = alarms.report_id
    group by covering.series_code, covering.covered_year
    having count(distinct covering.report_id) filter (where alarms.report_id is null) = 0
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
        silences.told_as,
        silences.told,
        silences.told_evidence,
        silences.told_report_id,
        same_words.verdict as same_words_verdict,
        same_words.report_id as same_words_report_id,
        same_words.evidence as same_words_evidence,
        same_words.comparator as same_words_comparator,
        same_words.value_low as same_words_low,
        same_words.value_high as same_words_high,
        same_words.is_estimate as is_same_words_estimate,
        same_words.is_within_tolerance as is_same_words_within_tolerance,
        in_doubt.alarm as covering_alarm,
        derived.verdict as derived_verdict,
        derived.derived_value,
        derived.formula,
        derived.source_evidence,
        derived.is_estimate as is_derived_estimate,
        derived.is_far_off,
        derived.is_within_tolerance as is_derived_within_tolerance,
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
    left join {{ ref('int_silences') }} as silences on targets.target_id = silences.target_id
    left join {{ ref('int_same_words') }} as same_words on targets.target_id = same_words.target_id
    left join derived on targets.target_id = derived.target_id
    left join in_doubt on targets.series_code = in_doubt.series_code and targets.period_end = in_doubt.covered_year
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
            when is_implausible then 'implausible_target'
            when reported_verdict in ('met', 'missed') then 'reported'
            when coalesce(not is_usable, true) and plan_progress in ('met', 'missed') then 'yearly'
            when not is_usable then 'unusable'
            when reported_verdict = 'open' and actual_comparator = 'approx' then 'too_close'
            when reported_verdict = 'open' then 'only_a_bound'
            when plan_progress = 'open' then 'yearly_too_close'
            when is_covered and same_words_verdict is not null then 'same_words'
            when is_covered and derived_verdict in ('met', 'missed') then 'derived'
            when is_covered and derived_verdict = 'open' then 'derived_too_vague'
            when is_covered and told_as is not null then 'told_otherwise'
            when is_covered and covering_alarm is not null then 'report_in_doubt'
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
    case verdict_case
        when 'yearly' then null
        when 'told_otherwise' then coalesce(outcome_report_id, told_report_id)
        when 'same_words' then same_words_report_id
        else outcome_report_id
    end as outcome_report_id,
    region_code,
    series_code,
    indicator_code,
    measure,
    comparator,
    unit,
    tier,
    commitment,
    is_misprinted,
    evidence,
    case verdict_case
        when 'yearly' then null
        when 'told_otherwise' then told_evidence
        when 'same_words' then same_words_evidence
        when 'derived' then array_to_string(source_evidence, '; ')
        when 'derived_too_vague' then array_to_string(source_evidence, '; ')
        else actual_evidence
    end as actual_evidence,
    case verdict_case
        when 'yearly' then null
        when 'derived' then 'eq'
        when 'same_words' then same_words_comparator
        else actual_comparator
    end as actual_comparator,
    verdict_case,
    case
        when verdict_case = 'reported' then reported_verdict
        when verdict_case = 'related' then relative_verdict
        when verdict_case = 'yearly' then plan_progress
        when verdict_case = 'derived' then derived_verdict
        when verdict_case = 'same_words' then same_words_verdict
        when verdict_case = 'silent' then 'not_reported'
        -- A report that is in doubt itself covers its year no better than one that is missing.
        when verdict_case in ('no_report', 'report_in_doubt') then 'pending'
        else 'not_comparable'
    end as status,
    case verdict_case
        when 'reported' then 'reported'
        when 'related' then 'relation'
        when 'yearly' then 'yearly_outcomes'
        when 'derived' then 'derived'
        when 'same_words' then 'same_words'
    end as verdict_basis,
    status in ('met', 'missed') and coalesce(
        case verdict_case
            when 'reported' then is_reported_within_tolerance
            when 'related' then is_relation_within_tolerance
            when 'yearly' then is_plan_within_tolerance
            when 'derived' then is_derived_within_tolerance
            when 'same_words' then is_same_words_within_tolerance
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
    told_as,
    told,
    covering_alarm,
    formula,
    derived_value,
    is_far_off,
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
    case verdict_case when 'derived' then derived_value when 'same_words' then same_words_low else actual_low end as actual_low,
    case verdict_case when 'derived' then derived_value when 'same_words' then same_words_high else actual_high end as actual_high,
    reference_low,
    reference_high,
    target_pace,
    implied_pace,
    needed_pace,
    pace_through,
    coalesce(is_usable, false) or verdict_case in ('derived', 'same_words') as is_usable,
    case verdict_case
        when 'yearly' then is_plan_estimate
        when 'derived' then is_derived_estimate
        when 'same_words' then is_same_words_estimate
        else is_actual_estimate
    end as is_actual_estimate,
    is_plan_reached
from cases
