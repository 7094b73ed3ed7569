"""The whole chain: the same input gives the same frames, and no text breaks it or takes it out of proportion."""

import random
from typing import Any

import polars as pl
import pytest

from extract import statements
from extract.binding.assembly import Bound
from extract.binding.sentence import read_sentence
from extract.pipeline import Extraction, extract

HEAD = (
    "中牟县政府工作报告\n——2024年1月5日在中牟县第十五届人民代表大会第三次会议上\n各位代表：\n"
    "现在，我代表中牟县人民政府向大会报告工作，请予审议。\n"
)
REVIEW = (
    "一、2023年工作回顾\n全年经济运行总体平稳，主要指标保持在合理区间。\n"
    "地区生产总值完成186亿元，增长6.3%；固定资产投资增长9.1%，社会消费品零售总额增长7.2%。\n"
    "城乡面貌明显改善，道路、管网、学校等一批工程建成投用。\n民生保障更加有力，就业、社保、医疗等事业取得新的进步。\n"
)
PLAN = (
    "二、2024年工作安排\n主要预期目标是：地区生产总值增长6.5%左右，城镇新增就业8000人。\n"
    "新的一年要坚持稳中求进，统筹发展和安全，扎实推进各项重点工作。\n改革开放不断深化，营商环境持续向好，办事效率大幅提高。\n"
)
REPORT = HEAD + REVIEW + PLAN
FACTS = {
    ("outcome", "gdp", "level", 186e8),
    ("outcome", "gdp", "growth", 6.3),
    ("outcome", "fai", "growth", 9.1),
    ("outcome", "retail", "growth", 7.2),
    ("target", "gdp", "growth", 6.5),
    ("target", "jobs_new_urban", "level", 8000.0),
}


def files(*contents: str | bytes, names: list[str] | None = None) -> pl.DataFrame:
    """Files in the order given, named after their place or as told."""
    return pl.DataFrame(
        {
            "source_path": names or [f"reports/{i:03d}.txt" for i in range(len(contents))],
            "content": [c.encode() if isinstance(c, str) else c for c in contents],
        },
        schema={"source_path": pl.String, "content": pl.Binary},
    )


def facts(extraction: Extraction) -> set[tuple[str, str, str, float]]:
    columns = ["kind", "indicator_code", "measure", "value_low"]
    return set(extraction.facts.select(columns).iter_rows())


def with_passage(passage: str) -> str:
    """The report with a passage of its own paragraph in the review."""
    return HEAD + REVIEW + "经济平稳运行，" + passage + "\n" + PLAN


def accounted(extraction: Extraction, count: int) -> bool:
    """Whether each file is a report or in quarantine."""
    seen = set(extraction.reports["source_path"]) | set(extraction.quarantine["source_path"])
    return len({path for path in seen if path.startswith("reports/")}) == count


def test_report_gives_its_facts() -> None:
    found = extract(files(REPORT))
    assert found.quarantine.is_empty()
    assert facts(found) == FACTS


def test_evidence_is_where_the_spans_say_and_maps_to_the_raw_file() -> None:
    found = extract(files(REPORT.replace("186亿元", "1\u200b86亿元")))
    text = found.reports["text"][0]
    raw = found.documents["raw_text"][0]
    for row in found.statements.iter_rows(named=True):
        assert text[row["span_start"] : row["span_end"]] == row["evidence"]
        assert raw[row["raw_start"] : row["raw_end"]].replace("\u200b", "") == row["evidence"]
    assert facts(found) == FACTS


def test_same_files_give_the_same_frames_in_any_order() -> None:
    contents = [REPORT, REPORT.replace("2023", "2022").replace("2024", "2023"), REPORT.replace("186", "175")]
    names = [f"reports/{i}.txt" for i in range(3)]
    first = extract(files(*contents, names=names))
    again = extract(files(*contents, names=names))
    turned = extract(files(*reversed(contents), names=names[::-1]))
    for one, two, three in zip(first, again, turned, strict=True):
        assert one.equals(two)
        assert one.equals(three)


def test_reports_do_not_lean_on_each_other() -> None:
    other = REPORT.replace("中牟县", "赞皇县").replace("186亿元", "95亿元")
    both, alone = extract(files(REPORT, other)), extract(files(REPORT))
    report_id = alone.reports["report_id"][0]
    for name in ("sentences", "statements", "facts"):
        joint = getattr(both, name).filter(pl.col("report_id") == report_id)
        assert joint.equals(getattr(alone, name))


def test_sentence_on_which_the_reader_fails_takes_no_other_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(text: str, *rest: Any) -> list[Bound]:
        if "零售总额" in text:
            raise IndexError
        return read_sentence(text, *rest)

    monkeypatch.setattr(statements, "read_sentence", failing)
    found = extract(files(REPORT))
    lost = {("outcome", "gdp", "level", 186e8), ("outcome", "gdp", "growth", 6.3)}
    lost |= {("outcome", "fai", "growth", 9.1), ("outcome", "retail", "growth", 7.2)}
    assert facts(found) == FACTS - lost
    (row,) = found.quarantine.iter_rows(named=True)
    assert (row["source_path"], row["reason_code"]) == ("reports/000.txt", "unread_sentence")
    assert "社会消费品零售总额增长7.2%" in row["row_json"]


