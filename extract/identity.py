"""Whose report it is, for which year, delivered when and by whom.

Belongs here: reading the head of a report, its headings and its file's name and path for region and year, and refusing
what is no report or cannot be placed. Does not belong here: the register of divisions (reference) and what the report
says.
"""

import re
from typing import Any, NamedTuple

import polars as pl

from extract import confirm, places
from extract.executor import without_collector
from extract.headings import headings
from extract.periods import chinese_number
from extract.report_year import HEAD, delivered_on, report_year
from extract.schemas import Reports
from extract.several import second_report
from extract.stage import Stage, quarantine_frame, rejected, validate
from extract.told import Told

STAGE = "identity"
_MARKS = {
    "the address to the deputies (各位代表)": re.compile(r"各位代表|同志们"),
    "the congress (人民代表大会)": re.compile(r"人民代表大会|人大[一二三四五六七八九十]+次会议"),
    "the title (工作报告)": re.compile(r"工作报告|工作计划"),
    "who reports (我代表…政府)": re.compile(r"我(?:谨)?代表.{0,24}?(?:政府|国务院|管委会|管理委员会|行政公署|筹备组)"),
    "on whose behalf (受…委托)": re.compile(r"受.{0,10}委托.{0,8}报告"),
    "the request to deliberate (请予审议)": re.compile(r"请.{0,6}审议|请.{0,8}提出意见"),
    "a dated heading of the review": re.compile(r"\d{4}年(?:政府|主要|全年)?工作(?:的?回顾|总结)"),
    "a dated heading of the plan": re.compile(
        r"\d{4}年(?:政府|主要|全年)?(?:工作(?:安排|任务|重点)|重点工作|主要任务|目标任务)"
    ),
    "a heading (工作回顾, 工作安排)": re.compile(
        r"工作回顾|工作总结|发展成就|重点工作|工作安排|主要任务|工作任务|预期目标|总体要求"
    ),
}
"""By what they are called where they are missing."""
LEAST_MARKS, LEAST_SENTENCES, LEAST_SHARE = 2, 5, 0.4
_SESSION = re.compile(
    r"第?(?P<term>[一二三四五六七八九十]{1,3}|\d{1,2})届(?:全国)?(?:人民代表大会|人大)第?(?P<session>[一二三四五六七八九十]{1,3}|\d{1,2})次"
)
_OTHER_BODY = re.compile(
    r"人民法院|人民检察院|常务委员会工作报告|人大常委会工作报告|政协.{0,12}工作报告|预算执行情况|计划执行情况|预算草案的报告"
)
_DRAFT = re.compile(r"协商稿|讨论稿|征求意见稿|送审稿|审议稿草案|（草案）\s*$", re.MULTILINE)
_OFFICE = r"(?:省长|市长|区长|县长|州长|旗长|盟长|镇长|总理|主席|主任|专员)"
_SPEAKER = re.compile(rf"{_OFFICE}[：:\s]*(?P<name>[一-鿿][一-鿿·]{{1,6}}?)(?=$|\n|在|作|向|于|）|\s)", re.MULTILINE)
_SPEAKER_FIRST = re.compile(rf"(?:日|印发|关于)(?P<name>[一-鿿]{{2,3}}?){_OFFICE}在")
_NO_NAME = re.compile(r"政府|代表|会议|报告|工作|区委|县委|书记|同志")

_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "report_id": pl.String,
    "source_path": pl.String,
    "source_name": pl.String,
    "source_format": pl.String,
    "source_sha256": pl.String,
    "source_url": pl.String,
    "title": pl.String,
    "region_code": pl.String,
    "report_year": pl.Int64,
    "review_year": pl.Int64,
    "delivered_on": pl.Date,
    "speaker": pl.String,
    "congress_term": pl.Int64,
    "congress_session": pl.Int64,
    "report_type": pl.String,
    "char_count": pl.Int64,
    "repair_notes": pl.List(pl.String),
    "text": pl.String,
}


class _Refused(NamedTuple):
    code: str
    reason: str


@without_collector()
def identity(repaired: pl.DataFrame) -> Stage:
    """Region, year and circumstances of each report: a frame of :class:`schemas.Reports`.

    A text that is no report, or that has no region or no year, or a region name that several divisions share and
    nothing tells apart, is in quarantine with its reason.
    """
    rows: list[dict[str, Any]] = []
    bad: list[dict[str, Any]] = []
    columns = ["report_id", "source_path", "source_name", "source_format", "source_sha256", "text", "repair_notes"]
    for row in repaired.select(*columns, "told").iter_rows(named=True):
        found = _identify(row)
        if isinstance(found, _Refused):
            shown = {"report_id": row["report_id"], "begins": row["text"][:80], "char_count": len(row["text"])}
            bad.append(rejected(STAGE, row["source_path"], found.code, found.reason, shown))
        else:
            rows.append(row | found)
    valid = validate(STAGE, Reports, pl.DataFrame(rows, schema=_SCHEMA))
    return Stage(valid.rows, pl.concat([quarantine_frame(bad), valid.quarantine]))


