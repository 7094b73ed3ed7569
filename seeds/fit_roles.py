"""Fit what cues weigh for the role of a stretch: seeds/reference/role_weights.csv and role_transitions.csv.

    seeds/fit_roles.py --shared ../shared [--measure]

A linear-chain model (conditional random field) over the units of extract/stretches.py, so that the decoder of
extract/roles.py finds its best path. It learns from three kinds of labels: the roles of whole reports told by readers
(../shared/more/roles.csv and benchmarks/labels/roles.csv, rows to fit), the labelled facts of reports (a stretch with
an outcome is a review, one with a target a plan; the rest of the path is the present model's best), and the passages of
tests/reading. Of whole reports it also makes damaged ones: headings lost, excerpts, digests, texts cut at either end.
--measure fits nothing and prints how the committed weights do on the rows that are kept to measure.

Needs numpy and scipy (the extra ``fit``); the product needs neither. Belongs here: learning. What the cues are
(role_cues.csv) and how a path is found do not.
"""

import argparse
import csv
import random
import re
import sys
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl
import scipy.optimize
import scipy.sparse

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from extract import roles, schemas  # noqa: E402
from extract.headings import headings  # noqa: E402
from extract.pipeline import extract  # noqa: E402
from extract.stretches import BEGINNINGS, evidence  # noqa: E402
from orchestration.arrivals.report_files import read_files  # noqa: E402

ROLES = roles.ROLES
COUNT = len(ROLES)
NO_WAY_BACK = 2.0
"""What a chapter behind the plans loses as a review, on top of what is fitted: reports that look back twice are few."""
GIVEN = {
    "glossary": dict.fromkeys(("annex",), 20.0),  # none of a glossary's figures may become a fact
    "open:announces": dict.fromkeys(("plan_term", "plan_year"), 6.0),
    "body:bounded": dict.fromkeys(("plan_year",), 1.5),
    # What the heading names, until a paragraph says otherwise.
    "dated:last_year": dict.fromkeys(("review_term",), -4.0),
    "dated:term_behind": dict.fromkeys(("review_year",), -4.0),
    "dated:this_year": dict.fromkeys(("plan_term",), -4.0),
    "dated:term_ahead": dict.fromkeys(("plan_year",), -4.0),
    "topic:t_last_year": dict.fromkeys(("review_term",), -4.0),
    "topic:t_this_year": dict.fromkeys(("plan_term",), -4.0),
    "planned:year": dict.fromkeys(("plan_term",), -3.0),
    "mixed:term": dict.fromkeys(("review_year",), -2.0),
    "mixed:year": dict.fromkeys(("review_term",), -2.0),
}
"""Cues that weigh the same whatever the labels say, as they leave no doubt: rare beside all others, they would be held
down."""
L2, L2_STEPS, ROUNDS, VARIANTS, SEED = 0.5, 1.0, 120, 4, 5
_TIES = 50.0
_LONGEST_HEADING = 60
_GOALS = re.compile("(?:预期|奋斗)目标")
_FIGURES = re.compile(r"\d[\d.]*(?:%|％|亿)")
_Line = tuple[int, str]


class Labelled(NamedTuple):
    """A text with the roles of its stretches: ``marks`` are (offset, role), each up to the next."""

    key: str
    text: str
    year: int
    session: int | None
    marks: list[tuple[int, str]]


class Chains(NamedTuple):
    """Units of many texts as arrays: features, role, beginning; ``index`` is (step, text) -> unit or -1."""

    features: Any
    role: Any
    begins: Any
    index: Any


