"""documents: formats, encodings and refusals, through the public function."""

import io
import zipfile

import docx
import polars as pl
import pytest

from extract import formats as module
from extract.documents import documents
from extract.stage import Stage

REPORT = (
    "各位代表：\n"
    "去年，全县地区生产总值增长5.3%，规模以上工业增加值增长8.1%，城镇新增就业2300人。\n"
    "今年的预期目标是：地区生产总值增长6%左右，一般公共预算收入增长4%，粮食产量稳定在30万吨以上。\n"
    "我们要把发展的重点放在产业、就业和环境治理上，让全县人民得到更多实惠。\n"
)
TRADITIONAL = (
    "各位代表：\n"
    "去年，全縣地區生產總值增長5.3%，規模以上工業增加值增長8.1%，城鎮新增就業2300人。\n"
    "我們要把發展的重點放在產業、就業和環境治理上，讓全縣人民得到更多實惠。\n"
)


def run(files: dict[str, bytes | None]) -> Stage:
    frame = {"source_path": list(files), "content": list(files.values())}
    return documents(pl.DataFrame(frame, schema={"source_path": pl.String, "content": pl.Binary}))


def text_of(name: str, content: bytes) -> str:
    stage = run({name: content})
    assert stage.quarantine.is_empty(), stage.quarantine["reason"].to_list()
    return str(stage.rows["raw_text"][0])


def refusal_of(name: str, content: bytes | None) -> tuple[str, str]:
    stage = run({name: content})
    assert stage.rows.is_empty()
    assert stage.quarantine["source_path"].to_list() == [name]
    return stage.quarantine["reason_code"][0], stage.quarantine["reason"][0]


def word_file(build: docx.document.Document) -> bytes:
    buffer = io.BytesIO()
    build.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("codec", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32-le"),
    ],
)
def test_the_encoding_is_found(codec: str, named: str) -> None:
    stage = run({"reports/a.txt": REPORT.encode(codec)})
    columns = ("raw_text", "encoding", "source_format", "source_name")
    assert stage.rows.select(columns).row(0) == (REPORT, named, "txt", "a")


@pytest.mark.parametrize(("codec", "named"), [("big5", "big5"), ("gbk", "gb18030"), ("utf-8", "utf-8")])
def test_traditional_text_is_told_apart_by_its_characters(codec: str, named: str) -> None:
    stage = run({"a.txt": TRADITIONAL.encode(codec)})
    assert stage.rows.select("raw_text", "encoding").row(0) == (TRADITIONAL, named)


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_a_few_broken_bytes_cost_a_few_characters_only(codec: str) -> None:
    whole = (REPORT * 5).encode(codec)
    text = text_of("a.txt", whole[:100] + b"\xff" + whole[100:400] + b"\xff\xff" + whole[400:])
    assert "\ufffd" in text
    assert text.startswith("各位代表：\n去年，全县地区生产总值增长5.3%")
    assert text.endswith(REPORT[-60:])


def test_what_cannot_be_text_is_refused_with_a_reason() -> None:
    assert refusal_of("a.txt", b"") == ("empty_file", "the file is empty")
    assert refusal_of("a.txt", b" \n\t\xe3\x80\x80\n")[0] == "no_text"
    assert refusal_of("a.txt", bytes(range(256)) * 40)[0] == "binary"
    assert refusal_of("a.txt", bytes(range(0x80, 0x100)) * 40)[0] == "undecodable"
    assert refusal_of("a.txt", b"%PDF-1.7\n...")[0] == "broken_pdf"
    assert refusal_of("a.txt", None)[0] == "unreadable"
    code, reason = refusal_of("a.xyz", "各位代表".encode())
    assert (code, ".docx" in reason, ".xyz" in reason) == ("unsupported_format", True, True)


def test_oversize_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 1000)
    assert refusal_of("a.txt", b"x" * 1001)[0] == "too_large"


def test_the_first_of_two_equal_files_stays() -> None:
    stage = run({"z/b.txt": REPORT.encode(), "a/c.txt": REPORT.encode(), "m.txt": TRADITIONAL.encode()})
    assert stage.rows["source_path"].to_list() == ["a/c.txt", "m.txt"]
    assert stage.quarantine.select("source_path", "reason_code").rows() == [("z/b.txt", "duplicate_content")]
    assert "a/c.txt" in stage.quarantine["reason"][0]


def test_a_copy_of_a_refused_file_is_refused_for_its_own_reason() -> None:
    stage = run({"a.xyz": b"text", "b.txt": b"text", "c.png": b"\x89PNG", "d.txt": b"\x89PNG"})
    assert stage.quarantine["reason_code"].to_list() == ["unsupported_format", "binary", "binary"]


