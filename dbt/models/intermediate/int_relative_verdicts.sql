with targets as (
    select
        *,
        -- A larger region's own report states its figure; another indicator is looked up in the region itself.
        case reference_code
            when 'national' then '000000'
            when 'province' then province_series_code
            when 'prefecture' then parent_series_code
            else series_code
        end as reference_series_code,
        case when reference_code in ('national', 'province', 'prefecture') then indicator_code else reference_code end
            as reference_indicator_code
    from {{ ref('int_targets') }}
    where reference_code is not null
),

tolerated as (
    select
        targets.* exclude (tolerance, tolerance_reason, blur, slack, evidence, report_id),
        incomparable.reason as incomparable_because
    from targets
    left join {{ ref('incomparable_references') }} as incomparable
        on targets.indicator_code = incomparable.indicator_code
        and targets.reference_code = incomparable.reference_code
),

paired as (
    select
        targets.*,
        own.outcome_id,
        own.actual_low,
        own.actual_high,
        own.actual_comparator,
        reference.outcome_id as reference_outcome_id,
        reference.report_id as reference_report_id,
        reference.evidence as reference_evidence,
        reference.comparator as reference_comparator,
        reference.is_estimate as is_reference_estimate,
        reference.is_contradicted as is_reference_contradicted,
        reference.actual_low as reference_low,
        reference.actual_high as reference_high,
        tolerances.reason as own_tolerance_reason,
        -- In points for a rate; for an amount, the tolerance is a share of what it is set against.
        tolerances.tolerance
        * case targets.basis when 'share' then abs(coalesce(reference.actual_low, reference.actual_high)) else 1 end as slack
    from tolerated as targets
    left join {{ ref('int_target_candidates') }} as own
        on targets.target_id = own.target_id and own.preference = 1 and own.is_usable
    left join {{ ref('int_ranked_outcomes') }} as reference
        on reference.is_standing
        and targets.reference_series_code = reference.series_code
        and targets.reference_indicator_code = reference.indicator_code
        and targets.measure = reference.measure
        and targets.unit = reference.unit
        and targets.period_start = reference.period_start
        and targets.period_end = reference.period_end
    left join {{ ref('int_tolerances') }} as tolerances
        on targets.indicator_code = tolerances.indicator_code
        and targets.measure = tolerances.measure
        and targets.basis = tolerances.basis
        and tolerances.comparator = 'approx'
        and {{ is_in_band('coalesce(reference.actual_low, reference.actual_high)', 'tolerances') }}
),

bounded as (
    select
        *,
        case when comparator = 'approx' then slack else 0 end as tolerance_applied,
        -- About 5 against a firm bound is too close to call, as for a target with a number of its own.
        case when comparator != 'approx' and 'approx' in (actual_comparator, reference_comparator) then slack else 0 end
            as vagueness,
        1e-9 * greatest(1, abs(coalesce(reference_low, reference_high))) as epsilon
    from paired
),

differences as (
    select
        *,
        coalesce(actual_low - reference_high - vagueness, '-infinity'::double) as lowest,
        coalesce(actual_high - reference_low + vagueness, 'infinity'::double) as highest,
        case
            when comparator = 'le' or (comparator = 'approx' and direction = 'lower_is_better') then '-infinity'::double
            else -tolerance_applied - epsilon
        end as floor_value,
        case
            when comparator = 'ge' or (comparator = 'approx' and direction = 'higher_is_better') then 'infinity'::double
            else tolerance_applied + epsilon
        end as ceiling_value,
        lowest >= floor_value + tolerance_applied and highest <= ceiling_value - tolerance_applied as is_as_said,
        lowest >= floor_value + tolerance_applied - slack and highest <= ceiling_value - tolerance_applied + slack
            as is_near
    from bounded
)

select
    target_id,
    reference_outcome_id,
    reference_report_id,
    reference_series_code,
    reference_indicator_code,
    reference_evidence,
    incomparable_because,
    case
        when incomparable_because is not null or is_reference_contradicted then null
        when outcome_id is null or reference_outcome_id is null then null
        when lowest >= floor_value and highest <= ceiling_value then 'met'
        when highest < floor_value or lowest > ceiling_value then 'missed'
        else 'open'
    end as verdict,
    coalesce(is_near and not is_as_said, false) as is_within_tolerance,
    own_tolerance_reason as tolerance_reason,
    coalesce(reference_low, reference_high) as reference_actual,
    reference_comparator,
    reference_low,
    reference_high,
    nullif(tolerance_applied, 0) as tolerance,
    is_reference_estimate,
    is_reference_contradicted
from differences
