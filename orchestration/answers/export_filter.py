"""Which rows an export takes: regions, years and indicators as people name them, turned into conditions on a table.

Only understanding the three filters belongs here; no file is written. A name that nothing has is refused with those
that are near it.
"""

import difflib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import duckdb

from orchestration import UserError

_REGION_NAMES = """
select distinct region_code, unnest([region_code, region_name, full_name]) as name from marts.dim_region
where region_code in (select region_code from marts.dim_report)
"""
_INDICATOR_NAMES = """
select indicator_code, unnest([indicator_code, name_zh, lower(name_en)]) as name from marts.dim_indicator
"""
_YEARS = re.compile(r"(\d{4})(?:[-–~](\d{4}))?")
_YEAR_COLUMNS = ("year", "target_year", "report_year", "target_report_year")


class FilterError(UserError):
    """A filter names what is not there; the message is one clear line."""


@dataclass(frozen=True)
class Filter:
    """What was asked for, as codes; an empty part lets every row pass."""

    regions: tuple[str, ...] = ()
    years: tuple[tuple[int, int], ...] = ()
    indicators: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.regions or self.years or self.indicators)

    def condition(self, columns: Collection[str]) -> str:
        """The SQL condition on a table of ``columns``; a part that it has no column for does not hold it back."""
        parts = []
        if self.regions:
            parts += self._of_regions(columns)
        if self.indicators and "indicator_code" in columns:
            parts.append(f"indicator_code in ({_listed(self.indicators)})")
        if self.years:
            parts += self._of_years(columns)
        return " and ".join(f"({part})" for part in parts) or "true"

    def _of_regions(self, columns: Collection[str]) -> list[str]:
        wanted = f"region_code in ({_listed(self.regions)})"
        if "region_code" in columns:
            return [wanted]
        if "report_id" in columns:
            return [f"report_id in (select report_id from marts.dim_report where {wanted})"]
        return []

    def _of_years(self, columns: Collection[str]) -> list[str]:
        if {"period_start", "period_end"} <= set(columns):
            return [" or ".join(f"period_start <= {last} and period_end >= {first}" for first, last in self.years)]
        for column in _YEAR_COLUMNS:
            if column in columns:
                return [" or ".join(f"{column} between {first} and {last}" for first, last in self.years)]
        if "report_id" in columns:
            of_reports = " or ".join(f"report_year between {first} and {last}" for first, last in self.years)
            return [f"report_id in (select report_id from marts.dim_report where {of_reports})"]
        return []


def understood(
    connection: duckdb.DuckDBPyConnection, regions: Sequence[str], years: Sequence[str], indicators: Sequence[str]
) -> Filter:
    """The filter that the words ask for; regions and indicators by code or by name in either language.

    Raises FilterError for a name that no region with a report and no indicator has, and for what is no year.
    """
    return Filter(
        regions=_codes(connection, _REGION_NAMES, "region", regions),
        years=tuple(_year(text) for text in years),
        indicators=_codes(connection, _INDICATOR_NAMES, "indicator", indicators),
    )


def _codes(connection: duckdb.DuckDBPyConnection, sql: str, what: str, wanted: Sequence[str]) -> tuple[str, ...]:
    if not wanted:
        return ()
    known: dict[str, list[str]] = {}
    for code, name in connection.execute(sql).fetchall():
        known.setdefault(str(name), []).append(str(code))
    found: list[str] = []
    for text in wanted:
        name = text.strip() if text.strip() in known else text.strip().lower()
        if name not in known:
            raise FilterError(f"no {what} is called {text}{_near(name, known)}")
        found += known[name]
    return tuple(dict.fromkeys(found))


def _near(name: str, known: Collection[str]) -> str:
    held = sorted((other for other in known if name and name in other), key=lambda other: (len(other), other))
    near = [*held[:5], *difflib.get_close_matches(name, list(known), n=5, cutoff=0.5)]
    listed = ", ".join(list(dict.fromkeys(near))[:5])
    return f"; near it: {listed}" if near else "; `duixian status` lists what is there"


def _year(text: str) -> tuple[int, int]:
    matched = _YEARS.fullmatch(text.strip())
    if matched is None:
        raise FilterError(f"{text} is no year; name one as 2024, or several as 2020-2024")
    first, last = int(matched[1]), int(matched[2] or matched[1])
    return min(first, last), max(first, last)


def _listed(codes: Sequence[str]) -> str:
    return ", ".join("'" + code.replace("'", "''") + "'" for code in codes)
