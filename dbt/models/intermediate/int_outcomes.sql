{{
    config(
        materialized='incremental',
        incremental_strategy='changed_report_years',
        unique_key='report_year',
    )
}}

-- Where a report tells of its last year, whatever else it looks back on.
with years as (
    select report_id, list(struct_pack(span_start := span_start, span_end := span_end)) as stretches
    from {{ ref('stg_sections') }} as sections
    where role = 'review_year' and {{ is_of_changed_report_year('sections') }}
    group by report_id
),

outcomes as (
    select
        facts.* replace (facts.value_low / {{ times_misprinted('limits', 'facts.value_low', 'facts.value_high') }} as value_low,
            facts.value_high / {{ times_misprinted('limits', 'facts.value_low', 'facts.value_high') }} as value_high),
        {{ times_misprinted('limits', 'facts.value_low', 'facts.value_high') }} > 1 as is_misprinted,
        limits.lowest,
        limits.highest,
        statements.subject,
        versions.series_code,
        versions.report_year,
        versions.review_year,
        versions.report_type,
        versions.is_year_contradicted,
        versions.report_type = 'new_term' or coalesce(contents.stretches_review_term > 0, false)
        and not coalesce(
            list_bool_or(
                list_transform(
                    years.stretches,
                    lambda stretch: facts.span_start >= stretch.span_start and facts.span_start < stretch.span_end
                )
            ), false
        ) as reviews_a_term
    from {{ ref('int_reviewed_facts') }} as facts
    inner join {{ ref('int_report_versions') }} as versions
        on facts.report_id = versions.report_id and not versions.is_superseded
    left join {{ ref('int_report_contents') }} as contents on facts.report_id = contents.report_id
    left join years on facts.report_id = years.report_id
    left join {{ ref('stg_statements') }} as statements
        on facts.report_id = statements.report_id
        and facts.statement_id = statements.statement_id
        and statements.excluded_because is null
        and {{ is_of_changed_report_year('statements') }}
    left join {{ ref('plausible_values') }} as limits
        on facts.indicator_code = limits.indicator_code
        and facts.measure = limits.measure
        and facts.unit = limits.unit
    where facts.kind = 'outcome' and {{ is_of_changed_report_year('facts') }}
)

select
    fact_id as outcome_id,
    report_id,
    region_code,
    series_code,
    indicator_code,
    measure,
    comparator,
    unit,
    subject,
    evidence,
    is_estimate,
    period_start,
    period_end,
    report_year,
    -- ge leaves the high side open and le the low side: value_high and value_low are null there.
    value_low as actual_low,
    value_high as actual_high,
    {{ rounding_error('coalesce(value_low, value_high)', 'unit') }} as rounding_error,
    confidence,
    {{ price_basis('evidence') }} as price_basis,
    -- 近8000亿元 is less than 8000, however little.
    comparator = 'approx' and contains(evidence, '近' || value_text) as is_just_below,
    span_start,
    case comparator when 'eq' then 1 when 'approx' then 2 when 'range' then 3 else 4 end as vagueness,
    reference_code is not null or (value_low is null and value_high is null) as is_without_value,
    review_year >= period_end or report_year > period_end as is_covering,
    report_type = 'new_term' as is_new_term,
    reviews_a_term,
    is_year_contradicted,
    is_misprinted,
    {{ is_implausible('outcomes', 'value_low', 'value_high') }} as is_implausible
from outcomes
