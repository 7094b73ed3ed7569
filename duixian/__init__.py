"""The published warehouse from Python, read-only: verdicts, the panel and texts of reports as polars frames.

    import duixian
    with duixian.open() as warehouse:
        warehouse.verdicts(region="深圳", indicator="gdp")

Only opening and asking belong here: what rows mean is decided in dbt, what names mean in
``orchestration.answers.export_filter``. Dagster is not loaded.
"""

from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import polars as pl

from orchestration import UserError
from orchestration.answers.export_filter import FilterError, understood
from warehouse import WarehouseError
from warehouse.connection import connect
from warehouse.home import Home

__all__ = ["FilterError", "ReportError", "UserError", "Warehouse", "WarehouseError", "open"]

Names = str | list[str] | None
Years = int | str | list[int] | None


class ReportError(UserError):
    """No such report, or several; the message says which there are."""


class Warehouse:
    """The published file of a home, as it was when it was opened; a context manager that closes it.

    ``region`` and ``indicator`` are codes or names in Chinese or English, one or a list; ``year`` is a year, a list of
    years, or a span as "2020-2024". What is left out holds nothing back. Raises FilterError, with what is near, for a
    name that is not there. Frames become pandas' by ``.to_pandas()`` where pandas is installed.
    """

    def __init__(self, database: Path) -> None:
        self._opened = connect(database, read_only=True)
        self.connection: duckdb.DuckDBPyConnection = self._opened.__enter__()
        self.connection.execute("set search_path = 'marts'")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; may be called again."""
        self._opened.__exit__(None, None, None)

    def sql(self, text: str) -> pl.DataFrame:
        """The rows of any query; tables of the schema marts need no schema before their name."""
        found: pl.DataFrame = self.connection.sql(text).pl()
        return found

    def verdicts(self, region: Names = None, indicator: Names = None, year: Years = None) -> pl.DataFrame:
        """Targets with their verdicts; grain and columns: those of ``v_verdicts``, a row a target."""
        return self._table("v_verdicts", region, indicator, year)

    def targets(self, region: Names = None, indicator: Names = None, year: Years = None) -> pl.DataFrame:
        """Targets of reports; grain and columns: those of ``v_targets``."""
        return self._table("v_targets", region, indicator, year)

    def outcomes(self, region: Names = None, indicator: Names = None, year: Years = None) -> pl.DataFrame:
        """Outcomes of reports; grain and columns: those of ``v_outcomes``."""
        return self._table("v_outcomes", region, indicator, year)

    def panel(self, region: Names = None, indicator: Names = None, year: Years = None) -> pl.DataFrame:
        """Region by year by indicator in long form; grain and columns: those of ``mart_panel``."""
        return self._table("mart_panel", region, indicator, year)

    def reports(self, region: Names = None, year: Years = None) -> pl.DataFrame:
        """The reports; grain and columns: those of ``dim_report``."""
        return self._table("dim_report", region, None, year)

    def text(self, report: str) -> str:
        """The cleaned text of a report, named by its ``report_id``; spans of facts point into it.

        Raises ReportError for an id that no report has.
        """
        found = self.connection.execute("select text from marts.report_text where report_id = ?", [report]).fetchall()
        if not found:
            raise ReportError(f"no report has the id {report}; reports() lists them")
        return str(found[0][0])

    def _table(self, name: str, region: Names, indicator: Names, year: Years) -> pl.DataFrame:
        wanted = understood(self.connection, _listed(region), _listed(year), _listed(indicator))
        columns = self.connection.table(f"marts.{name}").columns
        return self.sql(f"from marts.{name} where {wanted.condition(columns)} order by all")


def open(home: str | Path | None = None) -> Warehouse:
    """The warehouse published in ``home``, else in DUIXIAN_HOME, else in warehouse/data of a checkout.

    Raises WarehouseError when nothing was published there yet.
    """
    return Warehouse(Home.resolve(None if home is None else str(home)).published_database)


def _listed(names: Names | Years) -> list[str]:
    if names is None:
        return []
    return [str(name) for name in names] if isinstance(names, list) else [str(names)]