def main() -> int:
    """Fit, or measure; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--measure", action="store_true")
    arguments = parser.parse_args()
    if arguments.measure:
        print(measured(told(arguments.shared, "measure")))
        return 0
    whole = told(arguments.shared, "fit")
    chosen = random.Random(SEED)
    texts = whole + [v for one in whole for v in variants(one, chosen)]
    texts += from_facts(arguments.shared) + from_passages()
    weights, steps, names = fit(texts)
    write(weights, steps, names)
    print(f"{len(texts)} texts, {len(names)} features")
    return 0


def told(shared: Path, use: str) -> list[Labelled]:
    """Reports whose stretches readers named, in clean text."""
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in csv.DictReader((ROOT / "benchmarks/labels/roles.csv").open(encoding="utf-8")):
        if row["used_to"] == use:
            rows[Path(row["source_path"]).stem].append(row)
    if use == "fit":
        for row in csv.DictReader((shared / "more/roles.csv").open(encoding="utf-8-sig")):
            rows[row["doc"]].append(row)
    found = extract(_files(shared, set(rows)))
    raw = {d["source_name"]: d["raw_text"] for d in found.documents.iter_rows(named=True)}
    reports = found.reports.join(found.repaired.select("report_id", "map_clean", "map_raw"), on="report_id")
    return [_placed(report, rows[report["source_name"]], raw) for report in reports.iter_rows(named=True)]


def _files(shared: Path, stems: set[str]) -> pl.DataFrame:
    files, _ = read_files([shared / "more" / "unlabelled"])
    stem = pl.col("source_path").str.extract(r"([^/]+)\.[a-z]+$")
    return files.filter(stem.is_in(list(stems)))


def _placed(report: dict[str, Any], rows: list[dict[str, str]], raw: dict[str, str]) -> Labelled:
    """Offsets of the raw text, as they were counted there, to the nearest line or sentence of the clean one."""
    text, clean, source = report["text"], report["map_clean"], report["map_raw"]
    length = len(raw[report["source_name"]])
    starts = sorted({0, *(m.end() for m in re.finditer(r"[。！？\n]", text))})
    marks = []
    for row in rows:
        offset = int(row["offset"]) * (length / int(row["char_count"]) if row.get("char_count") else 1)
        place = bisect_right(source, offset) - 1
        at = clean[place] + min(offset - source[place], (clean[place + 1 : place + 2] or [len(text)])[0] - clean[place])
        marks.append((min(starts, key=lambda s, at=at: abs(s - at)), row["role"]))
    return Labelled(report["report_id"], text, report["report_year"], report["congress_session"], sorted(set(marks)))


def variants(whole: Labelled, chosen: random.Random) -> Iterator[Labelled]:
    """The same report with headings lost, as an excerpt, as a text that begins or ends in the middle, and as a digest,
    which keeps little more than the head, figures and goals."""
    heads = {heading.offset for heading in headings(whole.text)}
    lines = [(m.start(), m.group()) for m in re.finditer(r"[^\n]*\n?", whole.text) if m.group()]
    kinds = (_without_headings, _excerpt, _cut, _digest)
    for number in range(VARIANTS):
        kept = kinds[number % len(kinds)](lines, heads, chosen)
        if len(kept) > 1:
            yield _rebuilt(whole, kept, f"{whole.key}v{number}")


def _without_headings(lines: list[_Line], heads: set[int], chosen: random.Random) -> list[_Line]:
    return [line for line in lines if not _is_head(line, heads) or chosen.random() > 0.7]


def _is_head(line: _Line, heads: set[int]) -> bool:
    return line[0] in heads and len(line[1]) <= _LONGEST_HEADING


def _excerpt(lines: list[_Line], heads: set[int], chosen: random.Random) -> list[_Line]:
    """A few stretches, with or without the head of the report, most of their headings, and the goals."""
    keep = set(range(3)) if chosen.random() < 0.7 else set()
    for _ in range(chosen.randint(2, 5)):
        first = chosen.randrange(len(lines))
        keep |= set(range(first, min(len(lines), first + chosen.randint(1, 8))))
    keep |= {i for i, line in enumerate(lines) if _GOALS.search(line[1]) and chosen.random() < 0.6}
    return [x for i, x in enumerate(lines) if i in keep and not (_is_head(x, heads) and chosen.random() < 0.3)]


def _cut(lines: list[_Line], heads: set[int], chosen: random.Random) -> list[_Line]:
    """A text that begins or ends in the middle."""
    half = len(lines) // 2
    first = chosen.randrange(half) if half and chosen.random() < 0.5 else 0
    last = chosen.randrange(half, len(lines)) if chosen.random() < 0.5 else len(lines)
    return lines[first:last]


def _digest(lines: list[_Line], heads: set[int], chosen: random.Random) -> list[_Line]:
    """What a collector keeps: the head, the goals, paragraphs that begin with figures, and not all headings."""
    kept = []
    for place, line in enumerate(lines):
        if _is_head(line, heads):
            share = 0.5
        else:
            share = 0.9 if place < 3 or _GOALS.search(line[1]) else 0.4 if _FIGURES.search(line[1][:200]) else 0.1
        if chosen.random() < share:
            kept.append(line)
    return kept


def _rebuilt(whole: Labelled, lines: list[tuple[int, str]], key: str) -> Labelled:
    places = [offset for offset, _ in whole.marks]
    text, marks = "", []
    for start, line in lines:
        inside = [(offset, role) for offset, role in whole.marks if start < offset < start + len(line)]
        opening = whole.marks[max(0, bisect_right(places, start) - 1)][1]
        for offset, role in [(start, opening), *inside]:
            if not marks or marks[-1][1] != role:
                marks.append((len(text) + offset - start, role))
        text += line
    return whole._replace(key=key, text=text, marks=marks)


def from_facts(shared: Path) -> list[Labelled]:
    """Reports with labelled facts under the present model's best path among those that the facts leave."""
    sets = [
        (read_files([shared / "reports"])[0], shared / "eval" / "gold"),
        (read_files([shared / "more" / "reports"])[0], shared / "more" / "gold"),
        (read_files([ROOT / "tests/reading/reports"])[0], ROOT / "tests/reading/gold"),
    ]
    own = ROOT / "benchmarks" / "labels" / "facts"
    sets.append((_files(shared, {path.stem for path in own.glob("*.csv")}), own))
    return [one for files, gold in sets for one in _guided(extract(files), gold)]


