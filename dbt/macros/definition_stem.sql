{#- What codes of one thing in several definitions share: parks, parks_new, parks_upgraded and parks_both
    are of parks; so are those that are public, and projects that are signed, planned or completed. -#}
{% macro definition_stem(code) -%}
regexp_replace({{ code }}, '(_(new|net|upgraded|both|renewed|total|started|done|built|raised|public|signed|attracted|planned|completed|carried|n))+$', '')
{%- endmacro %}
