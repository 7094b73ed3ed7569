{#- The evidence is, code point by code point, what the report's text holds between the two offsets. -#}
{% test evidence_is_its_span(model, texts) %}
select facts.report_id, facts.span_start, facts.span_end, facts.evidence
from {{ model }} as facts
left join {{ texts }} as texts on facts.report_id = texts.report_id
where texts.text is null
    or facts.span_start < 0
    or facts.span_end <= facts.span_start
    or length(facts.evidence) != facts.span_end - facts.span_start
    or substring(texts.text, facts.span_start + 1, facts.span_end - facts.span_start) != facts.evidence
{% endtest %}
