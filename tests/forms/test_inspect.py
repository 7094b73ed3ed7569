"""``duixian inspect``: what is told of one file, and that no home is needed or touched."""

import json
from pathlib import Path

import pytest

from orchestration.cli import main
from tests.forms import tables

FILES = Path(__file__).parent / "files"
TEXT = (FILES / "linchuan.txt").read_text("utf-8")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder, and a home that does not exist and must not come to exist."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DUIXIAN_HOME", str(tmp_path / "home"))
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    status = main(["inspect", *words])
    return status, capsys.readouterr().out


def test_a_report_is_told_with_its_facts_in_their_sentences(
    capsys: pytest.CaptureFixture[str], elsewhere: Path
) -> None:
    status, out = told(capsys, str(FILES / "linchuan.doc"))
    assert status == 0
    assert "form       doc" in out
    assert "whose      临川区 (361002), as the text says" in out
    assert "which year 2022, as the text says; reviews 2021" in out
    assert "  plan    2022       二、2022年工作安排" in out
    lines = out.split("\n")
    sentence = next(number for number, line in enumerate(lines) if "今年的预期目标是" in line)
    assert lines[sentence + 1].strip().startswith("target 2022 地区生产总值 growth ≥6.5 percent")
    assert "\033" not in out
    assert list(elsewhere.iterdir()) == []


def test_facts_are_coloured_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    _, out = told(capsys, str(FILES / "linchuan.odt"), "--color", "always")
    assert "\033[36m地区生产总值增长6.5%以上\033[0m，\033[36m固定资产投资增长8%左右\033[0m" in out
    assert "\033[32m全区地区生产总值增长7.2%\033[0m" in out


def test_json_has_everything(capsys: pytest.CaptureFixture[str]) -> None:
    status, out = told(capsys, str(FILES / "linchuan.rtf"), "--json")
    found = json.loads(out)
    assert status == 0
    assert (found["source"]["form"], found["report"]["region_code"], found["report"]["report_year"]) == (
        "rtf",
        "361002",
        2022,
    )
    assert found["report"]["because"] == {"region": "the text", "year": "the text"}
    assert [(chapter["kind"], chapter["period_start"]) for chapter in found["chapters"]] == [
        ("other", 2021),
        ("review", 2021),
        ("plan", 2022),
    ]
    for fact in found["facts"]:
        start = fact["span_start"] - fact["sentence_start"]
        assert fact["sentence"][start : start + len(fact["evidence"])] == fact["evidence"]
    assert found["statements"]["fact"] >= len(found["facts"]) > 8


def test_a_file_of_many_lists_them_and_one_of_them_is_told(capsys: pytest.CaptureFixture[str], elsewhere: Path) -> None:
    rows = [
        ["地区", "年份", "全文"],
        ["临川区", "2022", TEXT],
        ["临川区", "2021", ""],
        ["临川区", "", "今天天气很好。" * 90],
    ]
    (elsewhere / "corpus.xlsx").write_bytes(tables.workbook(rows))
    status, out = told(capsys, "corpus.xlsx")
    assert status == 0
    assert "xlsx, " in out and "3 reports, 1 of them cannot be used" in out
    assert "corpus.xlsx#2  临川区 2022, 12 facts" in out
    assert "corpus.xlsx#3  set aside: the row has no text" in out
    assert "corpus.xlsx#4  set aside: the text is no government work report" in out
    status, out = told(capsys, "corpus.xlsx#2", "--json")
    assert json.loads(out)["source"]["told"]["region"] == "临川区"
    assert main(["inspect", "corpus.xlsx#9"]) == 2


def test_what_a_table_says_and_the_text_does_not_is_told(capsys: pytest.CaptureFixture[str], elsewhere: Path) -> None:
    bare = TEXT.replace("临川区人民政府工作报告\n——2022年1月18日在临川区第十七届人民代表大会第一次会议上\n", "")
    (elsewhere / "a.jsonl").write_bytes(
        tables.objects([["region", "text"], ["临川区", bare + "我们要把各项工作落到实处，让群众满意。\n" * 9]])
    )
    _, out = told(capsys, "a.jsonl#1")
    assert "as its table says" in out and "its table  临川区" in out


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", "今天天气很好。".encode(), "no_report"),
        ("a.bin", b"\x89PNG", "binary"),
        ("a.csv", b"a,b\n1,2\n", "no_text_column"),
        ("a.txt", b"", "empty_file"),
    ],
)
def test_a_file_without_a_report_says_why(
    capsys: pytest.CaptureFixture[str], elsewhere: Path, name: str, content: bytes, said: str
) -> None:
    (elsewhere / name).write_bytes(content)
    status, out = told(capsys, name)
    assert (status, said in out) == (2, True)


def test_a_file_that_is_not_there_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", "nowhere.txt"]) == 2
    assert capsys.readouterr().err == "duixian: no such file: nowhere.txt\n"


def test_signs_that_steer_a_terminal_do_not_reach_it(capsys: pytest.CaptureFixture[str], elsewhere: Path) -> None:
    (elsewhere / "a.txt").write_text(
        TEXT.replace("地区生产总值增长6.5%", "地区\x1b]0;x\x07生产总值\u202e增长6.5%"), "utf-8"
    )
    _, out = told(capsys, "a.txt")
    assert not set("\x1b\x07\u202e") & set(out)
