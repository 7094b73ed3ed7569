"""What stands on a report's page: its text with the facts, what each became, its chapters, and what was not used.

Choosing, ordering and linking belong here; cutting the text is in ``marked``, wording of values in ``figures``. A view
depends on the rows of its page alone, so that a page is made anew only when they change.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

from website import marked
from website.figures import bounded, period
from website.source import LANGUAGES, Row, Source, report_link

MOST_SHOWN = 10
"""How many sentences of a reason are shown of those that were set aside."""
_NOTED = [*("fact_id", "kind", "indicator_code", "measure", "reference_code", "tier", "is_estimate", "confidence")]


def report(source: Source, report_id: str) -> Row:
    """Everything beside the text: facts with verdict and counterpart, chapters, repairs and quarantine."""
    row = source.report[report_id]
    facts = source.facts_of_report.get(report_id, [])
    return {
        "report": row,
        "facts": {fact["fact_id"]: _note(source, fact) for fact in facts},
        "siblings": [report_link(other) for other in source.reports_of_region[row["region_code"]]],
        "chapters": _chapters(source.sections_of_report.get(report_id, []), facts),
        "aside": _aside(source.quarantine_of_report.get(report_id, [])),
    }


def pages_of(source: Source, report_id: str, text: str) -> list[list[marked.Paragraph]]:
    """The marked ``text`` of a report, a page each."""
    facts = source.facts_of_report.get(report_id, [])
    spans = [marked.Span(f["fact_id"], f["kind"], f["span_start"], f["span_end"]) for f in facts]
    stretches = [row["span_start"] for row in source.sections_of_report.get(report_id, [])]
    return marked.parts(marked.paragraphs(text, spans, stretches))


def _note(source: Source, fact: Row) -> Row:
    verdict = source.verdict_of_target.get(fact["fact_id"])
    counterparts: list[Row] = []
    if verdict and verdict["outcome_id"]:
        counterparts.append(_counterpart(source, verdict["outcome_id"], verdict["status"]))
    for answered in source.verdicts_of_outcome.get(fact["fact_id"], []):
        counterparts.append(_counterpart(source, answered["target_id"], answered["status"]))
    stated = (fact["comparator"], fact["value_low"], fact["value_high"], fact["unit"])
    return {name: fact[name] for name in _NOTED} | {
        "value": [bounded(*stated, lang) for lang in LANGUAGES],
        "period": period(fact["period_start"], fact["period_end"]),
        "plan_name": fact["plan_name"],
        "status": verdict["status"] if verdict else None,
        "status_reason": verdict["status_reason"] if verdict else None,
        "counterparts": counterparts,
    }


def _counterpart(source: Source, fact_id: str, status: str) -> Row:
    fact = source.fact[fact_id]
    return {
        "fact_id": fact_id,
        "kind": fact["kind"],
        "status": status,
        "evidence": fact["evidence"],
        "report": report_link(source.report[fact["report_id"]]),
    }


def _chapters(sections: Sequence[Row], facts: Sequence[Row]) -> list[Row]:
    """The report's chapters in their order, what each does, and the facts that begin in it.

    Stretches that follow each other under one heading of the first rank and do the same are one chapter, named by the
    first of them.
    """
    found: list[Row] = []
    for number, section in enumerate(sections):
        name = section["section"].split(" > ")[0]
        held = Counter(f["kind"] for f in facts if section["span_start"] <= f["span_start"] < section["span_end"])
        if not found or (found[-1]["name"], found[-1]["role"]) != (name, section["role"]):
            chapter = {"name": name, "role": section["role"], "stretch": number, "target": 0, "outcome": 0}
            found.append(chapter | {"period": period(section["period_start"], section["period_end"])})
        for kind, count in held.items():
            found[-1][kind] += count
    return found


def _aside(rows: Sequence[Row]) -> list[Row]:
    """What of the report was not used, by reason, the commonest first, with the sentences."""
    by_code: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_code[row["reason_code"]].append(row)
    ranked = sorted(by_code.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        {
            "code": code,
            "count": len(members),
            "rows": [{"reason": row["reason"], "evidence": row["evidence"]} for row in members[:MOST_SHOWN]],
        }
        for code, members in ranked
    ]
