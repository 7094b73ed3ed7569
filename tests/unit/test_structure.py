"""Headings to sections, and the years that undated sentences below them speak of."""

import polars as pl
import pytest

from extract import schemas
from extract.clauses import sentences
from extract.structure import sections

DONE = "去年，全县完成了各项目标任务，建成了一批道路，荣获多项表彰，财政收入比上年增长9%，城乡面貌明显改善。"
TO_DO = "今年，我们要着力抓好项目建设，力争新开工项目30个，确保城镇新增就业5000人，切实改善民生。"


def reports(*texts: tuple[int, str]) -> pl.DataFrame:
    """Reports of these years and texts."""
    return pl.DataFrame(
        {
            "report_id": [f"{i:016x}" for i in range(len(texts))],
            "text": [t for _, t in texts],
            "report_year": [y for y, _ in texts],
            "report_type": ["annual" for _ in texts],
            "congress_session": [None for _ in texts],
            "delivered_on": [None for _ in texts],
        },
        schema={
            "report_id": pl.String,
            "text": pl.String,
            "report_year": pl.Int64,
            "report_type": pl.String,
            "congress_session": pl.Int64,
            "delivered_on": pl.Date,
        },
    )


def read(year: int, text: str) -> list[dict[str, object]]:
    stage = sections(reports((year, text)))
    assert stage.quarantine.is_empty()
    schemas.Sections.validate(stage.rows)
    return stage.rows.to_dicts()


def below(year: int, heading: str, before: str = "") -> tuple[object, object, object]:
    """Kind and years of the section that a heading opens, ``before`` being a heading that stands above it."""
    lead = f"{before}\n我们完成了各项任务。\n" if before else ""
    body = "建成了一批工程，荣获多项表彰，城乡面貌明显改善。" if "回顾" in heading else "各项工作有序推进。"
    body += "到2030年，实力更强。" if "十五五" in heading else ""
    row = read(year, f"{lead}{heading}\n{body}")[-1]
    return row["kind"], row["period_start"], row["period_end"]


@pytest.mark.parametrize(
    ("year", "heading", "expected"),
    [
        (2024, "一、2023年工作回顾", ("review", 2023, 2023)),
        (2024, "二、2024年工作安排", ("plan", 2024, 2024)),
        (2019, "二、2019年重点工作", ("plan", 2019, 2019)),
        (2020, "一、2019年政府工作总结", ("review", 2019, 2019)),
        (2022, "一、过去五年工作回顾", ("review", 2017, 2021)),
        (2022, "二、今后五年的奋斗目标", ("plan", 2022, 2026)),
        (2017, "一、本届政府五年来的工作", ("review", 2012, 2016)),
        (2021, "一、“十三五”时期发展回顾", ("review", 2016, 2020)),
        (2021, "二、“十四五”时期主要目标任务", ("plan", 2021, 2025)),
        (2026, "二、“十五五”时期的总体要求和主要目标", ("plan", 2026, 2030)),
        (2016, "一、“十二五”时期经济社会发展成就", ("review", 2011, 2015)),
        (1996, "二、“九五”时期的奋斗目标", ("plan", 1996, 2000)),
        (2023, "第一部分 2022年工作回顾", ("review", 2022, 2022)),
        (2023, "第二部分 2023年工作安排", ("plan", 2023, 2023)),
        (2018, "一、去年工作回顾", ("review", 2017, 2017)),
        (2018, "三、今年的主要任务", ("plan", 2018, 2018)),
        (2024, "一、工作回顾", ("review", 2023, 2023)),
        (2024, "二、总体要求和预期目标", ("plan", 2024, 2024)),
        (2024, "2023年工作回顾", ("review", 2023, 2023)),
    ],
)
def test_chapter_heading_sets_kind_and_years(year: int, heading: str, expected: tuple[str, int, int]) -> None:
    assert below(year, heading) == expected


def test_chapter_without_cue_goes_on_with_the_plan() -> None:
    assert below(2024, "三、切实加强政府自身建设", before="二、2024年工作安排") == ("plan", 2024, 2024)


