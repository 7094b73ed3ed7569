{#- The parts of a row add up to its total. -#}
{% test columns_add_up(model, total, parts) %}
select * from {{ model }} where {{ total }} is distinct from {{ parts | join(' + ') }}
{% endtest %}
