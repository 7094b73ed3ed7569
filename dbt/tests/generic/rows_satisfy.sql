{#- Every row satisfies the condition; a condition that comes out null counts as broken. -#}
{% test rows_satisfy(model, condition) %}
select * from {{ model }} where not coalesce(({{ condition }}), false)
{% endtest %}
