"""Files that hold many reports give what their single files give; what is wrong with one row stays with that row."""

import gzip
import io
import json
import tracemalloc
import zipfile
from pathlib import Path

import polars as pl
import pytest

from extract import bundles
from extract.bundles import archives, member
from extract.encodings import decode
from extract.pipeline import Extraction, extract
from extract.refusal import Refusal
from orchestration.arrivals.report_files import DEFAULT_REPORTS, read_files
from tests.forms import tables
from tests.forms.tables import ARCHIVES, TABLES, Table

SAMPLES = sorted(DEFAULT_REPORTS.glob("*政府工作报告*.txt"), key=lambda path: path.stat().st_size)[:3]
TEXTS = {path.stem: decode(path.read_bytes())[0] for path in SAMPLES}
HEAD = ["标题", "年份", "网址", "全文"]
REPORT = (
    "云溪县人民政府工作报告\n——2021年2月3日在云溪县第九届人民代表大会第五次会议上\n各位代表：\n"
    "现在，我代表县人民政府向大会报告工作，请予审议。\n一、2020年工作回顾\n"
    + "2020年，全县地区生产总值增长4.1%，农村居民人均可支配收入增长7.3%。\n"
    + "".join(
        f"2020年，全县新建农村公路{100 + n}公里，改造老旧小区{20 + n}个，群众的生活更加便利。\n" for n in range(12)
    )
    + "二、2021年工作安排\n今年的预期目标是：地区生产总值增长6.5%，粮食产量稳定在20万吨以上，请各位代表审议。\n"
)


def samples() -> Table:
    rows = [[name, "", f"https://reports.example/{n}", text] for n, (name, text) in enumerate(TEXTS.items())]
    return [HEAD, *rows]


