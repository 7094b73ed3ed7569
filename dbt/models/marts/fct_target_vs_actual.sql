with targets as (
    select
        targets.*,
        regions.level as region_level,
        covered.region_code is not null as is_covered,
        -- The edge that an outcome is measured from, where there is only one.
        coalesce(targets.value_low, targets.value_high) as first_edge,
        coalesce(targets.value_high, targets.value_low) as last_edge
    from {{ ref('int_targets') }} as targets
    inner join {{ ref('dim_region') }} as regions on targets.region_code = regions.region_code
    left join {{ ref('int_covered_years') }} as covered
        on targets.region_code = covered.region_code and targets.period_end = covered.covered_year
),

later_reports as (
    select region_code, max(report_year) as last_report_year
    from {{ ref('int_report_versions') }}
    where not is_superseded
    group by region_code
),

candidates as (
    select
        *,
        case when is_usable then coalesce(actual_low, actual_high) end as actual,
        -- 突破400亿元 says no exact amount, so no exact distance either.
        actual_comparator in ('ge', 'le', 'range') as is_open
    from {{ ref('int_target_candidates') }}
    where preference = 1 and is_covering
),

paired as (
    select
        targets.*,
        candidates.outcome_id,
        candidates.outcome_report_id,
        candidates.evidence as actual_evidence,
        candidates.actual_comparator,
        candidates.verdict,
        candidates.lost_because,
        candidates.is_estimate as is_actual_estimate,
        candidates.is_contradicted,
        candidates.actual,
        later_reports.last_report_year,
        case
            when candidates.is_open then null
            when abs(candidates.actual - targets.last_edge) < abs(candidates.actual - targets.first_edge)
                then targets.last_edge
            else targets.first_edge
        end as nearest_edge
    from targets
    left join candidates on targets.target_id = candidates.target_id
    left join later_reports on targets.region_code = later_reports.region_code
),

judged as (
    select
        *,
        case
            when reference_code is not null or is_without_value then 'not_comparable'
            when lost_because is not null or is_contradicted or verdict = 'open' then 'not_comparable'
            when verdict is not null then verdict
            when is_covered then 'not_reported'
            else 'pending'
        end as status
    from paired
)

select
    target_id,
    outcome_id,
    region_code,
    indicator_code,
    measure,
    period_start,
    period_end,
    comparator,
    value_low as target_low,
    value_high as target_high,
    actual,
    unit,
    -- 0.1, not 0.09999999999999964
    round(actual - nearest_edge, 6) as gap,
    case when measure in ('level', 'total_level') then round(actual / nullif(nearest_edge, 0), 6) end as attainment,
    status,
    is_actual_estimate,
    outcome_report_id,
    evidence as target_evidence,
    actual_evidence,
    case
        when status in ('met', 'missed') and accepted_low <= actual and actual < value_low then
            'below the printed target, within the tolerance: ' || tolerance_reason
        when status in ('met', 'missed') and value_high < actual and actual <= accepted_high then
            'above the printed target, within the tolerance: ' || tolerance_reason
        when status in ('met', 'missed') then null
        when reference_code is not null then
            'the target is set against ' || reference_code || ', not as a number; such targets are not judged yet'
        when is_without_value then 'the target names no number'
        when lost_because is not null then 'the outcome cannot be compared: ' || lost_because
        when is_contradicted then 'the covering report gives values that disagree on whether the target was met'
        when verdict = 'open' and actual_comparator = 'approx' then
            'the outcome is approximate and too close to the target to tell'
        when verdict = 'open' then 'the outcome is only a bound or a range, which does not settle it'
        when status = 'not_reported' then 'the report that covers ' || period_end || ' says nothing of it'
        when last_report_year > period_end + 1 then
            'the report that covers ' || period_end || ' is not in the warehouse, only later ones are'
        else 'no report that covers ' || period_end || ' is in the warehouse yet'
    end as status_reason,
    tier,
    report_id as target_report_id,
    region_level,
    commitment,
    accepted_low,
    accepted_high,
    actual_comparator
from judged
order by region_code, period_end, period_start, indicator_code, measure, target_id
