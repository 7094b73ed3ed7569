-- A table, so that DuckDB knows how few they are before it joins them to the texts.
{{ config(materialized='table') }}

-- What a reviewer was shown once comes back when its sentence is read otherwise: as the same fact, or another there.
with decided as (
    select distinct report_id, item_id, evidence
    from {{ ref('stg_reviews') }}
    where problem is null and evidence is not null
)

select readings.*
from {{ ref('int_readings') }} as readings
where readings.quarantine_id is not null
    or readings.confidence < {{ var('review_below') }}
    or exists (
        select 1
        from decided
        where decided.report_id = readings.report_id
            and (
                decided.item_id = readings.fact_id
                or contains(readings.evidence, decided.evidence)
                or contains(decided.evidence, readings.evidence)
            )
    )
