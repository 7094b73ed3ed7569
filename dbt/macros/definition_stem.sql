{#- What codes of one thing in several definitions share: parks, parks_new, parks_upgraded and parks_both are of parks. -#}
{% macro definition_stem(code) -%}
regexp_replace({{ code }}, '(_(new|net|upgraded|both|renewed|total|started|done|built|raised|n))+$', '')
{%- endmacro %}
