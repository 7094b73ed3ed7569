with checked as (
    select report_id, count(*) as values_checked, count(*) filter (where is_out_of_line) as values_out_of_line
    from (
        select stated_report_id as report_id, not is_consistent and explanation is null as is_out_of_line
        from {{ ref('mart_cross_checks') }}
        where check_code in ('growth_of_levels', 'restated', 'average_of_years')
        union all
        select unnest(list_distinct(counter_report_ids)), not is_consistent and explanation is null
        from {{ ref('mart_cross_checks') }}
        where check_code in ('growth_of_levels', 'restated', 'average_of_years')
    ) as sides
    group by report_id
),

alarms as (
    select report_id, alarm_code, alarm from {{ ref('int_report_alarms') }}
    union all
    select
        report_id,
        'values_out_of_line',
        values_out_of_line || ' of ' || values_checked || ' values that other reports bear on disagree with them'
    from checked
    where values_out_of_line >= {{ var('alarming_values') }} and values_out_of_line > 0.5 * values_checked
),

alarms_of_a_report as (
    select
        report_id,
        list(alarm_code order by alarm_code) as alarm_codes,
        list(alarm order by alarm_code) as alarms
    from alarms
    group by report_id
)

select
    contents.report_id,
    contents.region_code,
    contents.report_year,
    contents.stretches_front_and_annex,
    contents.stretches_review_term,
    contents.stretches_review_year,
    contents.stretches_problems,
    contents.stretches_outlook,
    contents.stretches_plan_term,
    contents.stretches_plan_year,
    contents.stretches_unknown,
    contents.numbers_read,
    contents.outcomes_read,
    contents.targets_read,
    round(100.0 * contents.numbers_set_aside / nullif(contents.numbers_read, 0), 2) as set_aside_percent,
    round(100.0 * contents.first_target_at / nullif(contents.char_count, 0), 2) as first_target_at_percent,
    contents.values_implausible,
    coalesce(checked.values_checked, 0)::integer as values_checked,
    coalesce(checked.values_out_of_line, 0)::integer as values_out_of_line,
    alarms_of_a_report.report_id is not null as has_alarms,
    coalesce(alarms_of_a_report.alarm_codes, []) as alarm_codes,
    coalesce(alarms_of_a_report.alarms, []) as alarms
from {{ ref('int_report_contents') }} as contents
left join checked on contents.report_id = checked.report_id
left join alarms_of_a_report on contents.report_id = alarms_of_a_report.report_id
order by contents.region_code, contents.report_year, contents.report_id
