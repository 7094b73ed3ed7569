{#- The words of a thing without those of its being done: of 新建公园 the park, of 实现劳动力转移就业 the transfer. -#}
{% macro thing_of(subject) -%}
regexp_replace({{ subject }}, '^(?:确保|力争|全年|完成|实现|新增|新建|建设|建成|达到)+', '')
{%- endmacro %}
