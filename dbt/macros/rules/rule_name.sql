{#- What a rule is called; orchestration/dbt_rules.py names the checks by the same words. -#}
{% macro rule_name(kind, arguments) -%}
{%- set of_columns = [arguments.column] if arguments.column else arguments.columns if kind == 'is_key' else [] -%}
{{ return(arguments.name or ([kind] + of_columns) | join('_')) }}
{%- endmacro %}