@pytest.mark.parametrize(
    ("before", "heading", "expected"),
    [
        ("一、2023年工作回顾", "（一）综合实力稳步提升", ("review", 2023, 2023)),
        ("二、2024年工作安排", "（二）着力扩大有效需求", ("plan", 2024, 2024)),
        ("一、过去五年及2023年工作回顾", "（一）2023年工作", ("review", 2023, 2023)),
    ],
)
def test_sub_heading_inherits_or_sets_its_own_years(before: str, heading: str, expected: tuple[str, int, int]) -> None:
    assert below(2024, heading, before) == expected


@pytest.mark.parametrize(
    "line",
    [
        "名词解释",
        "《政府工作报告》名词解释",
        "（名词解释）",
        "附件：",
        "附：名词解释",
        "注释：",
        "《政府工作报告》有关用语说明",
    ],
)
def test_glossary_and_annex_are_neither_review_nor_plan(line: str) -> None:
    assert below(2024, line, before="二、2024年工作安排")[0] == "other"


@pytest.mark.parametrize(
    "line",
    [
        "一、二、三产业增加值分别增长4%、6%、7%。",
        "一、全年地区生产总值增长6%。规模以上工业增加值增长8%。",
        "第一产业增加值完成12亿元，第二产业增加值完成30亿元。",
    ],
)
def test_line_that_is_a_sentence_opens_no_section(line: str) -> None:
    rows = read(2024, f"一、2023年工作回顾\n{line}\n二、2024年工作安排\n稳中求进，真抓实干。")
    assert [r["kind"] for r in rows] == ["review", "plan"]


def test_headings_of_a_table_of_contents_open_no_sections() -> None:
    contents = "目　录\n一、2023年工作回顾 2\n二、2024年工作安排 9\n附：名词解释 21\n\n"
    body = (
        "各位代表：\n现在报告工作。\n一、2023年工作回顾\n稳。\n二、2024年工作安排\n干。\n" + "各项工作有序推进。" * 60
    )
    rows = read(2024, contents + body)
    assert [(r["kind"], r["section"]) for r in rows] == [
        ("other", ""),
        ("review", "一、2023年工作回顾"),
        ("plan", "二、2024年工作安排"),
    ]


@pytest.mark.parametrize("filler", ["", "各项工作有序推进，成效明显。" * 60])
def test_headings_that_run_on_into_a_text_without_breaks_open_chapters(filler: str) -> None:
    text = (
        f"请予审议。一、“十四五”工作回顾过去五年，全市上下团结奋进。{filler}二、“十五五”时期的目标任务“十五五”是关键五年，要开好局。"
        "三、2026年重点工作今年是开局之年，要抓好项目建设。"
    )
    rows = read(2026, text)
    assert [(r["section"], r["kind"], r["period_start"], r["period_end"]) for r in rows[1:]] == [
        ("一、“十四五”工作回顾", "review", 2021, 2025),
        ("二、“十五五”时期的目标任务", "plan", 2026, 2030),
        ("三、2026年重点工作", "plan", 2026, 2026),
    ]


def test_a_dated_title_that_runs_on_into_its_paragraph_opens_a_chapter() -> None:
    more = "各项工作有序推进，成效明显。" * 6
    text = (
        f"请予审议。\n过去五年的工作回顾本届政府团结奋进，新建了一批学校。{more}\n"
        f"今后五年的奋斗目标是让人民过上更好的日子。{more}\n2026年工作安排我们要建成一批道路。{more}\n"
    )
    rows = read(2026, text)
    assert list(dict.fromkeys(r["section"] for r in rows)) == ["", "过去五年的工作回顾", "2026年工作安排"]
    assert (rows[1]["kind"], rows[-1]["kind"]) == ("review", "plan")


def test_short_lines_between_paragraphs_are_the_chapters_of_a_text_that_has_no_others() -> None:
    done = "比上年多建成了一批学校和道路，累计改造小区二十个，先后荣获多项荣誉，群众的获得感不断增强。" * 2
    to_do = "我们要着力扩大投资，切实改善民生，力争完成全部项目，确保各项工作落到实处，加快推进重点工程。" * 2
    rows = read(2024, f"请予审议。\n砥砺奋进这一年\n{done}\n扬帆起航再出发\n{to_do}\n")
    assert [(r["section"], r["kind"]) for r in rows] == [
        ("", "other"),
        ("砥砺奋进这一年", "review"),
        ("扬帆起航再出发", "plan"),
    ]