def _identify(row: dict[str, Any]) -> dict[str, Any] | _Refused:
    text, name = row["text"], row["source_name"]
    head = text[:HEAD]
    if _OTHER_BODY.search(_front(text)) and "政府工作报告" not in _front(text):
        return _Refused(
            "other_report",
            "the report is not the government's: its head names a court, a procuratorate, a "
            "standing committee, or the plan or the budget",
        )
    lacking = lacks(text)
    if lacking:
        return _Refused("no_report", f"the text is no government work report: {'; '.join(lacking)}")
    second = second_report(text)
    if second is not None:
        return _Refused(
            "several_reports",
            f"the file holds more than one report: another begins with {second.says!r}; give each a file of its own",
        )
    delivered = delivered_on(head, _front(head))
    told = Told.from_json(row["told"])
    by_text = report_year(text, "", _title(text), delivered) if told.places else None
    year = confirm.year(told, by_text, report_year(text, name, _title(text), delivered), text)
    if year is None:
        return _Refused(
            "no_year",
            "no year could be found in the head, the headings or the file name: name the file "
            "like 区名政府工作报告_2024年",
        )
    region = confirm.region(told, places.locate(head, name, row["source_path"], text, year), head, text, year)
    if region.code is None:
        return _Refused("ambiguous_region" if region.candidates else "no_region", region.reason)
    session = _SESSION.search(_front(text)) or _SESSION.search(name)
    return {
        "title": _title(text),
        "region_code": region.code,
        "report_year": year,
        "review_year": year - 1,
        "delivered_on": delivered,
        "speaker": _speaker(head),
        "congress_term": chinese_number(session["term"]) if session else None,
        "congress_session": chinese_number(session["session"]) if session else None,
        "report_type": _type(text, head, session),
        "char_count": len(text),
        "source_url": told.url,
        "repair_notes": [*row["repair_notes"], *confirm.alarms(told, region.code, year, by_text, text)],
    }


def lacks(text: str) -> list[str]:
    """What a text lacks of the genre, in words for a person: its marks, and sentences to carry them (a menu that links
    to a report has none). Nothing for a report."""
    missing = [name for name, mark in _MARKS.items() if not mark.search(text)]
    found = len(_MARKS) - len(missing)
    lacking = []
    if found < LEAST_MARKS:
        lacking.append(f"of the genre's marks it has {found}, {LEAST_MARKS} are needed; it lacks {', '.join(missing)}")
    sentences = [s for s in re.split(r"[。！？\n]", text) if len(s) >= 18 and re.search(r"[，、；]", s)]
    if len(sentences) < LEAST_SENTENCES:
        count = f"{len(sentences)} sentence{'' if len(sentences) == 1 else 's'}"
        lacking.append(f"it has {count} of 18 characters or more with a comma, {LEAST_SENTENCES} are needed")
    elif sum(map(len, sentences)) < LEAST_SHARE * len(text):
        lacking.append(f"less than {LEAST_SHARE:.0%} of it are sentences (is it a menu, a notice or a list?)")
    return lacking


def _front(text: str) -> str:
    """What stands before the address to the deputies: a session named later is one that the report looks back to."""
    address = text.find("各位代表", 0, HEAD)
    return text[: address if address >= 0 else 300]


def _title(text: str) -> str | None:
    for line in text[:HEAD].split("\n")[:12]:
        if re.search(r"工作报告|工作计划", line) and len(line) <= 80 and not re.search(r"我代表|[，。]", line):
            return line.strip("—- #")
    return None


def _speaker(head: str) -> str | None:
    for pattern in (_SPEAKER_FIRST, _SPEAKER):
        for match in pattern.finditer(head):
            if not _NO_NAME.search(match["name"]):
                return match["name"]
    return None


def _type(text: str, head: str, session: re.Match[str] | None) -> str:
    """draft when the head says so, new_term at a first session or where a heading is about the term's five years."""
    if _DRAFT.search(head[:600]):
        return "draft"
    titles = " ".join(h.title for h in headings(text) if h.depth == 1)
    of_term = re.search(
        r"过去(?:的)?(?:一年和)?五年|本届政府|五年(?:来)?工作|(?:今后|未来)(?:的)?五年|新一届政府", titles
    )
    first = session is not None and chinese_number(session["session"]) == 1
    return "new_term" if first or of_term else "annual"
