{#-
  The most that rounding can have hidden in a printed value: half a unit of its last digit that is not 0. 3.46 hides up
  to 0.005, 1200 up to 50: whether its zeros were counted or rounded cannot be seen. A rate below 100 is printed to the
  point at least, so it hides no more than 0.5.
-#}
{% macro rounding_error(value, unit) -%}
    {%- set digits = "replace((abs(" ~ value ~ ")::decimal(38, 6))::varchar, '.', '')" -%}
    {%- set half_step = "0.5 * pow(10, length(" ~ digits ~ ") - length(rtrim(" ~ digits ~ ", '0')) - 6)" -%}
    case
        when {{ value }} = 0 then 0.05
        when {{ unit }} in ('percent', 'percentage_point') and abs({{ value }}) < 100 then least(0.5, {{ half_step }})
        else {{ half_step }}
    end
{%- endmacro %}
