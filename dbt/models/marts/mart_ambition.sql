{{
    config(
        materialized='incremental',
        incremental_strategy='years_around',
        unique_key=['series_code', 'target_year'],
        on_schema_change='fail',
    )
}}

with promises as (
    select
        promises.*,
        {{ is_in_changed_year('promises', changed='int_years_around') }} as is_due
    from {{ ref('mart_promises') }} as promises
    where period_start = period_end
        and measure in ('growth', 'level')
        and not is_stretch
        and target_value is not null
        and reference_code is null
        and target_report_year <= period_end
),

-- One target a division, indicator, measure and year: of the latest report before the year is over.
targets as (
    select *
    from promises
    -- No division stands below a county.
    where is_due or region_level != 'county'
    qualify row_number() over (
        partition by series_code, indicator_code, measure, period_end, unit
        order by target_report_year desc, target_report_id, target_id
    ) = 1
),

-- The nearest division above that set itself the same target: the city, else the province, else the nation.
above as (
    select
        targets.target_id,
        arg_min(upper.target_id, ancestors.distance) as parent_target_id,
        arg_min(upper.region_code, ancestors.distance) as parent_region_code,
        arg_min(upper.target_value, ancestors.distance) as parent_target_value
    from targets
    inner join {{ ref('int_ancestors') }} as ancestors on targets.region_code = ancestors.region_code
    inner join targets as upper
        on ancestors.ancestor_code = upper.region_code
        and targets.indicator_code = upper.indicator_code
        and targets.measure = upper.measure
        and targets.period_end = upper.period_end
        and targets.unit = upper.unit
    -- Only rates compare: a county's amount says nothing beside a province's.
    where targets.is_due and targets.unit in ('percent', 'percentage_point')
    group by targets.target_id
)

select
    targets.target_id,
    targets.region_code,
    targets.region_level,
    targets.indicator_code,
    targets.measure,
    targets.period_end as target_year,
    targets.comparator,
    targets.target_value,
    targets.unit,
    last_outcomes.outcome_id as last_outcome_id,
    last_outcomes.outcome_value as last_outcome_value,
    round(targets.target_value - last_outcomes.outcome_value, 6) as step_up,
    case
        when targets.unit not in ('percent', 'percentage_point')
            then round(100 * (targets.target_value / nullif(last_outcomes.outcome_value, 0) - 1), 4)
    end as step_up_percent,
    above.parent_region_code,
    above.parent_target_id,
    above.parent_target_value,
    round(targets.target_value - above.parent_target_value, 6) as above_parent_points,
    targets.target_evidence,
    last_outcomes.evidence as last_outcome_evidence,
    targets.series_code
from targets
left join {{ ref('int_ranked_outcomes') }} as last_outcomes
    on last_outcomes.is_standing
    and targets.series_code = last_outcomes.series_code
    and targets.indicator_code = last_outcomes.indicator_code
    and targets.measure = last_outcomes.measure
    and targets.unit = last_outcomes.unit
    and last_outcomes.period_start = targets.period_end - 1
    and last_outcomes.period_end = targets.period_end - 1
left join above on targets.target_id = above.target_id
where targets.is_due
