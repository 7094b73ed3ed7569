{#- What codes of one thing in several definitions share: parks, parks_new, parks_upgraded and parks_both
    are of parks; so are those that are public, and projects that are signed, planned or completed. -#}
{% macro definition_stem(code) -%}
regexp_replace({{ code }}, '(_(new|net|upgraded|both|renewed|total|started|done|built|raised|public|signed|attracted|planned|completed|carried|n))+$', '')
{%- endmacro %}

{#- What is begun, meant or finished of a thing that two codes count, where it is not the same: a project that was signed is none
    that was started, and one that was started need not be finished. -#}
{% macro is_of_another_event(code, other) -%}
(
            {{ event_of(code) }} != '' and {{ event_of(other) }} != '' and {{ event_of(code) }} != {{ event_of(other) }}
            or {{ event_of(code) }} != '' and {{ is_of_what_is_done(other) }}
            or {{ event_of(other) }} != '' and {{ is_of_what_is_done(code) }}
        )
{%- endmacro %}

{% macro event_of(code) -%}
regexp_extract({{ code }}, '_(started|signed|attracted|planned)(_|$)', 1)
{%- endmacro %}

{% macro is_of_what_is_done(code) -%}
regexp_matches({{ code }}, '_(new|done|built|completed|both|upgraded|renewed|net)(_|$)')
{%- endmacro %}
