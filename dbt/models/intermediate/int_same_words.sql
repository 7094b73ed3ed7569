{{
    config(
        materialized='incremental',
        incremental_strategy='changed_years',
        unique_key=['series_code', 'period_end'],
    )
}}

-- Targets whose year is covered, and to which no fact gives an outcome.
with unanswered as (
    select
        targets.*,
        {{ bag_of_words('targets.evidence') }} as words,
        1e-9 * greatest(1, abs(coalesce(targets.value_low, targets.value_high))) as epsilon
    from {{ ref('int_targets') }} as targets
    anti join {{ ref('int_target_candidates') }} as candidates
        on targets.target_id = candidates.target_id and candidates.preference = 1 and candidates.is_covering
    where {{ is_in_changed_year('targets') }}
        and not targets.is_year_contradicted
        and not targets.is_without_value
        and not coalesce(targets.is_implausible, false)
        and targets.reference_code is null
),

-- The figures of the covering report that no indicator was found for, in the very words of the promise.
tellings as (
    select
        unanswered.target_id,
        unanswered.series_code,
        unanswered.period_end,
        covering.report_id,
        covering.report_year,
        figures.evidence,
        figures.comparator,
        figures.value_low,
        figures.value_high,
        figures.is_estimate,
        figures.span_start,
        figures.statement_id,
        unanswered.accepted_low,
        unanswered.accepted_high,
        unanswered.slack,
        unanswered.epsilon,
        unanswered.value_low as target_low,
        unanswered.value_high as target_high,
        -- 约5% against a firm 5% is too close to call.
        if(
            figures.comparator = 'approx' and unanswered.comparator != 'approx',
            unanswered.blur * case unanswered.basis when 'share' then abs(figures.value_low) else 1 end,
            0
        ) as blur
    from unanswered
    inner join {{ ref('int_covering_reports') }} as covering
        on unanswered.series_code = covering.series_code and unanswered.period_end = covering.covered_year
    inner join {{ ref('stg_statements') }} as figures
        on covering.report_id = figures.report_id
        and unanswered.period_start = figures.period_start
        and unanswered.period_end = figures.period_end
        and unanswered.measure = figures.measure
        and unanswered.unit = figures.unit
    where figures.indicator_code is null
        and figures.kind = 'outcome'
        and figures.reference_code is null
        and figures.scope in ('region', 'entity')
        and coalesce(figures.excluded_because, 'scope') in ('scope', 'no_indicator')
        and coalesce(unanswered.price_basis = {{ price_basis('figures.evidence') }}, true)
        and length(unanswered.words) >= {{ var('least_words_of_a_thing') }}
        and unanswered.words = {{ bag_of_words('figures.evidence') }}
        -- So much more is a stock read as a flow, so much less a part.
        and (
            unanswered.basis != 'share'
            or coalesce(figures.value_low, figures.value_high) / nullif(coalesce(unanswered.value_low, unanswered.value_high), 0)
            between 1 / {{ var('kindred_factor') }} and {{ var('kindred_factor') }}
        )
),

judged as (
    select
        *,
        case
            when coalesce(value_low - blur, '-infinity'::double) >= coalesce(accepted_low - epsilon, '-infinity'::double)
                and coalesce(value_high + blur, 'infinity'::double) <= coalesce(accepted_high + epsilon, 'infinity'::double)
                then 'met'
            when coalesce(value_high + blur, 'infinity'::double) < coalesce(accepted_low - epsilon, '-infinity'::double)
                or coalesce(value_low - blur, '-infinity'::double) > coalesce(accepted_high + epsilon, 'infinity'::double)
                then 'missed'
            else 'open'
        end as verdict
    from tellings
)

select
    target_id,
    series_code,
    period_end,
    report_id,
    evidence,
    comparator,
    value_low,
    value_high,
    is_estimate,
    verdict,
    coalesce(
        abs(coalesce(value_low, value_high) - coalesce(target_low, target_high)) <= slack
        and (
            coalesce(value_high, value_low) < target_low and accepted_low is not null
            or coalesce(value_low, value_high) > target_high and accepted_high is not null
        ), false
    ) as is_within_tolerance
from judged
-- Said of several things in the same words, with other ends: it is not clear which is meant.
qualify min(verdict) over (partition by target_id) = max(verdict) over (partition by target_id)
    and verdict != 'open'
    and row_number() over (
        partition by target_id order by report_year, is_estimate, span_start, report_id, statement_id
    ) = 1
