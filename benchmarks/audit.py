"""Draws verdicts for a reader to judge, takes the judgements, and tells how many verdicts are wrong.

    benchmarks/audit.py draw FILE --home DIR [--number 120] [--seed 1]     a CSV, one row a verdict, nothing judged
    benchmarks/audit.py judge FILE                                        at a terminal; each answer is written at once
    benchmarks/audit.py rates FILE                                        wrong ones by status, with 95 % intervals

The same seed draws the same verdicts of the same warehouse. Each status of each level of government gets as many
rows as another, as far as it has them: rare ones are judged too, and the rate of all is weighted by their numbers.
The column ``judgement`` is right, wrong or unclear, and may be filled in with any editor. Measuring belongs here;
what a verdict is belongs to dbt.
"""

import argparse
import csv
import hashlib
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from warehouse.connection import DatabaseError, connect
from warehouse.home import Home

JUDGEMENTS = {"r": "right", "w": "wrong", "u": "unclear"}
COLUMNS = (
    "target_id",
    "status",
    "region_level",
    "of",
    "region",
    "indicator",
    "measure",
    "years",
    "target_report",
    "target_context",
    "outcome_report",
    "outcome_context",
    "status_reason",
    "judgement",
    "note",
)
AROUND = 120
"""Characters of context on either side of a clause."""
Z = 1.96

_VERDICTS = """
select
    verdicts.target_id, verdicts.status, verdicts.region_level, regions.full_name as region,
    indicators.name_zh as indicator, verdicts.measure,
    concat_ws('-', verdicts.period_start, nullif(verdicts.period_end, verdicts.period_start)) as years,
    target_reports.source_path as target_report, verdicts.target_evidence, targets.span_start as target_start,
    target_texts.text as target_text, coalesce(
        outcome_reports.source_path,
        (
            select string_agg(covering.source_path, ', ' order by covering.source_path)
            from marts.dim_report as covering
            where covering.series_code = verdicts.series_code and covering.report_year - 1 = verdicts.period_end
                and not covering.is_superseded
        )
    ) as outcome_report, verdicts.actual_evidence,
    outcomes.span_start as outcome_start, outcome_texts.text as outcome_text, verdicts.status_reason
from marts.fct_target_vs_actual as verdicts
inner join marts.dim_region as regions using (region_code)
inner join marts.dim_indicator as indicators using (indicator_code)
inner join marts.fct_targets as targets on verdicts.target_id = targets.fact_id
inner join marts.dim_report as target_reports on verdicts.target_report_id = target_reports.report_id
inner join marts.report_text as target_texts on verdicts.target_report_id = target_texts.report_id
left join marts.fct_outcomes as outcomes on verdicts.outcome_id = outcomes.fact_id
left join marts.dim_report as outcome_reports on verdicts.outcome_report_id = outcome_reports.report_id
left join marts.report_text as outcome_texts on verdicts.outcome_report_id = outcome_texts.report_id
where list_contains(?, verdicts.target_id)
"""


def allocated(sizes: Mapping[Any, int], number: int) -> dict[Any, int]:
    """How many of ``number`` rows each stratum gives: as many as any other, as far as it has them."""
    given = dict.fromkeys(sizes, 0)
    left = min(number, sum(sizes.values()))
    while left:
        for stratum in sorted(sizes):
            if left and given[stratum] < sizes[stratum]:
                given[stratum] += 1
                left -= 1
    return given


def drawn(verdicts: Iterable[tuple[str, str, str]], number: int, seed: int) -> dict[str, int]:
    """The ids of the verdicts (id, status, level) that the seed draws, each with the size of its stratum."""
    strata: dict[tuple[str, str], list[str]] = defaultdict(list)
    for target_id, status, level in verdicts:
        strata[(status, level)].append(target_id)
    counts = allocated({stratum: len(ids) for stratum, ids in strata.items()}, number)

    def place(target_id: str) -> str:
        return hashlib.sha256(f"{seed}|{target_id}".encode()).hexdigest()

    return {
        target_id: len(strata[stratum])
        for stratum in sorted(strata)
        for target_id in sorted(strata[stratum], key=place)[: counts[stratum]]
    }


def in_context(text: str | None, clause: str | None, start: int | None) -> str:
    """The clause between 【 and 】 in its surroundings; the clause alone where its text is not known."""
    if not clause:
        return ""
    at = start if start is not None else (text or "").find(clause)
    if text is None or at < 0:
        return clause
    end = at + len(clause)
    before, after = text[max(0, at - AROUND) : at], text[end : end + AROUND]
    return " ".join(f"{before}【{text[at:end]}】{after}".split())


