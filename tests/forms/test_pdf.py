"""PDFs: reading order, what is no text of the report, tables, and text layers that cannot be read."""

import io

import polars as pl
import pytest

from extract.documents import documents
from extract.pipeline import extract
from tests.forms.pages import HEIGHT, Item, Picture, Rule, Text, pdf, set_in_lines

REPORT = (
    "临川区人民政府工作报告\n——2021年2月3日在临川区第五届人民代表大会第六次会议上\n各位代表：\n"
    "现在，我代表区人民政府向大会报告工作，请予审议，并请各位政协委员和其他列席人员提出意见。\n一、2020年工作回顾\n"
    "2020年，全区地区生产总值增长4.1%，规模以上工业增加值增长5.2%，城镇新增就业12300人，登记失业率控制在3.4%以内，"
    "社会消费品零售总额增长2.7%，粮食产量达到38.6万吨，城镇居民人均可支配收入增长6.2%。\n"
    "一年来，我们坚持稳中求进，实际利用外资增长8%，进出口总额达到12.4亿元，一般公共预算收入下降1.3%。\n"
    "二、2021年工作安排\n今年的预期目标是：地区生产总值增长6.5%左右，固定资产投资增长8%以上，农村居民人均可支配收入增长9%，"
    "一般公共预算收入增长3%，居民消费价格涨幅控制在3%以内，请各位代表审议。\n"
)
LONG = REPORT + "".join(
    f"{n}、做好第{n}项工作。全年新建农村公路{100 + n}公里，改造老旧小区{20 + n}个。" * 3 + "\n" for n in range(1, 40)
)


