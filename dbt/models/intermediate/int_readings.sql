select * from {{ ref('stg_facts') }}
union all by name
select * exclude (source_path) from {{ ref('stg_quarantined_facts') }}
