{#- Rates are off by points, amounts by a share of the amount: the `basis` of the tolerances. -#}
{% macro basis_of(unit) -%}
case when {{ unit }} in ('percent', 'percentage_point') then 'points' else 'share' end
{%- endmacro %}