def _guided(found: Any, gold: Path) -> Iterator[Labelled]:
    statements = found.statements.partition_by("report_id", as_dict=True)
    for report in found.reports.iter_rows(named=True):
        path = gold / f"{report['source_name']}.csv"
        if not path.exists():
            continue
        labels = list(csv.DictReader(path.open(encoding="utf-8-sig")))
        text = Labelled(report["report_id"], report["text"], report["report_year"], report["congress_session"], [])
        frame = statements.get((report["report_id"],))
        yield _path_of(text, {} if frame is None else _sides(labels, frame.to_dicts(), report["report_year"]))


def _sides(labels: list[dict[str, str]], statements: list[dict[str, Any]], year: int) -> dict[int, set[str]]:
    """Where in the text a labelled fact stands alone, and the roles that it can have there."""
    found: dict[int, set[str]] = {}
    for label in labels:
        values = (label["value_low"] and float(label["value_low"]), label["value_high"] and float(label["value_high"]))
        places = {
            s["span_start"]
            for s in statements
            if s["indicator_code"] == label["indicator"] and (s["value_low"] or "", s["value_high"] or "") == values
        }
        last, first = int(label["period_end"]), int(label["period_start"])
        if len(places) != 1 or last < (year if label["kind"] == "target" else year - 1):
            continue
        allowed = {"review_term", "review_year"} if label["kind"] == "outcome" else {"plan_term", "plan_year"}
        if label["kind"] == "target" and label["measure"] == "growth" and first == last == year:
            allowed = {"plan_year"}
        found[places.pop()] = allowed
    return found


def from_passages() -> list[Labelled]:
    """The passages of tests/reading below their headings, those whose facts are all of one kind."""
    found = []
    for row in csv.DictReader((ROOT / "tests/reading/sentences.csv").open(encoding="utf-8")):
        kinds = {fact.strip().lstrip("?").split("|")[0] for fact in row["expected"].split(" ; ") if fact.strip()}
        if len(kinds) != 1 or not row["heading"]:
            continue
        text = row["heading"] + "\n" + row["text"].replace("\\n", "\n")
        side = {"review_term", "review_year"} if kinds == {"outcome"} else {"plan_term", "plan_year"}
        one = Labelled(f"p{row['id']}", text, int(row["report_year"]), None, [])
        found.append(_path_of(one, dict.fromkeys(range(len(text)), side)))
    return found


