{#-
  The rows of a model that break one of its rules, a row once for each rule that it breaks: `rule` names the rule,
  `bad_row` is the row as text.

  One query holds all rules of a model: what a test costs in dbt is its node, not its SQL (docs/dbt.md). `rules` is a list of
  `kind: {arguments}`; the kinds are the macros in macros/rules. A rule is named by its argument `name`, else by its kind
  and column, and no two rules of a model have one name.
-#}
{% test rules(model, rules) %}
{%- set conditions, queries = {}, {} %}
{%- for rule in rules %}
    {%- set kind, arguments = (rule, {}) if rule is string else rule.items() | first %}
    {%- set name = rule_name(kind, arguments) %}
    {%- if name in conditions or name in queries %}
        {{- exceptions.raise_compiler_error('two rules of ' ~ model ~ ' are named ' ~ name) }}
    {%- endif %}
    {%- set condition = broken_row(kind, arguments) %}
    {%- if condition %}
        {%- do conditions.update({name: condition}) %}
    {%- else %}
        {%- do queries.update({name: broken_rows(kind, model, arguments)}) %}
    {%- endif %}
{%- endfor %}
{%- if conditions %}
select unnest(list_filter([
    {%- for name, condition in conditions.items() %}
    case when {{ condition }} then '{{ name }}' end{{ ',' if not loop.last }}
    {%- endfor %}
], lambda rule: rule is not null)) as rule, checked::varchar as bad_row
from {{ model }} as checked
where {% for condition in conditions.values() %}({{ condition }}){{ '\n    or ' if not loop.last }}{% endfor %}
{%- endif %}
{%- for name, query in queries.items() %}
{{ 'union all' if conditions or not loop.first }}
select '{{ name }}' as rule, bad::varchar as bad_row from ({{ query }}) as bad
{%- endfor %}
{% endtest %}
