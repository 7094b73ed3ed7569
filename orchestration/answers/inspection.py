"""What is understood of one file, without a home: for ``duixian inspect``.

Belongs here: reading the file as a build would, and gathering what each stage made of it. How it is shown is for
``inspection_text``. Nothing is written but what the readers of archives write to temporary files.
"""

import hashlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from extract import bundles, confirm, reference, report_year
from extract.bundles import Member
from extract.pipeline import Extraction, extract
from extract.refusal import Refusal
from extract.told import Told
from orchestration import UserError

MOST_LISTED = 20
FACT = (
    "kind", "indicator_code", "measure", "period_start", "period_end", "comparator", "value_low", "value_high",
    "unit", "reference_code", "is_estimate", "tier", "value_text", "evidence", "span_start", "span_end", "section",
    "confidence",
)  # fmt: skip


class InspectionError(UserError):
    """The file cannot be looked at; the message is one clear line."""


def inspect(name: str) -> dict[str, Any]:
    """What is understood of the file ``name``, or of a report in it (``corpus.xlsx#3``).

    For a report: source, report (None when it is none), chapters, facts, worded_targets, statements, set_aside. For a
    file of many: source and the first of its reports in short. Raises :class:`InspectionError` for what is not there.
    """
    path, label = _placed(name)
    try:
        with path.open("rb") as source:
            kind = bundles.kind(source, path.name)
            if kind is None and label is None:
                source.seek(0)
                return _report(path.name, source.read(), None)
            if label is None:
                return _bundle(path, kind or "", bundles.members(source, path.name))
            member = _chosen(bundles.members(source, path.name), label)
            if member is None:
                raise InspectionError(
                    f"{path} holds no report {label}; `duixian inspect {path}` lists those that it holds"
                )
            return _member(f"{path.name}#{label}", member)
    except Refusal as refusal:
        return {
            "source": {"path": path.name},
            "report": None,
            "set_aside": [_aside("documents", refusal.code, refusal.reason)],
        }
    except OSError as error:
        raise InspectionError(f"cannot read {path}: {error.strerror or error}") from error


def _placed(name: str) -> tuple[Path, str | None]:
    """The file, and the label of a report in it: what stands behind # where there is no file of the whole name."""
    path = Path(name).expanduser()
    label: str | None = None
    head = name
    while not path.is_file():
        head, sign, tail = head.rpartition("#")
        if not sign:
            raise InspectionError(f"no such file: {name}")
        label = tail if label is None else f"{tail}#{label}"
        path = Path(head).expanduser()
    return path, label


def _chosen(members: Iterator[Member], label: str) -> Member | None:
    return next((member for member in members if member.label == label), None)


def _bundle(path: Path, kind: str, members: Iterator[Member]) -> dict[str, Any]:
    """The file in short, and the first of its reports."""
    first = list(islice(members, MOST_LISTED))
    count, unusable = len(first), sum(member.problem is not None for member in first)
    for member in members:
        count, unusable = count + 1, unusable + (member.problem is not None)
    reports = [_in_short(f"{path.name}#{member.label}", member) for member in first]
    source = {"path": path.name, "form": kind, "bytes": path.stat().st_size, "reports": count, "unusable": unusable}
    return {"source": source, "reports": reports}


def _in_short(name: str, member: Member) -> dict[str, Any]:
    found = _member(name, member)
    report = found["report"]
    return {
        "path": name,
        "region": report and report["region"],
        "report_year": report and report["report_year"],
        "facts": len(found.get("facts", [])),
        "reason": None if report else found["set_aside"][0]["reason"],
    }


def _member(name: str, member: Member) -> dict[str, Any]:
    if member.content is None:
        code, reason = member.problem or ("unreadable", "the report could not be read")
        return {"source": {"path": name}, "report": None, "set_aside": [_aside("documents", code, reason)]}
    return _report(name, member.content, member.told)


def _report(name: str, content: bytes, told: Told | None) -> dict[str, Any]:
    row = {"source_path": name, "content": content, "told": told.to_json() if told else None}
    schema = {"source_path": pl.String, "content": pl.Binary, "told": pl.String}
    found = extract(pl.DataFrame([row], schema=schema))
    return {
        "source": _source(name, content, found),
        "report": _identity(found),
        "chapters": _chapters(found),
        "facts": _facts(found),
        "worded_targets": found.worded_targets.select(pl.exclude("report_id", "worded_id")).to_dicts(),
        "statements": dict(
            found.statements.group_by(pl.col("excluded_because").fill_null("fact"))
            .len()
            .sort("excluded_because")
            .iter_rows()
        ),
        "set_aside": [
            _aside(row["stage"], row["reason_code"], row["reason"], row["row_json"])
            for row in found.quarantine.to_dicts()
        ],
    }


def _aside(stage: str, code: str, reason: str, row: str | None = None) -> dict[str, Any]:
    return {"stage": stage, "reason_code": code, "reason": reason, "row": row}


def _source(name: str, content: bytes, found: Extraction) -> dict[str, Any]:
    known: dict[str, Any] = {"path": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    for document in found.documents.iter_rows(named=True):
        told = Told.from_json(document["told"])
        known |= {"form": document["source_format"], "encoding": document["encoding"], "url": told.url}
        known |= {"told": told._asdict() if told.places else None, "characters": len(document["raw_text"])}
    for repaired in found.repaired.iter_rows(named=True):
        known["repairs"] = repaired["repair_notes"]
    return known


def _identity(found: Extraction) -> dict[str, Any] | None:
    """Whose report and when, and what said so."""
    for report in found.reports.iter_rows(named=True):
        text = report.pop("text")
        division = reference.division(report["region_code"], report["report_year"])
        told = Told.from_json(found.repaired["told"][0])
        grounds = confirm.grounds(
            told,
            text[: report_year.HEAD],
            text,
            report["report_year"],
            report_year.report_year(text, "", report["title"], report["delivered_on"]),
        )
        return report | {"region": division["full_name"] if division else None, "because": grounds}
    return None


def _chapters(found: Extraction) -> list[dict[str, Any]]:
    columns = ("section", "depth", "kind", "period_start", "period_end", "span_start", "span_end")
    return found.sections.filter(pl.col("depth") <= 1).select(columns).to_dicts()


def _facts(found: Extraction) -> list[dict[str, Any]]:
    """The facts in their order in the text, each with its sentence and the indicator's name."""
    names = {row["indicator_code"]: row["name_zh"] for row in reference.rows("indicators")}
    sentences = found.sentences.select(
        "report_id", sentence_start="span_start", sentence_end="span_end", sentence="text"
    ).sort("sentence_start")
    facts = found.facts.sort("span_start", "fact_id").select("report_id", *FACT)
    placed = facts.join_asof(
        sentences, left_on="span_start", right_on="sentence_start", by="report_id", check_sortedness=False
    )
    named = placed.with_columns(
        indicator=pl.col("indicator_code").replace_strict(names, default=None, return_dtype=pl.String)
    )
    return named.drop("report_id").to_dicts()
