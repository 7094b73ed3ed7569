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

{#- Whether a clause has a word of the unit that a figure of it would have. -#}
{% macro has_unit(clause, unit) -%}
regexp_matches(
        {{ clause }},
        case {{ unit }}
            when 'percent' then '[0-9][%％]|百分之|元'
            when 'percentage_point' then '百分点|[0-9][%％]'
            when 'km' then '[0-9万亿多余]公?里'
            when 'mu' then '亩'
            when 'sqm' then '平方米'
            when 'cny' then '元|[0-9][%％]'
            when 'usd' then '美元|[0-9][%％]'
            when 'person' then '[0-9万亿多余][人名]'
            when 'person_time' then '人次'
            when 'household' then '户'
            when 'tonne' then '吨|斤'
            when 'count' then '[0-9万亿多余][个家所座台辆条项处张件套只头株口支部列场起块宗户]'
            else '[0-9]'
        end
    )
{%- endmacro %}
