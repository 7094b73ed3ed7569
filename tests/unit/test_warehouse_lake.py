"""The lake and its loading into ``raw``: partitions, sameness of bytes, replacement, and what is said of faults."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import duckdb
import polars as pl
import pytest

from extract import schemas
from tests.integration.warehouse_fixtures import NATION_2022, NATION_2023, QUARANTINE, SHENZHEN_2023, lake_tables
from warehouse.lake import TABLES, LakeError, lake_documents, table_files, write_lake
from warehouse.load import load_lake

MONDAY, TUESDAY = datetime(2026, 3, 2, 8), datetime(2026, 3, 3, 8)


def files(lake: Path) -> dict[str, bytes]:
    return {path.relative_to(lake).as_posix(): path.read_bytes() for path in sorted(lake.rglob("*")) if path.is_file()}


def test_one_file_a_table_and_report_year(tmp_path: Path) -> None:
    counts = write_lake(tmp_path, lake_tables([NATION_2022, NATION_2023, SHENZHEN_2023], QUARANTINE))
    assert counts["reports"] == 3 and counts["quarantine"] == len(QUARANTINE)
    assert [path.name for path in table_files(tmp_path, "facts")] == ["2022.parquet", "2023.parquet"]
    assert [path.name for path in table_files(tmp_path, "quarantine")] == ["unknown.parquet"]
    assert pl.read_parquet(tmp_path / "reports" / "2023.parquet").height == 2
    assert pl.read_parquet(tmp_path / "facts" / "2022.parquet").schema == TABLES["facts"]


def test_the_same_rows_give_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    tables = lake_tables([NATION_2022, NATION_2023, SHENZHEN_2023], QUARANTINE)
    write_lake(tmp_path / "a", tables)
    write_lake(tmp_path / "b", {name: frame.reverse() for name, frame in tables.items()})
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_writing_again_replaces_and_leaves_nothing_behind(tmp_path: Path) -> None:
    write_lake(tmp_path, lake_tables([NATION_2022, NATION_2023]))
    write_lake(tmp_path, lake_tables([NATION_2023]))
    write_lake(tmp_path / "fresh", lake_tables([NATION_2023]))
    assert {name: data for name, data in files(tmp_path).items() if not name.startswith("fresh/")} == files(
        tmp_path / "fresh"
    )


def test_frames_of_another_shape_are_refused(tmp_path: Path) -> None:
    tables = lake_tables([NATION_2022])
    with pytest.raises(LakeError, match="facts"):
        write_lake(tmp_path, {name: frame for name, frame in tables.items() if name != "facts"})
    with pytest.raises(LakeError, match="confidence"):
        write_lake(tmp_path, tables | {"facts": tables["facts"].with_columns(pl.col("confidence").cast(pl.Int64))})


def test_a_disk_that_does_not_take_the_lake_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "lake").write_text("a file in the way")
    with pytest.raises(LakeError, match="cannot write the lake") as caught:
        write_lake(tmp_path / "lake", lake_tables([NATION_2022]))
    assert "\n" not in str(caught.value)


def test_documents_get_their_raw_text(tmp_path: Path) -> None:
    documents = pl.DataFrame({"source_path": ["b", "a"], "raw_text": ["raw b", "raw a"]})
    repaired = lake_tables([NATION_2022])["documents"].drop("raw_text").with_columns(source_path=pl.lit("a"))
    joined = lake_documents(documents, repaired)
    assert joined["raw_text"].to_list() == ["raw a"]
    assert joined.schema == TABLES["documents"]


def test_the_lake_keeps_the_columns_of_the_stages() -> None:
    assert list(TABLES["facts"]) == list(schemas.Facts.to_schema().columns)
    assert list(TABLES["documents"]) == [*schemas.Repaired.to_schema().columns, "raw_text"]


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def ingested(connection: duckdb.DuckDBPyConnection) -> dict[str, datetime]:
    return dict(connection.execute("select source_name, ingested_at from raw.reports").fetchall())


def test_loading_copies_every_row_and_reloading_adds_none(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    tables = lake_tables([NATION_2022, NATION_2023], QUARANTINE)
    write_lake(tmp_path, tables)
    first = load_lake(tmp_path, connection, MONDAY)
    assert first == {name: frame.height for name, frame in tables.items()}
    assert load_lake(tmp_path, connection, TUESDAY) == first
    loaded = connection.sql("select * exclude (lake_year) from raw.facts order by fact_id").pl()
    assert loaded.equals(tables["facts"].sort("fact_id"))


def test_a_row_names_the_year_of_its_file(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    write_lake(tmp_path, lake_tables([NATION_2022, NATION_2023], QUARANTINE))
    load_lake(tmp_path, connection, MONDAY)
    years = "select facts.lake_year = report_year from raw.facts join raw.reports using (report_id)"
    assert set(connection.execute(years).fetchall()) == {(True,)}
    unknown = "select distinct lake_year from raw.quarantine where report_id is null"
    assert connection.execute(unknown).fetchall() == [(None,)]


def contents(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[object, ...]]]:
    """The rows of every loaded table, sorted, but for the time of loading."""
    select = "select columns(lambda c: c != 'ingested_at') from raw.{} order by all"
    return {table: connection.execute(select.format(table)).fetchall() for table in TABLES}


def test_a_part_that_came_changed_or_went_leaves_what_one_load_of_the_lake_gives(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    draft = replace(SHENZHEN_2023, said=SHENZHEN_2023.said[1:])
    for reports in ([NATION_2022, draft], [NATION_2022, NATION_2023, SHENZHEN_2023], [NATION_2023, SHENZHEN_2023]):
        write_lake(tmp_path, lake_tables(reports, QUARANTINE))
        load_lake(tmp_path, connection, MONDAY)
        with duckdb.connect() as at_once:
            load_lake(tmp_path, at_once, MONDAY)
            assert contents(connection) == contents(at_once)


def test_only_parts_that_are_new_are_written(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    write_lake(tmp_path, lake_tables([NATION_2022]))
    load_lake(tmp_path, connection, MONDAY)
    # A mark that only rewriting takes away.
    connection.execute("update raw_parts.\"facts/2022\" set section = 'old'")
    write_lake(tmp_path, lake_tables([NATION_2022, NATION_2023]))
    load_lake(tmp_path, connection, TUESDAY)
    marks = "select report_id, bool_and(section = 'old') from raw.facts group by all"
    assert dict(connection.execute(marks).fetchall()) == {NATION_2022.report_id: True, NATION_2023.report_id: False}


def test_the_first_time_of_loading_is_kept_even_while_a_report_is_away(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    for moment, reports in ((MONDAY, [NATION_2022]), (TUESDAY, [NATION_2023])):
        write_lake(tmp_path, lake_tables(reports))
        load_lake(tmp_path, connection, moment)
    assert ingested(connection) == {"2023": TUESDAY}
    write_lake(tmp_path, lake_tables([NATION_2022, NATION_2023]))
    load_lake(tmp_path, connection, TUESDAY + timedelta(days=1))
    assert ingested(connection) == {"2022": MONDAY, "2023": TUESDAY}


def test_times_are_kept_in_utc(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    write_lake(tmp_path, lake_tables([NATION_2022]))
    load_lake(tmp_path, connection, datetime(2026, 3, 2, 8, tzinfo=timezone(timedelta(hours=8))))
    assert ingested(connection) == {"2022": datetime(2026, 3, 2, 0)}
    load_lake(tmp_path, connection, datetime(2026, 3, 2, 9, tzinfo=UTC))
    assert ingested(connection) == {"2022": datetime(2026, 3, 2, 0)}


def test_an_incomplete_lake_is_refused_before_anything_changes(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    write_lake(tmp_path, lake_tables([NATION_2022]))
    load_lake(tmp_path, connection, MONDAY)
    (tmp_path / "statements" / "2022.parquet").unlink()
    with pytest.raises(LakeError, match="no table statements"):
        load_lake(tmp_path, connection, TUESDAY)
    assert connection.execute("select count(*) from raw.statements").fetchall() == [(len(NATION_2022.said),)]


def test_a_broken_file_leaves_raw_as_it_was(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    write_lake(tmp_path, lake_tables([NATION_2022]))
    load_lake(tmp_path, connection, MONDAY)
    write_lake(tmp_path, lake_tables([NATION_2022, NATION_2023]))
    (tmp_path / "quarantine" / "unknown.parquet").write_bytes(b"not parquet")
    with pytest.raises(LakeError, match="cannot load the lake") as caught:
        load_lake(tmp_path, connection, TUESDAY)
    assert "\n" not in str(caught.value)
    assert ingested(connection) == {"2022": MONDAY}
