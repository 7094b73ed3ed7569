{{
    config(
        materialized='incremental',
        incremental_strategy='changed_years',
        unique_key=['series_code', 'period_end'],
    )
}}

-- Sentences of the covering reviews that say without a figure whether something came out as it was planned.
with sentences as (
    select
        reviews.series_code,
        reviews.covered_year,
        reviews.report_id,
        reviews.report_year,
        sentence,
        place
    from {{ ref('int_covering_reviews') }} as reviews,
        unnest(regexp_split_to_array(reviews.text, '[。；！\n]')) with ordinality as said (sentence, place)
    where {{ is_in_changed_year('reviews', year='covered_year') }}
        and regexp_matches(sentence, '{{ var("words_of_outcome") }}')
),

unanswered as (
    select * from {{ ref('int_unanswered') }} as targets
    where {{ is_in_changed_year('targets') }} and targets.period_start = targets.period_end
),

names as (
    select target_id, thing as name from unanswered
    union
    select unanswered.target_id, wordings.wording
    from unanswered
    inner join {{ ref('int_wordings') }} as wordings on unanswered.indicator_code = wordings.indicator_code
),

named as (
    select
        unanswered.target_id,
        unanswered.series_code,
        unanswered.period_end,
        sentences.report_id,
        sentences.report_year,
        sentences.place,
        names.name,
        -- Split, and not matched around the name: a pattern for every name would have to be compiled.
        regexp_extract(split_part(sentences.sentence, names.name, 1), '[^，：]*$') as before,
        regexp_extract(
            split_part(sentences.sentence, names.name, 2),
            '^[^，：0-9]*(?:，[^，：0-9]{0,8})?(?:{{ var("words_of_outcome") }})[^，：]*'
        ) as behind
    from unanswered
    inner join names on unanswered.target_id = names.target_id and length(names.name) >= 4
    inner join sentences
        on unanswered.series_code = sentences.series_code
        and unanswered.period_end = sentences.covered_year
        and contains(sentences.sentence, names.name)
)

select
    target_id,
    series_code,
    period_end,
    report_id,
    report_year,
    place,
    before || name || behind as clause,
    -- Nothing else stands in the clause, so nothing else can be meant; a plan of five years is another promise.
    regexp_full_match(
        before || behind, '(?:{{ var("words_beside_a_name") }})*(?:{{ var("words_of_reaching") }})'
    ) as is_reached
from named
where behind != ''
qualify row_number() over (
    partition by target_id order by is_reached desc, length(name) desc, report_year, report_id, place, name
) = 1