def paged(items: list[Text], head: str | None = None, bottom: float = 90) -> list[list[Item]]:
    """The lines on pages, each with a running head and a page number."""
    pages: list[list[Item]] = []
    room = 760 - bottom
    for text in items:
        number = int((760 - text.y) // room)
        while len(pages) <= number:
            above = [Text(250, 800, head, 9)] if head else []
            pages.append([*above, Text(290, 40, f"- {len(pages) + 1} -", 9)])
        pages[number].append(text._replace(y=text.y + number * room))
    return pages


def read(content: bytes, name: str = "临川区.pdf") -> tuple[str, list[str]]:
    stage = documents(pl.DataFrame({"source_path": [name], "content": [content]}))
    assert stage.quarantine.is_empty(), stage.quarantine["reason"].to_list()
    assert stage.rows["source_format"].to_list() == ["pdf"]
    return stage.rows["raw_text"][0], stage.rows["notes"].to_list()[0]


def refusal(content: bytes) -> tuple[str, str]:
    stage = documents(pl.DataFrame({"source_path": ["a.pdf"], "content": [content]}))
    assert stage.rows.is_empty()
    return stage.quarantine["reason_code"][0], stage.quarantine["reason"][0]


def facts(name: str, content: bytes) -> list[tuple[object, ...]]:
    found = extract(pl.DataFrame({"source_path": [name], "content": [content]}))
    text = dict(found.repaired.select("report_id", "text").iter_rows())
    columns = (
        "kind",
        "indicator_code",
        "measure",
        "period_start",
        "period_end",
        "comparator",
        "value_low",
        "value_high",
    )
    for report, start, end, said in found.facts.select("report_id", "span_start", "span_end", "evidence").iter_rows():
        assert text[report][start:end] == said
    return sorted(found.facts.select(columns).rows(), key=str)


def test_a_pdf_gives_the_facts_of_the_text() -> None:
    pages = paged(set_in_lines(LONG), "临川区政府工作报告")
    assert len(pages) > 2
    assert facts("a.pdf", pdf(pages)) == facts("a.txt", LONG.encode()) != []


def test_lines_are_joined_to_paragraphs_across_pages() -> None:
    text, notes = read(pdf(paged(set_in_lines(LONG), "临川区政府工作报告")))
    assert text == LONG.strip("\n")
    assert any(note.startswith("running heads and page numbers left out") for note in notes)


def test_two_columns_are_read_one_after_the_other_below_what_spans_both() -> None:
    left, right = "甲县粮食产量增长百分之三。" * 12, "乙县工业产值增长百分之五。" * 12
    items = [Text(200, 780, "两栏的报告标题横跨两栏")]
    items += set_in_lines(left, 72, 210) + set_in_lines(right, 310, 210)
    rows = sorted(items, key=lambda item: (-item.y, item.x))  # written row by row, as some programs do
    assert read(pdf([rows]))[0].split("\n") == ["两栏的报告标题横跨两栏", left, right]


def test_notes_at_the_foot_of_a_page_and_the_marks_that_point_there_are_left_out() -> None:
    body = set_in_lines("去年全县粮食产量增长5.3%，今年预期增长6%左右，各项工作都有新的进展。" * 3)
    mark = [Text(300, 640, "全县投资增长4%"), Text(389, 646, "2", 6), Text(396, 640, "，超过预期")]
    notes = [Text(72, 90, "①指标口径见统计公报，增长9%。", 8), Text(72, 78, "其他数据为初步数。", 8)]
    text, said = read(pdf([[*body, *mark, *notes]]))
    assert "公报" not in text and "初步数" not in text
    assert "全县投资增长4%，超过预期" in text
    assert "lines of footnotes left out: 2" in said


def ruled(rows: list[list[str]], top: float = 700) -> list[Item]:
    places = [72, 200, 300, 400]
    height = 20
    items: list[Item] = [Rule(72, top - n * height, 400, top - n * height) for n in range(len(rows) + 1)]
    items += [Rule(x, top, x, top - len(rows) * height) for x in places]
    for number, row in enumerate(rows):
        items += [Text(x + 4, top - 15 - number * height, cell, 10) for x, cell in zip(places, row, strict=False)]
    return items


def test_the_rows_of_a_table_are_lines_and_their_cells_are_parted_by_tabs() -> None:
    rows = [["指标", "目标", "完成"], ["地区生产总值", "6%", "5.8%"], ["粮食产量", "3%", "3.1%"]]
    items = [
        *set_in_lines("去年的完成情况如下表所示，各项指标完成得都很好，请各位代表审议这些数字：", top=760),
        *ruled(rows),
    ]
    text, _ = read(pdf([[*items, *set_in_lines("表后的文字。", top=560)]]))
    assert text.split("\n")[1:] == ["\t".join(row) for row in rows] + ["表后的文字。"]


def test_a_cell_of_two_lines_is_one_cell() -> None:
    items = ruled([["指标", "目标", "完成"], ["", "6%", "5%"]])
    items += [Text(76, 672, "规模以上工业", 7), Text(76, 664, "增加值", 7)]
    assert read(pdf([[*set_in_lines("见表。" * 5), *items]]))[0].split("\n")[-1] == "规模以上工业增加值\t6%\t5%"


def test_a_wide_gap_in_a_single_line_makes_no_table() -> None:
    items = [
        *set_in_lines("去年，全县各项工作都有新的进展，粮食产量增长。" * 4),
        Text(150, 400, "县长"),
        Text(220, 400, "李山"),
    ]
    assert read(pdf([items]))[0].split("\n")[-1] == "县长 李山"


PICTURE = Picture(100, 140, bytes(range(140)) * 100)


def test_a_pdf_of_pictures_needs_ocr_and_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.readers.ocr._engine", lambda: None)
    for pages in ([[PICTURE]], [set_in_lines(REPORT), [PICTURE], set_in_lines(REPORT)]):
        code, reason = refusal(pdf(pages))
        assert (code, "duixian[ocr]" in reason) == ("needs_ocr", True)


def test_a_cover_that_is_a_picture_is_left_out_and_told() -> None:
    text, notes = read(pdf([[PICTURE], *paged(set_in_lines(REPORT))]))
    assert text == REPORT.strip("\n")
    assert "pages that are pictures left out: 1" in notes


def test_a_text_layer_with_figures_of_nowhere_needs_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.readers.ocr._engine", lambda: None)
    assert refusal(pdf([set_in_lines(REPORT)], garbled=True))[0] == "needs_ocr"


@pytest.mark.parametrize("cut", [20, 400, 2000])
def test_a_damaged_pdf_has_a_reason(cut: int) -> None:
    assert refusal(pdf([set_in_lines(REPORT)])[:cut])[0] in ("broken_pdf", "no_text")


def test_a_locked_pdf_has_a_reason() -> None:
    assert refusal(pdf([set_in_lines(REPORT)], locked=True)) == (
        "password",
        "the PDF is locked by a password: save it without one",
    )


def test_the_content_decides_and_not_the_name() -> None:
    assert read(pdf([set_in_lines(REPORT)]), "报告.txt")[0] == REPORT.strip("\n")


def test_pages_of_any_size_end() -> None:
    assert io.BytesIO(pdf([[]] * 3)).getbuffer().nbytes < HEIGHT * 10
    assert refusal(pdf([[]] * 3))[0] == "no_text"


def test_a_head_that_comes_twice_goes_and_a_figure_that_a_page_parts_stays_whole() -> None:
    title = "临川区2024年政府工作报告\n各位代表：\n一、2023年工作回顾\n"
    first = title + "全区经济运行总体平稳，各项事业取得新的进步，" * 3 + "一般公共预算收入完成152.6"
    above = set_in_lines(first)
    below = set_in_lines("亿元，增长5.5%。\n二、2024年工作安排\n" + "坚持稳中求进，扎实推进各项工作。" * 8, indent=0)
    head = Text(250, 800, "临川区第十届人民代表大会文件", 9)
    content = pdf([[head, *above, Text(290, 40, "- 1 -", 9)], [head, *below, Text(290, 40, "- 2 -", 9)]])
    assert "大会文件" not in read(content)[0]
    found = extract(pl.DataFrame({"source_path": ["临川区政府工作报告_2024年.pdf"], "content": [content]}))
    assert "一般公共预算收入完成152.6亿元，增长5.5%。" in found.repaired["text"][0]
