"""What the pages are made from: the rows of the published file, grouped as pages need them.

Only reading belongs here. Texts of reports are read a few at a time: together they do not fit in memory everywhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import duckdb

Row = dict[str, Any]
LANGUAGES = ("zh", "en")

_FACT = (
    "fact_id, report_id, indicator_code, measure, period_start, period_end, comparator, value_low, value_high, unit, "
    "reference_code, tier, is_estimate, evidence, span_start, span_end, confidence"
)
_SIDES = ", ".join(
    f"{side}_{name}"
    for side in ("level", "growth")
    for name in ("outcome_id", "report_id", "target_comparator", "status", "target_id", "target_report_id")
)
QUERIES = {
    "reports": """
        select r.*, d.full_name as region_name, d.level as region_level
        from marts.dim_report as r inner join marts.dim_region as d on r.region_code = d.region_code
        order by r.region_code, r.report_year desc, r.source_path""",
    "facts": f"""
        select {_FACT}, plan_name, 'target' as kind from marts.fct_targets
        union all by name select {_FACT}, 'outcome' as kind from marts.fct_outcomes
        order by report_id, span_start, span_end, fact_id""",
    "verdicts": """
        select target_id, outcome_id, region_code, indicator_code, measure, period_start, period_end, comparator,
            target_low, target_high, actual, unit, gap, status, status_reason, reference_code, tier, progress,
            target_report_id, outcome_report_id, tolerance, tolerance_reason
        from marts.fct_target_vs_actual order by region_code, period_end desc, indicator_code, measure, target_id""",
    "panel": f"""
        select region_code, region_name, region_level, year, indicator_code, is_headline, unit, level_value,
            level_target_low, level_target_high, growth_percent, growth_target_low_percent, growth_target_high_percent,
            {_SIDES}
        from marts.mart_panel order by region_code, indicator_code, year""",
    "scorecards": "from marts.mart_region_scorecard order by region_code, target_year",
    "dropped": "from marts.mart_promises_dropped order by region_code, target_report_year desc, target_id",
    "coverage": """
        select * from marts.mart_coverage
        where region_code in (select region_code from marts.dim_report) and is_within_own_span
        order by region_code, report_year""",
    "headline": "from marts.mart_headline_targets where presence != 'set' order by region_code, report_year desc",
    "sections": "from marts.mart_report_sections order by report_id, section_index",
    "quarantine": """
        select report_id, stage, reason_code, reason, json_extract_string(row_json, '$.evidence') as evidence,
            coalesce(try_cast(row_json->>'$.span_start' as integer), 0) as span_start, quarantine_id
        from marts.quarantine order by report_id, span_start, quarantine_id""",
    "indicators": "from marts.dim_indicator order by not is_headline, indicator_code",
    "regions": "from marts.dim_region order by region_code",
}


class Source:
    """The published file, read once: its rows by name, and what links them."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        rows = {name: connection.sql(sql).pl().to_dicts() for name, sql in QUERIES.items()}
        self.reports, self.panel, self.verdicts = rows["reports"], rows["panel"], rows["verdicts"]
        self.scorecards, self.quarantine = rows["scorecards"], rows["quarantine"]
        self.report = {row["report_id"]: row for row in self.reports}
        self.fact = {row["fact_id"]: row for row in rows["facts"]}
        self.indicator = {row["indicator_code"]: row for row in rows["indicators"]}
        self.region = {row["region_code"]: row for row in rows["regions"]}
        self.facts_of_report = _by(rows["facts"], "report_id")
        self.verdict_of_target = {row["target_id"]: row for row in self.verdicts}
        self.verdicts_of_outcome = _by(self.verdicts, "outcome_id")
        self.verdicts_of_region = _by(self.verdicts, "region_code")
        self.verdicts_of_indicator = _by(self.verdicts, "indicator_code")
        self.panel_of_region = _by(self.panel, "region_code")
        self.panel_of_indicator = _by(self.panel, "indicator_code")
        self.scorecards_of_region = _by(self.scorecards, "region_code")
        self.dropped_of_region = _by(rows["dropped"], "region_code")
        self.coverage_of_region = _by(rows["coverage"], "region_code")
        self.silent_of_region = _by(rows["headline"], "region_code")
        self.reports_of_region = _by(self.reports, "region_code")
        self.sections_of_report = _by(rows["sections"], "report_id")
        self.quarantine_of_report = _by(self.quarantine, "report_id")
        codes = connection.execute("select kind, code, name_zh, name_en from marts.dim_code").fetchall()
        self.names = {(str(kind), str(code)): (str(zh), str(en)) for kind, code, zh, en in codes}

    def texts(self, report_ids: Iterable[str]) -> Iterator[tuple[str, str]]:
        """The cleaned texts of these reports with their ids, a few at a time, in the order of ids.

        One pass over the file: to ask for each report alone reads all texts every time.
        """
        asked = "select report_id, text from marts.report_text where report_id in (select unnest(?)) order by report_id"
        found = self._connection.cursor().execute(asked, [list(report_ids)])
        while rows := found.fetchmany(50):
            yield from rows

    def text_digests(self) -> dict[str, str]:
        """A digest of every report's text, by report."""
        rows = self._connection.execute("select report_id, md5(text) from marts.report_text").fetchall()
        return {str(report_id): str(digest) for report_id, digest in rows}

    def name(self, kind: str, code: str | None) -> tuple[str, str]:
        """The names of a code in Chinese and English; the code itself where it has none."""
        return self.names.get((kind, code or ""), (code or "—", code or "—"))

    def reference_name(self, code: str) -> tuple[str, str]:
        """The names of what a target is set against: an indicator, or the figure of a larger region."""
        return self.indicator_name(code) if code in self.indicator else self.name("reference", code)

    def indicator_name(self, code: str) -> tuple[str, str]:
        """The names of an indicator in Chinese and English."""
        row = self.indicator[code]
        return row["name_zh"], row["name_en"]


def _by(rows: Iterable[Row], key: str) -> dict[Any, list[Row]]:
    grouped: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row[key]].append(row)
    return grouped


def report_link(row: Row) -> Row:
    """What a link to a report shows of it."""
    names = ("report_id", "report_year", "region_code", "region_name", "source_name", "report_type", "is_superseded")
    return {name: row[name] for name in names}
