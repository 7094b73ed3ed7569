"""Measures what dbt needs to build all marts over an archive of the size of the country.

    benchmarks/marts.py [--statements N] [--home DIR] [--tests]

A made-up archive is written as a lake: a report for each division and year, with as many statements, facts and
characters as real reports have on average, and with outcomes that answer the targets of the year before. Then three
things are timed, each as the loading into `raw` and a `dbt build` of models and snapshot: the whole archive into an
empty database, the same again (what a rerun costs), and one more report year (what an arrival costs). Publishing
follows, and with --tests the data tests. Memory is that of the process at its peak. Measuring belongs here and not
into a test.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import polars as pl

from warehouse.connection import connect, quoted_path
from warehouse.home import REPOSITORY, Home
from warehouse.lake import TABLES
from warehouse.load import load_lake
from warehouse.publish import publish

_Result = TypeVar("_Result")

DBT = Path(sys.executable).with_name("dbt")
REFERENCE = REPOSITORY / "seeds" / "reference"
FIRST_YEAR = 2012
# Means of 73 real reports of every level.
STATEMENTS, TARGETS, OUTCOMES, CHARACTERS = 239, 21, 41, 18_366
CELL = 17
"""Code points of a made-up clause with its full stop."""

_CATALOGUE = f"""
create or replace temp table catalogue as
select *, row_number() over (order by indicator_code) - 1 as number
from read_csv('{REFERENCE}/indicators.csv', header = true, all_varchar = true);
create or replace temp table divisions as
select region_code, row_number() over (order by region_code) - 1 as number
from (
    select distinct region_code from read_csv('{REFERENCE}/divisions.csv', header = true, all_varchar = true)
    where valid_to is null
);
"""
# Slots 0 to 20 promise an indicator for the year, slots 21 to 61 tell results of the year before: first those of the
# promised indicators, then their growth or others. The rest are figures of no known indicator.
_STATEMENTS = f"""
create or replace temp table said as
with slots as (
    select
        reports.*,
        slot::integer as slot,
        case when slot < {TARGETS} then slot else slot - {TARGETS} end as place,
        (reports.number * 97 + case when place < {TARGETS} then place else place - {TARGETS} end * 37)
            % (select count(*) from catalogue) as wanted
    from reports cross join range({STATEMENTS}) as slots (slot)
),

indicated as (
    select
        slots.*,
        case when slot < {TARGETS + OUTCOMES} then catalogue.indicator_code end as indicator_code,
        catalogue.name_zh,
        place >= {TARGETS} and catalogue.unit != 'percent' as is_growth,
        case when is_growth then 'percent' else catalogue.unit end as unit,
        case
            when is_growth then (hash(slots.number, wanted, report_year) % 200)::double / 10 - 5
            when catalogue.unit = 'percent' then (hash(slots.number, wanted, report_year) % 900)::double / 10
            else (100000 + hash(slots.number, wanted, report_year) % 90000)::double * 1000000
        end as figure
    from slots inner join catalogue on slots.wanted = catalogue.number
)

select
    left(md5(report_id || slot), 20) as statement_id,
    report_id,
    region_code,
    name_zh as subject,
    indicator_code,
    'region' as scope,
    case when slot < {TARGETS} then 'target' else 'outcome' end as kind,
    case when is_growth then 'growth' else 'level' end as measure,
    case when slot < {TARGETS} then report_year else report_year - 1 end as period_start,
    period_start as period_end,
    case when slot % 7 = 3 then 'ge' when slot % 9 = 4 then 'approx' else 'eq' end as comparator,
    figure as value_low,
    case when comparator != 'ge' then figure end as value_high,
    unit,
    null::varchar as reference_code,
    slot % 11 = 5 and slot >= {TARGETS} as is_estimate,
    null::varchar as tier,
    null::varchar as commitment,
    rpad(left(name_zh || figure::varchar, {CELL - 1}), {CELL - 1}, '整') as evidence,
    slot::bigint * {CELL} as span_start,
    slot::bigint * {CELL} + {CELL - 1} as span_end,
    span_start as raw_start,
    span_end as raw_end,
    '一、过去一年工作回顾 > （一）综合实力稳步提升，发展质量持续向好' as section,
    figure::varchar as value_text,
    0.93::double as confidence,
    case when indicator_code is null then 'no_indicator' end as excluded_because,
    slot
