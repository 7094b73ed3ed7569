{#-
  The rules that look at one row of the model alone: the condition under which a row breaks the rule, nothing for other kinds.
  All of them are held in one pass over the model.
-#}
{% macro broken_row(kind, arguments) -%}
{%- if kind == 'without_nulls' -%}
    {{ return(has_a_null(**arguments)) }}
{%- elif kind == 'accepted_values' -%}
    {{ return(is_another_value(**arguments)) }}
{%- elif kind == 'rows_satisfy' -%}
    {{ return(is_not_satisfied(**arguments)) }}
{%- elif kind == 'columns_add_up' -%}
    {{ return(does_not_add_up(**arguments)) }}
{%- elif kind == 'values_fit_comparator' -%}
    {{ return(does_not_fit_its_comparator(**arguments)) }}
{%- endif -%}
{%- endmacro %}

{#- without_nulls: none of the columns is null, which a contract enforces for a table, and cannot for a view. -#}
{% macro has_a_null(columns) -%}
{{ columns | join(' is null or ') }} is null
{%- endmacro %}

{#- accepted_values: the column holds one of the values, or nothing. -#}
{% macro is_another_value(column, values) -%}
{{ column }} not in ('{{ values | join("', '") }}')
{%- endmacro %}

{#- rows_satisfy: the condition holds; one that comes out null counts as broken. -#}
{% macro is_not_satisfied(condition, name=none) -%}
not coalesce(({{ condition }}), false)
{%- endmacro %}

{#- columns_add_up: the parts of a row add up to its total. -#}
{% macro does_not_add_up(total, parts) -%}
{{ total }} is distinct from {{ parts | join(' + ') }}
{%- endmacro %}

{#- values_fit_comparator: eq, approx and range fill both values (low <= high), ge only the low one, le only the high one;
    a statement that is set against something else fills none. -#}
{% macro does_not_fit_its_comparator() -%}
not coalesce(
        case
            when reference_code is not null then value_low is null and value_high is null
            when comparator in ('eq', 'approx') then value_low = value_high
            when comparator = 'range' then value_low <= value_high
            when comparator = 'ge' then value_low is not null and value_high is null
            when comparator = 'le' then value_low is null and value_high is not null
        end, false)
{%- endmacro %}
