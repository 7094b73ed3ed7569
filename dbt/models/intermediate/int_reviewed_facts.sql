{% set identity = ['report_id', 'kind', 'indicator_code', 'measure', 'period_start', 'period_end', 'comparator',
    'value_low', 'value_high', 'unit', 'reference_code'] -%}
{% set kept = ['fact_id', 'statement_id', 'report_id', 'region_code', 'tier', 'commitment', 'evidence', 'section',
    'value_text', 'is_estimate', 'span_start', 'span_end', 'raw_start', 'raw_end', 'lake_year'] -%}
{% set read = ['kind', 'indicator_code', 'measure', 'comparator', 'unit', 'period_start', 'period_end', 'value_low',
    'value_high'] -%}

with decisions as (
    select * from {{ ref('int_review_decisions') }} where is_in_force
),

-- Not written down: a model that asks for some years reads no other.
untouched as not materialized (
    select facts.*
    from {{ ref('stg_facts') }} as facts
    anti join decisions on facts.fact_id = decisions.item_id
),

decided as (
    select
        {% for column in kept %}readings.{{ column }}, {% endfor %}
        {% for column in read -%}
        case when decisions.decision = 'correct' then decisions.{{ column }} else readings.{{ column }} end as {{ column }},
        {% endfor -%}
        -- A correction gives values; what it is set against instead of a number is then gone.
        case when decisions.decision = 'accept' then readings.reference_code end as reference_code,
        1.0::double as confidence
    from {{ ref('int_readings') }} as readings
    inner join decisions on readings.fact_id = decisions.item_id
    where decisions.decision in ('accept', 'correct')
),

-- What was made of a fact may be what the report says elsewhere: the same fact twice is one row.
distinct_decided as (
    select decided.*
    from decided
    anti join untouched on
        {% for column in identity -%}
        decided.{{ column }} is not distinct from untouched.{{ column }}{{ ' and ' if not loop.last }}
        {% endfor -%}
    qualify row_number() over (partition by {% for column in identity %}decided.{{ column }}{{ ', ' if not loop.last }}{% endfor %} order by decided.fact_id) = 1
)

select * from untouched
union all by name
select * from distinct_decided