def written(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def read(folder: Path) -> Extraction:
    files, unread = read_files([folder])
    found = extract(files)
    return found._replace(quarantine=pl.concat([unread, found.quarantine]))


def facts(found: Extraction) -> list[tuple[object, ...]]:
    return sorted(found.facts.select(pl.exclude("source_path")).rows(), key=str)


def aside(name: str, content: bytes, folder: Path) -> dict[str, str]:
    """Reason codes by path of what is set aside of a file."""
    return dict(read(written(folder, {name: content})).quarantine.select("source_path", "reason_code").iter_rows())


@pytest.fixture(scope="module")
def single(tmp_path_factory: pytest.TempPathFactory) -> Extraction:
    return read(
        written(tmp_path_factory.mktemp("single"), {f"{name}.txt": text.encode() for name, text in TEXTS.items()})
    )


@pytest.mark.parametrize("name", TABLES)
def test_a_table_gives_the_facts_of_its_single_files(name: str, single: Extraction, tmp_path: Path) -> None:
    found = read(written(tmp_path / "in", {name: TABLES[name](samples())}))
    assert found.quarantine.filter(pl.col("stage") == "documents").is_empty()
    assert facts(found) == facts(single) != []
    assert set(found.reports["source_url"]) == {f"https://reports.example/{n}" for n in range(len(SAMPLES))}
    assert {path.rsplit("#")[0] for path in found.reports["source_path"]} == {f"in/{name}"}


@pytest.mark.parametrize("name", [*ARCHIVES, "a.7z"])
def test_an_archive_gives_the_facts_of_its_single_files(name: str, single: Extraction, tmp_path: Path) -> None:
    if name == "a.7z":
        pytest.importorskip("py7zr")
    write = ARCHIVES.get(name, tables.seven)
    files = {f"报告/{name}.txt": text.encode() for name, text in TEXTS.items()} | {
        "__MACOSX/._x": b"x",
        ".hidden": b"x",
    }
    found = read(written(tmp_path / "in", {name: write(files)}))
    assert facts(found) == facts(single)
    assert sorted(found.reports["source_path"]) == sorted(f"in/{name}#报告/{path.name}" for path in SAMPLES)
    assert set(found.reports["source_name"]) == {path.stem for path in SAMPLES}
    assert found.quarantine.filter(pl.col("stage") == "documents").is_empty()


def test_tables_and_one_more_archive_in_an_archive_are_opened(single: Extraction, tmp_path: Path) -> None:
    inner = tables.zipped({"deep.csv": TABLES["gbk.csv"](samples())})
    found = read(written(tmp_path / "in", {"a.zip": tables.zipped({"inner.zip": inner})}))
    assert facts(found) == facts(single)
    assert set(found.reports["source_path"]) == {f"in/a.zip#inner.zip#deep.csv#{n}" for n in (2, 3, 4)}
    deeper = tables.zipped({"a.zip": tables.zipped({"b.zip": inner}), "c.txt": b"x"})
    assert aside("deep.zip", deeper, tmp_path / "deep") == {
        "deep/deep.zip#a.zip#b.zip": "nested_archive",
        "deep/deep.zip#c.txt": "no_report",
    }


def test_the_content_decides_and_not_the_name(single: Extraction, tmp_path: Path) -> None:
    files = {"a.txt": TABLES["shared.xlsx"](samples()), "b.md": TABLES["a.jsonl"](samples())}
    for number, (name, content) in enumerate(files.items()):
        assert facts(read(written(tmp_path / str(number), {name: content}))) == facts(single)
    packed = gzip.compress(TABLES["a.jsonl"](samples()))
    assert facts(read(written(tmp_path / "gz", {"corpus.jsonl.gz": packed}))) == facts(single)


def told_rows(*rows: list[str], head: list[str] | None = None) -> list[bundles.Member]:
    content = tables.fields([head or HEAD, *rows])
    return list(bundles.members(io.BytesIO(content), "corpus.csv"))


def test_columns_are_told_by_content_and_head() -> None:
    head = ["序号", "行政区划代码", "省份", "地级市", "发布日期", "报告年度", "标题", "摘要", "正文", "来源"]
    row = [
        "100001",
        "320500",
        "江苏省",
        "苏州市",
        "2021-01-20",
        "2021年",
        "政府工作报告",
        "短短一段",
        REPORT,
        "https://a.example/1",
    ]
    other = [
        "100002",
        "320200",
        "江苏省",
        "无锡市",
        "2020-01-20",
        "2020年",
        "政府工作报告",
        "短短一段",
        REPORT + "。",
        "https://a.example/2",
    ]
    told = [found.told for found in told_rows(row, other, head=head)]
    assert [(t.code, t.region, t.year, t.title, t.url, t.name) for t in told] == [
        ("320500", "江苏省苏州市", 2021, "政府工作报告", "https://a.example/1", "江苏省苏州市政府工作报告_2021年"),
        ("320200", "江苏省无锡市", 2020, "政府工作报告", "https://a.example/2", "江苏省无锡市政府工作报告_2020年"),
    ]


def test_a_table_without_a_head_loses_no_row() -> None:
    found = list(bundles.members(io.BytesIO(tables.fields([["2021", REPORT], ["2020", REPORT + "。"]])), "a.csv"))
    assert [(row.label, row.told.year) for row in found] == [("1", 2021), ("2", 2020)]


def identified(tmp_path: Path, text: str, **told: str) -> tuple[dict[str, object], list[str]]:
    """The report of a table of one row, and the reason codes of what is set aside."""
    content = tables.objects([[*told, "text"], [*told.values(), text]])
    found = read(written(tmp_path / "in", {"a.jsonl": content}))
    rows = found.reports.select("region_code", "report_year", "repair_notes").to_dicts()
    return (rows or [{}])[0], found.quarantine.filter(pl.col("stage") == "identity")["reason_code"].to_list()


BARE = REPORT.replace("云溪县", "").replace("——2021年2月3日在第九届人民代表大会第五次会议上\n", "")
OF_SUZHOU = REPORT.replace("云溪县", "苏州市")


def test_where_the_text_does_not_say_a_told_region_that_it_names_is_taken(tmp_path: Path) -> None:
    text = BARE.replace("全县", "苏州全市").replace("县", "市")
    found, aside = identified(tmp_path, text, region="苏州市", year="2021")
    assert (found["region_code"], found["report_year"], aside) == ("320500", 2021, [])


def test_a_told_region_that_the_text_does_not_bear_out_is_no_region(tmp_path: Path) -> None:
    assert identified(tmp_path, BARE, region="苏州市", year="2021") == ({}, ["no_region"])


def test_a_told_year_that_the_text_does_not_bear_out_is_no_year(tmp_path: Path) -> None:
    text = OF_SUZHOU.replace("2021年2月3日", "").replace("2021年", "今年").replace("2020年", "去年")
    assert identified(tmp_path, text, region="苏州市", year="2015") == ({}, ["no_year"])


def test_where_text_and_table_differ_the_text_wins_and_it_is_told(tmp_path: Path) -> None:
    found, _ = identified(tmp_path, OF_SUZHOU, region="无锡市", year="2019")
    assert (found["region_code"], found["report_year"]) == ("320500", 2021)
    assert {"told_region_differs: 320200", "told_year_differs: 2019"} <= set(found["repair_notes"])  # type: ignore[arg-type]


def test_a_told_year_outweighs_a_weak_word_of_the_text_and_that_is_told(tmp_path: Path) -> None:
    text = (
        OF_SUZHOU.replace("——2021年2月3日在", "——在")
        .replace("2020年工作回顾", "工作回顾")
        .replace("2021年工作", "今后工作")
    )
    text = text.replace("一、工作回顾\n", "一、工作回顾\n2018年，全市各项工作都有新的进展，群众的生活更加便利。\n")
    assert identified(tmp_path, text)[0]["report_year"] == 2019
    (tmp_path / "told").mkdir()
    found, _ = identified(tmp_path / "told", text, region="苏州市", year="2021")
    assert found["report_year"] == 2021
    assert "told_year_taken: 2021, the text suggests 2019" in found["repair_notes"]  # type: ignore[operator]


def test_a_name_of_several_divisions_is_settled_by_the_table(tmp_path: Path) -> None:
    text = REPORT.replace("云溪县", "鼓楼区").replace("县", "区")
    assert identified(tmp_path, text)[1] == ["ambiguous_region"]
    found, _ = (
        identified(tmp_path / "told", text, region="江苏省南京市鼓楼区")
        if (tmp_path / "told").mkdir() is None
        else ({}, [])
    )
    assert found["region_code"] == "320106"


def test_the_name_of_a_table_says_nothing_of_its_rows(tmp_path: Path) -> None:
    found = read(written(tmp_path / "in", {"无锡市政府工作报告2003-2019.jsonl": tables.objects([["text"], [BARE]])}))
    assert found.reports.is_empty()
    assert found.quarantine["reason_code"].to_list() == ["no_region"]


def test_what_is_wrong_with_a_row_stays_with_the_row(tmp_path: Path) -> None:
    lines = [
        json.dumps({"title": "苏州市2021", "text": OF_SUZHOU}, ensure_ascii=False),
        '{"title": "half a li',
        "[1, 2]",
        json.dumps({"title": "无锡市2021", "text": "  "}, ensure_ascii=False),
        json.dumps({"title": "菜单", "text": "今天天气很好，适合散步。" * 60}, ensure_ascii=False),
        json.dumps({"title": "常州市2021", "text": REPORT.replace("云溪县", "常州市")}, ensure_ascii=False),
    ]
    found = read(written(tmp_path / "in", {"a.jsonl": "\n".join(lines).encode()}))
    assert found.reports["source_path"].to_list() == ["in/a.jsonl#1", "in/a.jsonl#6"]
    aside = found.quarantine.filter(pl.col("stage").is_in(["documents", "identity"]))
    assert dict(aside.select("source_path", "reason_code").iter_rows()) == {
        "in/a.jsonl#2": "broken_row",
        "in/a.jsonl#3": "broken_row",
        "in/a.jsonl#4": "empty_row",
        "in/a.jsonl#5": "no_report",
    }


def test_a_quotation_mark_that_nobody_closed_costs_its_row_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extract.bundles.delimited.MOST_CHARACTERS", 3000)
    rows = [f'苏州市政府工作报告_{year}年,"{OF_SUZHOU}"' for year in range(2015, 2019)]
    content = "\n".join(["标题,全文", *rows, '无锡市,"没有结束' + "各位代表" * 1000, "x,y"]).encode()
    found = list(bundles.members(io.BytesIO(content), "a.csv"))
    assert [row.problem and row.problem[0] for row in found[:5]] == [None] * 4 + ["broken_row"]


def test_an_excel_cell_that_is_full_is_told() -> None:
    full = (REPORT * 100)[:32_767]
    content = tables.workbook([["标题", "全文"], ["苏州市", full], ["无锡市", REPORT]])
    assert [row.told.notes for row in bundles.members(io.BytesIO(content), "a.xlsx")] == [
        ("cut_at_the_limit_of_a_cell",),
        (),
    ]


def test_every_sheet_of_reports_is_read_and_others_are_told() -> None:
    table = [["标题", "全文"], ["苏州市", REPORT]]
    content = tables.workbook([["说明"], ["数据来源"]], table, table, table, hidden=(4,))
    found = [(row.label, row.problem and row.problem[0]) for row in bundles.members(io.BytesIO(content), "a.xlsx")]
    assert found == [("2", None), ("表3!2", None), ("表1!", "no_text_column")]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", tables.workbook([["地区", "数值"], ["苏州市", "12"]]), "no_text_column"),
        ("a.csv", b"a,b\n1,2\n", "no_text_column"),
        ("a.xlsx", tables.workbook([["标题", "全文"], ["苏州市", REPORT]])[:900], "broken_table"),
        ("a.parquet", tables.parquet([["标题", "全文"], ["苏州市", REPORT]])[:-30], "broken_table"),
        ("a.dta", tables.stata([["标题", "全文"], ["苏州市", REPORT]])[:700], "broken_table"),
        ("a.zip", tables.zipped({"a.txt": REPORT.encode()})[:300], "broken_archive"),
        ("a.tar.gz", tables.tarred({"a.txt": REPORT.encode()})[:100], "broken_archive"),
    ],
    ids=["no texts", "no texts in fields", "xlsx", "parquet", "dta", "zip", "tar"],  # archives hold the time
)
def test_a_bundle_that_cannot_be_used_has_one_reason(name: str, content: bytes, code: str, tmp_path: Path) -> None:
    assert aside(name, content, tmp_path / "in") == {f"in/{name}": code}


