{#-
  The counts of a scorecard over mart_promises. Every base target stands in exactly one of the status counts; stretch
  targets are counted apart, because missing one breaks no promise.
-#}
{% macro scorecard_columns() -%}
    {%- set counted = ['met', 'missed', 'pending', 'not_reported', 'not_comparable'] %}
    (count(*) filter (where not promises.is_stretch))::integer as targets_set,
    {%- for status in counted %}
    (count(*) filter (where not promises.is_stretch and promises.status = '{{ status }}'))::integer as targets_{{ status }},
    {%- endfor %}
    round(
        100.0 * targets_met / nullif(targets_met + targets_missed, 0), 2
    ) as met_percent,
    -- Silence about a promise that fell due is no success: a report that tells its successes only does not score better.
    round(
        100.0 * targets_met / nullif(targets_met + targets_missed + targets_not_reported, 0), 2
    ) as met_of_due_percent,
    (count(*) filter (where not promises.is_stretch and promises.is_within_tolerance))::integer as targets_within_tolerance,
    (count(*) filter (where not promises.is_stretch and promises.is_overdue))::integer as targets_overdue,
    round(
        avg(promises.lead_points order by promises.target_id) filter (
            where not promises.is_stretch and promises.status in ('met', 'missed')
        ), 4
    ) as mean_lead_points,
    (count(promises.lead_points) filter (
        where not promises.is_stretch and promises.status in ('met', 'missed')
    ))::integer as targets_with_lead,
    (count(*) filter (where promises.is_stretch))::integer as stretch_targets_set,
    (count(*) filter (where promises.is_stretch and promises.status = 'met'))::integer as stretch_targets_met
{%- endmacro %}
