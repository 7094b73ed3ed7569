"""Files that nobody would call a report, or that mean harm: each has its reason, and nothing else happens."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from extract.documents import documents
from orchestration.arrivals.arrival import as_read
from orchestration.arrivals.report_files import find_files, hash_files, read_files
from warehouse.connection import connect
from warehouse.home import Home

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted((ROOT / "seeds" / "reports").glob("国务院*.txt"))
NAMES = (
    "a report with spaces .txt",
    "up\\..\\..\\up.txt",
    "%2e%2e%2fup.txt",
    "🎉报告🎉.txt",
    "line\nbreak\tand tab.txt",
    "'; drop table marts.fct_targets; --.txt",
    "--home.txt",
    "x" * 251 + ".txt",
)


def duixian_build(home: Home) -> str:
    """What a build of the inbox alone prints."""
    words = ["build", "--home", str(home.root), "--reports", str(home.inbox)]
    command = [sys.executable, "-m", "orchestration.cli", *words]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(300):
                part.write(b"0" * 1024 * 1024)


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("outside")
    (folder / "secret.txt").write_text("各位代表：这是别处的文件，不属于报告目录。", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, outside: Path) -> Home:
    """A home with an inbox full of bad files and one good report, built."""
    home = Home(tmp_path_factory.mktemp("bad") / "home").ensure()
    shutil.copy(SAMPLES[0], home.inbox / SAMPLES[0].name)
    for number, name in enumerate(NAMES):
        (home.inbox / name).write_text(f"今天天气很好，适合散步{number}。", encoding="utf-8")
    (home.inbox / "link.txt").symlink_to(outside / "secret.txt")
    (home.inbox / "linked").symlink_to(outside)
    (home.inbox / "folder.txt").mkdir()
    (home.inbox / "folder.txt" / SAMPLES[1].name).write_bytes(SAMPLES[1].read_bytes())
    with (home.inbox / "huge.txt").open("wb") as huge:
        huge.truncate(2 * 1024**3)
    zip_bomb(home.inbox / "bomb.docx")
    duixian_build(home)
    return home


def rows(home: Home, sql: str) -> list[tuple[object, ...]]:
    with connect(home.published_database, read_only=True) as connection:
        return connection.execute(sql).fetchall()


def reasons(home: Home) -> dict[object, object]:
    return dict(rows(home, "select source_path, reason_code from marts.quarantine"))


def test_good_reports_among_bad_files_are_read(home: Home) -> None:
    found = {path for (path,) in rows(home, "select source_path from marts.dim_report")}
    assert found == {f"inbox/{SAMPLES[0].name}", f"inbox/folder.txt/{SAMPLES[1].name}"}


def test_every_bad_file_has_its_reason(home: Home) -> None:
    found = reasons(home)
    assert {found[f"inbox/{name}"] for name in NAMES} == {"no_report"}
    assert found["inbox/link.txt"] == found["inbox/linked"] == "outside_folder"
    assert found["inbox/folder.txt"] == "not_a_file"
    assert found["inbox/huge.txt"] == "too_large"
    assert found["inbox/bomb.docx"] == "unsafe_archive"
    assert len(found) == len(NAMES) + 5
    assert all(reason for (reason,) in rows(home, "select reason from marts.quarantine"))


def test_nothing_outside_the_home_is_read_or_touched(home: Home, outside: Path) -> None:
    assert [path.name for path in outside.iterdir()] == ["secret.txt"]
    assert sorted(path.name for path in home.root.parent.iterdir()) == ["home"]
    assert not rows(home, "select 1 from marts.quarantine where contains(row_json, '别处')")


def test_bad_files_are_not_read_again_by_the_next_run(home: Home) -> None:
    assert "nothing new" in duixian_build(home)


def test_a_file_deleted_during_the_run_is_quarantined_and_not_lost(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    for name in ("kept.txt", "deleted.txt", "changed.txt"):
        (folder / name).write_text(name)
    seen = hash_files(find_files([folder]))
    (folder / "deleted.txt").unlink()
    (folder / "changed.txt").write_text("something else")
    files, quarantine = read_files([folder], dict(seen.iter_rows()))
    assert files["source_path"].to_list() == ["reports/kept.txt"]
    assert dict(quarantine.select("source_path", "reason_code").iter_rows()) == {
        "reports/deleted.txt": "vanished",
        "reports/changed.txt": "changed_while_read",
    }
    # What the lake then remembers of both is not what the next look finds: they are read again, or taken away.
    remembered = as_read(seen, quarantine)
    assert dict(remembered.iter_rows()) == {
        **dict(seen.iter_rows()),
        "reports/deleted.txt": "unread:vanished",
        "reports/changed.txt": "unread:changed_while_read",
    }


def test_a_file_that_is_still_written_waits_for_the_next_run(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("w") as writer:
        writer.write("half")
        writer.flush()
        [file] = find_files([tmp_path])
        assert file.problem is not None
        assert file.problem[0] == "still_written"
    assert find_files([tmp_path])[0].problem is None


def written(folder: Path, name: bytes, content: bytes) -> None:
    with open(os.path.join(os.fsencode(folder), name), "wb") as file:
        file.write(content)


def test_names_that_differ_in_undecodable_bytes_alone_are_two_reports(tmp_path: Path) -> None:
    for byte, sample in zip((b"\xfe", b"\xff"), SAMPLES, strict=False):
        written(tmp_path, byte + b".txt", sample.read_bytes())
    files, quarantine = read_files([tmp_path])
    assert quarantine.is_empty()
    assert files["source_path"].n_unique() == 2
    assert documents(files).rows.height == 2, "what marks a name leaves its extension"
    (tmp_path / os.fsdecode(b"\xfe.txt")).unlink()
    assert read_files([tmp_path])[0].height == 1


def test_names_in_gbk_are_read_and_tell_whose_the_reports_are(tmp_path: Path) -> None:
    for name, sample in zip(("中牟县政府工作报告_2024年", "赞皇县政府工作报告_2024年"), SAMPLES, strict=False):
        written(tmp_path, f"{name}.txt".encode("gbk"), sample.read_bytes())
    found = {file.source_path.split("/")[-1] for file in find_files([tmp_path])}
    assert found == {"中牟县政府工作报告_2024年.txt", "赞皇县政府工作报告_2024年.txt"}


def test_one_name_in_two_encodings_is_two_files(tmp_path: Path) -> None:
    for encoding in ("gbk", "utf-8"):
        written(tmp_path, "中牟县.txt".encode(encoding), encoding.encode())
    plain, marked = sorted(file.source_path for file in find_files([tmp_path]))
    assert plain.endswith("/中牟县.txt")
    assert marked.endswith(".txt") and "~" in marked
    contents = dict(read_files([tmp_path])[0].select("source_path", "content").iter_rows())
    assert contents == {plain: b"utf-8", marked: b"gbk"}
