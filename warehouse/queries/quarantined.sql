-- What could not be used, where, and why? Change the stage in `ask` to see one stage alone; null is every stage.
with ask as (select null::varchar as stage)

select
    quarantine.source_path,
    quarantine.stage,
    quarantine.reason_code,
    quarantine.reason,
    count(*) as rows_rejected
from marts.quarantine
cross join ask
where quarantine.stage = coalesce(ask.stage, quarantine.stage)
group by all
order by rows_rejected desc, quarantine.source_path, quarantine.stage, quarantine.reason_code, quarantine.reason;
