with targets as (
    select
        targets.series_code,
        targets.region_code,
        targets.report_year,
        targets.indicator_code,
        case when targets.reference_code is null then 'number' else 'relation' end as said_as,
        targets.evidence,
        targets.target_id as said_id
    from {{ ref('int_targets') }} as targets
    where targets.period_start = targets.report_year and targets.period_end = targets.report_year
),

worded as (
    select
        versions.series_code,
        versions.region_code,
        versions.report_year,
        worded.indicator_code,
        worded.form as said_as,
        worded.evidence,
        worded.worded_id as said_id
    from {{ ref('stg_worded_targets') }} as worded
    inner join {{ ref('int_report_versions') }} as versions
        on worded.report_id = versions.report_id and not versions.is_superseded and not versions.is_year_contradicted
    where worded.period_start = versions.report_year and worded.period_end = versions.report_year
),

said as (
    select * from targets
    union all
    select * from worded
)

select
    said.series_code,
    said.region_code,
    said.report_year,
    said.indicator_code,
    said.said_as,
    said.evidence,
    said.said_id,
    -- A number says more than words, and words that set no target more than words of hope.
    case said.said_as
        when 'number' then 1
        when 'relation' then 2
        when 'not_set' then 3
        when 'assigned' then 4
        when 'hold' then 5
        else 6
    end as weight
from said
inner join {{ ref('stg_indicators') }} as indicators
    on said.indicator_code = indicators.indicator_code and indicators.is_headline
