{#- What a value for the whole plan comes to a year: the average growth in percent behind avg_growth and total_growth, the
    yearly part of a total, and the yearly step from the start to a level (in percent for amounts, in points for rates).
    The columns are those of int_plan_paces. -#}
{% macro plan_pace(value) -%}
case
    when measure = 'avg_growth' then {{ value }}
    when measure = 'total_growth' then {{ compound_rate('1 + ' ~ value ~ ' / 100', 'years_of_plan') }}
    when measure = 'total_level' then {{ value }} / years_of_plan
    when basis = 'points' then ({{ value }} - start_value) / years_of_plan
    when start_value > 0 then {{ compound_rate(value ~ ' / start_value', 'years_of_plan') }}
end
{%- endmacro %}

{#- Yearly rate in percent that multiplies by `factor` in so many years; null where there is none. -#}
{% macro compound_rate(factor, years) -%}
case when {{ years }} > 0 and {{ factor }} > 0 then 100 * (power({{ factor }}, 1.0 / {{ years }}) - 1) end
{%- endmacro %}
