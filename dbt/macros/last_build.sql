{#-
  What the last build left, so that the next one can build on it: the schema last_build of the database. `record` has one
  row, the fingerprint of the project that built, whether that build came to its end, whether the build that runs now
  may go on from it, and the project as `duixian build` knows it (empty where dbt was called alone); `parts` and `year_digests` are digests of what the marts were built from, by file of the lake and by year.

  Whatever is in doubt (another project, a build that failed or built a part) makes the next build one from the ground.
-#}
{% macro note_build_start() %}
{%- if execute and flags.WHICH in ('build', 'run') %}
create schema if not exists last_build;
create table if not exists last_build.record (fingerprint varchar, is_whole boolean, is_ground boolean, project varchar);
create or replace table last_build.record as
with project as (select {{ project_fingerprint() }} as fingerprint)
select
    project.fingerprint,
    false as is_whole,
    coalesce(bool_or(record.is_whole), false) as is_ground,
    '{{ env_var("DUIXIAN_PROJECT", "") }}' as project
from project
left join last_build.record as record on project.fingerprint = record.fingerprint
group by project.fingerprint
{%- endif %}
{% endmacro %}

{% macro note_build_end(results, digests) %}
{%- if execute and flags.WHICH in ('build', 'run') and is_whole_build(results) %}
create or replace table last_build.year_digests as from {{ digests }};
create or replace table last_build.parts as from {{ raw_parts() }};
update last_build.record set is_whole = true
{%- endif %}
{% endmacro %}

{#- Whether every seed, model and snapshot of the project was built, or stands: `duixian build` names in DUIXIAN_STANDING what the
    last build left and nothing can have changed (views, seeds). -#}
{% macro is_whole_build(results) %}
{%- set built = results | selectattr('status', 'equalto', 'success') | map(attribute='node.unique_id') | list -%}
{%- if has_ground() -%}
    {%- set built = built + env_var('DUIXIAN_STANDING', '').split(',') -%}
{%- endif -%}
{%- set wanted = graph.nodes.values() | selectattr('resource_type', 'in', ['seed', 'model', 'snapshot'])
    | map(attribute='unique_id') | list -%}
{{ return(wanted | reject('in', built) | list | length == 0) }}
{% endmacro %}

{#- A digest of every file that a build depends on, and of what runs it. -#}
{% macro project_fingerprint() -%}
{%- set project = invocation_args_dict.get('project_dir') or '.' -%}
{%- set seeds = env_var('DUIXIAN_SEEDS', project ~ '/../seeds/reference') -%}
{%- set versions = local_md5(dbt_version ~ tojson(invocation_args_dict.get('vars', {}))) -%}
(
    select md5(string_agg(parse_filename(filename) || sha256(content), '' order by parse_filename(filename), sha256(content)))
    from read_blob([
        '{{ project }}/dbt_project.yml', '{{ project }}/macros/**/*.sql', '{{ project }}/models/**/*.sql',
        '{{ project }}/models/**/*.yml', '{{ project }}/snapshots/*.sql', '{{ seeds }}/*.csv'
    ])
) || '{{ versions }}' || version()
{%- endmacro %}

{#- dbt asks this of every model that can build on what is there. -#}
{% macro should_full_refresh() %}
{%- if config.get('full_refresh') is not none -%}
    {{ return(config.get('full_refresh')) }}
{%- endif -%}
{{ return(flags.FULL_REFRESH or not has_ground()) }}
{% endmacro %}

{% macro has_ground() %}
{%- if not execute or adapter.get_relation(target.database, 'last_build', 'record') is none -%}
    {{ return(false) }}
{%- endif -%}
{{ return(run_query('select bool_and(is_ground) from last_build.record').columns[0].values()[0]) }}
{% endmacro %}

{#- The digests that the marts were built from; none where there is no build to go on from. -#}
{% macro built_year_digests() -%}
{%- if has_ground() and not flags.FULL_REFRESH -%}
last_build.year_digests
{%- else -%}
(select null::varchar as series_code, null::integer as year, null::varchar as digest where false)
{%- endif -%}
{%- endmacro %}

{#- The files of the lake in schema raw, and the reviewers' decisions, each with a digest. -#}
{% macro raw_parts() -%}
(
    select part, sha256 as digest from raw_parts.loaded
    union all
    select 'reviews', coalesce(md5(string_agg(reviews::varchar, '' order by line)), '') from raw.reviews as reviews
)
{%- endmacro %}

{% macro built_parts() -%}
{%- if has_ground() and not flags.FULL_REFRESH -%}
last_build.parts
{%- else -%}
(select null::varchar as part, null::varchar as digest where false)
{%- endif -%}
{%- endmacro %}
