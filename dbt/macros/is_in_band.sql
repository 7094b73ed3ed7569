{#- Whether a tolerance is that of targets of this size: 左右 says more of 20 than of 2. -#}
{% macro is_in_band(value, tolerances) -%}
coalesce(abs({{ value }}), 0) >= coalesce({{ tolerances }}.from_value, 0)
        and coalesce(abs({{ value }}), 0) < coalesce({{ tolerances }}.below_value, 'infinity'::double)
{%- endmacro %}
