{#- The words of a thing without those of its being done: of 新建公园 the park, of 实现劳动力转移就业 the transfer. -#}
{% macro thing_of(subject) -%}
regexp_replace({{ subject }}, '^(?:{{ var("words_of_doing") }})+', '')
{%- endmacro %}

{#- How much of a thing's name stands in a clause, in whatever order: the share of its pairs of neighbouring characters. -#}
{% macro share_of_words(thing, clause) -%}
len(list_filter(
        range(1, length({{ thing }})), lambda place: contains({{ clause }}, substr({{ thing }}, place, 2))
    )) / nullif(length({{ thing }}) - 1, 0)
{%- endmacro %}

{#- The characters of a clause that say what is done with what thing, in one order: 新增铁路运营里程 and 铁路新增运营里程 are one. -#}
{% macro bag_of_words(clause) -%}
array_to_string(list_sort(string_split(regexp_replace({{ clause }}, '{{ var("words_beside_a_thing") }}', '', 'g'), '')), '')
{%- endmacro %}
