{{
    config(
        materialized='incremental',
        incremental_strategy='changed_years',
        unique_key=['series_code', 'year'],
        on_schema_change='fail',
    )
}}

with outcomes as (
    select
        ranked.*,
        ranked.period_end as year,
        coalesce(ranked.actual_low, ranked.actual_high) as actual
    from {{ ref('int_ranked_outcomes') }} as ranked
    where ranked.period_start = ranked.period_end
        -- The best mention of every report; what cannot be used is none.
        and ranked.is_best_of_report
        and (ranked.measure = 'level' or (ranked.measure = 'growth' and ranked.unit = 'percent'))
        and {{ is_in_changed_year('ranked') }}
),

verdicts as (
    select
        verdicts.*,
        verdicts.period_end as year,
        targets.report_year
    from {{ ref('int_verdicts') }} as verdicts
    inner join {{ ref('int_targets') }} as targets on verdicts.target_id = targets.target_id
    where verdicts.period_start = verdicts.period_end
        and (
            verdicts.measure = 'level'
            -- A target set against something else has no number, and so no unit of its own.
            or (verdicts.measure = 'growth' and (verdicts.unit = 'percent' or verdicts.reference_code is not null))
        )
        and {{ is_in_changed_year('verdicts') }}
),

-- Trade is told in yuan and in dollars: a row keeps to one unit, the catalogue's where any figure is in it.
unit_choices as (
    select series_code, year, indicator_code, unit from outcomes where measure = 'level'
    union all
    select series_code, year, indicator_code, unit from verdicts where measure = 'level'
),

units as (
    select
        choices.series_code,
        choices.year,
        choices.indicator_code,
        arg_min(choices.unit, (choices.unit != indicators.unit, choices.unit)) as unit
    from unit_choices as choices
    inner join {{ ref('stg_indicators') }} as indicators on choices.indicator_code = indicators.indicator_code
    group by choices.series_code, choices.year, choices.indicator_code
),

told as (
    select
        outcomes.series_code,
        outcomes.year,
        outcomes.indicator_code,
        outcomes.measure,
        arg_min(struct_pack(
            region_code := region_code, outcome_id := outcome_id, report_id := report_id, actual := actual,
            comparator := comparator, is_estimate := is_estimate, evidence := evidence
        ), preference) as best,
        arg_min(actual, (report_year, preference)) as first_print,
        arg_max(actual, (report_year, -preference)) as last_print,
        count(distinct report_id)::integer as prints
    from outcomes
    left join units using (series_code, year, indicator_code)
    where outcomes.measure = 'growth' or outcomes.unit = units.unit
    group by outcomes.series_code, outcomes.year, outcomes.indicator_code, outcomes.measure
),

-- Of several targets for a year the one that stands for it: no stretch, with a number, of the latest report.
promised as (
    select
        verdicts.series_code,
        verdicts.year,
        verdicts.indicator_code,
        verdicts.measure,
        arg_min(
            struct_pack(
                region_code := region_code, target_id := target_id, report_id := report_id,
                comparator := comparator, target_low := value_low, target_high := value_high,
                reference_code := reference_code, status := status
            ),
            (coalesce(tier = 'stretch', false), reference_code is not null, -report_year, target_id)
        ) as best
    from verdicts
    left join units using (series_code, year, indicator_code)
    where verdicts.measure = 'growth' or verdicts.unit = units.unit
    group by verdicts.series_code, verdicts.year, verdicts.indicator_code, verdicts.measure
),

cells as (
    select series_code, year, indicator_code from told
    union
    select series_code, year, indicator_code from promised
),

price_words as (
    select
        growths.series_code,
        growths.year,
        growths.indicator_code,
        arg_min(words.price_basis, words.rank) as price_basis
    from told as growths
    inner join {{ ref('price_bases') }} as words on regexp_matches(growths.best.evidence, words.pattern)
    where growths.measure = 'growth'
    group by growths.series_code, growths.year, growths.indicator_code
)

select
    cells.series_code,
    cells.year,
    cells.indicator_code,
    coalesce(
        levels.best.region_code, growths.best.region_code, level_targets.best.region_code, growth_targets.best.region_code
    ) as region_code,
    units.unit,
    levels.best.actual as level_value,
    levels.best.comparator as level_comparator,
    levels.best.is_estimate as is_level_estimate,
    levels.first_print as level_first_print,
    levels.last_print as level_last_print,
    coalesce(levels.prints, 0) as level_prints,
    levels.best.outcome_id as level_outcome_id,
    levels.best.report_id as level_report_id,
    level_targets.best.comparator as level_target_comparator,
    level_targets.best.target_low as level_target_low,
    level_targets.best.target_high as level_target_high,
    level_targets.best.status as level_status,
    level_targets.best.target_id as level_target_id,
    level_targets.best.report_id as level_target_report_id,
    growths.best.actual as growth_percent,
    growths.best.comparator as growth_comparator,
    growths.best.is_estimate as is_growth_estimate,
    growths.first_print as growth_first_print_percent,
    growths.last_print as growth_last_print_percent,
    coalesce(growths.prints, 0) as growth_prints,
    price_words.price_basis,
    growths.best.outcome_id as growth_outcome_id,
    growths.best.report_id as growth_report_id,
    growth_targets.best.comparator as growth_target_comparator,
    growth_targets.best.target_low as growth_target_low_percent,
    growth_targets.best.target_high as growth_target_high_percent,
    growth_targets.best.reference_code as growth_target_reference_code,
    growth_targets.best.status as growth_status,
    growth_targets.best.target_id as growth_target_id,
    growth_targets.best.report_id as growth_target_report_id
from cells
left join units using (series_code, year, indicator_code)
left join told as levels
    on cells.series_code = levels.series_code and cells.year = levels.year
    and cells.indicator_code = levels.indicator_code and levels.measure = 'level'
left join told as growths
    on cells.series_code = growths.series_code and cells.year = growths.year
    and cells.indicator_code = growths.indicator_code and growths.measure = 'growth'
left join promised as level_targets
    on cells.series_code = level_targets.series_code and cells.year = level_targets.year
    and cells.indicator_code = level_targets.indicator_code and level_targets.measure = 'level'
left join promised as growth_targets
    on cells.series_code = growth_targets.series_code and cells.year = growth_targets.year
    and cells.indicator_code = growth_targets.indicator_code and growth_targets.measure = 'growth'
left join price_words
    on cells.series_code = price_words.series_code and cells.year = price_words.year
    and cells.indicator_code = price_words.indicator_code
