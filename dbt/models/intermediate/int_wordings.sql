{{ config(materialized='table') }}

with recursive alternatives as (
    select slot, unnest(string_split(alternatives, '|')) as alternative
    from {{ ref('wording_slots') }}
),

-- One slot is filled at a time; what fills it may hold further ones.
filled as (
    select wording, indicator_code
    from {{ ref('wordings') }}
    union
    select replace(filled.wording, '{' || alternatives.slot || '}', alternatives.alternative), filled.indicator_code
    from filled
    inner join alternatives on regexp_extract(filled.wording, '\{(\w+)\}', 1) = alternatives.slot
    where contains(filled.wording, '{')
)

select distinct wording, indicator_code
from filled
where not contains(wording, '{') and indicator_code is not null
