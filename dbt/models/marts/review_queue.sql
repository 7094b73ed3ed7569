with items as (
    select
        items.*,
        decisions.decision,
        decisions.reason as decision_reason,
        decisions.decided_on,
        case
            when decisions.is_in_force and decisions.decision = 'accept' then 'accepted'
            when decisions.is_in_force and decisions.decision = 'correct' then 'corrected'
            when decisions.is_in_force then 'rejected'
            when decisions.item_id is not null or items.reason_code = 'decided_before' then 'reopened'
            else 'open'
        end as state
    from {{ ref('int_review_items') }} as items
    left join {{ ref('int_review_decisions') }} as decisions on items.item_id = decisions.item_id
    -- A sure fact that stands beside one whose decision holds needs no look.
    where items.reason_code != 'decided_before'
        or decisions.item_id is not null
        or exists (
            select 1
            from {{ ref('int_review_decisions') }} as others
            where others.report_id = items.report_id
                and not others.is_in_force
                and (contains(items.evidence, others.evidence) or contains(others.evidence, items.evidence))
        )
),

-- The sentence is not read as this item any more: the decision does nothing, and can be taken out of the file.
void as (
    select
        decisions.item_id,
        decisions.report_id,
        reports.source_path,
        'not_read' as reason_code,
        'extraction does not give this reading any more' as reason,
        decisions.evidence,
        decisions.decision,
        decisions.reason as decision_reason,
        decisions.decided_on,
        false as is_fact,
        'void' as state
    from {{ ref('int_review_decisions') }} as decisions
    inner join {{ ref('stg_reports') }} as reports on decisions.report_id = reports.report_id
    where not decisions.is_read
        and decisions.item_id not in (select item_id from {{ ref('int_superseded_reports') }})
),

-- Of two files of one report one is used; whoever looks at it may put the other aside, or take a file away.
superseded as (
    select
        lost.item_id,
        lost.report_id,
        lost.source_path,
        'superseded' as reason_code,
        'another file of the same region, year and session is used instead, ' || lost.used_path || ': ' || lost.why
            || ' (' || lost.used_fact_count || ' facts there, ' || lost.fact_count || ' here)' as reason,
        'superseded' as reading,
        decisions.decision,
        decisions.reason as decision_reason,
        decisions.decided_on,
        false as is_fact,
        case when decisions.decision = 'reject' then 'rejected' else 'open' end as state
    from {{ ref('int_superseded_reports') }} as lost
    left join {{ ref('int_review_decisions') }} as decisions on lost.item_id = decisions.item_id
),

everything as (
    select * from items
    union all by name
    select * from void
    union all by name
    select * from superseded
)

select
    everything.item_id,
    everything.state,
    everything.reason_code,
    everything.reason,
    everything.report_id,
    everything.source_path,
    reports.region_code,
    reports.report_year,
    everything.sentence,
    everything.evidence,
    everything.kind,
    everything.indicator_code,
    everything.measure,
    everything.period_start,
    everything.period_end,
    everything.comparator,
    everything.value_low,
    everything.value_high,
    everything.unit,
    everything.value_text,
    everything.confidence,
    everything.is_fact,
    everything.reading,
    everything.decision,
    everything.decision_reason,
    everything.decided_on
from everything
left join {{ ref('stg_reports') }} as reports on everything.report_id = reports.report_id
order by everything.source_path, everything.report_id, everything.evidence, everything.item_id
