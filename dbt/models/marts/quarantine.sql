with decisions as (
    select * from {{ ref('int_review_decisions') }} where is_in_force
),

-- What a reviewer let in is a fact now.
extraction as (
    select quarantine.*
    from {{ ref('stg_quarantine') }} as quarantine
    anti join decisions
        on quarantine.quarantine_id = decisions.quarantine_id and decisions.decision in ('accept', 'correct')
),

rejected as (
    select
        'review' as stage,
        items.source_path,
        items.report_id,
        'rejected_in_review' as reason_code,
        'a reviewer rejected it: ' || decisions.reason as reason,
        to_json({
            'fact_id': items.item_id,
            'kind': items.kind,
            'indicator_code': items.indicator_code,
            'measure': items.measure,
            'period_start': items.period_start,
            'period_end': items.period_end,
            'comparator': items.comparator,
            'value_low': items.value_low,
            'value_high': items.value_high,
            'unit': items.unit,
            'evidence': items.evidence
        })::varchar as row_json,
        'review-' || items.item_id as quarantine_id
    from decisions
    inner join {{ ref('int_review_items') }} as items on decisions.item_id = items.item_id
    where decisions.decision = 'reject' and items.quarantine_id is null
),

unusable as (
    select
        'review' as stage,
        'reviews.csv, line ' || line as source_path,
        report_id,
        'unusable_decision' as reason_code,
        problem as reason,
        to_json({'item_id': item_id, 'decision': decision, 'reason': reason, 'evidence': evidence})::varchar as row_json,
        'review-line-' || line as quarantine_id
    from {{ ref('stg_reviews') }}
    where problem is not null
),

everything as (
    select * from extraction
    union all by name
    select * from rejected
    union all by name
    select * from unusable
)

select
    stage,
    source_path,
    report_id,
    reason_code,
    reason,
    row_json,
    quarantine_id
from everything
order by source_path, stage, reason_code, quarantine_id
