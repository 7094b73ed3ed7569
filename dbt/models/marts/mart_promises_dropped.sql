with promises as (
    select * from {{ ref('mart_promises') }}
    where status = 'not_reported' and not is_stretch
),

later_reports as (
    select
        promises.target_id,
        count(*) as later_reports,
        max(versions.report_year) as last_report_year
    from promises
    inner join {{ ref('int_report_versions') }} as versions
        on promises.series_code = versions.series_code
        and versions.report_year > promises.target_report_year
        and not versions.is_superseded
    group by promises.target_id
),

-- Any figure of the thing for a year of the promise, whatever its measure, scope or fate, or a new promise of it.
returned_to as (
    select promises.target_id
    from promises
    inner join {{ ref('int_mentions') }} as mentions
        on promises.series_code = mentions.series_code
        and {{ definition_stem('promises.indicator_code') }} = mentions.indicator_stem
        and mentions.report_year > promises.target_report_year
        and (
            mentions.first_outcome_year <= promises.period_end and mentions.last_outcome_year >= promises.period_start
            or mentions.targets_stated > 0
        )
),

unmentioned as (
    select promises.*, targets.thing
    from promises
    inner join {{ ref('int_targets') }} as targets on promises.target_id = targets.target_id
    anti join returned_to on promises.target_id = returned_to.target_id
),

-- Its words alone, too, in any wording: a report that says of it that it went well, without a figure, comes back to it.
words as (
    select target_id, right(thing, 4) as word from unmentioned where length(thing) >= 2
    union
    select unmentioned.target_id, wordings.wording
    from unmentioned
    inner join {{ ref('wordings') }} as wordings
        on {{ definition_stem('unmentioned.indicator_code') }} = {{ definition_stem('wordings.indicator_code') }}
        and not contains(wordings.wording, '{')
),

spoken_of as (
    select distinct unmentioned.target_id
    from unmentioned
    inner join words on unmentioned.target_id = words.target_id
    inner join {{ ref('int_report_versions') }} as versions
        on unmentioned.series_code = versions.series_code
        and versions.report_year > unmentioned.target_report_year
        and not versions.is_superseded
    inner join {{ ref('stg_reports') }} as reports
        on versions.report_id = reports.report_id and contains(reports.text, words.word)
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
    promises.status_reason,
    promises.target_evidence
from unmentioned as promises
inner join later_reports on promises.target_id = later_reports.target_id
anti join spoken_of on promises.target_id = spoken_of.target_id
order by promises.region_code, promises.period_end, promises.indicator_code, promises.measure, promises.target_id
