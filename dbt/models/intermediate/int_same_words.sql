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
        list_distinct(string_split({{ bag_of_words('targets.evidence') }}, '')) as characters,
        1e-9 * greatest(1, abs(coalesce(targets.value_low, targets.value_high))) as epsilon
    from {{ ref('int_unanswered') }} as targets
    where {{ is_in_changed_year('targets') }}
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
        and (
            unanswered.words = {{ bag_of_words('figures.evidence') }}
            -- All its words and more: the same or a part of it, and where a part reaches what was promised, so does the whole.
            or unanswered.measure in ('level', 'total_level')
            and unanswered.basis = 'share'
            and unanswered.accepted_high is null
            and figures.value_low >= unanswered.accepted_low - unanswered.epsilon
            and figures.comparator != 'approx'
            and not regexp_matches(figures.evidence, '{{ var("words_of_no_outcome") }}')
            and len(
                list_filter(unanswered.characters, lambda character: not contains(figures.evidence, character))
            ) = 0
        )
        -- Words of its thing that stand in front of the clause (城镇规模以上) narrow it.
        and len(
            list_filter(
                string_split(coalesce(figures.subject, ''), ''), lambda character: not contains(figures.evidence, character)
            )
        ) = 0
        -- So much more is a stock read as a flow, so much less a part.
        and (
            unanswered.basis != 'share'
            or coalesce(figures.value_low, figures.value_high) / nullif(coalesce(unanswered.value_low, unanswered.value_high), 0)
            between 1 / {{ var('kindred_factor') }} and {{ var('kindred_factor') }}
        )
),

-- A share of the plan that is 100 percent and more: who set it need not be told of the amount.
shares_of_plans as (
    select
        unanswered.target_id,
        unanswered.series_code,
        unanswered.period_end,
        asides.report_id,
        asides.report_year,
        asides.evidence,
        asides.span_start,
        asides.aside_id
    from unanswered
    inner join {{ ref('int_asides') }} as asides
        on unanswered.series_code = asides.series_code
        and unanswered.indicator_code = asides.indicator_code
        and unanswered.period_start = asides.period_start
        and unanswered.period_end = asides.period_end
    where asides.excluded_because in ('quoted_target', 'plan_completion')
        and asides.measure = 'growth'
        and asides.comparator in ('eq', 'ge')
        and abs(asides.value_low) >= 100
        and unanswered.measure = 'level'
        and unanswered.period_start = unanswered.period_end
        and unanswered.accepted_high is null
        and regexp_matches(asides.evidence, '(?:完成|占|为|达到?|实现)[^，。]{0,10}(?:目标|任务|计划)(?:任务|数)?的?[0-9.]+%')
        and not regexp_matches(asides.evidence, '规划|五年')
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
),

settled as (
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
),

-- Said to be reached, without saying of how much.
without_a_figure as (
    select target_id, series_code, period_end, report_id, evidence, report_year, span_start, aside_id from shares_of_plans
    union all
    -- Of the target itself and of nothing beside it: 登记失业率控制在年度目标以内.
    select in_words.target_id, in_words.series_code, in_words.period_end, report_id, clause, in_words.report_year, place, clause
    from {{ ref('int_told_in_words') }} as in_words
    semi join unanswered on in_words.target_id = unanswered.target_id
    where in_words.is_reached
)

select * from settled
union all
select
    target_id, series_code, period_end, report_id, evidence, null, null, null, false, 'met', false
from without_a_figure
anti join settled on without_a_figure.target_id = settled.target_id
qualify row_number() over (partition by target_id order by report_year, report_id, span_start, aside_id) = 1
