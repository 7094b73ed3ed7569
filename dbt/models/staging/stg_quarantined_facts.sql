with rejected as (
    select
        source_path,
        reason_code,
        reason,
        quarantine_id,
        lake_year,
        from_json(row_json, '{
            "fact_id": "VARCHAR", "statement_id": "VARCHAR", "report_id": "VARCHAR", "region_code": "VARCHAR",
            "kind": "VARCHAR", "indicator_code": "VARCHAR", "measure": "VARCHAR", "comparator": "VARCHAR",
            "unit": "VARCHAR", "reference_code": "VARCHAR", "tier": "VARCHAR", "commitment": "VARCHAR",
            "evidence": "VARCHAR", "section": "VARCHAR", "value_text": "VARCHAR", "is_estimate": "BOOLEAN",
            "period_start": "INTEGER", "period_end": "INTEGER", "value_low": "DOUBLE", "value_high": "DOUBLE",
            "span_start": "INTEGER", "span_end": "INTEGER", "raw_start": "INTEGER", "raw_end": "INTEGER",
            "confidence": "DOUBLE"
        }') as fact
    from {{ ref('stg_quarantine') }}
    -- A row that broke the schema is no fact whose values could be used.
    where stage = 'facts' and reason_code != 'schema_check'
)

select
    fact.*,
    source_path,
    reason_code,
    reason,
    quarantine_id,
    lake_year
from rejected
-- The same fact is set aside once, whatever the number of its rejections.
qualify row_number() over (partition by fact.fact_id order by quarantine_id) = 1