from indicated
"""
_REPORT = """
select
    reports.report_id,
    reports.report_id || '.txt' as source_path,
    reports.report_id as source_name,
    'txt' as source_format,
    md5(reports.report_id) || md5(reports.report_id) as source_sha256,
    null::varchar as source_url,
    '政府工作报告' as title,
    reports.region_code,
    reports.report_year,
    reports.report_year - 1 as review_year,
    make_date(reports.report_year, 1, 15) as delivered_on,
    null::varchar as speaker,
    null::bigint as congress_term,
    null::bigint as congress_session,
    'annual' as report_type,
    length(texts.text) as char_count,
    []::varchar[] as repair_notes,
    texts.text
from reports inner join texts using (report_id)
"""
_DOCUMENT = """
select
    report_id, report_id || '.txt' as source_path, report_id as source_name, 'txt' as source_format,
    md5(report_id) || md5(report_id) as source_sha256, null::varchar as told, text, text as raw_text,
    []::varchar[] as repair_notes, [0]::bigint[] as map_clean, [0]::bigint[] as map_raw
from texts
"""
# The first two fifths are review, the rest is plan, as figures are spread here.
_SECTION = """
with halves as (
    select report_id, report_year, length(text) as size from reports inner join texts using (report_id)
)
select
    report_id, part::bigint as section_index, case part when 0 then '一、过去一年' else '二、今年' end as section,
    1::bigint as depth, false as has_own_date, report_year - 1 + part as wide_start, report_year - 1 + part as wide_end,
    case part when 0 then 'review_year' else 'plan_year' end as role,
    case part when 0 then 'review' else 'plan' end as kind, 9.0::double as margin,
    report_year - 1 + part as period_start, report_year - 1 + part as period_end,
    case part when 0 then 0 else size * 2 // 5 end as span_start,
    case part when 0 then size * 2 // 5 else size end as span_end
from halves cross join range(2) as parts (part)
"""
_FACT = """
select
    'f' || left(statement_id, 19) as fact_id, statement_id, report_id, region_code, kind, indicator_code, measure,
    period_start, period_end, comparator, value_low, value_high, unit, reference_code, is_estimate, tier, commitment,
    evidence, span_start, span_end, raw_start, raw_end, section, value_text, confidence
from said where indicator_code is not null
"""
_WORDED = """
select
    'w' || left(statement_id, 19) as worded_id, report_id, region_code, indicator_code, 'hold' as form, period_start,
    period_end, '保持稳定' as wording, evidence, span_start, span_end, raw_start, raw_end, section
from said where slot = 0
"""
_TEXT = f"""
create or replace temp table texts as
select
    report_id,
    string_agg(evidence, '。' order by slot)
    || repeat('，各项工作平稳推进', ({CHARACTERS} - {STATEMENTS * CELL}) // 9) as text
from said group by report_id
"""


def add_year(home: Home, year: int, reports: int) -> int:
    """Write one made-up report year of so many divisions into the lake; returns the statements written."""
    with duckdb.connect() as connection:
        connection.execute("set memory_limit = '3GB'; set enable_progress_bar = false")
        connection.execute(_CATALOGUE)
        connection.execute(
            f"""create or replace temp table reports as
            select left(md5(region_code || {year}), 16) as report_id, region_code, number, {year}::bigint as report_year
            from divisions where number < {reports}"""
        )
        connection.execute(_STATEMENTS)
        connection.execute(_TEXT)
        for table, select in {
            "documents": _DOCUMENT,
            "reports": _REPORT,
            "sections": _SECTION,
            "facts": _FACT,
            "worded_targets": _WORDED,
            "statements": "select * exclude (region_code, slot) from said",
        }.items():
            file = home.lake / table / f"{year}.parquet"
            file.parent.mkdir(parents=True, exist_ok=True)
            connection.execute(f"copy ({select}) to {quoted_path(file)} (format parquet, compression zstd)")
        row = connection.execute("select count(*) from said").fetchone()
    return int(row[0]) if row else 0


def generate(home: Home, statements: int) -> tuple[int, int, int]:
    """Fill the lake with whole report years until there are so many statements; (last year, reports a year, rows)."""
    home.ensure()
    (home.lake / "quarantine").mkdir(parents=True, exist_ok=True)
    pl.DataFrame(schema=TABLES["quarantine"]).write_parquet(home.lake / "quarantine" / "unknown.parquet")
    with duckdb.connect() as connection:
        connection.execute(_CATALOGUE)
        row = connection.execute("select count(*) from divisions").fetchone()
    divisions = int(row[0]) if row else 0
    years = max(2, -(-statements // (divisions * STATEMENTS)))
    reports = -(-statements // (years * STATEMENTS))
    rows = sum(add_year(home, FIRST_YEAR + number, reports) for number in range(years))
    return FIRST_YEAR + years - 1, reports, rows


def load(home: Home) -> dict[str, float]:
    """Seconds, processor seconds and peak memory in MB of loading the lake into ``raw``."""
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    with connect(home.live_database) as connection:
        load_lake(home.lake, connection, datetime.now(UTC))
    return _used(started, before, resource.getrusage(resource.RUSAGE_SELF))


def copy(home: Home) -> dict[str, float]:
    """Seconds, processor seconds and peak memory in MB of publishing the marts."""
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    publish(home.live_database, home.published_database)
    return _used(started, before, resource.getrusage(resource.RUSAGE_SELF))


def in_own_process(function: Callable[..., _Result], *arguments: Any) -> _Result:
    """Call ``function`` in a process of its own: a child's peak memory begins at what its parent holds."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def _used(started: float, before: resource.struct_rusage | None, after: resource.struct_rusage) -> dict[str, float]:
    earlier = before.ru_utime + before.ru_stime if before else 0.0
    return {
        "seconds": round(time.perf_counter() - started, 1),
        "cpu_seconds": round(after.ru_utime + after.ru_stime - earlier, 1),
        "peak_mb": round(after.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)),
    }


