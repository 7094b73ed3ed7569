{{
    config(
        materialized='incremental',
        incremental_strategy='changed_years',
        unique_key=['series_code', 'period_end'],
    )
}}

-- Targets whose year is covered, and to which no report gives an outcome of the same measure and period.
with unanswered as (
    select
        targets.*,
        {{ definition_stem('targets.indicator_code') }} as stem
    from {{ ref('int_unanswered') }} as targets
    where {{ is_in_changed_year('targets') }}
        and exists (
            select 1 from {{ ref('int_covered_years') }} as covered
            where targets.series_code = covered.series_code and targets.period_end = covered.covered_year
        )
),

outcomes as (
    select *, {{ definition_stem('stated.indicator_code') }} as stem
    from {{ ref('int_outcomes') }} as stated
    where {{ is_in_changed_year('stated') }} and is_covering and not is_without_value and not is_year_contradicted
),

tellings as (
    select
        unanswered.target_id,
        -- What a change began from, or how it stands to another figure, says less than a figure in another form.
        case
            when asides.excluded_because in (
                'base_value', 'change_of_level', 'base_of_years', 'comparison', 'relational_outcome', 'unpaired'
            ) then 3
            else 1
        end as place,
        coalesce(reasons.reason, 'told in a way that gives no outcome') as told_as,
        asides.report_id,
        asides.evidence,
        asides.measure,
        asides.comparator,
        asides.value_low,
        asides.value_high,
        asides.unit,
        asides.period_start,
        asides.measure = unanswered.measure as is_same_measure,
        asides.span_start,
        asides.report_year
    from unanswered
    inner join {{ ref('int_asides') }} as asides
        on unanswered.series_code = asides.series_code
        and unanswered.indicator_code = asides.indicator_code
        and unanswered.period_end = asides.period_end
        -- A number of something else in the same sentence.
        and (asides.excluded_because != 'unpaired' or unanswered.unit = asides.unit)
    left join {{ ref('aside_reasons') }} as reasons on asides.excluded_because = reasons.excluded_because
    union all
    select
        unanswered.target_id,
        2,
        case
            when outcomes.period_start != unanswered.period_start then 'told over other years'
            when outcomes.measure != unanswered.measure then 'told in another form'
            else 'told in another unit'
        end,
        outcomes.report_id,
        outcomes.evidence,
        outcomes.measure,
        outcomes.comparator,
        outcomes.actual_low,
        outcomes.actual_high,
        outcomes.unit,
        outcomes.period_start,
        outcomes.measure = unanswered.measure,
        outcomes.span_start,
        outcomes.report_year
    from unanswered
    inner join outcomes
        on unanswered.series_code = outcomes.series_code
        and unanswered.indicator_code = outcomes.indicator_code
        and unanswered.period_end = outcomes.period_end
    union all
    select
        unanswered.target_id,
        4,
        'told under another definition (' || outcomes.indicator_code || ')',
        outcomes.report_id,
        outcomes.evidence,
        outcomes.measure,
        outcomes.comparator,
        outcomes.actual_low,
        outcomes.actual_high,
        outcomes.unit,
        outcomes.period_start,
        true,
        outcomes.span_start,
        outcomes.report_year
    from unanswered
    inner join outcomes
        on unanswered.series_code = outcomes.series_code
        and unanswered.measure = outcomes.measure
        and unanswered.unit = outcomes.unit
        and unanswered.period_start = outcomes.period_start
        and unanswered.period_end = outcomes.period_end
    where case
        when unanswered.stem = outcomes.stem then unanswered.indicator_code != outcomes.indicator_code
        -- Or another thing that is called by all of its words and more.
        else length(unanswered.thing) >= 4 and starts_with({{ thing_of('outcomes.subject') }}, unanswered.thing)
    end
        and not {{ is_of_another_event('unanswered.indicator_code', 'outcomes.indicator_code') }}
    union all
    -- Its words, in a figure that was not understood.
    select
        unanswered.target_id,
        5,
        'told in a sentence that was not understood',
        figures.report_id,
        figures.evidence,
        figures.measure,
        figures.comparator,
        figures.value_low,
        figures.value_high,
        figures.unit,
        figures.period_start,
        figures.measure = unanswered.measure,
        figures.span_start,
        covering.report_year
    from unanswered
    inner join {{ ref('int_covering_reports') }} as covering
        on unanswered.series_code = covering.series_code and unanswered.period_end = covering.covered_year
    inner join {{ ref('stg_statements') }} as figures
        on covering.report_id = figures.report_id
        and figures.indicator_code is null
        and figures.kind = 'outcome'
        and figures.scope in ('region', 'entity')
        and unanswered.period_end = figures.period_end
    -- A share of it, a figure beside it or one of its kinds is another thing.
    where coalesce(figures.excluded_because, '') not in ('share', 'attribute', 'unit_mismatch', 'wider', 'modified')
        and case
            when length(unanswered.thing) >= 3 and contains(figures.subject, unanswered.thing)
                and unanswered.unit != figures.unit
                then true
            when unanswered.unit != figures.unit then false
            -- In its words or kind ones with a value of that size; of the promised value itself, fewer words will do.
            when coalesce(figures.value_low, figures.value_high) = coalesce(unanswered.value_low, unanswered.value_high)
                then {{ share_of_words('unanswered.thing', 'figures.evidence') }} >= {{ var('kindred_of_equals') }}
            when coalesce(figures.value_low, figures.value_high)
                / nullif(coalesce(unanswered.value_low, unanswered.value_high), 0)
                between 1 / {{ var('kindred_factor') }} and {{ var('kindred_factor') }}
                then length(unanswered.thing) >= 3 and contains(figures.evidence, unanswered.thing)
                    or length(unanswered.thing) >= 4
                    and {{ share_of_words('unanswered.thing', 'figures.evidence') }} >= {{ var('kindred_words') }}
            else false
        end
),

