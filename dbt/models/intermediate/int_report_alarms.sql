with contents as (
    select
        *,
        review_characters + plan_characters + unknown_characters as told_characters
    from {{ ref('int_report_contents') }}
),

names as (
    select region_code, list(distinct region_name) as names, list(distinct right(full_name, 1)) as kinds, any_value(level) as level
    from {{ ref('stg_divisions') }}
    group by region_code
),

alarms as (
    select report_id, 'no_outcome' as alarm_code, 'no outcome was read in it' as alarm, 3 as weight
    from contents where outcomes_read = 0
    union all
    select report_id, 'no_target', 'no target was read in it', 3
    from contents where targets_read = 0
    union all
    select
        report_id,
        'targets_before_review_ends',
        targets_within_review || ' of its ' || targets_read || ' targets stand in its review or before it',
        2
    from contents
    where targets_within_review >= {{ var('alarming_targets_within_review') }}
        and targets_within_review >= 0.3 * targets_read
    union all
    select
        report_id,
        'half_a_report',
        case when review_characters <= plan_characters then 'review ' else 'plan ' end
        || 'is ' || round(100.0 * least(review_characters, plan_characters) / told_characters)::integer
        || ' percent of what it tells',
        3
    from contents
    where told_characters > 0
        and least(review_characters, plan_characters) < {{ var('least_share_of_a_half') }} * told_characters
    union all
    select
        report_id,
        'two_reports',
        case
            when openings > 1 then 'it opens ' || openings || ' times (我代表)'
            else 'it turns back to its review ' || turns_back || ' times behind a long plan'
        end,
        3
    from contents
    where openings > 1 and turns_back > 0 or turns_back > 1
    union all
    select
        contents.report_id,
        'another_government',
        'its speaker speaks for ' || contents.speaks_for,
        3
    from contents
    inner join names on contents.region_code = names.region_code
    -- 市, 我区, 自治区 and 国务院 name no division.
    where regexp_matches(contents.speaks_for, '[^本全我各]{2,}[省市区县州盟旗]$')
        and not regexp_matches(contents.speaks_for, '^(?:自治|新|特别行政)[区州县旗]$')
        and not list_bool_or(list_transform(names.names, lambda name: contains(contents.speaks_for, name)))
    union all
    -- 我代表市政府 in the report of a province: a city that has the province's name. A county may have become a district since.
    select
        contents.report_id,
        'another_government',
        'its speaker speaks for a ' || contents.speaks_for || ', which its division never was',
        3
    from contents
    inner join names on contents.region_code = names.region_code
    where contents.speaks_for in ('省', '市', '县', '旗')
        and names.level in ('province', 'prefecture')
        and not list_contains(names.kinds, contents.speaks_for)
    union all
    select
        report_id,
        'values_implausible',
        values_implausible || ' values lie far outside what their indicators ever have, first: ' || implausible_evidence,
        2
    from contents where values_implausible >= {{ var('alarming_values') }}
    union all
    select
        report_id,
        'roles_unclear',
        'of ' || round(100.0 * unknown_characters / told_characters)::integer
        || ' percent of its text it is not clear whether it is review or plan',
        2
    from contents
    where told_characters > 0 and unknown_characters >= {{ var('alarming_share_unclear') }} * told_characters
)

select report_id, alarm_code, alarm, weight::integer as weight
from alarms
