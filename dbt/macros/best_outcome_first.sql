{#- Order of outcomes of one thing, the best first: the final figure over the estimate, the report closest after the
    period over later mentions, the annual report over a new-term report of its year, exact over vague and round; then
    ties, so that the order is total. Columns are those of int_outcomes. -#}
{% macro best_outcome_first() -%}
is_estimate, report_year, is_new_term, vagueness, rounding_error, confidence desc, report_id, span_start, outcome_id
{%- endmacro %}

{#- What why_it_lost holds against each outcome: the best one's values. -#}
{% macro values_of_the_best(best_first) -%}
first_value(is_estimate) over {{ best_first }} as is_best_estimate,
        first_value(report_year) over {{ best_first }} as best_report_year,
        first_value(is_new_term) over {{ best_first }} as is_best_new_term,
        first_value(vagueness) over {{ best_first }} as best_vagueness,
        first_value(rounding_error) over {{ best_first }} as best_rounding_error,
        first_value(confidence) over {{ best_first }} as best_confidence
{%- endmacro %}

{#- Why an outcome is not the best, in the order of best_outcome_first; `before` are cases of the model that come first. -#}
{% macro why_it_lost(before) -%}
case
        when unusable_because is not null then unusable_because
        when preference = 1 then null
        {{ before }}
        when is_estimate and not is_best_estimate then 'it is an estimate, and a final figure is known'
        when report_year != best_report_year then
            'a report closer to the period states it: that of ' || best_report_year
        when is_new_term and not is_best_new_term then
            'the annual report of the same year comes before the new-term one'
        when vagueness > best_vagueness or rounding_error > best_rounding_error then 'it is stated less exactly'
        when confidence < best_confidence then 'it is read with less confidence'
        else 'it is said again, later in the text'
    end
{%- endmacro %}