def test_word_gives_paragraphs_and_tables_in_order() -> None:
    build = docx.Document()
    build.add_paragraph("甲县政府工作报告")
    table = build.add_table(rows=2, cols=2)
    for row, cells in zip(table.rows, (("指标", "增长"), ("地区生产总值", "6%")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    build.add_paragraph("一、去年工作")
    assert text_of("a.docx", word_file(build)) == "甲县政府工作报告\n指标\t增长\n地区生产总值\t6%\n一、去年工作"


def test_a_paragraph_in_a_cell_of_a_page_does_not_break_its_row() -> None:
    cells = "".join(f"<td><p align=center><b>{cell}</b></p></td>" for cell in ("指标", "完成", "增长"))
    row = "<td>地区生产总值</td><td>86.4亿元</td><td>13.2%</td>"
    body = f"<p>一、去年工作回顾</p><table><tr>{cells}</tr><tr>{row}</tr></table><p>二、今年工作安排</p>"
    text = text_of("a.html", page(body, "utf-8").encode("utf-8"))
    assert "\n指标\t完成\t增长\n地区生产总值\t86.4亿元\t13.2%\n" in text


def test_a_cell_of_a_page_that_spans_rows_is_told_in_each() -> None:
    rows = (
        "<tr><th>类别</th><th colspan=2>指标</th><th>增长</th></tr>"
        "<tr><td rowspan=3>经济</td><td colspan=2>地区生产总值</td><td>6%</td></tr>"
        "<tr><td rowspan='2'>居民收入</td><td>城镇</td><td>5%</td></tr>"
        "<tr><td>农村</td><td>7%</td></tr>"
        "<tr><td rowspan=2>民生</td><td colspan=2 rowspan=2>粮食</td><td rowspan=2>1%</td></tr><tr></tr>"
        "<tr><td rowspan=x>生态</td><td colspan=2>造林</td><td>2%</td></tr>"
    )
    body = f"<p>一、去年工作回顾</p><table>{rows}</table><p>二、今年工作安排</p>"
    text = text_of("a.html", page(body, "utf-8").encode("utf-8"))
    assert [line for line in text.split("\n") if "\t" in line] == [
        "类别\t指标\t增长",
        "经济\t地区生产总值\t6%",
        "经济\t居民收入\t城镇\t5%",
        "经济\t居民收入\t农村\t7%",
        "民生\t粮食\t1%",
        "生态\t造林\t2%",
    ]


TWO_LEVELS = ["指标\t目标\t完成", "指标\t目标2024年\t目标2025年\t完成2024年", "地区生产总值\t6%\t5%\t5.8%"]


def test_heads_of_a_page_that_take_two_rows_are_told_together() -> None:
    rows = (
        "<tr><td rowspan=2>指标</td><td colspan=2><b>目标</b></td><td>完成</td></tr>"
        "<tr><td>2024年</td><td><p>2025年</p></td><td>2024年</td></tr>"
        "<tr><td>地区生产总值</td><td>6%</td><td>5%</td><td>5.8%</td></tr>"
    )
    body = f"<p>一、去年工作回顾</p><table><tr><td colspan=4>主要指标</td></tr>{rows}</table><p>二、今年工作安排</p>"
    text = text_of("a.html", page(body, "utf-8").encode("utf-8"))
    assert [line for line in text.split("\n") if "\t" in line] == TWO_LEVELS


def test_figures_in_the_first_rows_of_a_page_are_no_heads() -> None:
    rows = (
        "<tr><td rowspan=2>经济</td><td colspan=2>地区生产总值</td><td>6%</td></tr>"
        "<tr><td>居民收入</td><td>城镇</td><td>5%</td></tr>"
    )
    text = text_of("a.html", page(f"<p>一、去年工作</p><table>{rows}</table>", "utf-8").encode("utf-8"))
    assert text.split("\n")[-2:] == ["经济\t地区生产总值\t6%", "经济\t居民收入\t城镇\t5%"]


def test_a_long_text_that_spans_rows_of_a_page_is_not_repeated() -> None:
    told = "我们坚持稳中求进，扎实推进各项工作，把好事办实、把实事办好，粮食产量达到十二万吨，比上年增加一万吨。"
    body = f"<table><tr><td rowspan=2>{told}</td><td>上一页</td></tr><tr><td>下一页</td></tr></table>"
    assert text_of("a.html", page(body, "utf-8").encode("utf-8")).count("粮食产量") == 1


def test_heads_of_a_word_table_that_take_two_rows_are_told_together() -> None:
    build = docx.Document()
    table = build.add_table(rows=3, cols=4)
    lines = (("指标", "目标", "", "完成"), ("", "2024年", "2025年", "2024年"), ("地区生产总值", "6%", "5%", "5.8%"))
    for row, cells in zip(table.rows, lines, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    assert text_of("a.docx", word_file(build)).split("\n") == TWO_LEVELS


def test_a_cell_of_a_word_table_that_is_merged_downwards_is_told_in_each_row() -> None:
    build = docx.Document()
    table = build.add_table(rows=4, cols=3)
    lines = (("经济", "地区生产总值", "6%"), ("", "粮食产量", "1%"), ("民生", "居民收入", "5%"), ("", "", ""))
    for row, cells in zip(table.rows, lines, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(0, 0).merge(table.cell(1, 0))
    for column in range(3):
        table.cell(2, column).merge(table.cell(3, column))
    told = text_of("a.docx", word_file(build)).split("\n")
    assert [line for line in told if line.strip()] == [
        "经济\t地区生产总值\t6%",
        "经济\t粮食产量\t1%",
        "民生\t居民收入\t5%",
    ]


def test_a_page_that_is_laid_out_by_a_table_keeps_its_paragraphs() -> None:
    told = "".join(
        f"<p>第{number}段：我们坚持稳中求进，扎实推进各项工作，把好事办实、把实事办好。</p>" for number in "一二三"
    )
    body = f"<table><tr><td>栏目</td><td>{told}</td></tr></table>"
    assert text_of("a.html", page(body, "utf-8").encode("utf-8")).count("\n第") >= 2


def test_a_word_file_under_another_name_is_read_as_what_it_is() -> None:
    build = docx.Document()
    build.add_paragraph("甲县政府工作报告")
    stage = run({"a.txt": word_file(build)})
    assert stage.rows.select("source_format", "raw_text", "encoding").row(0) == ("docx", "甲县政府工作报告", None)


def test_broken_and_swollen_word_files_are_refused() -> None:
    assert refusal_of("a.docx", "只是文字".encode())[0] == "broken_docx"
    build = docx.Document()
    build.add_paragraph("甲县政府工作报告")
    assert refusal_of("a.docx", word_file(build)[:-200])[0] == "broken_docx"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 60_000_000)
    assert refusal_of("a.docx", buffer.getvalue())[0] == "unsafe_archive"


def page(body: str, charset: str) -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>甲县政府网</title>'
        '<script>var a="首页";</script></head>'
        '<body><nav><a href="/">首页</a><a href="/zw">政务公开</a></nav><h1>2024年甲县政府工作报告</h1>'
        f"<div id=c>{body}</div><footer>版权所有：甲县人民政府</footer></body></html>"
    )


@pytest.mark.parametrize(("codec", "named"), [("utf-8", "utf-8"), ("gb2312", "gb18030")])
def test_a_web_page_gives_its_article_by_paragraphs(codec: str, named: str) -> None:
    body = "".join(f"<p>　　{line}</p>" for line in (REPORT * 3).splitlines())
    body += "<table><tr><td>粮食产量</td><td>30万吨</td></tr></table>" + f"<p>{'继续做好民生工作，' * 6}谢谢大家。</p>"
    stage = run({"a.html": page(body, codec).encode("gbk" if codec == "gb2312" else codec)})
    lines = stage.rows["raw_text"][0].split("\n")
    assert stage.rows["encoding"][0] == named
    assert lines[0] == "2024年甲县政府工作报告"
    assert [line.strip("　") for line in lines[1:13]] == (REPORT * 3).splitlines()
    assert any("粮食产量" in line and "30万吨" in line for line in lines)
    assert lines[-1].endswith("谢谢大家。")
    assert "首页" not in stage.rows["raw_text"][0]


def test_a_page_whose_declared_encoding_is_wrong_is_read_all_the_same() -> None:
    body = "".join(f"<p>{line}</p>" for line in REPORT.splitlines())
    assert "地区生产总值增长5.3%" in text_of("a.html", page(body, "gb2312").encode("utf-8"))


def test_a_page_without_text_is_refused() -> None:
    assert refusal_of("a.html", b"<html><head><script>1</script></head><body></body></html>")[0] == "no_text"


def test_no_file_is_lost_and_none_is_used_twice() -> None:
    files = {
        "a.txt": REPORT.encode(),
        "b.txt": b"",
        "c.md": TRADITIONAL.encode(),
        "d.bin": b"1",
        "e.txt": REPORT.encode(),
    }
    stage = run(dict(files))
    seen = [*stage.rows["source_path"], *stage.quarantine["source_path"]]
    assert sorted(seen) == sorted(files)


def test_a_page_with_swollen_spans_is_read_as_it_stands() -> None:
    row = "<tr>" + "<td colspan=999 rowspan=2>甲</td>" * 500 + "</tr>"
    body = f"<p>一、去年工作回顾</p><table>{row * 20}</table><p>二、今年工作安排</p>"
    assert text_of("a.html", page(body, "utf-8").encode("utf-8")).count("甲\t") >= 499 * 20


@pytest.mark.parametrize("tags", ["<div>", "<b><i>", "<table><tr><td>"])
def test_a_page_that_nests_its_tags_without_end_is_read_as_plain_lines(tags: str) -> None:
    body = "<p>各位代表：去年地区生产总值增长5%。</p>"
    content = f"<html><body>{body}{tags * 30_000}{body}</body></html>".encode()
    assert text_of("a.html", content).splitlines() == ["各位代表：去年地区生产总值增长5%。"] * 2
