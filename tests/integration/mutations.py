"""Rules of the dbt project and how each is broken: what test_mutations holds the unit tests beside the rules to.

Only the list belongs here; a rule that gets a model of its own gets a row.
"""

from typing import NamedTuple


class Mutation(NamedTuple):
    """``rule`` in ``file`` is replaced by ``broken``; ``caught_by`` begins the name of the unit test that must fail."""

    file: str
    rule: str
    broken: str
    caught_by: str


_RULES, _MARTS = "models/intermediate", "models/marts"
VERDICT_RULES = [
    Mutation(
        "macros/best_outcome_first.sql",
        "is_estimate, report_year",
        "report_year, is_estimate",
        "best_outcome_of_a_target",
    ),
    Mutation(
        f"{_RULES}/int_targets.sql", "value_low - coalesce(tolerance, 0)", "value_low", "values_that_meet_a_target"
    ),
    Mutation(f"{_RULES}/int_tolerances.sql", "anti join own", "semi join own", "own_tolerance_before"),
    Mutation(
        f"{_RULES}/int_relative_verdicts.sql",
        "when 'national' then '000000'",
        "when 'national' then province_series_code",
        "targets_set_against_another_number",
    ),
    Mutation(
        f"{_RULES}/int_plan_paces.sql", "where place = outcome_year - first_year + 1", "", "yearly_outcomes_of_a_plan"
    ),
    Mutation("macros/plan_pace.sql", "1.0 / {{ years }}", "1.0", "progress_of_a_plan"),
    Mutation(f"{_RULES}/int_verdicts.sql", "when is_covered then 'silent'", "", "status_of_a_target"),
    Mutation(f"{_RULES}/int_verdict_reasons.sql", "' (tolerance '", "null", "status_in_words"),
    Mutation(
        f"{_RULES}/int_region_series.sql",
        "earlier.full_name != later.full_name or",
        "true or",
        "divisions_through_names_and_codes",
    ),
    Mutation(
        f"{_RULES}/int_report_versions.sql",
        "                report_type = 'draft',\n",
        "",
        "one_version_of_a_report_stands",
    ),
    Mutation(
        f"{_RULES}/int_report_versions.sql", "                is_short,\n", "", "a_copy_cut_short_replaces_nothing"
    ),
    Mutation(
        f"{_RULES}/int_report_versions.sql",
        "arrived_at desc nulls last",
        "source_path",
        "a_copy_cut_short_replaces_nothing",
    ),
    Mutation(
        f"{_RULES}/int_report_versions.sql",
        "where same_speeches.report_id is not null",
        "where false",
        "one_speech_in_two_files",
    ),
    Mutation(
        f"{_RULES}/int_superseded_reports.sql",
        "when lost.is_short and not won.is_short then 'it is cut short'",
        "",
        "what_decided_between_two_reports",
    ),
    Mutation(
        f"{_RULES}/int_report_years.sql", "> outcomes_of_review_year", "> 99", "a_wrong_year_shows_in_the_outcomes"
    ),
    Mutation(
        f"{_RULES}/int_outcomes.sql", "or report_year > period_end", "or true", "outcomes_that_can_know_their_period"
    ),
    Mutation(
        f"{_RULES}/int_silences.sql",
        "not (tellings.is_same_measure",
        "(tellings.is_same_measure",
        "the_nearest_telling",
    ),
    Mutation(
        f"{_RULES}/int_same_words.sql", "unanswered.words = {{", "unanswered.words != {{", "said_in_the_same_words"
    ),
    Mutation(
        f"{_RULES}/int_same_words.sql",
        "and figures.value_low >= unanswered.accepted_low",
        "and figures.value_low >= 0 * unanswered.accepted_low",
        "said_in_the_same_words",
    ),
    Mutation(
        f"{_RULES}/int_verdicts.sql",
        "derived_value < {{ var('deepest_silent_fall') }} then 'open'",
        "false then 'open'",
        "silence_that_is_none",
    ),
    Mutation(f"{_RULES}/int_told_in_words.sql", "before || behind, '", "behind, '", "said_without_a_figure"),
    Mutation(f"{_RULES}/int_unanswered.sql", " and candidates.is_covering", "", "what_no_outcome_answers"),
    Mutation(f"{_RULES}/int_covering_reviews.sql", " and sections.kind = 'review'", "", "only_what_looks_back"),
    Mutation(
        "macros/definition_stem.sql",
        "'_(started|signed|attracted|planned)(_|$)'",
        "'_(nothing)(_|$)'",
        "the_nearest_telling",
    ),
    Mutation(
        f"{_RULES}/int_report_contents.sql", "statements.span_start < stretches.reviewed_at", "true", "what_was_read_of"
    ),
    Mutation(
        f"{_RULES}/int_last_reports.sql", "and not versions.is_year_contradicted", "", "the_last_report_that_counts"
    ),
    Mutation(f"{_RULES}/int_shown_readings.sql", "problem is null and", "", "which_readings_are_shown"),
    Mutation(
        f"{_RULES}/int_covering_reports.sql",
        "not is_superseded and ",
        "",
        "reports_and_the_years_that_they_review",
    ),
    Mutation(f"{_RULES}/int_covered_years.sql", "distinct ", "", "years_that_a_standing_report_reviews"),
    Mutation(
        "models/marts/mart_headline_targets.sql",
        "'deliberately_absent'",
        "'silent'",
        "set_deliberately_absent_or_silent",
    ),
    Mutation(
        "models/marts/fct_target_vs_actual.sql",
        "actual - verdicts.nearest_edge",
        "nearest_edge - verdicts.actual",
        "gap_and",
    ),
    Mutation(
        f"{_RULES}/int_target_candidates.sql",
        "when lowest >= floor_value and highest <= ceiling_value then 'met'",
        "when highest >= floor_value then 'met'",
        "verdict_of_one_outcome",
    ),
    Mutation(
        f"{_RULES}/int_targets.sql",
        "comparator != 'le' and direction != 'lower_is_better'",
        "comparator != 'le'",
        "values_that_meet_a_target",
    ),
    Mutation(f"{_RULES}/int_plan_progress.sql", "'on_track', 'behind')", "'behind', 'on_track')", "progress_of_a_plan"),
    Mutation(f"{_RULES}/int_verdicts.sql", "when series_ended_in <= period_end", "when false", "status_of_a_target"),
    Mutation(f"{_RULES}/int_verdicts.sql", "targets.is_new_term, ", "", "promises_said_again"),
    Mutation(
        f"{_RULES}/int_ranked_outcomes.sql",
        "is_contradicted, {{ best",
        "{{ best",
        "figures_that_their_report_contradicts",
    ),
]
CHANGE_RULES = [
    Mutation(f"{_RULES}/int_changed_years.sql", "first_year - 1 as", "first_year as", "years_that_are_told_otherwise"),
    Mutation(f"{_RULES}/int_years_around.sql", "[year - 1, year, year + 1]", "[year]", "years_beside_a_changed_one"),
    Mutation(f"{_RULES}/int_ancestors.sql", "parent_code != '000000'", "true", "divisions_above_a_division"),
    Mutation(f"{_RULES}/int_changed_report_years.sql", "full join", "left join", "years_whose_files_changed"),
    Mutation(
        f"{_RULES}/int_year_digests.sql",
        "select series_code, period_end, hash(quoted)",
        "select series_code, 0, hash(quoted)",
        "years_with_a_digest",
    ),
]
MART_RULES = [
    Mutation("macros/is_implausible.sql", ".times_misprinted <= ", ".times_misprinted > ", "printed_in_percent"),
    Mutation(
        f"{_RULES}/int_verdicts.sql", "rounding_error - ratio_above >=", "rounding_error >=", "silence_that_is_none"
    ),
    Mutation(f"{_RULES}/int_growth_bases.sql", "in ('nominal', 'quantity')", "!= 'mixed'", "what_growth_compares"),
    Mutation("macros/rounding_error.sql", "abs({{ value }}) < 100", "true", "what_rounding_can_hide"),
    Mutation(f"{_RULES}/int_ranked_outcomes.sql", "comparator = 'eq' and", "", "outcome_that_stands_for_a_year"),
    Mutation(
        f"{_RULES}/int_derivations.sql",
        "(bases.is_ratio_of_levels or bases.ratio_above is not null)",
        "true",
        "figures_out_of_two_figures",
    ),
    Mutation(
        f"{_RULES}/int_check_growth.sql", "'quantity', 'rebased')", "'real', 'rebased')", "growth_against_two_levels"
    ),
    Mutation(f"{_RULES}/int_check_sectors.sql", "having count(*) = 3", "", "three_sectors_against_gdp"),
    Mutation(f"{_RULES}/int_check_average_growth.sql", "exp(sum(ln(1 +", "exp(sum((", "average_against_the_years"),
    Mutation(f"{_RULES}/int_check_restated.sql", "earliest.is_estimate and not", "not", "later_reports_against"),
    Mutation(
        f"{_RULES}/int_check_quoted_target.sql", "versions.report_year < ", "versions.report_year <= ", "quoted_target_"
    ),
    Mutation(f"{_RULES}/int_quoted_targets.sql", "and not regexp_matches", "and regexp_matches", "words_that_quote_a_"),
    Mutation(f"{_RULES}/int_rejected_files.sql", "having count(*) = 1", "", "what_the_name_of_a_file_tells"),
    Mutation(
        f"{_MARTS}/mart_cross_checks.sql", "<= rounding_error", "<= 2 * rounding_error", "differences_beyond_rounding"
    ),
    Mutation(f"{_MARTS}/mart_promises.sql", "then -gap", "then gap", "one_row_a_distinct_promise"),
    Mutation(f"{_MARTS}/mart_ambition.sql", "and not is_stretch", "", "targets_against_the_last_outcome"),
    Mutation(f"{_MARTS}/mart_coverage.sql", "years.report_year <= regions.valid_to", "true", "years_that_are_here"),
    Mutation(
        f"{_MARTS}/mart_promises_dropped.sql", "mentions.last_outcome_year >=", "9999 >=", "promises_that_no_later"
    ),
    Mutation(
        f"{_RULES}/int_wordings.sql", "where contains(filled.wording, '{')", "where false", "names_with_their_slots"
    ),
    Mutation(f"{_MARTS}/mart_verdict_history.sql", "when is_return then", "when false then", "what_changed_a_verdict"),
    Mutation(f"{_MARTS}/fct_derived_outcomes.sql", "where withheld_because is null", "", "only_what_is_not_withheld"),
    Mutation("macros/scorecard_columns.sql", "and promises.status in ('met', 'missed')", "", "scores_of_a_region"),
]
