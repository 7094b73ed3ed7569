with versions as (
    select * from {{ ref('int_report_versions') }}
),

reports as (
    select * from {{ ref('stg_reports') }}
)

select
    lost.report_id,
    losing.source_path,
    md5(concat_ws('|', 'superseded', lost.report_id, lost.superseded_by)) as item_id,
    case
        when lost.report_type = 'draft' and won.report_type != 'draft' then 'it is a draft, the other is the final text'
        when lost.is_year_contradicted and not won.is_year_contradicted then 'its figures are of another year'
        when lost.is_short and not won.is_short then 'it is cut short'
        when lost.arrived_at is distinct from won.arrived_at then 'the other came later into the inbox'
        when losing.delivered_on is distinct from winning.delivered_on then 'the other was delivered later'
        when lost.fact_count != won.fact_count then 'the other gives more facts'
        when losing.char_count != winning.char_count then 'the other is longer'
        else 'both are alike, and the other comes first by name'
    end as why,
    winning.source_path as used_path,
    lost.fact_count,
    won.fact_count as used_fact_count
from versions as lost
inner join versions as won on lost.superseded_by = won.report_id
inner join reports as losing on lost.report_id = losing.report_id
inner join reports as winning on won.report_id = winning.report_id
