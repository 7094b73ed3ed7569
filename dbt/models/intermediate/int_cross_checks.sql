{%- set checks = ['growth', 'sectors', 'average_growth', 'restated', 'quoted_target'] -%}
{%- for check in checks %}
select * from {{ ref('int_check_' ~ check) }}
{%- if not loop.last %}
union all
{%- endif %}
{%- endfor %}
