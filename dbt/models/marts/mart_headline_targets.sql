with mentions as (
    select * from {{ ref('int_headline_mentions') }}
),

-- Expected of a division is what it has set itself, or put in words, for any year.
expected as (
    select distinct series_code, indicator_code from mentions
),

years as (
    select
        series_code,
        report_year,
        -- A division that changed its code may have two reports of the year of the change.
        max(region_code) as region_code
    from {{ ref('int_report_versions') }}
    where not is_superseded and not is_year_contradicted
    group by series_code, report_year
),

said as (
    select
        series_code,
        report_year,
        indicator_code,
        arg_min(said_as, (weight, said_id)) as said_as,
        arg_min(evidence, (weight, said_id)) as evidence,
        arg_min(said_id, (weight, said_id)) as said_id
    from mentions
    group by series_code, report_year, indicator_code
)

select
    years.region_code,
    years.report_year,
    expected.indicator_code,
    case
        when said.said_as in ('number', 'relation') then 'set'
        when said.said_as is not null then 'deliberately_absent'
        else 'silent'
    end as presence,
    said.said_as,
    case when said.said_as in ('number', 'relation') then said.said_id end as target_id,
    case when said.said_as not in ('number', 'relation') then said.said_id end as worded_id,
    said.evidence
from years
inner join expected on years.series_code = expected.series_code
left join said
    on expected.series_code = said.series_code
    and expected.indicator_code = said.indicator_code
    and years.report_year = said.report_year
order by years.region_code, years.report_year, expected.indicator_code
