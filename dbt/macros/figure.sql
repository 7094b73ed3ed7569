{#- A number as people write it: 4.5, not 4.499999999999999; 12,060,000, not 1.206e7. -#}
{% macro figure(number) -%}
format('{:,.15g}', round({{ number }}, 6))
{%- endmacro %}

{#- The values that a pair of bounds allows, in words; a missing bound is open. -#}
{% macro bounds(low, high) -%}
case
    when {{ low }} is not null and {{ high }} is not null then {{ figure(low) }} || ' to ' || {{ figure(high) }}
    when {{ low }} is not null then {{ figure(low) }} || ' or more'
    when {{ high }} is not null then {{ figure(high) }} || ' or less'
end
{%- endmacro %}

{#- A stated value with its comparator, in words. -#}
{% macro stated(comparator, low, high) -%}
case {{ comparator }}
    when 'ge' then 'at least ' || {{ figure(low) }}
    when 'le' then 'at most ' || {{ figure(high) }}
    when 'approx' then 'about ' || {{ figure(low) }}
    when 'range' then {{ figure(low) }} || ' to ' || {{ figure(high) }}
    else {{ figure(low) }}
end
{%- endmacro %}