def dbt(home: Home, *arguments: str) -> dict[str, Any]:
    """Seconds, processor seconds, peak memory in MB and slowest nodes of one run of dbt. Exits when it fails.

    On a machine that does other work too, half the processor seconds are what two idle cores would need at the least.
    """
    target = home.root / "target"
    environment = os.environ | {
        "DUIXIAN_DATABASE": str(home.live_database),
        "DBT_TARGET_PATH": str(target),
        "DBT_LOG_PATH": str(home.root / "logs"),
        "DO_NOT_TRACK": "1",
    }
    places = ["--project-dir", str(REPOSITORY / "dbt"), "--profiles-dir", str(REPOSITORY)]
    command = [str(DBT), "--quiet", *arguments, *places]
    started = time.perf_counter()
    process = os.posix_spawn(command[0], command, environment)
    _, status, usage = os.wait4(process, 0)
    used = _used(started, None, usage)
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"{' '.join(command)} failed")
    results = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
    slowest = sorted(results, key=lambda result: -result["execution_time"])[:8]
    return used | {
        "slowest": {result["unique_id"].split(".")[2]: round(result["execution_time"], 1) for result in slowest},
    }


def bench(home: Home, statements: int, with_tests: bool) -> dict[str, Any]:
    """All measurements over one made-up archive."""
    started = time.perf_counter()
    last_year, reports, rows = in_own_process(generate, home, statements)
    figures: dict[str, Any] = {
        "statements": rows,
        "reports": reports * (last_year - FIRST_YEAR + 1),
        "generated_seconds": round(time.perf_counter() - started, 1),
    }
    build = ("build", "--exclude-resource-type", "test", "unit_test")
    figures["load"] = in_own_process(load, home)
    figures["rebuild"] = dbt(home, *build, "--full-refresh")
    figures["load_again"] = in_own_process(load, home)
    figures["rerun"] = dbt(home, *build)
    in_own_process(add_year, home, last_year + 1, reports)
    figures["load_one_more_year"] = in_own_process(load, home)
    figures["one_more_year"] = dbt(home, *build)
    figures["publish"] = in_own_process(copy, home)
    if with_tests:
        figures["tests"] = dbt(home, "test", "--exclude-resource-type", "unit_test")
    figures["database_mb"] = round(home.live_database.stat().st_size / 1e6)
    return figures


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(description="Seconds and memory of building all marts.")
    parser.add_argument("--statements", type=int, default=10_000_000)
    parser.add_argument("--home", metavar="DIR", help="keep the made-up archive there")
    parser.add_argument("--tests", action="store_true", help="time the data tests as well")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        figures = bench(Home(Path(options.home or scratch).absolute()), options.statements, options.tests)
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
