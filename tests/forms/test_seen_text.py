"""A reader's text and no other, whatever the form: nothing behind a mark is lost, nothing unseen becomes a figure."""

import pytest

from extract.documents import documents
from tests.forms.written import OPENING, Found, page, paragraph, read, run, told, word
from tests.unit.test_pipeline import FACTS, HEAD, PLAN, REVIEW, facts, files

READ: Found = ({("outcome", "trade", "growth", 5.5)}, set())
DAMAGED: Found = (set(), {"damaged_figure"})


def in_page(passage: str) -> Found:
    return told("a.html", page(f"<p>{OPENING}{passage}</p>"))


def in_word(passage: str) -> Found:
    return told("a.docx", word(passage))


def in_text(passage: str) -> Found:
    return told("a.txt", f"{HEAD}{REVIEW}{passage}\n{PLAN}".encode())


@pytest.mark.parametrize(
    "passage",
    [
        "<!--StartFragment-->进出口总额增长5.5%。<!--EndFragment-->",
        "进出口总额<!-- a -->增长5.5%。",
        "进出口总额增长<!-- > -->5.5%。",
        '<?xml:namespace prefix = o ns = "urn:o" />进出口总额增长5.5%。',
        "<!--[if gte mso 9]>进出口总额增长9%。<![endif]-->进出口总额增长5.5%。",
        "<![if !supportLists]>进出口总额<![endif]>增长5.5%。",
        "<!--[if !mso]><!-->进出口总额<!--<![endif]-->增长5.5%。",
        "进出口总额<o:p></o:p>增长<span><b>5.5</b></span>%。",
        "进出口总额增长5<wbr>.5%。",
        "进出口总额增长&#53;&#x2e;5&#37;。",
        "进出口总额增长\x0b5.5%。",
    ],
)
def test_what_stands_behind_a_comment_or_an_instruction_of_a_page_is_read(passage: str) -> None:
    assert in_page(passage) == READ


def test_a_comment_that_is_never_closed_hides_nothing() -> None:
    found = read("a.html", page("<p>进出口总额增长5.5%。</p><!-- 2024 ><p>经济平稳运行。</p>"))
    assert facts(found) == FACTS | READ[0]


@pytest.mark.parametrize("mark", ["<!--[if !supportLists]-->{}<!--[endif]-->", "<![if !supportLists]>{}<![endif]>"])
def test_a_heading_whose_number_stands_in_a_condition_opens_its_chapter(mark: str) -> None:
    content = page("").decode().replace("<p>二、", f"<p>{mark.format('二、')}")
    assert facts(read("a.html", content.encode())) == FACTS


@pytest.mark.parametrize(
    "unseen",
    [
        "<del>6</del>", "<s>6</s>", "<strike>6</strike>", "<span hidden>6</span>",
        "<span style='display:none'>6</span>", "<span style='color:red; visibility: hidden'>6</span>",
        "<span style='font-size:0'>6</span>", "<span style='text-decoration: line-through'>6</span>",
        "<span style='mso-hide:all'>6</span>",
    ],
)  # fmt: skip
def test_what_a_page_hides_or_strikes_is_no_part_of_a_figure(unseen: str) -> None:
    assert in_page(f"进出口总额增长{unseen}5.5%。") == READ


def test_a_page_that_hides_all_of_its_text_until_a_program_shows_it_is_read() -> None:
    content = page("<p>进出口总额增长5.5%。</p>").decode().replace("<body>", "<body><div style='display:none'>")
    assert facts(read("a.html", content.encode())) == FACTS | READ[0]


@pytest.mark.parametrize(
    ("passage", "expected"),
    [
        ("进出口总额增长5.5<sup>1</sup>%。", READ),
        ("进出口总额<sup>3</sup>增长5.5%<sup>12</sup>。", READ),
        ("进出口总额增长5.5<sub>1</sub>%。", READ),
        ("进出口总额增长5.5<sup>①</sup>%。", READ),
        ("进出口总额增长5.5<sup>*</sup>%。", READ),
        ("进出口总额增长10<sup>2</sup>%。", DAMAGED),
        ("新增绿地3.5万m<sup>2</sup>，进出口总额增长5.5%。", READ),
        ("进出口总额增长<ruby>5<rt>wu</rt></ruby>.5%。", READ),
        ("进出口总额增长5<ruby>.<rp>(</rp><rt>3</rt><rp>)</rp></ruby>5%。", READ),
        ("进出口总额增长5&middot;5%。", READ),
        ("进出口总额增长5<img src=a.gif alt='.'>5%。", READ),
        ("进出口总额增长5<img src=a.gif>5%。", DAMAGED),
    ],
)
def test_raised_and_ruby_text_and_pictures_of_a_page_are_no_digits(passage: str, expected: Found) -> None:
    assert in_page(passage) == expected