nearest as (
    select
        unanswered.target_id,
        unanswered.series_code,
        unanswered.period_end,
        tellings.told_as,
        tellings.report_id as told_report_id,
        tellings.evidence as told_evidence,
        -- Of a figure that was not understood its words say more than its measure.
        case
            when tellings.place < 5 then
                tellings.measure
                || case when tellings.period_start < unanswered.period_end then ' from ' || tellings.period_start else '' end
                || coalesce(' ' || {{ stated('tellings.comparator', 'tellings.value_low', 'tellings.value_high') }}, '')
                || coalesce(' ' || tellings.unit, '')
        end as told
    from unanswered
    inner join tellings on unanswered.target_id = tellings.target_id
    qualify row_number() over (
        partition by unanswered.target_id
        order by
            tellings.place = 5, not (tellings.is_same_measure and tellings.place != 3), tellings.place, tellings.report_year, unanswered.period_end - tellings.period_start,
            tellings.measure, tellings.unit, tellings.span_start, tellings.report_id, tellings.evidence,
            tellings.told_as, tellings.comparator, tellings.value_low, tellings.value_high
    ) = 1
),

-- What nobody read as a figure: the words of the thing beside a number, in a review of the covering report.
pieces as (
    select
        unanswered.target_id,
        unanswered.series_code,
        unanswered.period_end,
        unanswered.thing,
        unanswered.unit,
        reviews.report_id,
        reviews.report_year,
        string_split(reviews.text, unanswered.thing) as around
    from unanswered
    anti join nearest on unanswered.target_id = nearest.target_id
    inner join {{ ref('int_covering_reviews') }} as reviews
        on unanswered.series_code = reviews.series_code and unanswered.period_end = reviews.covered_year
        and contains(reviews.text, unanswered.thing)
    where length(unanswered.thing) >= 4
        -- What was read of it was looked at already, and tells something else.
        and not exists (
            select 1 from {{ ref('stg_statements') }} as figures
            where figures.report_id = reviews.report_id
                and figures.kind = 'outcome'
                and contains(figures.evidence, unanswered.thing)
        )
),

clauses as (
    select
        target_id,
        series_code,
        period_end,
        thing,
        unit,
        report_id,
        report_year,
        unnest(list_transform(
            range(1, len(around)),
            lambda place:
                regexp_extract(right(around[place], 16), '[^，。；、！：\s]*$')
                || thing
                || regexp_extract(left(around[place + 1], 16), '^[^，。；、！：\s]*')
        )) as clause,
        generate_subscripts(around, 1) as place
    from pieces
),

read_by_nobody as (
    select
        target_id,
        series_code,
        period_end,
        'told in a sentence that was not understood' as told_as,
        report_id,
        clause,
        null as told
    from clauses
    where regexp_matches(replace(clause, thing, ''), '[0-9]') and {{ has_unit('clause', 'unit') }}
    qualify row_number() over (partition by target_id order by report_year, report_id, place) = 1
)

select * from nearest
union all
select * from read_by_nobody
union all
select target_id, series_code, period_end, 'told in words, without its figure', report_id, clause, null
from {{ ref('int_told_in_words') }} as in_words
anti join nearest on in_words.target_id = nearest.target_id
anti join read_by_nobody on in_words.target_id = read_by_nobody.target_id
where {{ is_in_changed_year('in_words') }}
