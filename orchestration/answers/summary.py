"""What a build and ``duixian status`` tell: what is in the published file, as text.

Only reading the published file and wording belong here. Nothing of Dagster is imported: status must start quickly.
"""

import shlex
import shutil
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration.state.last_run import last_run
from warehouse.connection import DatabaseError, connect
from warehouse.home import DEFAULT_HOME, Home

EXAMPLE = (
    "SELECT region_code, period_start AS year, indicator_code, comparator, target_low, target_high, actual, status "
    "FROM marts.fct_target_vs_actual WHERE status IN ('met', 'missed') ORDER BY 1, 2, 3 LIMIT 20"
)
STATUSES = ("met", "missed", "pending", "not_reported", "not_comparable")
_FACTS = """
select 'targets', count(*) from marts.fct_targets union all
select 'outcomes', count(*) from marts.fct_outcomes union all
select 'statements', count(*) from marts.fct_statements
"""
_VERDICTS = "select status, count(*) from marts.fct_target_vs_actual group by status"
_QUARANTINE = "select stage, reason_code, count(*) from marts.quarantine group by all order by all"
_REPORTS = """
select region_code, coalesce(any_value(full_name), '?'), list(distinct report_year order by report_year)
from marts.dim_report left join marts.dim_region using (region_code)
group by region_code order by region_code
"""


def build_summary(home: Home, seconds: Mapping[str, float]) -> str:
    """The text at the end of a build."""
    with connect(home.published_database, read_only=True) as connection:
        reports = _number(connection, "select count(*) from marts.dim_report")
        facts = connection.execute(_FACTS).fetchall()
        verdicts = dict(connection.execute(_VERDICTS).fetchall())
        quarantined = connection.execute(_QUARANTINE).fetchall()
    statuses = [*STATUSES, *sorted(set(verdicts) - set(STATUSES))]
    lines = [
        f"reports read   {reports:,}",
        "facts          " + ", ".join(f"{count:,} {kind}" for kind, count in facts),
        "verdicts       " + ", ".join(f"{verdicts.get(status, 0):,} {status}" for status in statuses),
        f"quarantined    {_rejections(quarantined)}",
        "seconds        " + (", ".join(f"{stage} {spent:.1f}" for stage, spent in seconds.items()) or "nothing to do"),
        f"published      {home.published_database}",
        f"site           {home.site / 'index.html'}",
        f"try            {example_command(home)}",
    ]
    return "\n".join(line for line in lines if not line.startswith("site ") or (home.site / "index.html").is_file())


def example_command(home: Home) -> str:
    """A shell command that runs the example query on this home."""
    where = "" if home.root == DEFAULT_HOME else f" --home {shlex.quote(str(home.root))}"
    return f'{_program()} query{where} "{EXAMPLE}"'


def status(home: Home) -> str:
    """Regions by years, what is quarantined, when the file was published, how the last run ended.

    Raises DatabaseError without a file, in which the last run is told if there was one.
    """
    run = last_run(home)
    if run and not home.published_database.is_file():
        raise DatabaseError(f"nothing is published in {home.root}; the last run: {run}")
    with connect(home.published_database, read_only=True) as connection:
        try:
            reports = connection.execute(_REPORTS).fetchall()
            quarantined = connection.execute(_QUARANTINE).fetchall()
        except duckdb.Error as error:
            raise DatabaseError(f"{home.published_database} is not a warehouse of this version; build again") from error
    lines = [f"published      {_published(home.published_database)}", f"last run       {run or 'none is known'}"]
    lines += [f"{code} {name}: {_years(years)}" for code, name, years in reports]
    lines += [f"quarantined    {_rejections(quarantined)}"]
    return "\n".join(lines)


def _program() -> str:
    """How to call this program from here: by its name where PATH has it, else by its path."""
    installed = Path(sys.executable).with_name("duixian")
    if shutil.which("duixian") == str(installed):
        return "duixian"
    here = Path.cwd()
    return shlex.quote(str(installed.relative_to(here) if installed.is_relative_to(here) else installed))


def _published(path: Path) -> str:
    moment = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    return f"{path}, {moment:%Y-%m-%d %H:%M:%S %z}, {path.stat().st_size / 1024**2:.1f} MB"


def _rejections(rows: list[tuple[str, str, int]]) -> str:
    total = sum(count for _, _, count in rows)
    by_reason = ", ".join(f"{count:,} {stage}/{reason}" for stage, reason, count in rows)
    return f"{total:,} rows" + (f" ({by_reason})" if rows else "")


def _years(years: list[int]) -> str:
    """Years as runs: 2013-2016, 2018."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _number(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0
