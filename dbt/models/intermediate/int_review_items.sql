{{ config(materialized='table') }}

-- A sentence is looked for no further than 400 characters around the evidence.
with cut as (
    select
        chosen.*,
        reports.source_path,
        chosen.span_start - length(
            regexp_extract(
                substring(reports.text, greatest(chosen.span_start - 400, 0) + 1, least(chosen.span_start, 400)),
                '[^。！？\n]*$'
            )
        ) as sentence_start,
        chosen.span_end + length(regexp_extract(substring(reports.text, chosen.span_end + 1, 400), '^[^。！？\n]*[。！？]?'))
            as sentence_end,
        reports.text
    from {{ ref('int_shown_readings') }} as chosen
    inner join {{ ref('stg_reports') }} as reports on chosen.report_id = reports.report_id
),

-- All that extraction makes of the sentence: when any of it changes, a decision on the sentence has to be taken anew.
read as (
    select
        cut.fact_id,
        md5(
            string_agg(
                concat_ws(
                    ':', readings.fact_id, coalesce(readings.reason_code, ''), readings.kind, readings.indicator_code,
                    readings.measure, readings.period_start, readings.period_end, readings.comparator,
                    coalesce(readings.value_low::varchar, ''), coalesce(readings.value_high::varchar, ''), readings.unit
                ),
                '|'
                order by readings.fact_id
            )
        ) as reading
    from cut
    inner join {{ ref('int_readings') }} as readings
        on cut.report_id = readings.report_id
        and readings.span_start between cut.sentence_start and cut.sentence_end
    group by cut.fact_id
)

select
    cut.fact_id as item_id,
    read.reading,
    cut.report_id,
    cut.source_path,
    cut.quarantine_id,
    coalesce(
        cut.reason_code, case when cut.confidence < {{ var('review_below') }} then 'low_confidence' else 'decided_before' end
    ) as reason_code,
    coalesce(
        cut.reason,
        case
            when cut.confidence < {{ var('review_below') }} then 'the figure may be of another indicator or year'
            else 'a decision was taken on this sentence'
        end
    ) as reason,
    trim(substring(cut.text, cut.sentence_start + 1, cut.sentence_end - cut.sentence_start)) as sentence,
    cut.evidence,
    cut.kind,
    cut.indicator_code,
    cut.measure,
    cut.period_start,
    cut.period_end,
    cut.comparator,
    cut.value_low,
    cut.value_high,
    cut.unit,
    cut.value_text,
    cut.confidence,
    true as is_fact
from cut
inner join read on cut.fact_id = read.fact_id
union all
-- Files and rows that hold no fact: they can only be put aside.
select
    md5(concat_ws('|', stage, coalesce(report_id, source_path), reason_code, row_json)) as item_id,
    reason_code as reading,
    report_id,
    source_path,
    quarantine_id,
    reason_code,
    reason,
    null as sentence,
    null as evidence,
    null as kind,
    null as indicator_code,
    null as measure,
    null as period_start,
    null as period_end,
    null as comparator,
    null as value_low,
    null as value_high,
    null as unit,
    null as value_text,
    null as confidence,
    false as is_fact
from {{ ref('stg_quarantine') }}
where stage != 'facts' or reason_code = 'schema_check'
qualify row_number() over (partition by item_id order by quarantine_id) = 1
