"""Names of divisions in the head of a report, and the one division that they mean.

Belongs here: finding names, and telling divisions of one name apart by their parents. Does not belong here: the
register itself (reference) and the year (identity).
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from extract import reference

_ASSEMBLY = re.compile(
    r"(?P<name>[^\n，。；：（）—\d]{1,40}?)第[一二三四五六七八九十\d]{1,3}届(?P<nation>全国)?人民代表大会"
)
_NATION = re.compile(r"第[一二三四五六七八九十\d]{1,3}届全国人民代表大会|我代表国务院|国务院(?:总理|政府工作报告)")
_GOVERNMENT = re.compile(
    r"我(?:谨)?(?:代表|受)(?P<name>[^，。\n]{1,24}?)(?:人民政府|政府|管委会|管理委员会|行政公署|筹备组)"
)
_TITLE = re.compile(r"(?P<name>[^\n，。；：]{1,40}?)(?:人民)?(?:政府|管委会|管理委员会)?(?:工作报告|工作计划)")
_SOURCES = ((_ASSEMBLY, "人民代表大会"), (_GOVERNMENT, "我"), (_TITLE, "工作"))  # no match without the sign
_ZONE = re.compile(
    r"(?P<name>(?:[一-鿿]{0,12}?(?:开发区|高新区|园区|工业园|新区|示范区|管理区|合作区|保税区|度假区|林区|街道|办事处|农场|镇|乡)|区|县|市))"
    r"(?=人民|政府|管委会|管理委员会|工委|第|工作|政务|_|\d|$)"
)
_COMMON = re.compile(r"^.[区县市旗]$|(?:城|市|郊|矿|新|山|林|牧)区$")
_OWN_GOVERNMENT = re.compile(r"代表(?:自治)?(?P<kind>[省市区县州盟旗])(?:人民)?政府")


@dataclass(frozen=True)
class Place:
    """``code`` is None when no division (``candidates`` empty) or more than one could be meant."""

    code: str | None
    candidates: tuple[str, ...] = ()
    reason: str = ""


NOWHERE = Place(
    None,
    (),
    "no division's name could be found in the head, the title or the file name: name the file "
    "like 某市某区政府工作报告_2024年",
)


@cache
def _names() -> tuple[dict[str, list[dict[str, str]]], re.Pattern[str]]:
    """Divisions by every name that they can be called in a head, and one pattern of all these names."""
    by_name: dict[str, list[dict[str, str]]] = {}
    for history in reference.divisions().values():
        for row in history:
            if row["level"] == "national":
                continue
            names = {row["full_name"]}
            if row["level"] == "province" or len(row["region_name"]) > 1:
                names.add(row["region_name"])
            for name in names:
                by_name.setdefault(name, []).append(row)
    ordered = sorted(by_name, key=lambda n: (-len(n), n))
    return by_name, re.compile("|".join(map(re.escape, ordered)))


def locate(head: str, name: str, path: str, text: str, year: int) -> Place:
    """The division whose report this is: by the assembly's name, else the government's, the title's, the file's."""
    if _NATION.search(head) or "国务院" in name:
        return Place("000000")
    lines = head.split("\n")
    sources = [m["name"] for p, sign in _SOURCES for line in lines if sign in line for m in p.finditer(line)]
    for source in [*sources, name, *reversed(path.split("/")[:-1])]:
        place = _place(source, f"{head[:400]} {name} {path}", text, year)
        if place is not None:
            return place
    named = _most_named(text, year)
    if named is not None:
        return named
    return NOWHERE


def _most_named(text: str, year: int) -> Place | None:
    """Where no head names the division: the one that the text names most, of the kind for which it speaks.

    我代表县人民政府 tells the kind; the name has to stand in the text three times, and three times as often as any
    other of its kind. Names that are common words (城区, 老城区) do not count.
    """
    spoken_for = _OWN_GOVERNMENT.search(text)
    if spoken_for is None:
        return None
    kind = spoken_for["kind"]
    _, pattern = _names()
    counts = Counter(
        m.group() for m in pattern.finditer(text) if m.group().endswith(kind) and not _COMMON.search(m.group())
    )
    ranked = counts.most_common(2)
    if not ranked or ranked[0][1] < 3 or (len(ranked) > 1 and ranked[0][1] < 3 * ranked[1][1]):
        return None
    return _place(ranked[0][0], "", text, year)


def _place(source: str, head: str, text: str, year: int) -> Place | None:
    by_name, pattern = _names()
    in_force = {name: _in_force(by_name[name], year) for name in pattern.findall(source)}
    # 新区 is a common word wherever no division of the year has that name.
    found = [name for name in pattern.findall(source) if in_force[name] or not _COMMON.search(name)]
    rows = [row for name in found for row in in_force[name]]
    zone = _ZONE.match(source[source.rindex(found[-1]) + len(found[-1]) :]) if found else None
    if zone:
        return Place(
            None,
            (),
            f"the report is of {found[-1]}{zone['name']}, which is no division of the register: zones, "
            "towns and sub-districts are not read",
        )
    if not found:
        return None
    last = [r for r in rows if found[-1] in (r["full_name"], r["region_name"])]
    if not last:
        return Place(None, (), _not_of_the_year(found[-1], year))
    exact = [r for r in last if r["full_name"] == found[-1]] or _of_kind(found[-1], text, year) or last
    codes = {r["region_code"]: r for r in exact}
    if len(codes) == 1:
        return Place(next(iter(codes)))
    return _told_apart(codes, source, head, text)


def _of_kind(name: str, text: str, year: int) -> list[dict[str, str]]:
    """The divisions that a short name (吉林, 恩施) means with the kind for which the report speaks (我代表市政府)."""
    spoken_for = _OWN_GOVERNMENT.search(text)
    return _in_force(_names()[0].get(name + spoken_for["kind"], []), year) if spoken_for is not None else []


def _not_of_the_year(name: str, year: int) -> str:
    """Why a report of a name that no division has in the year is of none: least of all of the division above it."""
    spans = sorted({(row["valid_from"], row["valid_to"]) for row in _names()[0][name]})
    known = ", ".join(f"{first} to {last or 'today'}" for first, last in spans)
    return f"the report is of {name}, which is no division in {year} (the register has it from {known})"


def _in_force(rows: list[dict[str, str]], year: int) -> list[dict[str, str]]:
    """Divisions in force in the year or the one before (a report may name a division just abolished), else the first
    ones after it: the register begins in 1995."""
    live = [r for r in rows if int(r["valid_from"]) <= year <= int(r["valid_to"] or 9999)]
    just = [r for r in rows if int(r["valid_from"]) <= year - 1 <= int(r["valid_to"] or 9999)]
    first = min((int(r["valid_from"]) for r in rows if year < int(r["valid_from"])), default=0)
    return live or just or [r for r in rows if int(r["valid_from"]) == first]


def _told_apart(codes: dict[str, dict[str, str]], source: str, head: str, text: str) -> Place:
    """Divisions of one name are told apart by parents named beside them, then in the head, then in the text."""
    candidates = tuple(sorted(codes))
    for context, least in ((source, 1), (head, 1), (text, 3)):
        support = {code: _support(row, context) for code, row in codes.items()}
        best = max(support.values())
        winners = [code for code, value in support.items() if value == best]
        if best >= least and len(winners) == 1:
            return Place(winners[0])
    names = "、".join(f"{_full_path(codes[c])} ({c})" for c in candidates[:6])
    return Place(
        None,
        candidates,
        f"the name means more than one division: {names}; put the parent's name into the file name or the folder",
    )


def _support(row: dict[str, str], context: str) -> int:
    """How often a context names the parents of a division."""
    count = 0
    for parent in {row["parent_code"], row["province_code"]} - {row["region_code"], "000000", ""}:
        names = {r["full_name"] for r in reference.divisions().get(parent, [])}
        names |= {r["region_name"] for r in reference.divisions().get(parent, []) if len(r["region_name"]) > 1}
        shortest = min(names, key=len) if names else ""
        count += context.count(shortest) if shortest else 0
    return count


def _full_path(row: dict[str, str]) -> str:
    parents = [
        reference.divisions()[c][-1]["full_name"]
        for c in (row["province_code"], row["parent_code"])
        if c in reference.divisions() and c != row["region_code"]
    ]
    return "".join(dict.fromkeys([*parents, row["full_name"]]))