def test_figures_of_which_nothing_tells_whether_they_are_done_are_no_facts() -> None:
    head, body = REPORT.split("一、2023年工作回顾\n")
    undated = body.split("二、2024年工作安排\n")[0]
    found = extract(files(head + "各项工作稳步推进，成效明显，群众满意。\n" * 30 + undated))
    assert found.reports.height == 1 and found.facts.is_empty()
    assert set(found.statements["excluded_because"]) == {"period_unknown"}
    text = found.reports["text"][0]
    places = {row["span_start"]: row["role"] for row in found.sections.iter_rows(named=True)}
    told = [role for start, role in places.items() if "增长" in text[start:]][-1]
    assert told == "unknown"


def test_no_files_give_empty_frames() -> None:
    assert all(frame.is_empty() for frame in extract(files()))


@pytest.mark.parametrize(
    "passage",
    [
        "（" * 3000 + "固定资产投资增长9.1%" + "）" * 3000 + "。",
        "（" * 500,
        "）" * 500,
        "\u202e固定资产投资\u202c增长\u200f9.1%\u200e。",
        "固定资产\x00投资增长\x009.1%。",
        "、".join(["9.1%"] * 400) + "。",
        "固定资产投资增长" + "9" * 400 + "%。",
        "固定资产投资增长" + "." * 500 + "%。",
        "一" * 3000 + "亿元。",
        "增长" * 2000 + "。",
        "，" * 3000 + "。",
        "分别" * 1000 + "增长5%。",
        "\u0301" * 500 + "增长5%",
        "𠀀😀固定资产投资增长9.1%。",
        "到2025年" * 500 + "。",
        "翻" * 1000 + "番。",
    ],
    ids=[
        "nested-brackets",
        "open-brackets",
        "closing-brackets",
        "direction-marks",
        "nul",
        "list",
        "long-number",
        "dots",
        "numerals",
        "verbs",
        "commas",
        "distribute",
        "combining",
        "astral",
        "years",
        "doubling",
    ],
)
def test_bad_passage_leaves_the_rest_of_the_report_alone(passage: str) -> None:
    found = extract(files(with_passage(passage)))
    assert accounted(found, 1)
    assert found.reports.height == 1
    assert facts(found) >= FACTS


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 500,
        b"\xff\xfe" + b"\x00\xd8" * 50,
        bytes(range(256)) * 20,
        b"%PDF-1.7 ...",
        "首页\n".encode() * 50,
        REPORT.encode("gb18030")[:-1],
        REPORT.encode("utf-16"),
        b"\xef\xbb\xbf" + REPORT.encode(),
        REPORT.encode().replace("固定".encode(), b"\xe5\x9b"),
        ("<html><body>" + REPORT + "</div></html>").encode(),
    ],
    ids=[
        "empty",
        "nuls",
        "lone-surrogates",
        "all-bytes",
        "pdf",
        "menu",
        "cut-gb18030",
        "utf-16",
        "bom",
        "torn-utf-8",
        "broken-html",
    ],
)
def test_any_bytes_end_as_report_or_in_quarantine(content: bytes) -> None:
    found = extract(files(content, REPORT))
    assert accounted(found, 2)
    assert all(found.quarantine["reason"].str.len_chars() > 10)
    assert "reports/001.txt" in set(found.reports["source_path"])


def test_random_bytes_in_a_report_are_never_facts_of_their_own() -> None:
    noise = random.Random(7)
    raw = bytearray(REPORT.encode())
    for _ in range(40):
        raw[noise.randrange(len(raw))] = noise.randrange(256)
    found = extract(files(bytes(raw)))
    assert accounted(found, 1)


LONG_UNITS = {
    "words": "经济运行平稳向好",
    "clauses": "固定资产投资增长9.1%，",
    "list": "9.1%、",
    "brackets": "（增长9.1%",
    "bases": "比2015年增长9.1%",
    "spaced": "1 ",
    "distribute": "分别增长5%、6%和7%，",
    "scales": "亿万千百",
    "entities": "&nbsp;",
    "tags": "<b>5%",
    "items": "固定资产投资、",
    "sync": "同步",
    "above": "高于经济增长",
}


@pytest.mark.parametrize("unit", LONG_UNITS.values(), ids=LONG_UNITS)
def test_endless_sentence_is_read_to_its_end(unit: str) -> None:
    """Work that grew with the square of the length, or worse, would not come back from here (times: benchmarks)."""
    found = extract(files(with_passage(unit * (40_000 // len(unit)))))
    assert accounted(found, 1)


def test_megabyte_on_one_line() -> None:
    found = extract(files(with_passage("固定资产投资持续增长，经济运行平稳向好，" * 50_000)))
    assert found.reports.height == 1
    assert facts(found) >= FACTS


def test_ten_thousand_figures_in_one_sentence() -> None:
    found = extract(files(with_passage("、".join(f"{i}.5%" for i in range(10_000)))))
    assert found.reports.height == 1
    assert facts(found) >= FACTS
    assert found.statements.height >= 10_000
    assert found.statements["evidence"].str.len_chars().max() < 1_000  # no statement drags the whole list along