def _path_of(text: Labelled, sides: dict[int, set[str]]) -> Labelled:
    """The text with the present model's best path among those that ``sides`` (offset -> roles) leave."""
    found = evidence(_frame([text]))
    scores = roles.emissions(found)
    starts = found["start"].to_list()
    for offset, allowed in sides.items():
        row = scores[bisect_right(starts, offset) - 1]
        row[:] = [score if role in allowed else score - _TIES for role, score in zip(ROLES, row, strict=True)]
    path = roles.best_path(scores, found["at"].to_list())
    marks = [(start, decided.role) for start, decided in zip(starts, path, strict=True)]
    return text._replace(marks=[m for i, m in enumerate(marks) if i == 0 or marks[i - 1][1] != m[1]])


def _frame(texts: Sequence[Labelled]) -> pl.DataFrame:
    rows = [(t.key, t.text, t.year, t.session) for t in texts]
    schema = {"report_id": pl.String, "text": pl.String, "report_year": pl.Int64, "congress_session": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def chains(texts: Sequence[Labelled]) -> tuple[Chains, list[str]]:
    """The texts as arrays, and the features that come often enough to be learned."""
    found = evidence(_frame(texts))
    numeric = [name for name in found.columns if ":" in name]
    units = [
        {**dict.fromkeys(row["said"], 1.0), **{name: row[name] for name in numeric if row[name]}}
        for row in found.iter_rows(named=True)
    ]
    seen = Counter(name for unit in units for name in unit)
    names = sorted(name for name, count in seen.items() if count >= 3 and name not in GIVEN)
    place = {name: i for i, name in enumerate(names)}
    entries = [(i, place[n], v) for i, unit in enumerate(units) for n, v in unit.items() if n in place]
    rows, columns, values = zip(*entries, strict=True)
    features = scipy.sparse.csr_matrix((values, (rows, columns)), shape=(len(units), len(names)))
    of_text: dict[str, list[int]] = defaultdict(list)
    for i, key in enumerate(found["report_id"]):
        of_text[key].append(i)
    index = np.full((max(map(len, of_text.values())), len(texts)), -1)
    role = np.zeros(len(units), dtype=int)
    for column, text in enumerate(texts):
        own = of_text[text.key]
        index[: len(own), column] = own
        for i in own:
            role[i] = ROLES.index(_role_of(text.marks, found["start"][i], found["end"][i]))
    begins = np.array([BEGINNINGS.index(at) for at in found["at"]])
    return Chains(features, role, begins, index), names


def _role_of(marks: list[tuple[int, str]], start: int, end: int) -> str:
    """The role that most of a span has."""
    share: Counter[str] = Counter()
    for (offset, role), (after, _) in zip(marks, [*marks[1:], (end, "")], strict=True):
        share[role] += max(0, min(end, max(after, offset)) - max(start, offset))
    return share.most_common(1)[0][0]


def fit(texts: Sequence[Labelled]) -> tuple[Any, Any, list[str]]:
    """Weights (feature, role) and steps (beginning, before, after) of the greatest likelihood."""
    known, names = chains(texts)
    size = len(names) * COUNT
    begun = np.zeros(size + len(BEGINNINGS) * COUNT * COUNT)
    options = {"maxiter": ROUNDS}
    done = scipy.optimize.minimize(_loss, begun, args=(known,), jac=True, method="L-BFGS-B", options=options)
    return done.x[:size].reshape(-1, COUNT), done.x[size:].reshape(-1, COUNT, COUNT), names


def _logsum(values: Any, axis: int) -> Any:
    top = values.max(axis=axis, keepdims=True)
    return (top + np.log(np.exp(values - top).sum(axis=axis, keepdims=True))).squeeze(axis)


def _loss(flat: Any, known: Chains) -> tuple[float, Any]:
    """Negative log-likelihood of all chains with its gradient; both parts are held down by their squares."""
    size = known.features.shape[1] * COUNT
    weights, steps = flat[:size].reshape(-1, COUNT), flat[size:].reshape(-1, COUNT, COUNT)
    there = known.index >= 0
    unit = np.maximum(known.index, 0)
    scores = np.where(there[:, :, None], (known.features @ weights)[unit], 0)
    into = steps[known.begins[unit]]
    ahead, back = np.zeros_like(scores), np.zeros_like(scores)
    ahead[0] = scores[0]
    for t in range(1, len(scores)):
        on = scores[t] + _logsum(ahead[t - 1][:, :, None] + into[t], 1)
        ahead[t] = np.where(there[t][:, None], on, ahead[t - 1])
    for t in range(len(scores) - 2, -1, -1):
        on = _logsum(into[t + 1] + (scores[t + 1] + back[t + 1])[:, None, :], 2)
        back[t] = np.where(there[t + 1][:, None], on, 0)
    total = _logsum(ahead[-1], 1)
    t, n = np.nonzero(there)
    own = known.role[unit[t, n]]
    at_unit = np.zeros((len(known.role), COUNT))
    at_unit[unit[t, n]] = np.exp(ahead + back - total[None, :, None])[t, n]
    at_unit[unit[t, n], own] -= 1
    t2, n2 = np.nonzero(there[1:])
    pair = ahead[t2, n2][:, :, None] + into[t2 + 1, n2] + (scores[t2 + 1, n2] + back[t2 + 1, n2])[:, None, :]
    at_step, begins = np.zeros_like(steps), known.begins[unit[t2 + 1, n2]]
    before, after = known.role[unit[t2, n2]], known.role[unit[t2 + 1, n2]]
    np.add.at(at_step, begins, np.exp(pair - total[n2][:, None, None]))
    np.add.at(at_step, (begins, before, after), -1)
    loss = total.sum() - scores[t, n, own].sum() - steps[begins, before, after].sum()
    loss += L2 * (weights**2).sum() + L2_STEPS * (steps**2).sum()
    gradient = [(known.features.T @ at_unit + 2 * L2 * weights).ravel(), (at_step + 2 * L2_STEPS * steps).ravel()]
    return loss, np.concatenate(gradient)


def write(weights: Any, steps: Any, names: list[str]) -> None:
    """The two CSVs, rounded, so that the same weights are the same bytes."""
    folder = ROOT / "seeds" / "reference"
    rows = [[name, *(f"{w:.2f}" for w in row)] for name, row in zip(names, weights, strict=True)]
    rows += [[name, *(f"{given.get(role, 0.0):.2f}" for role in ROLES)] for name, given in GIVEN.items()]
    _csv(folder / "role_weights.csv", ["feature", *ROLES], rows)
    for before, after in product(("plan_term", "plan_year"), ("review_term", "review_year")):
        steps[BEGINNINGS.index("chapter"), ROLES.index(before), ROLES.index(after)] -= NO_WAY_BACK
    table = [
        [at, before, *(f"{w:.2f}" for w in steps[i, j])]
        for i, at in enumerate(BEGINNINGS)
        for j, before in enumerate(ROLES)
    ]
    _csv(folder / "role_transitions.csv", ["at", "before", *ROLES], table)


def _csv(path: Path, head: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerows([head, *rows])


def measured(texts: Sequence[Labelled]) -> str:
    """How much of the text has the right role, how much is unknown, and how much is swapped between review and plan."""
    from extract.structure import sections

    reports = _frame(texts).with_columns(pl.lit("annual").alias("report_type"))
    told_by: Counter[tuple[str, str]] = Counter()
    marks = {text.key: text.marks for text in texts}
    for row in sections(reports).rows.iter_rows(named=True):
        for (offset, role), (after, _) in zip(
            marks[row["report_id"]], [*marks[row["report_id"]][1:], (row["span_end"], "")], strict=True
        ):
            length = min(row["span_end"], max(after, offset)) - max(row["span_start"], offset)
            told_by[role, row["role"]] += max(0, length)
    whole = sum(told_by.values())
    right = sum(n for (role, found), n in told_by.items() if role == found)
    swapped = sum(n for (role, found), n in told_by.items() if {role[:4], found[:4]} == {"revi", "plan"})
    unknown = sum(n for (_, found), n in told_by.items() if found == schemas.ROLES[-1])
    worst = ", ".join(f"{a} read as {b} {n / whole:.4f}" for (a, b), n in told_by.most_common(20) if a != b)
    return (
        f"{len(texts)} reports: right {right / whole:.4f}, review and plan swapped {swapped / whole:.4f}, "
        f"unknown {unknown / whole:.4f} ({worst})"
    )


if __name__ == "__main__":
    sys.exit(main())
