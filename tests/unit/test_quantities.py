"""Figures in every notation of the genre, read back to value, unit and bound."""

import itertools
import math

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract import reference
from extract.quantities import quantities

HAN = "零一二三四五六七八九"
SCALES = {"": 1, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, "百亿": 1e10, "千亿": 1e11, "万亿": 1e12}
BOUNDS = {"以上": "ge", "及以上": "ge", "以内": "le", "以下": "le", "左右": "approx", "": None}
# Units that are nothing but a unit; 年 and 天 measure, but never begin or end a range
MEASURED = ["元", "美元", "人", "人次", "户", "家", "吨", "亩", "公里", "平方米", "公斤", "斤", "平方公里"]

Figure = dict[str, object]


def read(*texts: str) -> list[list[Figure]]:
    """The figures of each text."""
    frame = pl.DataFrame(
        {
            "report_id": ["0123456789abcdef"] * len(texts),
            "sentence_index": list(range(len(texts))),
            "text": list(texts),
        }
    )
    stage = quantities(frame)
    assert stage.quarantine.is_empty()
    found: list[list[Figure]] = [[] for _ in texts]
    for row in stage.rows.iter_rows(named=True):
        text = texts[row["sentence_index"]]
        assert row["value_text"] == text[row["start"] : row["end"]]
        found[row["sentence_index"]].append(row)
    return found


def one(text: str) -> Figure:
    """The one figure of a text."""
    (figure,) = read(text)[0]
    return figure


