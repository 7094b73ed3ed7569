select
    promises.indicator_code,
    promises.period_end as target_year,
    indicators.name_zh as indicator_name,
    indicators.is_headline,
    count(distinct promises.region_code)::integer as regions_promising,
{{ scorecard_columns() }}
from {{ ref('mart_promises') }} as promises
inner join {{ ref('dim_indicator') }} as indicators on promises.indicator_code = indicators.indicator_code
group by promises.indicator_code, promises.period_end, indicators.name_zh, indicators.is_headline
order by promises.indicator_code, target_year
