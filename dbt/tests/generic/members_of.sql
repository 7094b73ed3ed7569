{#- Every member of the column's lists is a value of `field` in `to` (or, for members of two kinds, in `or_to`). -#}
{% test members_of(model, column_name, to, field, or_to=none, or_field=none) %}
select members.member
from (select unnest({{ column_name }}) as member from {{ model }}) as members
where members.member not in (select {{ field }} from {{ to }})
{%- if or_to %}
    and members.member not in (select {{ or_field }} from {{ or_to }})
{%- endif %}
{% endtest %}
