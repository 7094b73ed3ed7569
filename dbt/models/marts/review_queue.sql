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

-- Doubts of no single reading: what a reader mends is the text, the file's name or another fact. Putting one aside holds
-- as long as it is the same doubt.
doubts as (
    select * from {{ ref('int_doubts') }}
    union all by name
    select
        cross_check_id as item_id,
        check_code as reason_code,
        'another figure comes to ' || {{ figure('counter_value') }} || ' ' || unit as reason,
        stated_report_id as report_id,
        stated_evidence as evidence,
        array_to_string(counter_evidence, '; ') as counter_evidence,
        indicator_code,
        measure,
        period_start,
        period_end,
        stated_value as value_low,
        unit,
        -- Twice the figure or half of it is a misreading, a tenth more may be a revision.
        case
            when unit in ('percent', 'percentage_point') then 40 + least(40, 4 * abs(difference))
            else 40 + least(40, abs(coalesce(difference_percent, 100)) / 2)
        end as weight
    from {{ ref('mart_cross_checks') }}
    where not is_consistent and explanation is null
),

shown_doubts as (
    select
        doubts.*,
        reports.source_path,
        decisions.decision,
        decisions.reason as decision_reason,
        decisions.decided_on,
        false as is_fact,
        doubts.reason_code as reading,
        if(decisions.decision = 'reject', 'rejected', 'open') as state
    from doubts
    inner join {{ ref('stg_reports') }} as reports on doubts.report_id = reports.report_id
    left join {{ ref('int_review_decisions') }} as decisions on doubts.item_id = decisions.item_id
),

everything as (
    select
        *,
        -- Two readings that contradict each other are wrong more often than one that is unsure.
        case
            when not is_fact then 20
            when reason_code = 'low_confidence' then least(60, 200 * (1 - confidence))
            when reason_code = 'decided_before' then 30
            when reason_code = 'contradicted' then 65
            else 50
        end as weight
    from items
    union all by name
    select *, 10 as weight from void anti join doubts on void.item_id = doubts.item_id
    union all by name
    select *, 35 as weight from superseded
    union all by name
    select * from shown_doubts
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
    everything.decided_on,
    everything.weight::integer as weight,
    everything.counter_evidence
from everything
left join {{ ref('stg_reports') }} as reports on everything.report_id = reports.report_id
order by weight desc, everything.source_path, everything.report_id, everything.evidence, everything.item_id