def spelled(number: int) -> str:
    """A number below 1000 in Chinese numerals (一百二十三)."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = HAN[hundreds] + "百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else HAN[tens] + "十"
    elif hundreds and ones:
        text += "零"
    return text + (HAN[ones] if ones else "")


@pytest.mark.parametrize(
    ("text", "low", "high", "unit", "bound"),
    [
        ("增长7%", 7, 7, "percent", None),
        ("增长7-8%", 7, 8, "percent", None),
        ("增长6.0%—6.5%", 6, 6.5, "percent", None),
        ("增长5%至6%", 5, 6, "percent", None),
        ("增长8%～9%", 8, 9, "percent", None),
        ("增长6%到7%", 6, 7, "percent", None),
        ("增长百分之六点五", 6.5, 6.5, "percent", None),
        ("增长百分之十二", 12, 12, "percent", None),
        ("提高两成", 20, 20, "percent", None),
        ("下降四分之一", 25, 25, "percent", None),
        ("增长1.5倍", 1.5, 1.5, "multiple", None),
        ("提高0.8个百分点", 0.8, 0.8, "percentage_point", None),
        ("提高两个百分点", 2, 2, "percentage_point", None),
        ("达到123.45亿元", 12345000000, 12345000000, "cny", None),
        ("达到1万亿元", 1e12, 1e12, "cny", None),
        ("达到8千万元", 8e7, 8e7, "cny", None),
        ("达到230余万元", 2.3e6, 2.3e6, "cny", "ge"),
        ("达到5000多万元", 5e7, 5e7, "cny", "ge"),
        ("收入1,234.5亿元", 1.2345e11, 1.2345e11, "cny", None),
        ("出口860万美元", 8.6e6, 8.6e6, "usd", None),
        ("产粮12.5亿斤", 625000, 625000, "tonne", None),
        ("产粮2亿公斤", 200000, 200000, "tonne", None),
        ("播种31.5万亩", 315000, 315000, "mu", None),
        ("造林200公顷", 3000, 3000, "mu", None),
        ("接待1200万人次", 1.2e7, 1.2e7, "person_time", None),
        ("浓度35微克/立方米", 35, 35, "ug_per_m3", None),
        ("寿命78.5岁", 78.5, 78.5, "year", None),
        ("全长12千米", 12, 12, "km", None),
        ("用电3.2亿千瓦时", 3.2e8, 3.2e8, "kwh", None),
        ("增长6.5%左右", 6.5, 6.5, "percent", "approx"),
        ("控制在4.5%以内", 4.5, 4.5, "percent", "le"),
        ("达到500亿元以上", 5e10, 5e10, "cny", "ge"),
        ("1亿2千万元", 1.2e8, 1.2e8, "cny", None),
        ("1亿2000万元以上", 1.2e8, 1.2e8, "cny", "ge"),
        ("3万5千人", 35000, 35000, "person", None),
        ("四百一十三万吨至四百三十一万吨", 4.13e6, 4.31e6, "tonne", None),
    ],
)
def test_notation_is_read(text: str, low: float, high: float, unit: str, bound: str | None) -> None:
    figure = one(text)
    assert figure["value_low"] == pytest.approx(low, rel=1e-9)
    assert figure["value_high"] == pytest.approx(high, rel=1e-9)
    assert (figure["unit"], figure["bound"]) == (unit, bound)


@pytest.mark.parametrize(
    ("text", "form", "value"),
    [
        ("翻一番", "doubling", 100),
        ("翻两番", "doubling", 300),
        ("翻了一番", "doubling", 100),
        ("实现翻番", "doubling", 100),
        ("与上年持平", "sign", 0),
        ("实现正增长", "sign", 0),
        ("保持两位数增长", "order", 10),
        ("突破百亿元", "scale", 1e10),
        ("跨上千亿元台阶", "scale", 1e11),
        ("突破万亿元大关", "scale", 1e12),
    ],
)
def test_words_that_stand_for_a_figure(text: str, form: str, value: float) -> None:
    figure = one(text)
    assert (figure["form"], figure["value_low"]) == (form, pytest.approx(value))


@pytest.mark.parametrize(
    "text",
    [
        "2023年",
        "第十四届三次会议",
        "第3位",
        "G210国道改造",
        "全国文明城市创建",
        "10月12日召开",
        "3号线开工",
        "A股上市",
        "十分重要",
        "一带一路",
        "万众一心",
        "百折不挠",
        "亿万群众",
    ],
)
def test_what_is_no_figure(text: str) -> None:
    assert [f for f in read(text)[0] if f["unit"] is not None] == []


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("用电300千瓦时", 300, "kwh"), ("亩产600千克", 0.6, "tonne")],
)
def test_unit_that_begins_like_a_scale(text: str, value: float, unit: str) -> None:
    figure = one(text)
    assert (figure["value_low"], figure["unit"]) == (pytest.approx(value), unit)


@settings(deadline=None, max_examples=60)
@given(
    st.decimals(min_value="0.01", max_value=99999, places=2, allow_nan=False),
    st.sampled_from(sorted(SCALES)),
    st.sampled_from(MEASURED),
    st.sampled_from(sorted(BOUNDS)),
    st.sampled_from(["", "约", "达到"]),
)
def test_any_amount_is_read_back(number: object, scale: str, unit: str, bound: str, lead: str) -> None:
    figure = one(f"{lead}{number}{scale}{unit}{bound}")
    known = reference.units()[unit]
    expected = float(str(number)) * SCALES[scale] * known.factor
    assert math.isclose(float(str(figure["value_low"])), expected, rel_tol=1e-9)
    assert (figure["value_low"], figure["unit"], figure["bound"]) == (figure["value_high"], known.code, BOUNDS[bound])


@settings(deadline=None)
@given(
    st.integers(1, 400),
    st.integers(1, 400),
    st.sampled_from(["-", "—", "——", "~", "～", "至", "到", "–"]),
    st.booleans(),
    st.sampled_from(["%", "个百分点"]),
)
def test_any_range_keeps_both_ends(tenths: int, width: int, joint: str, twice: bool, unit: str) -> None:
    low, high = tenths / 10, (tenths + width) / 10
    figure = one(f"增长{low}{unit if twice and unit == '%' else ''}{joint}{high}{unit}")
    assert (figure["value_low"], figure["value_high"]) == (pytest.approx(low), pytest.approx(high))


@settings(deadline=None)
@given(st.integers(1, 99), st.integers(0, 99))
def test_any_spelled_percentage_is_read_back(whole: int, fraction: int) -> None:
    point = "点" + "".join(HAN[int(d)] for d in str(fraction)) if fraction else ""
    expected = float(f"{whole}.{fraction}") if fraction else float(whole)
    assert one(f"增长百分之{spelled(whole)}{point}")["value_low"] == pytest.approx(expected)


@settings(deadline=None)
@given(st.integers(1, 999), st.sampled_from(["万", "亿"]))
def test_any_spelled_amount_is_read_back(number: int, scale: str) -> None:
    assert one(f"收入{spelled(number)}{scale}元")["value_low"] == pytest.approx(number * SCALES[scale])


@settings(deadline=None)
@given(st.integers(1, 9))
def test_doubling_n_times(count: int) -> None:
    assert one(f"总量翻{HAN[count]}番")["value_low"] == pytest.approx((2**count - 1) * 100)


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="0123456789.,%-—至到亿万千百十一二两三点分之成倍翻番元人以上内左右余多近约个", max_size=40))
def test_any_text_is_read_without_an_error(text: str) -> None:
    figures = read(text)[0]
    assert all(int(str(a["end"])) <= int(str(b["start"])) for a, b in itertools.pairwise(figures))
    assert all(float(str(f["value_low"])) <= float(str(f["value_high"])) for f in figures)


def test_figures_come_in_reading_order_of_sentences() -> None:
    first, second = read("增长5%、6%和7%", "无数字的句子")
    assert [f["value_low"] for f in first] == [5, 6, 7]
    assert second == []
