{{ config(materialized='table') }}

with fact_counts as (
    select report_id, count(*) as fact_count
    from {{ ref('stg_facts') }}
    group by report_id
),

counted as (
    select
        reports.*,
        coalesce(years.is_year_contradicted, false) as is_year_contradicted,
        coalesce(fact_counts.fact_count, 0) as fact_count,
        -- What an operator drops into the inbox, whatever its name, is meant to count.
        case when reports.source_path like 'inbox/%' then reports.ingested_at end as arrived_at
    from {{ ref('stg_reports') }} as reports
    left join {{ ref('int_report_years') }} as years on reports.report_id = years.report_id
    left join fact_counts on reports.report_id = fact_counts.report_id
),

sized as (
    select
        *,
        -- A copy that lacks more than a slip of the fullest one was cut short.
        fact_count < {{ var('short_of_fullest') }} * max(fact_count) over (
            partition by region_code, report_year, report_type, is_year_contradicted
        ) as is_short
    from counted
),

reports as (
    select
        *,
        -- A total order, so that there is one best version and never a circle of replacements.
        row_number() over (
            order by
                report_type = 'draft',
                is_year_contradicted,
                is_short,
                arrived_at desc nulls last,
                delivered_on desc nulls last,
                fact_count desc,
                char_count desc,
                source_path,
                report_id
        ) as preference
    from sized
),

-- One speech in two files, of which one was taken for another kind of report or another session: most of what the one tells
-- stands in the other, word for word.
beside_others as (
    select report_id, region_code, report_year
    from reports
    qualify count(*) over (partition by region_code, report_year) > 1
),

spoken as (
    select distinct reports.report_id, reports.region_code, reports.report_year, facts.evidence
    from {{ ref('stg_facts') }} as facts
    inner join beside_others as reports on facts.report_id = reports.report_id
),

lengths as (
    select report_id, count(*) as clauses
    from spoken
    group by report_id
),

same_speeches as (
    select one.report_id, other.report_id as other_report_id
    from spoken as one
    inner join spoken as other
        on one.region_code = other.region_code
        and one.report_year = other.report_year
        and one.evidence = other.evidence
        and one.report_id != other.report_id
    inner join lengths as one_length on one.report_id = one_length.report_id
    inner join lengths as other_length on other.report_id = other_length.report_id
    group by one.report_id, other.report_id
    having count(*) >= {{ var('clauses_of_a_speech') }}
        and count(*) >= {{ var('share_of_a_speech') }} * least(any_value(one_length.clauses), any_value(other_length.clauses))
),

replacements as (
    select
        older.report_id,
        -- A draft is of the annual report before it is of another one of the year.
        arg_min(
            newer.report_id, (older.report_type = 'draft' and newer.report_type = 'new_term', newer.preference)
        ) as superseded_by
    from reports as older
    inner join reports as newer
        on older.region_code = newer.region_code
        and older.report_year = newer.report_year
        and older.preference > newer.preference
    left join same_speeches
        on older.report_id = same_speeches.report_id
        and newer.report_id = same_speeches.other_report_id
    where same_speeches.report_id is not null
        -- A draft gives way to any final text; an annual and a new-term report stand side by side.
        or (older.report_type = newer.report_type or older.report_type = 'draft')
        -- A session that is not known may be the same session.
        and coalesce(older.congress_term = newer.congress_term, true)
        and coalesce(older.congress_session = newer.congress_session, true)
    group by older.report_id
),

-- The divisions as they were in the report's own year; before the register begins, the first of the code.
placed as (
    select
        reports.*,
        coalesce(series.series_code, reports.region_code) as series_code,
        series.series_ended_in,
        series.parent_code,
        series.province_code
    from reports
    asof left join {{ ref('int_region_series') }} as series
        on reports.region_code = series.region_code and reports.report_year >= series.valid_from
),

with_parent as (
    select
        placed.*,
        parents.series_code as parent_series_code
    from placed
    asof left join {{ ref('int_region_series') }} as parents
        on placed.parent_code = parents.region_code and placed.report_year >= parents.valid_from
),

with_province as (
    select
        with_parent.*,
        provinces.series_code as province_series_code
    from with_parent
    asof left join {{ ref('int_region_series') }} as provinces
        on with_parent.province_code = provinces.region_code and with_parent.report_year >= provinces.valid_from
)

select
    reports.report_id,
    reports.region_code,
    reports.series_code,
    reports.parent_series_code,
    reports.province_series_code,
    reports.report_type,
    replacements.superseded_by,
    reports.series_ended_in,
    reports.report_year,
    reports.review_year,
    replacements.superseded_by is not null as is_superseded,
    reports.is_year_contradicted,
    reports.is_short,
    reports.fact_count,
    reports.arrived_at
from with_province as reports
left join replacements on reports.report_id = replacements.report_id