def test_one_word_of_the_future_makes_no_plan_of_a_chapter_before_the_plan() -> None:
    chapters = "一、生态环境明显改善\n着力治理沙地，森林面积扩大。\n二、民生福祉稳步提升\n就业稳定，收入提高。\n"
    rows = read(2024, f"2023年工作回顾\n一年来成效明显。\n{chapters}2024年工作安排\n干。")
    assert [r["kind"] for r in rows] == ["review", "review", "review", "plan"]


def test_an_unnumbered_title_holds_for_the_numbered_chapters_below_it() -> None:
    rows = read(
        2032,
        "2031年工作回顾\n一、发展动能更强\n新增规上企业32户，着力争取债券12亿元。\n二、民生更有温度\n新建公园6座。\n"
        "2032年工作安排\n一、做强产业\n新增规上企业30户。\n二、改善民生\n新建公园5座。\n",
    )
    assert [r["kind"] for r in rows] == ["review"] * 3 + ["plan"] * 3
    assert {(r["kind"], r["period_start"], r["period_end"]) for r in rows} == {
        ("review", 2031, 2031),
        ("plan", 2032, 2032),
    }


@pytest.mark.parametrize(
    ("heading", "body", "kind"),
    [
        ("一、人大一次会议确定的目标任务完成情况", DONE, "review"),
        ("一、2023年的主要工作", DONE, "review"),
        ("一、抢抓机遇，各项事业取得新成绩", DONE, "review"),
        ("二、奋力做好“十五五”开局工作", TO_DO, "plan"),
        ("二&、2024年的主要任务", TO_DO, "plan"),
    ],
)
def test_headings_of_many_kinds_are_read_with_what_stands_below_them(heading: str, body: str, kind: str) -> None:
    rows = read(2024, f"甲县政府工作报告\n各位代表：\n请予审议。\n{heading}\n{body}\n{body}\n")
    assert {r["kind"] for r in rows if r["section"]} == {kind}


def test_troubles_and_thanks_behind_a_review_hold_neither_targets_nor_outcomes() -> None:
    thanks = "这些成绩的取得，是县委正确领导的结果，是全县人民团结奋斗的结果，我代表县政府表示衷心的感谢！"
    troubles = "我们也清醒地认识到，工作中还存在不少问题和困难，产业结构不优，部分企业经营困难，服务意识不强。"
    rows = read(2024, f"一、2023年工作回顾\n{DONE}\n{thanks}\n{troubles}\n二、2024年工作安排\n{TO_DO}\n")
    assert [r["role"] for r in rows] == ["review_year", "problems", "plan_year"]


def test_a_report_that_looks_back_and_ahead_on_several_years() -> None:
    rows = read(
        2026,
        f"一、“十四五”工作回顾\n五年来，我们建成了高速公路120公里，地区生产总值年均增长6%，先后荣获多项表彰。\n{DONE}\n"
        "二、“十五五”时期主要目标\n到2030年，地区生产总值突破500亿元，五年累计新增就业3万人。\n"
        f"三、2026年重点工作\n{TO_DO}\n",
    )
    assert [(r["role"], r["period_start"], r["period_end"]) for r in rows if r["role"] != "review_year"] == [
        ("review_term", 2021, 2025),
        ("plan_term", 2026, 2030),
        ("plan_year", 2026, 2026),
    ]


@pytest.mark.parametrize(
    "turn",
    [
        "2015年是“十二五”的最后一年。面对困难，我们扎实工作。",
        "过去的一年，我们扎实工作。",
        "一年来，重点抓了以下工作。",
    ],
)
def test_a_chapter_on_a_term_and_its_last_year_turns_to_the_year(turn: str) -> None:
    term = "五年来，经济总量稳步扩大，我们建成了高速公路120公里，地区生产总值年均增长6%。"
    year = f"{turn}\n（一）招商成效明显。全年签约项目19个，到位资金21亿元。\n（二）民生改善。新增就业1800人。"
    rows = read(2016, f"一、“十二五”和2015年工作回顾\n{term}\n{year}\n二、2016年主要工作\n{TO_DO}\n")
    told = [(r["role"], r["period_start"]) for r in rows if r["kind"] == "review"]
    assert told[-2:] == [("review_year", 2015), ("review_year", 2015)]


