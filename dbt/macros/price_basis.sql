{#- In which prices a clause says that its figure is: real, nominal, comparable (by the coverage of the year before), or null. -#}
{% macro price_basis(evidence) -%}
case
        when regexp_matches({{ evidence }}, '可比价|不变价|扣除价格|实际增[长幅速]') then 'real'
        when regexp_matches({{ evidence }}, '按现价|现行价|当年价|名义增[长幅速]') then 'nominal'
        when regexp_matches({{ evidence }}, '可比口径|同口径|同比口径') then 'comparable'
    end
{%- endmacro %}
