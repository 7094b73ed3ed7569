"""What ``duixian inspect`` prints: the findings of ``inspection`` for a person at a terminal.

Only the wording and the colours belong here. What comes out of the file is stripped of signs that would steer the
terminal.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

COLOURS = {"target": "36", "outcome": "32", "head": "1", "aside": "33"}
MOST_ASIDE = 20
_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SIGNS = {"ge": "≥", "le": "≤", "approx": "≈", "eq": "", "range": ""}
Paint = Callable[[str, str], str]


def as_json(found: dict[str, Any]) -> str:
    """The findings as JSON."""
    return json.dumps(found, ensure_ascii=False, indent=2, default=str)


def as_text(found: dict[str, Any], in_colour: bool) -> str:
    """The findings as lines for a person."""

    def paint(kind: str, text: str) -> str:
        return f"\033[{COLOURS[kind]}m{text}\033[0m" if in_colour else text

    return "\n".join(_bundle(found, paint) if "reports" in found else _report(found, paint))


def _clean(text: object) -> str:
    return _STEERING.sub("·", str(text)).replace("\n", " ")


def _bundle(found: dict[str, Any], paint: Paint) -> Iterator[str]:
    source, reports = found["source"], found["reports"]
    yield paint("head", _clean(source["path"]))
    unusable = f", {source['unusable']:,} of them cannot be used" if source["unusable"] else ""
    yield f"  form       {source['form']}, {source['bytes']:,} bytes, {source['reports']:,} reports{unusable}"
    for report in reports:
        if report["reason"] is None:
            yield f"  {_clean(report['path'])}  {report['region']} {report['report_year']}, {report['facts']} facts"
        else:
            yield paint("aside", f"  {_clean(report['path'])}  set aside: {_clean(report['reason'])}")
    if source["reports"] > len(reports):
        yield f"  … and {source['reports'] - len(reports):,} more"
    if reports:
        yield f"`duixian inspect '{_clean(reports[0]['path'])}'` shows one of them"


def _report(found: dict[str, Any], paint: Paint) -> Iterator[str]:
    source, report = found["source"], found["report"]
    yield paint("head", _clean(source["path"]))
    yield from _source(source)
    if report is None:
        yield paint("aside", "  no report could be read of it")
    else:
        yield from _identity(report)
        yield from _chapters(found["chapters"], paint)
        yield from _facts(found["facts"], paint)
        yield from _statements(found)
    yield from _set_aside(found["set_aside"], paint)


def _source(source: dict[str, Any]) -> Iterator[str]:
    if "form" in source:
        encoding = f" in {source['encoding']}" if source["encoding"] else ""
        yield f"  form       {source['form']}{encoding}, {source['bytes']:,} bytes, {source['characters']:,} characters"
    if source.get("url"):
        yield f"  address    {_clean(source['url'])}"
    if source.get("told"):
        told = source["told"]
        said = (told["region"], told["code"], told["year"], told["title"])
        yield f"  its table  {'; '.join(_clean(value) for value in said if value)}"
    for number, note in enumerate(source.get("repairs") or []):
        yield f"  {'repairs' if number == 0 else '':<10} {_clean(note)}"


def _identity(report: dict[str, Any]) -> Iterator[str]:
    because = report["because"]
    yield f"  whose      {report['region']} ({report['region_code']}), as {because['region']} says"
    more = f"reviews {report['review_year']}; {report['report_type']}"
    yield f"  which year {report['report_year']}, as {because['year']} says; {more}"
    if report["title"]:
        yield f"  title      {_clean(report['title'])}"
    if report["delivered_on"] or report["speaker"]:
        delivered = " ".join(_clean(value) for value in (report["delivered_on"], report["speaker"]) if value)
        yield f"  delivered  {delivered}"


def _chapters(chapters: list[dict[str, Any]], paint: Paint) -> Iterator[str]:
    yield paint("head", "Chapters")
    for chapter in chapters:
        yield f"  {chapter['kind']:<8}{_span(chapter):<10} {_clean(chapter['section'] or '(before the first heading)')}"


def _span(period: dict[str, Any]) -> str:
    start, end = period["period_start"], period["period_end"]
    return str(start) if start == end else f"{start}-{end}"


def _facts(facts: list[dict[str, Any]], paint: Paint) -> Iterator[str]:
    counts = Counter(fact["kind"] for fact in facts)
    said = ", ".join(f"{paint(kind, f'{counts[kind]} {kind}s')}" for kind in ("target", "outcome"))
    yield paint("head", "Facts") + f": {said}"
    sentence = None
    for fact in facts:
        if fact["sentence_start"] != sentence:
            sentence = fact["sentence_start"]
            yield "  " + _painted([other for other in facts if other["sentence_start"] == sentence], paint)
        yield "      " + paint(fact["kind"], _said(fact))


def _painted(facts: list[dict[str, Any]], paint: Paint) -> str:
    """The sentence of these facts, what each was read from in its colour."""
    sentence, start = facts[0]["sentence"] or facts[0]["evidence"], facts[0]["sentence_start"] or 0
    pieces, at = [], 0
    for fact in sorted(facts, key=lambda fact: fact["span_start"]):
        first, last = max(fact["span_start"] - start, at), min(fact["span_end"] - start, len(sentence))
        if last > first:
            pieces += [_clean(sentence[at:first]), paint(fact["kind"], _clean(sentence[first:last]))]
            at = last
    return "".join([*pieces, _clean(sentence[at:])])


def _said(fact: dict[str, Any]) -> str:
    name = fact["indicator"] or fact["indicator_code"]
    if fact["reference_code"]:
        value = f"{_SIGNS[fact['comparator']]} {fact['reference_code']}"
    else:
        ends = [value for value in (fact["value_low"], fact["value_high"]) if value is not None]
        value = _SIGNS[fact["comparator"]] + " to ".join(dict.fromkeys(f"{end:,.10g}" for end in ends))
    more = [
        word for word, holds in (("estimate", fact["is_estimate"]), (fact["tier"], fact["tier"] == "stretch")) if holds
    ]
    marks = f" ({', '.join(more)})" if more else ""
    what = f"{fact['kind']} {_span(fact)} {name} {fact['measure']} {value} {fact['unit']}"
    return f"{what}{marks}, confidence {fact['confidence']:.2f}"


def _statements(found: dict[str, Any]) -> Iterator[str]:
    counts = found["statements"]
    others = ", ".join(
        f"{count} {why}" for why, count in sorted(counts.items(), key=lambda item: -item[1]) if why != "fact"
    )
    yield f"Figures read: {sum(counts.values())}" + (f"; no facts of the region: {others}" if others else "")


def _set_aside(rows: list[dict[str, Any]], paint: Paint) -> Iterator[str]:
    if not rows:
        return
    yield paint("head", "Set aside") + f": {len(rows)}"
    for row in rows[:MOST_ASIDE]:
        yield paint("aside", f"  {row['reason_code']}: {_clean(row['reason'])}") + _evidence(row["row"])
    if len(rows) > MOST_ASIDE:
        yield f"  … and {len(rows) - MOST_ASIDE} more (--json shows all)"


def _evidence(row: str | None) -> str:
    """The words that were set aside, where a row has any."""
    held = json.loads(row) if row else {}
    said = held.get("evidence") or held.get("text") or held.get("begins")
    return f"  {_clean(said)[:80]}" if said else ""
