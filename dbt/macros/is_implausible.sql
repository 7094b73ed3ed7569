{#- Whether a value lies outside what its indicator ever has; `limits` is its row of plausible_values, or none. -#}
{% macro is_implausible(limits, low, high) -%}
coalesce(
        coalesce({{ low }}, {{ high }}) < {{ limits }}.lowest or coalesce({{ high }}, {{ low }}) > {{ limits }}.highest, false
    )
{%- endmacro %}
