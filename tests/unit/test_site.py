"""The static site: marked text, charts, words of values, pages whose links lead somewhere and whose text is text."""

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.unit.site_warehouse import EVIL, PROMISE, RESULT, fact, tables, text_of, write
from warehouse.connection import DatabaseError
from warehouse.home import REPOSITORY
from website.charts import Year, chart
from website.figures import amount, bounded, period, short
from website.make import LIST, SiteError, make_site
from website.marked import Span, paragraphs, parts
from website.views import measured_quality
from website.words import shard_of, shards, width_of


class _Page(HTMLParser):
    """The ids and links of a page, and the tags in it."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        self.links += [str(found[name]) for name in ("href", "src") if found.get(name)]


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return write(tmp_path / "duixian.duckdb", tables())


def pages(site: Path) -> dict[Path, _Page]:
    return {path: _Page(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}


# --- marked text


@given(
    st.text(alphabet="增长6%\n ，", max_size=60),
    st.lists(st.tuples(st.integers(0, 70), st.integers(1, 30)), max_size=6),
)
def test_the_pieces_are_the_text_and_every_fact_covers_its_span(text: str, drawn: list[tuple[int, int]]) -> None:
    spans = [Span(f"f{i}", "target", start, start + length) for i, (start, length) in enumerate(drawn)]
    found = paragraphs(text, spans)
    assert ["".join(p.text for p in one.pieces) for one in found] == [line for line in text.split("\n") if line.strip()]
    for span in spans:
        covered = "".join(p.text for one in found for p in one.pieces if span.fact_id in p.fact_ids)
        shown = [line for line in text[span.start : span.end].split("\n")]
        assert len(covered) <= sum(map(len, shown)) and covered in text[span.start : span.end].replace("\n", "")
        begins = [span.fact_id for one in found for p in one.pieces if span.fact_id in p.begins]
        assert len(begins) == (1 if covered else 0)


def test_facts_that_share_a_clause_mark_it_together() -> None:
    [one] = paragraphs("总值100亿元，增长6%。", [Span("a", "outcome", 0, 12), Span("b", "target", 8, 12)])
    assert [(p.text, p.fact_ids, p.kinds, p.begins) for p in one.pieces] == [
        ("总值100亿元，"[:8], ("a",), ("outcome",), ("a",)),
        ("增长6%", ("a", "b"), ("outcome", "target"), ("b",)),
        ("。", (), (), ()),
    ]


def test_a_long_text_is_several_runs_and_loses_nothing() -> None:
    whole = paragraphs("\n".join("字" * 30 for _ in range(10)), [])
    runs = parts(whole, most=100)
    assert [len(run) for run in runs] == [3, 3, 3, 1]
    assert [paragraph for run in runs for paragraph in run] == whole


# --- charts and words


def test_a_chart_puts_more_above_less_and_later_right_of_earlier() -> None:
    found = chart(
        [Year(2023, low=6, actual=5.5, status="missed"), Year(2022, high=3, actual=2), Year(2024, status="pending")]
    )
    assert found is not None
    first, second, third = found.marks
    assert first.x < second.x < third.x and (first.bound, second.bound, third.bound) == ("le", "ge", "none")
    assert second.low is not None and second.actual is not None and first.actual is not None
    assert second.low < second.actual < first.actual  # heights count from above
    assert third.actual is None and third.status == "pending"
    assert found.ticks[0][0] <= 2 and found.ticks[-1][0] >= 6
    assert chart([Year(2024, status="pending")]) is None


@given(st.lists(st.floats(-1e13, 1e13, allow_nan=False), min_size=1, max_size=8))
@example([5e-324])
@example([0.0, 2e-9])
def test_every_mark_stands_within_its_chart(values: list[float]) -> None:
    found = chart([Year(2000 + i, actual=value) for i, value in enumerate(values)])
    assert found is not None and 2 <= len(found.ticks) <= 8
    for mark in found.marks:
        assert mark.actual is not None
        assert 0 <= mark.actual <= found.height and found.left <= mark.x <= found.width


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (346_000_000_000.0, "cny", "3,460 亿元", "346 bnyuan"),
        (12_060_000.0, "person", "1,206 万人", "12.06 m persons"),
        (5.5, "percent", "5.5%", "5.5%"),
        (-0.1 - 0.2, "percentage_point", "-0.3 个百分点", "-0.3 pp"),
        (None, "cny", "—", "—"),
    ],
)
def test_amounts_in_words(value: float | None, unit: str, zh: str, en: str) -> None:
    assert amount(value, unit) == zh
    assert amount(value, unit, "en").replace(" ", "") == en.replace(" ", "")


def test_bounds_periods_and_scales_in_words() -> None:
    assert bounded("ge", 6, None, "percent") == "≥ 6%"
    assert bounded("le", None, 3, "percent") == "≤ 3%"
    assert bounded("range", 5, 6, "percent") == "5% – 6%"
    assert bounded("approx", None, None, "percent") == ""
    assert (period(2024, 2024), period(2021, 2025)) == ("2024", "2021–2025")
    assert (short(2e12), short(3e8), short(45_000), short(4.5)) == ("2万亿", "3亿", "4.5万", "4.5")


# --- pages


def test_every_link_leads_to_a_file_and_a_place_in_it(published: Path, tmp_path: Path) -> None:
    made = make_site(published, tmp_path / "site")
    found = pages(tmp_path / "site")
    assert made.pages == made.written == len(found) == 7
    for path, page in found.items():
        assert len(set(page.ids)) == len(page.ids), path
        for link in page.links:
            if link.startswith("data:"):
                continue
            assert "//" not in link and not link.startswith(("/", "javascript:")), (path, link)
            name, _, place = link.partition("#")
            target = (path.parent / name).resolve() if name else path
            assert target.is_file(), (path, link)
            assert not place or place in _Page(target.read_text(encoding="utf-8")).ids, (path, link)


def test_a_target_and_its_outcome_lead_to_one_another(published: Path, tmp_path: Path) -> None:
    make_site(published, tmp_path / "site")
    promise, result = (
        _Page((tmp_path / f"site/reports/{name}.html").read_text(encoding="utf-8")) for name in ("r1", "r2")
    )
    assert "../reports/r2.html#f-o1" in promise.links and "f-t1" in promise.ids
    assert "../reports/r1.html#f-t1" in result.links and "f-o1" in result.ids
    shown = (tmp_path / "site/reports/r1.html").read_text(encoding="utf-8")
    assert f'<mark class="target"><a href="#n-t1">{PROMISE}</a></mark>' in shown and RESULT in shown


def test_chapters_say_what_they_do_and_lead_to_their_place(published: Path, tmp_path: Path) -> None:
    make_site(published, tmp_path / "site")
    shown = (tmp_path / "site/reports/r1.html").read_text(encoding="utf-8")
    chapters = shown[shown.index('<nav class="chapters"') : shown.index("<article>")]
    assert re.findall(r'href="../reports/r1.html#(s-\d)".*?class="role (\w+)"', chapters) == [
        ("s-0", "front"),
        ("s-1", "plan_year"),
    ]
    assert {"s-0", "s-1", "s-2"} <= set(_Page(shown).ids)
    article = shown[shown.index("<article>") :]
    order = [article.index(words) for words in ('id="s-1"', "一、总的情况", 'id="s-2"', PROMISE)]
    assert order == sorted(order)
    # The target stands in the second stretch of the chapter.
    assert '<span class="en" lang="en">targets</span> 1</span>' in chapters


def test_what_was_set_aside_stands_at_the_end_by_reason_with_its_sentence(published: Path, tmp_path: Path) -> None:
    make_site(published, tmp_path / "site")
    shown = (tmp_path / "site/reports/r1.html").read_text(encoding="utf-8")
    end = shown[shown.index("</article>") :]
    assert "<code>implausible</code> × 12" in end and "有些数字0" in end and "另有 2 处" in end
    assert "blank lines removed: 1" in end and EVIL not in end


# --- words


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(alphabet="就业创新增长5gGDP 。\n", max_size=40), max_size=70))
def test_a_page_is_found_by_every_word_in_it_and_by_no_pair_that_it_lacks(texts: list[str]) -> None:
    found = {key: numbers for _, held in shards(texts) for key, numbers in held.items()}
    assert all(shard_of(key) == number for number, held in shards(texts) for key in held)
    width = width_of(len(texts))
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

    def pages_of(key: str) -> list[int]:
        text = found.get(key, "")
        cut = [text[at : at + width] for at in range(0, len(text), width)]
        return [sum(letters.index(digit) * 64 ** (width - 1 - i) for i, digit in enumerate(one)) for one in cut]

    for key in {"就业", "业创", "新增", "长就", "增增"} | set(found):
        chinese = re.fullmatch("[\u3400-\u9fff]{2}", key)
        holding = [
            number
            for number, text in enumerate(texts)
            if (key in text if chinese else key in re.findall("[a-z0-9]*[a-z][a-z0-9]+", text.lower()))
        ]
        assert pages_of(key) == holding, key


def test_numbers_of_pages_grow_in_width_with_the_pages() -> None:
    assert [width_of(count) for count in (0, 1, 64, 65, 4096, 4097)] == [1, 1, 1, 2, 2, 3]


def test_words_of_a_long_report_lead_to_the_page_that_holds_them(tmp_path: Path) -> None:
    rows = tables()
    text = text_of(PROMISE, filling=900) + "\n最后说到稀有词语。"
    rows["dim_report"][0] |= {"char_count": len(text)}
    rows["report_text"][0] |= {"text": text}
    make_site(write(tmp_path / "duixian.duckdb", rows), tmp_path / "site")
    words = tmp_path / "site" / "words"
    pages = json.loads((words / "pages.js").read_text(encoding="utf-8").partition(" = ")[2].rstrip(";\n"))["pages"]
    assert [page[0] for page in pages] == [f"reports/{name}.html" for name in ("r1", "r1-2", "r1-3", "r2")]
    shard = (words / f"{shard_of('稀有')}.js").read_text(encoding="utf-8")
    assert json.loads(shard.partition(" = ")[2].rstrip(";\n"))["稀有"] == "C"


# --- escaping


def test_text_of_reports_is_text_wherever_it_stands(published: Path, tmp_path: Path) -> None:
    make_site(published, tmp_path / "site")
    for path in [*(tmp_path / "site").rglob("*.html"), tmp_path / "site" / "search.js"]:
        assert "<script>alert" not in path.read_text(encoding="utf-8"), path
    shown = (tmp_path / "site/reports/r1.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert" in shown and "😀" in shown and "javascript:" not in shown
    assert all(page.tags.count("script") <= 2 for page in pages(tmp_path / "site").values())
    assert "\\u003cscript>" in (tmp_path / "site" / "search.js").read_text(encoding="utf-8")


def test_only_what_changed_is_made_anew(published: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    make_site(published, site)
    assert make_site(published, site).written == 0
    rows = tables()
    rows["dim_report"][1]["speaker"] = "某某"
    write(published, rows)
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*.html")}
    assert make_site(published, site).written == 1
    assert [path.name for path, at in before.items() if path.stat().st_mtime_ns != at] == ["r2.html"]
    (site / "reports" / "r1.html").unlink()
    assert make_site(published, site).written == 1 and (site / "reports" / "r1.html").is_file()


def test_a_change_reaches_every_page_that_shows_it(published: Path, tmp_path: Path) -> None:
    site, afresh = tmp_path / "site", tmp_path / "afresh"
    make_site(published, site)
    rows = tables()
    for table, column, value in (
        ("dim_indicator", "name_en", "Another name"),
        ("fct_outcomes", "evidence", "另一句话。"),
        ("quarantine", "reason", "another reason"),
        ("mart_region_scorecard", "targets_met", 7),
    ):
        rows[table][0][column] = value
        write(published, rows)
        make_site(published, site)
        make_site(published, afresh)
        for path in afresh.rglob("*.html"):
            assert (site / path.relative_to(afresh)).read_bytes() == path.read_bytes(), (table, path.name)
        shutil.rmtree(afresh)


def test_what_is_no_longer_there_goes_and_what_is_not_ours_stays(published: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    make_site(published, site)
    (site / "mine.txt").write_text("keep me", encoding="utf-8")
    write(published, tables(), empty=True)
    assert make_site(published, site).pages == 2
    assert sorted(path.name for path in site.rglob("*.html")) == ["index.html", "method.html"]
    assert "还没有报告" in (site / "index.html").read_text(encoding="utf-8")
    assert (site / "mine.txt").read_text(encoding="utf-8") == "keep me"


def test_all_targets_of_a_region_are_listed_over_as_many_pages_as_they_need(tmp_path: Path) -> None:
    rows = tables()
    [verdict] = rows["fct_target_vs_actual"]
    rows["fct_target_vs_actual"] = [verdict | {"outcome_id": None, "status": "pending"} for _ in range(401)]
    make_site(write(tmp_path / "duixian.duckdb", rows), tmp_path / "site")
    listed = [tmp_path / f"site/regions/440300-targets-{number}.html" for number in (1, 2)]
    assert [path.read_text(encoding="utf-8").count("r1.html#f-t1") for path in listed] == [400, 1]
    region = _Page((tmp_path / "site/regions/440300.html").read_text(encoding="utf-8"))
    assert {f"../regions/{path.name}" for path in listed} <= set(region.links)


def test_a_long_report_is_several_pages_and_links_find_the_right_one(tmp_path: Path) -> None:
    rows = tables()
    text = text_of("别的话", filling=900) + "\n最后，" + PROMISE
    rows["dim_report"][0] |= {"char_count": len(text)}
    rows["report_text"][0] |= {"text": text}
    rows["fct_targets"] = [fact("t1", "r1", PROMISE, text)]
    make_site(write(tmp_path / "duixian.duckdb", rows), tmp_path / "site")
    names = sorted(path.name for path in (tmp_path / "site/reports").glob("r1*"))
    assert names == ["r1-2.html", "r1-3.html", "r1.html"]
    answer = _Page((tmp_path / "site/reports/r2.html").read_text(encoding="utf-8"))
    assert "../reports/r1-3.html#f-t1" in answer.links
    assert "f-t1" in _Page((tmp_path / "site/reports/r1-3.html").read_text(encoding="utf-8")).ids
    assert all(path.stat().st_size < 500_000 for path in (tmp_path / "site").rglob("*.html"))


def test_folders_that_are_not_ours_and_a_missing_file_are_one_clear_line(published: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("keep me", encoding="utf-8")
    for target, said in ((mine, "is no site of this program"), (mine / "letter.txt", "is a file")):
        with pytest.raises(SiteError, match=said) as caught:
            make_site(published, target)
        assert "\n" not in str(caught.value)
    with pytest.raises(DatabaseError, match="run `duixian build` first"):
        make_site(tmp_path / "none.duckdb", tmp_path / "site")
    assert [path.name for path in mine.iterdir()] == ["letter.txt"] and not (tmp_path / "site").exists()


def test_a_damaged_list_makes_every_page_anew(published: Path, tmp_path: Path) -> None:
    make_site(published, tmp_path / "site")
    page = tmp_path / "site" / "index.html"
    page.write_text("old", encoding="utf-8")
    (tmp_path / "site" / LIST).write_text("{half a list", encoding="utf-8")
    assert make_site(published, tmp_path / "site").written == 1
    assert re.search("完成了吗", page.read_text(encoding="utf-8")) and EVIL not in page.read_text(encoding="utf-8")


def test_the_measured_figures_are_those_of_the_readme() -> None:
    """When a measurement is renewed in one of them, the other tells old news."""
    readme = re.sub(" +", " ", (REPOSITORY / "README.md").read_text(encoding="utf-8"))
    rows = measured_quality()
    assert rows[0]["is_first_reading"] == "true"
    for row in rows:
        figures = " | ".join((row["precision"], row["recall"], row["f1"]))
        assert figures in readme, f"website/measured.csv says {figures} of {row['name_en']}"
