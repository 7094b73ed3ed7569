"""Frames in files of a disk and of a store (one in memory), as pieces are kept."""

from pathlib import Path

import polars as pl
import pytest

from extract import frame_files
from extract.frame_files import Place

ROWS = pl.DataFrame({"report_id": ["a", "b", "c"], "value": [1.5, None, -2.0]})


@pytest.fixture(params=["disk", "store"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return frame_files.place(str(tmp_path) if request.param == "disk" else f"memory://{tmp_path.name}")


def test_a_frame_is_read_as_it_was_written(folder: Place) -> None:
    frame_files.check(folder)
    file = folder / "000001.rows.parquet"
    frame_files.write(file, ROWS)
    assert frame_files.read(file).equals(ROWS)
    assert frame_files.read(file, ["value"]).columns == ["value"]
    assert [found.name for found in folder.glob("*")] == [file.name]
    assert frame_files.height([file, file]) == 6
    frame_files.clear(folder)
    assert list(folder.glob("*")) == []


def test_a_frame_that_cannot_be_written_leaves_what_was_there(folder: Place) -> None:
    file, unwritable = folder / "000001.rows.parquet", pl.DataFrame({"value": [object()]}, schema={"value": pl.Object})
    frame_files.write(file, ROWS)
    with pytest.raises(pl.exceptions.PolarsError):
        frame_files.write(file, unwritable)
    assert frame_files.read(file).equals(ROWS)


def test_a_url_that_nothing_speaks_is_one_line() -> None:
    with pytest.raises(frame_files.StoreError, match=r"^cannot use nosuch://folder: [^\n]+$"):
        frame_files.place("nosuch://folder")


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(frame_files.StoreError, match=r"^cannot write and read the pieces at [^\n]+$"):
        frame_files.check(frame_files.place(str(tmp_path / "file" / "folder")))
