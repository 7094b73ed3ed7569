{#-
  The large marts pass the lake's rows on as they are, so a build takes only the parts of the lake that they do not hold
  yet. A model that does so is configured by `incremental_by_part` and filters its rows by `is_new_part`.
-#}
{% macro incremental_by_part(staged) -%}
{{ return({
    'materialized': 'incremental',
    'incremental_strategy': 'append',
    'on_schema_change': 'fail',
    'pre_hook': "{{ remove_parts_gone(ref('" ~ staged ~ "')) }}",
    'post_hook': "comment on table {{ this }} is '{{ code_digest(model) }}'",
}) }}
{%- endmacro %}

{% macro remove_parts_gone(staged) -%}
{% if is_incremental() -%}
delete from {{ this }} where lake_part not in (select distinct lake_part from {{ staged }})
{%- endif %}
{%- endmacro %}

{% macro is_new_part() -%}
{% if is_incremental() -%} lake_part not in (select distinct lake_part from {{ this }}) {%- else -%} true {%- endif %}
{%- endmacro %}

{#- What rows of an incremental model depend on besides the lake: its own code and that of the models it reads. -#}
{% macro code_digest(model) -%}
{%- set code = [model.raw_code] -%}
{%- for parent in model.depends_on.nodes | sort if parent in graph.nodes -%}
    {%- do code.append(graph.nodes[parent].raw_code) -%}
{%- endfor -%}
{{ return(local_md5(code | join('\n'))) }}
{%- endmacro %}

{#- Before a run: rows that other code has written do not stay. Their table goes, and this run makes it whole. -#}
{% macro drop_tables_of_other_code() -%}
{%- if execute -%}
{%- for model in graph.nodes.values() | selectattr('config.materialized', 'equalto', 'incremental') -%}
    {%- set table = adapter.get_relation(model.database, model.schema, model.alias) -%}
    {%- if table and model.unique_id in selected_resources -%}
        {%- set comment = run_query(
            "select comment from duckdb_tables() where database_name = current_database() and schema_name = '"
            ~ table.schema ~ "' and table_name = '" ~ table.identifier ~ "'"
        ).columns[0].values() -%}
        {%- if comment != (code_digest(model),) -%} {%- do adapter.drop_relation(table) -%} {%- endif -%}
    {%- endif -%}
{%- endfor -%}
{%- endif -%}
{%- endmacro %}
