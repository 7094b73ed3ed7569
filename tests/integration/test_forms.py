"""A warehouse of a table, of an archive and of single files is the same; a changed row costs that row."""

from pathlib import Path

import polars as pl
import pytest

from extract.encodings import decode
from orchestration.arrivals import arrival
from tests.forms import tables
from tests.integration.building import SAMPLES, build
from warehouse.connection import connect
from warehouse.home import Home
from warehouse.ledger import KEPT

TEXTS = {path.stem: decode(path.read_bytes())[0] for path in SAMPLES if path.suffix == ".txt"}
OF_A_SOURCE = "source_path, source_name, source_url, ingested_at"
TABLES = ("fct_targets", "fct_outcomes", "fct_statements", "fct_target_vs_actual", "report_text")


def table(texts: dict[str, str]) -> tables.Table:
    return [
        ["标题", "全文", "网址"],
        *([name, text, f"https://a.example/{n}"] for n, (name, text) in enumerate(texts.items())),
    ]


def marts(home: Path) -> dict[str, list[str]]:
    with connect(Home(home).published_database, read_only=True) as connection:
        rows = {name: connection.execute(f"from marts.{name}").fetchall() for name in TABLES}
        reports = connection.execute(f"select * exclude ({OF_A_SOURCE}, repair_notes) from marts.dim_report").fetchall()
        return {name: sorted(map(str, found)) for name, found in (rows | {"dim_report": reports}).items()}


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A home each for the single files, a workbook, and a .zip that holds a .jsonl and the other half as files."""
    names = sorted(TEXTS)
    half = {name: TEXTS[name] for name in names[::2]}
    rest = {f"{name}.txt": TEXTS[name].encode() for name in names[1::2]}
    forms = {
        "single": {f"{name}.txt": text.encode() for name, text in TEXTS.items()},
        "table": {"corpus.xlsx": tables.workbook(table(TEXTS))},
        "archive": {"corpus.zip": tables.zipped({"half.jsonl": tables.objects(table(half))} | rest)},
    }
    built = {}
    for form, files in forms.items():
        root = tmp_path_factory.mktemp(form)
        folder = root / "reports"
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        build(root / "home", folder)
        built[form] = root
    return built


@pytest.mark.parametrize("form", ["table", "archive"])
def test_a_bundle_gives_the_warehouse_of_its_single_files(homes: dict[str, Path], form: str) -> None:
    assert marts(homes[form] / "home") == marts(homes["single"] / "home")


def test_the_address_in_a_table_is_that_of_the_report(homes: dict[str, Path]) -> None:
    with connect(Home(homes["table"] / "home").published_database, read_only=True) as connection:
        found = connection.execute("select source_path, source_url from marts.dim_report order by all").fetchall()
    assert found == sorted((f"reports/corpus.xlsx#{n + 2}", f"https://a.example/{n}") for n in range(len(TEXTS)))


def test_a_changed_row_costs_that_row(homes: dict[str, Path]) -> None:
    root = homes["table"]
    home, book = Home(root / "home"), root / "reports" / "corpus.xlsx"
    assert not arrival.is_due(arrival.survey(home, [book.parent]))
    names = list(TEXTS)
    texts = TEXTS | {names[1]: TEXTS[names[1]] + "\n请予审议。"}
    book.write_bytes(tables.workbook(table(texts)[:-1]))
    due = arrival.survey(home, [book.parent]).filter(pl.col("state") != KEPT)
    assert dict(due.select("source_path", "state").iter_rows()) == {
        "reports/corpus.xlsx": "changed",
        "reports/corpus.xlsx#3": "changed",
        f"reports/corpus.xlsx#{len(names) + 1}": "removed",
    }
    before = marts(root / "home")["dim_report"]
    build(root / "home", book.parent)
    assert len(marts(root / "home")["dim_report"]) == len(before) - 1
