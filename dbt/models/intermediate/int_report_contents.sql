{{
    config(
        materialized='incremental',
        incremental_strategy='changed_report_years',
        unique_key='report_year',
    )
}}

with told as (
    select
        *,
        sum(span_end - span_start) filter (where kind = 'review') over (partition by report_id order by section_index)
        / sum(span_end - span_start) filter (where kind = 'review') over (partition by report_id) as share_reviewed
    from {{ ref('stg_sections') }} as sections
    where {{ is_of_changed_report_year('sections') }}
),

stretches as (
    select
        report_id,
        -- A review behind the plan (of foreign affairs, of a list of good works) leaves the plan where it is.
        min(span_end) filter (where kind = 'review' and share_reviewed >= {{ var('reviewed_before_a_plan') }}) as reviewed_at,
        sum(span_end - span_start) filter (where kind = 'review') as review_characters,
        sum(span_end - span_start) filter (where kind = 'plan') as plan_characters,
        sum(span_end - span_start) filter (where kind = 'unknown') as unknown_characters,
        count(*) filter (where role = 'review_term') as stretches_review_term,
        count(*) filter (where role = 'review_year') as stretches_review_year,
        count(*) filter (where role = 'problems') as stretches_problems,
        count(*) filter (where role = 'outlook') as stretches_outlook,
        count(*) filter (where role = 'plan_term') as stretches_plan_term,
        count(*) filter (where role = 'plan_year') as stretches_plan_year,
        count(*) filter (where role in ('front', 'annex')) as stretches_front_and_annex,
        count(*) filter (where role = 'unknown') as stretches_unknown,
        min(margin) filter (where kind in ('review', 'plan')) as least_margin,
        list(struct_pack(span_start := span_start, span_end := span_end)) filter (where kind = 'review') as reviews
    from told
    group by report_id
),

-- A report that turns back to its review after so long a plan is two reports, or is read in the wrong order.
turns as (
    select report_id, count(*) filter (where kind = 'review' and before = 'plan') as turns_back
    from (
        select report_id, kind, lag(kind) over (partition by report_id order by section_index) as before
        from {{ ref('stg_sections') }} as long_ones
        where kind in ('review', 'plan') and span_end - span_start >= {{ var('long_stretch') }}
            and {{ is_of_changed_report_year('long_ones') }}
    ) as long_stretches
    group by report_id
),

figures as (
    select
        statements.report_id,
        count(*) as numbers_read,
        count(statements.indicator_code) as numbers_of_known_indicators,
        count(statements.excluded_because) as numbers_set_aside,
        count(*) filter (where statements.excluded_because is null and statements.kind = 'outcome') as outcomes_read,
        count(*) filter (where statements.excluded_because is null and statements.kind = 'target') as targets_read,
        count(*) filter (
            where statements.excluded_because is null and statements.kind = 'target'
                and (
                    statements.span_start < stretches.reviewed_at
                    or list_bool_or(
                        list_transform(
                            stretches.reviews,
                            lambda review: statements.span_start >= review.span_start
                                and statements.span_start < review.span_end
                        )
                    )
                )
        ) as targets_within_review,
        min(statements.span_start) filter (where statements.excluded_because is null and statements.kind = 'target')
            as first_target_at,
        -- What was read, in one number: another reading of the report gives another.
        sum(hash(statements.statement_id, statements.kind, statements.period_end, statements.excluded_because))::varchar
            as reading
    from {{ ref('stg_statements') }} as statements
    left join stretches on statements.report_id = stretches.report_id
    where {{ is_of_changed_report_year('statements') }}
    group by statements.report_id
),

implausible as (
    select
        statements.report_id,
        count(*) as values_implausible,
        arg_min(statements.evidence, statements.span_start) as implausible_evidence
    from {{ ref('stg_statements') }} as statements
    inner join {{ ref('plausible_values') }} as limits
        on statements.indicator_code = limits.indicator_code
        and statements.measure = limits.measure
        and statements.unit = limits.unit
    where statements.excluded_because is null
        and {{ is_of_changed_report_year('statements') }}
        and (
            coalesce(statements.value_low, statements.value_high) < limits.lowest
            or coalesce(statements.value_high, statements.value_low) > limits.highest
        )
    group by statements.report_id
),

openings as (
    select
        report_id,
        lake_year,
        char_count,
        report_year,
        region_code,
        (length(text) - length(replace(text, '我代表', ''))) // 3 as openings,
        regexp_extract(left(text, 2000), '我(?:谨)?(?:受.{1,20}委托，?)?代表(?:第.{1,4}届)?([^，。\n]{1,20}?)(?:人民政府|政府|管委会|管理委员会)', 1)
            as speaks_for
    from {{ ref('stg_reports') }} as reports
    where {{ is_of_changed_report_year('reports') }}
)

select
    openings.report_id,
    openings.report_year,
    openings.region_code,
    openings.char_count,
    openings.openings::integer as openings,
    nullif(openings.speaks_for, '') as speaks_for,
    coalesce(figures.numbers_read, 0)::integer as numbers_read,
    coalesce(figures.numbers_of_known_indicators, 0)::integer as numbers_of_known_indicators,
    coalesce(figures.numbers_set_aside, 0)::integer as numbers_set_aside,
    coalesce(figures.outcomes_read, 0)::integer as outcomes_read,
    coalesce(figures.targets_read, 0)::integer as targets_read,
    coalesce(figures.targets_within_review, 0)::integer as targets_within_review,
    figures.first_target_at::integer as first_target_at,
    figures.reading,
    coalesce(implausible.values_implausible, 0)::integer as values_implausible,
    implausible.implausible_evidence,
    coalesce(stretches.review_characters, 0)::integer as review_characters,
    coalesce(stretches.plan_characters, 0)::integer as plan_characters,
    coalesce(stretches.unknown_characters, 0)::integer as unknown_characters,
    coalesce(stretches.stretches_review_term, 0)::integer as stretches_review_term,
    coalesce(stretches.stretches_review_year, 0)::integer as stretches_review_year,
    coalesce(stretches.stretches_problems, 0)::integer as stretches_problems,
    coalesce(stretches.stretches_outlook, 0)::integer as stretches_outlook,
    coalesce(stretches.stretches_plan_term, 0)::integer as stretches_plan_term,
    coalesce(stretches.stretches_plan_year, 0)::integer as stretches_plan_year,
    coalesce(stretches.stretches_front_and_annex, 0)::integer as stretches_front_and_annex,
    coalesce(stretches.stretches_unknown, 0)::integer as stretches_unknown,
    stretches.least_margin,
    coalesce(turns.turns_back, 0)::integer as turns_back
from openings
left join figures on openings.report_id = figures.report_id
left join stretches on openings.report_id = stretches.report_id
left join turns on openings.report_id = turns.report_id
left join implausible on openings.report_id = implausible.report_id
