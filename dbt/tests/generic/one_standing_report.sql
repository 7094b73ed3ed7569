{#- Of the reports that stand (not superseded), at most one is of the same region, year, type, term and session. -#}
{% test one_standing_report(model) %}
select region_code, report_year, report_type, congress_term, congress_session, count(*) as reports
from {{ model }}
where not is_superseded
group by all
having count(*) > 1
{% endtest %}
