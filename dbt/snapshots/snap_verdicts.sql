{% snapshot snap_verdicts %}
{{
    config(
        unique_key='target_id',
        strategy='check',
        check_cols=[
            'status', 'actual', 'outcome_report_id', 'is_actual_estimate', 'accepted_low', 'accepted_high'
        ],
        hard_deletes='invalidate',
    )
}}

with verdicts as (
    select * from {{ ref('fct_target_vs_actual') }}
),

standing as (
    select * from {{ ref('int_report_versions') }}
    where not is_superseded
),

-- The first report that could tell: it is what ends the wait, whether it speaks or stays silent.
covering as (
    select region_code, covered_year, arg_min(report_id, (report_year, report_id)) as covering_report_id
    from (
        select region_code, review_year as covered_year, report_year, report_id from standing
        union
        select region_code, report_year - 1, report_year, report_id from standing
    )
    group by region_code, covered_year
)

select
    verdicts.target_id,
    verdicts.region_code,
    verdicts.indicator_code,
    verdicts.measure,
    verdicts.period_start,
    verdicts.period_end,
    verdicts.unit,
    verdicts.status,
    verdicts.status_reason,
    verdicts.actual,
    verdicts.gap,
    verdicts.is_actual_estimate,
    verdicts.accepted_low,
    verdicts.accepted_high,
    verdicts.outcome_report_id,
    verdicts.target_report_id,
    covering.covering_report_id,
    '{{ var("verdict_rule_version") }}' as rule_version,
    verdicts.target_evidence,
    verdicts.actual_evidence
from verdicts
left join covering
    on verdicts.region_code = covering.region_code and verdicts.period_end = covering.covered_year
{% endsnapshot %}
