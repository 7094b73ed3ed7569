{#- eq, approx and range fill both values (low <= high), ge only the low one, le only the high one; a statement that is
    set against something else fills none. -#}
{% test values_fit_comparator(model) %}
select *
from {{ model }}
where not coalesce(
    case
        when reference_code is not null then value_low is null and value_high is null
        when comparator in ('eq', 'approx') then value_low = value_high
        when comparator = 'range' then value_low <= value_high
        when comparator = 'ge' then value_low is not null and value_high is null
        when comparator = 'le' then value_low is null and value_high is not null
    end, false)
{% endtest %}
