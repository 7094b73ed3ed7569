with promises as (
    select * from {{ ref('mart_promises') }}
    where status = 'not_reported' and not is_stretch
),

later as (
    select
        promises.target_id,
        -- Any figure of the indicator for a year of the promise, whatever its measure, scope or fate.
        bool_or(
            mentions.first_outcome_year <= promises.period_end and mentions.last_outcome_year >= promises.period_start
        ) as is_mentioned,
        bool_or(mentions.targets_stated > 0) as is_promised_again
    from promises
    inner join {{ ref('int_mentions') }} as mentions
        on promises.region_code = mentions.region_code
        and promises.indicator_code = mentions.indicator_code
        and mentions.report_year > promises.target_report_year
    group by promises.target_id
),

later_reports as (
    select
        promises.target_id,
        count(*) as later_reports,
        max(versions.report_year) as last_report_year
    from promises
    inner join {{ ref('int_report_versions') }} as versions
        on promises.region_code = versions.region_code
        and versions.report_year > promises.target_report_year
        and not versions.is_superseded
    group by promises.target_id
)

select
    promises.target_id,
    promises.region_code,
    promises.region_level,
    promises.indicator_code,
    promises.is_headline,
    promises.measure,
    promises.period_start,
    promises.period_end,
    promises.comparator,
    promises.target_value,
    promises.unit,
    promises.reference_code,
    promises.target_report_id,
    promises.target_report_year,
    later_reports.later_reports::integer as later_reports,
    later_reports.last_report_year,
    coalesce(later.is_promised_again, false) as is_promised_again,
    promises.status_reason,
    promises.target_evidence
from promises
inner join later_reports on promises.target_id = later_reports.target_id
left join later on promises.target_id = later.target_id
where not coalesce(later.is_mentioned, false)
order by promises.region_code, promises.period_end, promises.indicator_code, promises.measure, promises.target_id
