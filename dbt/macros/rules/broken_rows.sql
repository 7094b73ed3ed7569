{#- The rules that hold a row against other rows or another model: the query of what breaks the rule. -#}
{% macro broken_rows(kind, model, arguments) -%}
{%- if kind == 'is_key' -%}
    {{ return(keys_that_are_none(model, **arguments)) }}
{%- elif kind == 'relationships' -%}
    {{ return(values_without_a_parent(model, **arguments)) }}
{%- elif kind == 'members_of' -%}
    {{ return(members_of_nothing(model, **arguments)) }}
{%- elif kind == 'same_rows' -%}
    {{ return(rows_that_differ(model, **arguments)) }}
{%- elif kind == 'absent_from' -%}
    {{ return(rows_of_both(model, **arguments)) }}
{%- elif kind == 'one_standing_report' -%}
    {{ return(reports_that_stand_twice(model, **arguments)) }}
{%- elif kind == 'evidence_is_its_span' -%}
    {{ return(evidence_that_is_not_its_span(model, **arguments)) }}
{%- else -%}
    {{ exceptions.raise_compiler_error('no rule is called ' ~ kind ~ '; macros/rules has those there are') }}
{%- endif -%}
{%- endmacro %}

{#- is_key: the columns together name a row: no two rows share them, and none of them is null. -#}
{% macro keys_that_are_none(model, columns) -%}
select {{ columns | join(', ') }}, count(*) as rows_found
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1 or {{ columns | join(' is null or ') }} is null
{%- endmacro %}

{#- relationships: the column holds a value of `field` in `to`, or nothing. -#}
{% macro values_without_a_parent(model, column, to, field) -%}
select child.{{ column }}
from {{ model }} as child
where child.{{ column }} is not null
    and not exists (select 1 from {{ to }} as parent where parent.{{ field }} = child.{{ column }})
{%- endmacro %}

{#- members_of: every member of the column's lists is a value of `field` in `to` (or, for members of two kinds, in `or_to`). -#}
{% macro members_of_nothing(model, column, to, field, or_to=none, or_field=none) -%}
select members.member
from (select unnest({{ column }}) as member from {{ model }}) as members
where members.member not in (select {{ field }} from {{ to }})
{%- if or_to %}
    and members.member not in (select {{ or_field }} from {{ or_to }})
{%- endif %}
{%- endmacro %}

{#- same_rows: the column holds exactly the values of `field` in `to` (where `where` holds): none is lost, none is added. -#}
{% macro rows_that_differ(model, column, to, field, where="true") -%}
with expected as (select {{ field }} as value from {{ to }} where {{ where }}),
actual as (select {{ column }} as value from {{ model }})
(select value, 'missing' as fault from expected except all select value, 'missing' from actual)
union all
(select value, 'unexpected' as fault from actual except all select value, 'unexpected' from expected)
{%- endmacro %}

{#- absent_from: no row shares the values of these columns with a row of `other`. -#}
{% macro rows_of_both(model, other, columns) -%}
select {{ columns | join(', ') }} from {{ model }}
intersect
select {{ columns | join(', ') }} from {{ other }}
{%- endmacro %}

{#- one_standing_report: of the reports that stand (not superseded), at most one is of the same region, year, type, term and
    session. -#}
{% macro reports_that_stand_twice(model) -%}
select region_code, report_year, report_type, congress_term, congress_session, count(*) as reports
from {{ model }}
where not is_superseded
group by all
having count(*) > 1
{%- endmacro %}

{#-
  evidence_is_its_span: the evidence is, code point by code point, what the report's text holds between the two offsets.

  To count code points from the head of the text for every row would take the square of its length, and to carry whole
  texts beside the rows all memory: each row meets a short slice of its text.
-#}
{% macro evidence_that_is_not_its_span(model, texts) -%}
{%- set step = 1024 %}
with longest as (
    select greatest(coalesce(max(span_end - span_start), 0), 0) as characters from {{ model }}
),

starts as (
    select report_id, text, unnest(range(0, length(text), {{ step }})) as slice_start from {{ texts }}
),

slices as (
    select report_id, slice_start, substring(text, slice_start + 1, {{ step }} + characters) as slice
    from starts cross join longest
)

select facts.report_id, facts.span_start, facts.span_end, facts.evidence
from {{ model }} as facts
left join slices
    on facts.report_id = slices.report_id and facts.span_start - facts.span_start % {{ step }} = slices.slice_start
where slices.slice is null
    or facts.span_start < 0
    or facts.span_end <= facts.span_start
    or length(facts.evidence) != facts.span_end - facts.span_start
    or substring(slices.slice, facts.span_start % {{ step }} + 1, facts.span_end - facts.span_start) != facts.evidence
{%- endmacro %}