def test_an_index_of_a_name_stays_with_it() -> None:
    facts_found, _ = in_page("PM<sub>2.5</sub>平均浓度28微克/立方米。")
    assert facts_found == {("outcome", "pm25", "level", 28.0)}


@pytest.mark.parametrize(
    "passage", ["进出口总额增长5.5<sup>1</sup>%。", "进出口总额增长<del>6</del>5.5%。", "进出口总额增长<!--6-->5.5%。"]
)
def test_markup_left_in_a_text_is_read_as_in_a_page(passage: str) -> None:
    assert in_text(passage) == READ


BOX = f"<w:txbxContent>{paragraph(run(OPENING + '进出口总额增长5.5%。'))}</w:txbxContent>"
RISE = run(f"{OPENING}进出口总额增长")
FALL = run("进出口总额增长4%，")
WORD = {
    "a raised note": paragraph(RISE + run("5.5") + run("1", '<w:vertAlign w:val="superscript"/>') + run("%。")),
    "struck": paragraph(RISE + run("6", "<w:strike/>") + run("5.5%。")),
    "struck twice": paragraph(RISE + run("6", "<w:dstrike/>") + run("5.5%。")),
    "hidden": paragraph(RISE + run("6", "<w:vanish/>") + run("5.5%。")),
    "not struck": paragraph(RISE + run("5.5%", '<w:strike w:val="0"/>') + run("。")),
    "a symbol as the point": paragraph(
        RISE + run("5") + '<w:r><w:sym w:font="Symbol" w:char="F02E"/></w:r>' + run("5%。")
    ),
    "ruby": paragraph(
        f"{RISE}<w:r><w:ruby><w:rt>{run('6')}</w:rt><w:rubyBase>{run('5.5')}</w:rubyBase></w:ruby></w:r>{run('%。')}"
    ),
    "a tracked move": paragraph(
        f'{run(OPENING)}<w:moveFrom w:id="1" w:author="a">{FALL}</w:moveFrom>'
        f'<w:moveTo w:id="2" w:author="a">{run("进出口总额增长5.5%")}</w:moveTo>{run("。")}'
    ),
    "a moved paragraph": paragraph(
        f'<w:moveFrom w:id="1" w:author="a">{FALL}</w:moveFrom>', '<w:moveFrom w:id="1" w:author="a"/>'
    )
    + paragraph(RISE + run("5.5%。")),
    "deleted with its tab": paragraph(
        f'{run(OPENING)}<w:del w:id="1" w:author="a"><w:r><w:tab/><w:delText>进出口总额增长4%</w:delText></w:r></w:del>'
        + run("进出口总额增长5.5%。")
    ),
    "a deleted end": paragraph(RISE + run("5."), '<w:del w:id="1" w:author="a"/>') + paragraph(run("5%。")),
    "a text box": paragraph(
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
        f"{BOX}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    ),
    "an old text box": paragraph(f"{run('如图')}<w:r><w:pict><v:textbox>{BOX}</v:textbox></w:pict></w:r>"),
    "a text box of the fallback alone": paragraph(
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing/></mc:Choice><mc:Fallback><w:pict>"
        f"<v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    ),
    "a formula": paragraph(f"{RISE}<m:oMath><m:r><m:t>5.5%</m:t></m:r></m:oMath>{run('。')}"),
    "an unknown wrapper": '<w:customXml w:element="x"><w:smartTag>'
    + paragraph(RISE + run("5.5%。"))
    + "</w:smartTag></w:customXml>",
}


@pytest.mark.parametrize("passage", WORD.values(), ids=WORD.keys())
def test_of_a_word_file_is_read_what_its_reader_sees(passage: str) -> None:
    assert in_word(passage) == READ


def test_a_symbol_that_nobody_knows_is_damage() -> None:
    unknown = '<w:r><w:sym w:font="Wingdings" w:char="F0A7"/></w:r>'
    assert in_word(paragraph(RISE + run("5") + unknown + run("5%。"))) == DAMAGED
    fraction = "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num></m:f></m:oMath>"
    assert in_word(paragraph(RISE + run("5") + fraction + run("5%。"))) == DAMAGED


def raw(name: str, content: bytes) -> str:
    return str(documents(files(content, names=[name])).rows["raw_text"][0])


def test_a_text_box_stands_on_a_line_of_its_own() -> None:
    assert f"如图\n{OPENING}进出口总额增长5.5%。\n" in raw("a.docx", word(WORD["an old text box"]))


def test_a_table_in_a_cell_is_told_once_and_keeps_its_rows() -> None:
    def cells(*inner: str) -> str:
        return f"<w:tbl><w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in inner)}</w:tr></w:tbl>"

    inner = cells(paragraph(run("进出口总额")), paragraph(run("增长5.5%")))
    content = word(cells(paragraph(run("如表")) + inner + paragraph("")))
    assert "如表\n进出口总额\t增长5.5%\n" in raw("a.docx", content)
    assert raw("a.docx", content).count("进出口总额") == 1
    assert told("a.docx", content) == READ


SENTENCE = "进出口总额增长5.5%，{0}实际利用外资增长6%；{0}一般公共预算收入增长3%。"
LISTED = {("outcome", code, "growth", value) for code, value in (("trade", 5.5), ("fdi", 6.0), ("budget_revenue", 3.0))}


def test_a_tab_in_a_sentence_parts_no_cells_in_any_form() -> None:
    in_run = "</w:t></w:r><w:r><w:tab/></w:r><w:r><w:t>"
    assert in_word(paragraph(run(SENTENCE.format(in_run)))) == (LISTED, set())
    assert in_text(SENTENCE.format("\t")) == (LISTED, set())
    assert in_page(SENTENCE.format("&#9;")) == (LISTED, set())
    assert in_text("进出口总额\t增长5.5%，实际利用外资\t增长6%。")[0] == LISTED - {
        ("outcome", "budget_revenue", "growth", 3.0)
    }


def test_tabs_between_values_still_part_the_cells_of_a_row() -> None:
    assert in_text("指标\t2022年\t2023年\n进出口总额（亿元）\t31.2\t35.5")[0] >= {("outcome", "trade", "level", 35.5e8)}


@pytest.mark.parametrize(
    ("passage", "value"),
    [
        ("进出口总额增长28.\n6%。", 28.6),
        ("进出口总额增长28.\n\n6%。", 28.6),
        ("进出口总额增长28\n.6%。", 28.6),
        ("进出口总额增长79.\n中牟县政府工作报告\n8%。", 79.8),
        ("进出口总额增长79.\n- 3 -\n8%。", 79.8),
        ("固定资产投资稳步回升，工业投资和民间投\n3\n资保持活跃，进出口总额增长8%。", 8.0),
        ("固定资产投资稳步回升，工业投资和民间投\n中牟县政府工作报告\n资保持活跃，进出口总额增长8%。", 8.0),
        ("固定资产投资稳步回升，工业投资和民间投\n中牟县政府工作报告\n4\n资保持活跃，进出口总额增长8%。", 8.0),
        ("进出口总额增长26。9%。", 26.9),
    ],
)
def test_a_break_a_page_number_or_a_running_head_parts_no_figure(passage: str, value: float) -> None:
    assert in_text(passage) == ({("outcome", "trade", "growth", value)}, set())


@pytest.mark.parametrize(
    "passage",
    [
        "进出口总额达到152.6\n亿元。",
        "进出口总额达到152.6\n— 7 —\n亿元。",
        "进出口总额达到152.6\n—4—\n中牟县政府工作报告\n亿元。",
    ],
)
def test_a_figure_that_a_page_parts_from_its_unit_is_read(passage: str) -> None:
    assert in_text(passage) == ({("outcome", "trade", "level", 152.6e8)}, set())


@pytest.mark.parametrize(
    "passage",
    [
        "进出口总额增长79.\n3\n8%。", "进出口总额增长79.\n3\n8%，投资平稳。", "进出口总额增长7\n3\n9.8%。",
        "进出口总额增长79\n3\n.8%。", "进出口总额增长5□5%。", "进出口总额增长5.5.2%。", "进出口总额增长5，5%。",
        "进出口总额增长5.5１%。",
    ],
)  # fmt: skip
def test_a_figure_that_can_be_read_in_two_ways_is_told_and_no_fact(passage: str) -> None:
    assert in_text(passage) == DAMAGED


def test_digits_of_full_width_inside_a_number_are_digits() -> None:
    assert in_text("进出口总额增长1５.5%。") == ({("outcome", "trade", "growth", 15.5)}, set())
