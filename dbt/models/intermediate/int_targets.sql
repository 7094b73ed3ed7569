{{
    config(
        materialized='incremental',
        incremental_strategy='changed_report_years',
        unique_key='report_year',
    )
}}

with targets as (
    select
        facts.* replace (facts.value_low / {{ times_misprinted('limits', 'facts.value_low', 'facts.value_high') }} as value_low,
            facts.value_high / {{ times_misprinted('limits', 'facts.value_low', 'facts.value_high') }} as value_high),
        {{ times_misprinted('limits', 'facts.value_low', 'facts.value_high') }} > 1 as is_misprinted,
        limits.lowest,
        limits.highest,
        statements.subject,
        versions.series_code,
        versions.series_ended_in,
        versions.parent_series_code,
        versions.province_series_code,
        versions.report_year,
        versions.report_type,
        versions.is_year_contradicted,
        -- Of an output that is promised, more is no failure, whatever one thinks of coal.
        case when goals.indicator_code is not null then 'higher_is_better' else indicators.direction end as direction,
        indicators.nature,
        {{ basis_of('facts.unit') }} as basis,
        -- Of a figure that is only planned, neither side is the better one: more than rounding is kept.
        case
            when facts.comparator = 'eq' and indicators.direction = 'neutral' and goals.indicator_code is null then 'plan'
            else facts.comparator
        end
            as tolerance_comparator
    from {{ ref('int_reviewed_facts') }} as facts
    inner join {{ ref('int_report_versions') }} as versions
        on facts.report_id = versions.report_id and not versions.is_superseded
    left join {{ ref('stg_statements') }} as statements
        on facts.report_id = statements.report_id
        and facts.statement_id = statements.statement_id
        and statements.kind = 'target'
        and {{ is_of_changed_report_year('statements') }}
    inner join {{ ref('stg_indicators') }} as indicators on facts.indicator_code = indicators.indicator_code
    left join {{ ref('goals_to_reach') }} as goals
        on facts.indicator_code = goals.indicator_code and not regexp_matches(facts.evidence, '控制|压减|压缩')
    left join {{ ref('plausible_values') }} as limits
        on facts.indicator_code = limits.indicator_code
        and facts.measure = limits.measure
        and facts.unit = limits.unit
    where facts.kind = 'target' and {{ is_of_changed_report_year('facts') }}
),

tolerated as (
    select
        targets.*,
        tolerances.reason as tolerance_reason,
        tolerances.tolerance
        * case targets.basis when 'share' then abs(targets.value_low) else 1 end as tolerance,
        coalesce(blurs.tolerance, 0) as blur
    from targets
    left join {{ ref('int_tolerances') }} as tolerances
        on targets.indicator_code = tolerances.indicator_code
        and targets.measure = tolerances.measure
        and targets.basis = tolerances.basis
        and targets.tolerance_comparator = tolerances.comparator
        and {{ is_in_band('targets.value_low', 'tolerances') }}
    left join {{ ref('int_tolerances') }} as blurs
        on targets.indicator_code = blurs.indicator_code
        and targets.measure = blurs.measure
        and targets.basis = blurs.basis
        and blurs.comparator = 'approx'
        and {{ is_in_band('coalesce(targets.value_low, targets.value_high)', 'blurs') }}
)

select
    fact_id as target_id,
    report_id,
    region_code,
    series_code,
    indicator_code,
    direction,
    nature,
    measure,
    comparator,
    unit,
    basis,
    reference_code,
    tier,
    commitment,
    {{ thing_of('subject') }} as thing,
    evidence,
    {{ price_basis('evidence') }} as price_basis,
    tolerance_reason,
    parent_series_code,
    province_series_code,
    report_year,
    span_start,
    series_ended_in,
    period_start,
    period_end,
    value_low,
    value_high,
    tolerance,
    blur,
    -- How near a miss is a near one: what 左右 would have allowed, where the target's own tolerance is less.
    greatest(coalesce(tolerance, 0), blur * case basis when 'share' then abs(coalesce(value_low, value_high)) else 1 end)
        as slack,
    -- 下降3%以上 is le -3 whatever the indicator's direction: the words ge and le say themselves which side counts.
    case
        when comparator = 'ge' then value_low
        when comparator != 'le' and direction != 'lower_is_better' then value_low - coalesce(tolerance, 0)
    end as accepted_low,
    case
        when comparator = 'le' then value_high
        when comparator != 'ge' and direction != 'higher_is_better' then value_high + coalesce(tolerance, 0)
    end as accepted_high,
    report_type = 'new_term' as is_new_term,
    value_low is null and value_high is null as is_without_value,
    is_year_contradicted,
    is_misprinted,
    {{ is_implausible('tolerated', 'value_low', 'value_high') }} as is_implausible
from tolerated
