{#- Whether a row is of a changed year of its division (or of a year beside one); true for all of them when a model is built
    from the ground. A unit test is: it has no other models but those that it is given. -#}
{% macro is_in_changed_year(rows, year='period_end', changed='int_changed_years', years_beside=0) -%}
{%- set changed_years = ref(changed) if model.resource_type != 'unit_test' -%}
{%- if model.resource_type != 'unit_test' and is_incremental() -%}
exists (
        select 1 from {{ changed_years }} as changed
        where changed.series_code = {{ rows }}.series_code
            and changed.year {% if years_beside -%}
                between {{ rows }}.{{ year }} - {{ years_beside }} and {{ rows }}.{{ year }} + {{ years_beside }}
            {%- else -%} = {{ rows }}.{{ year }} {%- endif %}
    )
{%- else -%}
true
{%- endif -%}
{%- endmacro %}

{#- Whether a row is of a report year of which the lake's files changed. The years are written out: DuckDB then leaves out
    the parts of all other years, which a join would read. -#}
{% macro is_of_changed_report_year(rows) -%}
{%- set changed_years = ref('int_changed_report_years') if model.resource_type != 'unit_test' -%}
{%- if model.resource_type != 'unit_test' and is_incremental() -%}
{%- set years = run_query('select report_year from ' ~ changed_years ~ ' order by report_year').columns[0].values() -%}
{{ rows }}.lake_year in ({{ years | join(', ') or 'null' }})
{%- else -%}
true
{%- endif -%}
{%- endmacro %}

{#- How a model builds on what is there: the rows of the changed years go, and those that it gives for these years come. Its
    unique_key names its columns of the division and the year. -#}
{% macro get_incremental_changed_years_sql(arguments) %}
{{ return(replace_rows(arguments, 'int_changed_years', ['series_code', 'year'])) }}
{% endmacro %}

{% macro get_incremental_years_around_sql(arguments) %}
{{ return(replace_rows(arguments, 'int_years_around', ['series_code', 'year'])) }}
{% endmacro %}

{% macro get_incremental_changed_report_years_sql(arguments) %}
{{ return(replace_rows(arguments, 'int_changed_report_years', ['report_year'])) }}
{% endmacro %}

{% macro replace_rows(arguments, changed, keys) %}
{%- set columns = arguments.dest_columns | map(attribute='quoted') | join(', ') %}
{%- set own_keys = [arguments.unique_key] if arguments.unique_key is string else arguments.unique_key %}
delete from {{ arguments.target_relation }} as built
using {{ arguments.target_relation.incorporate(path={'schema': 'intermediate', 'identifier': changed}) }} as changed
where {% for key in keys %}built.{{ own_keys[loop.index0] }} = changed.{{ key }}{{ ' and ' if not loop.last }}{% endfor %};
insert into {{ arguments.target_relation }} ({{ columns }})
select {{ columns }} from {{ arguments.temp_relation }}
{% endmacro %}
