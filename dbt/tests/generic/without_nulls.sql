{#- None of the columns is null: what a contract enforces for a table, and cannot for a view. -#}
{% test without_nulls(model, columns) %}
select {{ columns | join(', ') }} from {{ model }} where {{ columns | join(' is null or ') }} is null
{% endtest %}
