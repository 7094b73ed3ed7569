{#- Order of outcomes of one thing, the best first: the final figure over the estimate, the report closest after the
    period over later mentions, the annual report over a new-term report of its year, exact over vague; then ties, so
    that the order is total. Columns are those of int_outcomes. -#}
{% macro best_outcome_first() -%}
is_estimate, report_year, is_new_term, vagueness, confidence desc, report_id, span_start, outcome_id
{%- endmacro %}
