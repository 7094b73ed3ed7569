{#- Whether a value lies outside what its indicator ever has; `limits` is its row of plausible_values, or none. -#}
{% macro is_implausible(limits, low, high) -%}
coalesce(
        coalesce({{ low }}, {{ high }}) < {{ limits }}.lowest or coalesce({{ high }}, {{ low }}) > {{ limits }}.highest, false
    )
{%- endmacro %}

{#- How many times too large a value was printed, where its indicator often is and the value is believed without that; else 1. -#}
{% macro times_misprinted(limits, low, high) -%}
case
        when {{ is_implausible(limits, low, high) }}
            and coalesce({{ low }}, {{ high }}) / {{ limits }}.times_misprinted >= {{ limits }}.lowest
            and coalesce({{ high }}, {{ low }}) / {{ limits }}.times_misprinted <= {{ limits }}.highest
            then {{ limits }}.times_misprinted
        else 1
    end
{%- endmacro %}
