{#-
  The evidence is, code point by code point, what the report's text holds between the two offsets.

  To count code points from the head of the text for every row would take the square of its length, and to carry whole
  texts beside the rows all memory: each row meets a short slice of its text.
-#}
{% test evidence_is_its_span(model, texts) %}
{%- set step = 1024 %}
with longest as (
    select greatest(coalesce(max(span_end - span_start), 0), 0) as characters from {{ model }}
),

starts as (
    select report_id, text, unnest(range(0, length(text), {{ step }})) as slice_start from {{ texts }}
),

slices as (
    select report_id, slice_start, substring(text, slice_start + 1, {{ step }} + characters) as slice
    from starts cross join longest
)

select facts.report_id, facts.span_start, facts.span_end, facts.evidence
from {{ model }} as facts
left join slices
    on facts.report_id = slices.report_id and facts.span_start - facts.span_start % {{ step }} = slices.slice_start
where slices.slice is null
    or facts.span_start < 0
    or facts.span_end <= facts.span_start
    or length(facts.evidence) != facts.span_end - facts.span_start
    or substring(slices.slice, facts.span_start % {{ step }} + 1, facts.span_end - facts.span_start) != facts.evidence
{% endtest %}
