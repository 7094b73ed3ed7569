{#- No row shares the values of these columns with a row of `other`. -#}
{% test absent_from(model, other, columns) %}
select {{ columns | join(', ') }} from {{ model }}
intersect
select {{ columns | join(', ') }} from {{ other }}
{% endtest %}
