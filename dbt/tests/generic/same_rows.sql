{#- The column holds exactly the values of `field` in `to` (where `where` holds): none is lost, none is added. -#}
{% test same_rows(model, column_name, to, field, where="true") %}
with expected as (select {{ field }} as value from {{ to }} where {{ where }}),
actual as (select {{ column_name }} as value from {{ model }})
(select value, 'missing' as fault from expected except all select value, 'missing' from actual)
union all
(select value, 'unexpected' as fault from actual except all select value, 'unexpected' from expected)
{% endtest %}
