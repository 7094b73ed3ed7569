-- Where does a number come from? Each fact with its clause, the words around it and the file. Change the region, the indicator and the year in `ask`.
with ask as (select '000000' as region_code, 'gdp' as indicator_code, 2022 as year),

facts as (
    select 'target' as kind, * exclude (commitment) from marts.fct_targets
    union all by name
    select 'outcome' as kind, * from marts.fct_outcomes
)

select
    facts.kind,
    facts.measure,
    facts.comparator,
    facts.value_low,
    facts.value_high,
    facts.unit,
    facts.reference_code,
    facts.evidence,
    substring(
        texts.text, greatest(facts.span_start - 39, 1), facts.span_end + 40 - greatest(facts.span_start - 40, 0)
    ) as in_context,
    facts.section,
    reports.report_year,
    reports.source_path,
    facts.span_start,
    facts.span_end
from facts
inner join ask
    on facts.region_code = ask.region_code
    and facts.indicator_code = ask.indicator_code
    and ask.year between facts.period_start and facts.period_end
inner join marts.dim_report as reports using (report_id)
inner join marts.report_text as texts using (report_id)
order by facts.kind desc, reports.report_year, facts.span_start, facts.fact_id;