def test_a_chapter_on_a_year_and_its_term_goes_back_to_the_term() -> None:
    term = (
        "这是我县城乡面貌变化最大的五年。累计改造道路90公里，新建学校40所。\n"
        "这是生态环境改善最快的五年。森林覆盖率由41%提高到47%。"
    )
    rows = read(
        2021, f"一、2020年和“十三五”工作回顾\n2020年是“十三五”的收官之年。\n{term}\n二、2021年重点工作\n{TO_DO}\n"
    )
    assert ("review_term", 2016, 2020) in [(r["role"], r["period_start"], r["period_end"]) for r in rows]


def test_years_named_in_one_part_of_a_chapter_do_not_date_the_next_part() -> None:
    parts = (
        "（一）抓产业。“十三五”以来打下的基础要用好，力争工业投资增长8%。\n"
        "（二）抓环境。坚守红线，植树造林3万亩，森林覆盖率保持在58%以上。"
    )
    rows = read(2024, f"一、2023年工作回顾\n新建学校4所。\n二、2024年工作目标和主要任务\n{TO_DO}\n{parts}")
    assert rows[-1]["role"] == "plan_year" and rows[-1]["period_start"] == 2024


def test_numbered_items_with_a_cue_and_no_time_open_no_chapters() -> None:
    rows = read(2024, "二、2024年工作安排\n一、明确目标任务，压实各方责任。二、细化工作举措，抓好督查。")
    assert [r["kind"] for r in rows] == ["plan"]


def test_spans_cover_the_text_in_order() -> None:
    front, review = "标题\n各位代表：\n", "一、2023年工作回顾\n好。\n（一）经济\n稳。\n"
    text = front + review + "二、2024年工作安排\n干。\n名词解释\n绿电：清洁电力。"
    rows = read(2024, text)
    assert [r["section_index"] for r in rows] == list(range(len(rows)))
    assert "".join(text[r["span_start"] : r["span_end"]] for r in rows) == text  # type: ignore[misc]
    assert [r["kind"] for r in rows] == ["other", "review", "review", "plan", "other"]


def test_paths_name_chapter_and_sub_heading() -> None:
    rows = read(2024, "一、2023年工作回顾\n好。\n（一）经济运行稳中有进\n稳。")
    assert rows[-1]["section"] == "一、2023年工作回顾 > （一）经济运行稳中有进"


def test_text_without_headings_is_one_section() -> None:
    (row,) = read(2024, "各项工作有序推进，成效明显。")
    assert (row["kind"], row["span_start"], row["span_end"]) == ("other", 0, 14)


def test_no_reports_give_no_sections() -> None:
    stage = sections(reports())
    assert stage.rows.is_empty() and stage.quarantine.is_empty()


def cut(year: int, text: str) -> list[dict[str, object]]:
    frame = reports((year, text))
    return sentences(frame, sections(frame).rows).rows.to_dicts()


def years(year: int, text: str) -> dict[object, tuple[object, object]]:
    return {r["text"]: (r["period_start"], r["period_end"]) for r in cut(year, text)}


def test_sentences_equal_their_spans() -> None:
    text = "一、2023年工作回顾\n　　运行平稳。全年增长6%！还有困难吗？有的\n二、2024年工作安排\n再接再厉。"
    rows = cut(2024, text)
    assert [r["text"] for r in rows] == [text[r["span_start"] : r["span_end"]] for r in rows]  # type: ignore[misc]
    assert [r["sentence_index"] for r in rows] == list(range(len(rows)))


def test_years_at_the_head_of_a_paragraph_hold_to_its_end() -> None:
    found = years(
        2021,
        "一、2020年和“十三五”时期工作回顾\n“十三五”时期，我们攻坚克难。年均增长7%。\n2020年，我们稳住了基本盘。增长4%。",
    )
    assert found["年均增长7%。"] == (2016, 2020)
    assert found["增长4%。"] == (2020, 2020)


def test_years_of_an_earlier_section_do_not_run_on() -> None:
    found = years(2022, "一、过去五年工作回顾\n五年来，实力大增。\n二、2022年工作安排\n增长6%。")
    assert found["增长6%。"] == (2022, 2022)
