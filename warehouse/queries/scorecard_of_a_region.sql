-- How well did a region keep its word, year by year? Change the region in `ask`; null is every region.
with ask as (select '000000'::varchar as region_code)

select
    scores.region_code,
    scores.region_name as region,
    scores.target_year as year,
    scores.targets_set,
    scores.targets_met,
    scores.targets_missed,
    scores.targets_not_reported,
    scores.targets_pending,
    scores.targets_not_comparable,
    scores.met_percent,
    scores.mean_lead_points
from marts.mart_region_scorecard as scores
cross join ask
where scores.region_code = coalesce(ask.region_code, scores.region_code)
order by scores.region_code, year;
