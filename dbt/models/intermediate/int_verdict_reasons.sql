{{
    config(
        materialized='incremental',
        incremental_strategy='changed_years',
        unique_key=['series_code', 'period_end'],
    )
}}

with verdicts as (
    select
        judged.*,
        {{ stated('comparator', 'value_low', 'value_high') }} as target_words,
        {{ bounds('accepted_low', 'accepted_high') }} as accepted_words,
        {{ stated('actual_comparator', 'actual_low', 'actual_high') }} as actual_words,
        {{ stated('reference_comparator', 'reference_low', 'reference_high') }} as reference_words,
        case comparator when 'ge' then 'at least ' when 'le' then 'at most ' else 'about as much as ' end as relation_words,
        reference_indicator_code
        || case when reference_series_code != series_code then ' of ' || reference_code || ' level' else '' end
            as reference_name
    from {{ ref('int_verdicts') }} as judged
    where {{ is_in_changed_year('judged') }}
)

select
    target_id,
    series_code,
    period_end,
    case verdict_case
        when 'reported' then
            actual_words || ' against ' || target_words || ' ' || unit || ', which ' || accepted_words || ' meets'
            || coalesce(' (tolerance ' || {{ figure('tolerance') }} || ': ' || tolerance_reason || ')', '')
            || case
                when regexp_matches(actual_evidence, '年末|年底|12月末') and regexp_matches(evidence, '全年|年均|年平均')
                    then '; told is the figure of the year''s end, set was one for the whole year'
                else ''
            end
        when 'related' then
            actual_words || ' against ' || reference_name || ' ' || reference_words || ' ' || unit
            || ', was to be ' || relation_words || 'that'
            || coalesce(' (tolerance ' || {{ figure('tolerance') }} || ': ' || tolerance_reason || ')', '')
        when 'yearly' then
            'no report states it; the yearly outcomes ' || yearly_values || ' come to ' || {{ figure('round(implied_pace, 2)') }}
            || ' a year, needed were ' || {{ figure('round(target_pace, 2)') }}
        when 'yearly_too_close' then
            'no report states it; the yearly outcomes ' || yearly_values || ' come to ' || {{ figure('round(implied_pace, 2)') }}
            || ' a year, which their rounding leaves too close to the target to tell'
        when 'year_contradicted' then 'the report speaks of another year than the one it is headed with'
        when 'unlike_reference' then 'the two are not alike: ' || incomparable_because
        when 'number_missing' then
            'two numbers are needed: ' || indicator_code || ' '
            || coalesce(if(is_usable, actual_words, null), 'is not stated')
            || ', ' || reference_name || ' ' || coalesce(reference_words, 'is not stated')
        when 'contradicted' then 'a report gives values that disagree on whether the target was met'
        when 'reference_too_close' then
            actual_words || ' against ' || reference_name || ' ' || reference_words || ' is too vague to tell'
        when 'implausible_target' then
            'the target lies far outside what the indicator ever has, and is likely misprinted or misread'
        when 'no_number' then 'the target names no number'
        when 'unusable' then 'the outcome cannot be compared: ' || unusable_because
        when 'too_close' then 'the outcome is approximate and too close to the target to tell'
        when 'only_a_bound' then 'the outcome is only a bound or a range, which does not settle it'
        when 'same_words' then
            coalesce(
                actual_words || ' against ' || target_words || ' ' || unit || ', which ' || accepted_words
                || ' meets; said in the words of the target, of no indicator of the catalogue (' || actual_evidence || ')',
                'told as reached, without its own figure (' || actual_evidence || ')'
            )
        when 'derived' then
            'no report states it; it follows from two that are stated: ' || formula || ' = '
            || {{ figure('round(actual_low, 2)') }} || ' against ' || target_words || ' ' || unit || ', which '
            || accepted_words || ' meets'
            || if(is_far_off, ', further from it than printed rates lie from the ratio of two amounts', '')
            || ' (' || actual_evidence || ')'
        when 'derived_too_vague' then
            'no report states it; what would follow from two figures that are stated (' || formula || ' = '
            || {{ figure('round(derived_value, 2)') }} || ') is too vague to tell (' || actual_evidence || ')'
        when 'told_otherwise' then
            'no report that covers ' || period_end || ' gives its ' || measure || '; it is ' || told_as || coalesce(': ' || told, '')
            || ' (' || actual_evidence || ')'
        when 'report_in_doubt' then
            'no report that can be relied on covers ' || period_end || ': the one that is here is in doubt itself, and no figure '
            || 'of it was read there (' || covering_alarm || ')'
        when 'silent' then 'the report that covers ' || period_end || ' gives no figure of it'
        when 'division_ended' then
            'the division ended in ' || series_ended_in || ', no report of its own covers ' || period_end
        when 'no_report' then
            case
                when last_report_year > period_end + 1
                    then 'the report that covers ' || period_end || ' is not in the warehouse, only later ones are'
                else 'no report that covers ' || period_end || ' is in the warehouse yet'
            end
    end
    || if(is_misprinted, '; the target is printed with the sign of percent, and taken as meant per mille', '')
    || case
        when status not in ('pending', 'not_reported') or pace_through is null then ''
        when is_plan_reached then '; through ' || pace_through || ' it is reached already'
        when implied_pace is not null then
            '; through ' || pace_through || ' ' || {{ figure('round(implied_pace, 2)') }} || ' a year against '
            || {{ figure('round(target_pace, 2)') }} || ' ' || pace_unit
        else ''
    end as status_reason
from verdicts