def test_entities_of_a_workbook_do_not_grow() -> None:
    entities = (
        '<!DOCTYPE x [<!ENTITY a "'
        + "一" * 1000
        + '">'
        + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 20}">' for n in range(8))
    )
    content = tables.workbook([["标题", "全文"], ["苏州市", REPORT]])
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(sink, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode()
            new.writestr(name, entities + "]>" + part.replace("苏州市", "&i;") if "shared" in name else part)
    tracemalloc.start()
    try:
        rows = list(bundles.members(sink, "a.xlsx"))
        assert [row.content for row in rows] == [REPORT.encode()]
    except Refusal as refusal:
        assert refusal.code == "broken_table"
    assert tracemalloc.get_traced_memory()[1] < 30 * 1024 * 1024
    tracemalloc.stop()


@pytest.mark.parametrize("form", ["zip", "tar", "gz"])
def test_bombs_are_recognised(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (member, archives):
        monkeypatch.setattr(module, "LEAST_SUSPECT", 1024 * 1024)
    zeros = b"0" * (4 * 1024 * 1024)
    content = {
        "zip": lambda: tables.zipped({"a.txt": zeros}),
        "tar": lambda: tables.tarred({"a.txt": zeros}),
        "gz": lambda: gzip.compress(zeros),
    }[form]()
    assert set(aside("bomb.bin", content, tmp_path / "in").values()) == {"unsafe_archive"}


def test_names_that_lead_out_of_an_archive_lead_nowhere() -> None:
    content = tables.zipped({"../../etc/a.txt": b"x", "/b.txt": b"y", "c\\d.txt": b"z", "e.txt": b"1"})
    assert [row.label for row in bundles.members(io.BytesIO(content), "a.zip")] == [
        "b.txt",
        "c/d.txt",
        "e.txt",
        "etc/a.txt",
    ]


def test_a_locked_file_of_an_archive_is_told_and_the_others_read() -> None:
    content = bytearray(tables.zipped({"a.txt": b"x" * 30, "b.txt": b"y" * 30}))
    for place in (content.find(b"PK\x03\x04") + 6, content.find(b"PK\x01\x02") + 8):
        content[place] |= 1
    found = [
        (row.label, row.problem and row.problem[0]) for row in bundles.members(io.BytesIO(bytes(content)), "a.zip")
    ]
    assert found == [("a.txt", "password"), ("b.txt", None)]


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "shared.xlsx", "118.dta", "a.tar.gz"])
def test_memory_is_bounded_by_a_report_and_not_by_the_file(name: str, tmp_path: Path) -> None:
    count, text = 600, REPORT * 30
    if name in TABLES:
        content = TABLES[name]([["标题", "全文"], *([f"第{n}号", f"{n}{text}"] for n in range(count))])
    else:
        content = ARCHIVES[name]({f"{n}.txt": f"{n}{text}".encode() for n in range(count)})
    path = tmp_path / name
    path.write_bytes(content)
    del content
    tracemalloc.start()
    with path.open("rb") as source:
        assert sum(1 for row in bundles.members(source, name) if row.content) == count
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12 * 1024 * 1024 < count * len(text.encode())
