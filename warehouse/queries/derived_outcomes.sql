-- Which figures does no report state, but two reported ones give? Change the indicator in `ask`; null is every indicator.
with ask as (select null::varchar as indicator_code)

select
    derived.region_code,
    regions.full_name as region,
    indicators.name_zh as indicator,
    derived.measure,
    derived.period_end as year,
    derived.derived_value,
    derived.rounding_error,
    derived.unit,
    derived.method,
    derived.formula,
    derived.source_evidence
from marts.fct_derived_outcomes as derived
inner join marts.dim_region as regions using (region_code)
inner join marts.dim_indicator as indicators using (indicator_code)
cross join ask
where derived.indicator_code = coalesce(ask.indicator_code, derived.indicator_code)
order by derived.region_code, year, derived.indicator_code, derived.measure, derived.method;