def interval(wrong: int, judged: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share: it holds for few rows and for none wrong."""
    if not judged:
        return 0.0, 1.0
    share, base = wrong / judged, 1 + Z * Z / judged
    middle = (share + Z * Z / (2 * judged)) / base
    half = Z * math.sqrt(share * (1 - share) / judged + Z * Z / (4 * judged * judged)) / base
    return max(0.0, middle - half), min(1.0, middle + half)


def rates(rows: Sequence[Mapping[str, str]]) -> list[tuple[str, int, int, float, float, float]]:
    """(what, judged, wrong, share, low, high) for each status and level, and for all, weighted by sizes of strata."""
    judged = [row for row in rows if row["judgement"] in ("right", "wrong")]
    found = []
    for column in ("status", "region_level"):
        counts = Counter((row[column], row["judgement"]) for row in judged)
        for value in sorted({row[column] for row in judged}):
            wrong, total = counts[(value, "wrong")], counts[(value, "wrong")] + counts[(value, "right")]
            found.append((value, total, wrong, wrong / total, *interval(wrong, total)))
    if judged:
        found.append(_weighted(judged))
    return found


def _weighted(judged: Sequence[Mapping[str, str]]) -> tuple[str, int, int, float, float, float]:
    strata: dict[tuple[str, str, int], list[bool]] = defaultdict(list)
    for row in judged:
        strata[(row["status"], row["region_level"], int(row["of"]))].append(row["judgement"] == "wrong")
    whole = sum(of for _, _, of in strata)
    share = sum(of / whole * sum(wrong) / len(wrong) for (_, _, of), wrong in strata.items())
    # The interval of as many rows drawn at random: strata that are judged closely make it narrower, never wider.
    low, high = interval(round(share * len(judged)), len(judged))
    wrong = sum(sum(stratum) for stratum in strata.values())
    return "all, weighted", len(judged), wrong, share, min(low, share), max(high, share)


def draw(home: Home, number: int, seed: int) -> list[dict[str, Any]]:
    """The drawn verdicts of the published warehouse as rows of the CSV. Raises DatabaseError without one."""
    with connect(home.published_database, read_only=True) as connection:
        every = connection.execute("select target_id, status, region_level from marts.fct_target_vs_actual").fetchall()
        chosen = drawn(every, number, seed)
        cursor = connection.execute(_VERDICTS, [list(chosen)])
        names = [column[0] for column in cursor.description or []]
        found = {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}
    return [
        found[target_id]
        | {
            "of": of,
            "target_context": in_context(
                *(found[target_id][k] for k in ("target_text", "target_evidence", "target_start"))
            ),
            "outcome_context": in_context(
                *(found[target_id][k] for k in ("outcome_text", "actual_evidence", "outcome_start"))
            ),
            "judgement": "",
            "note": "",
        }
        for target_id, of in chosen.items()
    ]


def judge(rows: Sequence[dict[str, str]], save: Callable[[], None], ask: Callable[[str], str], sink: TextIO) -> None:
    """Show every row that is not judged yet and take its judgement; q stops, s leaves a row for later."""
    waiting = [row for row in rows if not row["judgement"]]
    for number, row in enumerate(waiting, start=1):
        print(f"\n[{number} of {len(waiting)}] {row['status']}: {row['status_reason']}", file=sink)
        print(f"  {row['region']}, {row['indicator']} ({row['measure']}), {row['years']}", file=sink)
        print(f"  promised in {row['target_report']}\n    {row['target_context']}", file=sink)
        print(f"  told in {row['outcome_report'] or 'no report'}\n    {row['outcome_context']}", file=sink)
        key = ""
        while key not in (*JUDGEMENTS, "s", "q"):
            key = ask("[r]ight, [w]rong, [u]nclear, [s]kip, [q]uit? ").strip().lower()[:1]
        if key == "q":
            return
        if key in JUDGEMENTS:
            row["judgement"] = JUDGEMENTS[key]
            row["note"] = ask("why? ").strip() if key != "r" else ""
            save()


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a drawn CSV. Exits with one line when it is none or a judgement is no known word."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        sys.exit(f"cannot read {path}: {error.strerror}; draw it first")
    if rows and not set(COLUMNS) <= set(rows[0]):
        sys.exit(f"{path} is no file that `draw` wrote: it lacks {', '.join(sorted(set(COLUMNS) - set(rows[0])))}")
    for line, row in enumerate(rows, start=2):
        if row["judgement"] not in ("", *JUDGEMENTS.values()):
            sys.exit(f"{path}, row {line}: write {', '.join(JUDGEMENTS.values())} or nothing, not {row['judgement']!r}")
    return rows


def write(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write the rows; the byte order mark lets spreadsheets read the Chinese."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    """Draw, judge or rate."""
    parser = argparse.ArgumentParser(description="Draws verdicts for a reader to judge, and tells how many are wrong.")
    parser.add_argument("action", choices=("draw", "judge", "rates"))
    parser.add_argument("file", type=Path)
    parser.add_argument("--home", metavar="DIR", help="the home whose published warehouse is drawn from")
    parser.add_argument("--number", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.action == "draw":
        if options.file.exists():
            sys.exit(f"{options.file} is there already, perhaps with judgements: name another file")
        try:
            write(options.file, draw(Home.resolve(options.home), options.number, options.seed))
        except DatabaseError as error:
            sys.exit(str(error))
        return
    rows = read(options.file)
    if options.action == "judge":
        judge(rows, lambda: write(options.file, rows), input, sys.stdout)
    for what, judged, wrong, share, low, high in rates(rows):
        print(f"{what:16} {wrong:4} of {judged:4} wrong  {share:6.1%}  ({low:.1%} to {high:.1%})")


if __name__ == "__main__":
    main()
