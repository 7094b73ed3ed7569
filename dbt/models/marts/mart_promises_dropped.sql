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

-- Any figure of the thing for a year of the promise or a later one, whatever its measure, scope or fate, or a new promise.
returned_to as (
    select promises.target_id
    from promises
    inner join {{ ref('int_mentions') }} as mentions
        on promises.series_code = mentions.series_code
        and {{ definition_stem('promises.indicator_code') }} = mentions.indicator_stem
        and mentions.report_year > promises.target_report_year
        and (
            mentions.last_outcome_year >= promises.period_start or mentions.targets_stated > 0
        )
),

unmentioned as (
    select promises.*, targets.thing
    from promises
    inner join {{ ref('int_targets') }} as targets on promises.target_id = targets.target_id
    anti join returned_to on promises.target_id = returned_to.target_id
),

later_texts as (
    select versions.series_code, versions.report_year, reports.text
    from {{ ref('int_report_versions') }} as versions
    inner join {{ ref('stg_reports') }} as reports on versions.report_id = reports.report_id
    where not versions.is_superseded
),

-- Its words alone, too: a report that says of it that it went well, without a figure, comes back to it. Any two
-- characters in a row of how it was called, or of its name, will do, but for those that every report has (建设, 新增):
-- that a promise was dropped is an accusation, and 农户沼气 or 职业农民培训 comes back in other words.
named_parts as (
    select unmentioned.target_id, concat_ws(' ', unmentioned.thing, indicators.name_zh) as names
    from unmentioned
    inner join {{ ref('indicators') }} as indicators on unmentioned.indicator_code = indicators.indicator_code
),

parts as (
    select
        target_id,
        unnest(list_transform(range(1, length(names)), lambda place: substr(names, place, 2))) as word
    from named_parts
),

telling_parts as (
    select parts.target_id, parts.word
    from parts
    anti join {{ ref('words_of_most_reports') }} as words on parts.word = words.word
    where regexp_full_match(parts.word, '[一-鿿]{2}')
),

-- A thing that has no word of its own (固定资产投资) comes back by its whole name.
own_words as (
    select * from telling_parts
    union all
    select unmentioned.target_id, unmentioned.thing
    from unmentioned
    anti join telling_parts on unmentioned.target_id = telling_parts.target_id
    where length(unmentioned.thing) >= 2
),

unspoken as (
    select unmentioned.*
    from unmentioned
    anti join (
        select own_words.target_id
        from own_words
        inner join unmentioned on own_words.target_id = unmentioned.target_id
        inner join later_texts
            on unmentioned.series_code = later_texts.series_code
            and later_texts.report_year > unmentioned.target_report_year
            and contains(later_texts.text, own_words.word)
    ) as spoken on unmentioned.target_id = spoken.target_id
),

-- And the words of its other names, which are many: only for what is left.
other_names as (
    select unspoken.target_id, unspoken.series_code, unspoken.target_report_year, wordings.wording as word
    from unspoken
    inner join {{ ref('int_wordings') }} as wordings
        on {{ definition_stem('unspoken.indicator_code') }} = {{ definition_stem('wordings.indicator_code') }}
),

named as (
    select distinct other_names.target_id
    from other_names
    inner join later_texts
        on other_names.series_code = later_texts.series_code
        and later_texts.report_year > other_names.target_report_year
        and contains(later_texts.text, other_names.word)
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
from unspoken as promises
inner join later_reports on promises.target_id = later_reports.target_id
anti join named on promises.target_id = named.target_id
order by promises.region_code, promises.period_end, promises.indicator_code, promises.measure, promises.target_id
