{{ config(materialized='table') }}

-- The file is a log: the last line on an item counts.
with decisions as (
    select *
    from {{ ref('stg_reviews') }}
    where problem is null
    qualify row_number() over (partition by item_id order by line desc) = 1
)

select
    decisions.item_id,
    decisions.report_id,
    items.quarantine_id,
    decisions.decision,
    decisions.reason,
    decisions.decided_on,
    decisions.evidence,
    decisions.kind,
    decisions.indicator_code,
    decisions.measure,
    decisions.period_start,
    decisions.period_end,
    decisions.comparator,
    decisions.value_low,
    decisions.value_high,
    decisions.unit,
    decisions.line,
    -- A file or a row without a fact can be put aside, but nothing can be made of it.
    coalesce(items.reading = decisions.reading and (items.is_fact or decisions.decision = 'reject'), false) as is_in_force,
    items.item_id is not null as is_read
from decisions
left join {{ ref('int_review_items') }} as items on decisions.item_id = items.item_id
-- Decisions on reports that are not here wait for them.
where items.item_id is not null or decisions.report_id in (select report_id from {{ ref('stg_reports') }})
