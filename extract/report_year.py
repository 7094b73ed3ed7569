"""The year that a report plans for, and the day on which it was delivered, from all that tells them.

Belongs here: weighing title, headings, date, file name and openings against each other. Does not belong here: whose
report it is (places) and the years of its stretches (structure).
"""

import datetime
import re
from collections import Counter
from collections.abc import Iterator

from extract.headings import headings, without_ordinal
from extract.periods import chinese_number, time_marks
from extract.reference import plan_periods

HEAD = 1500
"""Characters at the top of a text in which title, date and speaker stand."""
_DATED_BY_TITLE, _DATED_BY_DAY, _DATED_BY_HEADING, _DATED_BY_NAME, _DATED_BY_OPENING = 3.0, 3.0, 2.0, 1.5, 1.0
_DATED_BY_PLAN = 5.0  # what the speaker says of this year outweighs a title and a file name of the year reviewed
_MOST_HEADINGS = 2  # a third heading of one year says no more
_DELIVERED = re.compile(
    r"(?P<y>(?:19|20)\d{2})年(?P<m>\d{1,2})月(?P<d>\d{1,2})日(?=[^。\n]{0,60}(?:人民代表大会|人大|会议))"
)
_DATE_LINE = re.compile(
    r"^[\s　—－(（-]{0,40}+(?:[^\d\n]{0,30}[\s　]{1,20})?(?P<y>(?:19|20)\d{2})年"
    r"(?P<m>\d{1,2})月(?P<d>\d{1,2})日[\s　)）]*$",
    re.M,
)
_HAN_DIGITS = "〇一二三四五六七八九"
_HAN_YEAR = re.compile(r"[一二][〇零○Oo0一二三四五六七八九]{3}(?=年)")
_DELIVERED_HAN = re.compile(
    r"(?P<y>[一二][〇零一二三四五六七八九]{3}|(?:19|20)\d{2})年(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十]{1,3})日"
    r"(?=[^。]{0,60}(?:人民代表大会|人大|会议))"
)
_ANNOUNCED = re.compile(r"报告(?:(?:19|20)\d{2})年[^。，；]{0,24}?(?P<y>(?:19|20)\d{2})年")
_OPENING = re.compile(
    r"(?:^|[。！\n])\s*(?:刚刚)?(?:过去的?)?(?P<y>(?:19|20)\d{2})年(?:，|是|以来|(?:政府)?工作(?:回顾|总结))", re.M
)
_BEHIND = 0.3  # a review begins before this share of the text
_REVIEWED = 0.4  # and in most ends about here
_BARE_WORK = re.compile(r"^(?:关于)?(?P<y>\d{4})年(?:度|的)?(?:主要|政府|全年|各项)*工作$")
_TITLE_YEAR = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})(?!\d)(?:年|_|\s|$|度)")
_AUTUMN = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})年(?:8|9|10)月")
_EXPECTED = re.compile(r"预计[^。；\n\d]{0,8}(?P<y>(?:19|20)\d{2})年(?:年)?[底末]")
_YEAR_OF_A_PLAN = re.compile(  # 今年是“十五”计划的第一年
    r"今年[，,]?[既也还又]?是[^。；\n]{0,24}?[“\"](?P<plan>十?[一二三四五七八九]?五)[”\"][^。；，\n“]{0,12}?"
    r"(?:(?P<first>开局|起步|开启|启动|第一|头一)|第(?P<nth>[二三四])|(?P<last>收官|收关|收尾|决胜|第五|最后一))(?:之|的)?年"
)
_LOOKS_BACK = re.compile(r"回顾|总结|成就|成绩|以来|发展情况|工作情况|执行情况|完成情况")
_LOOKS_AHEAD = re.compile(r"安排|任务|目标|计划|重点|部署|要求|建议|思路|方针|打算|意见|做好|抓好")
_WISH = re.compile(r"以[^，。]{0,10}成绩[^，。]{0,20}")  # 以优异成绩迎接…: results to come
_LONGER = re.compile(r"规划|纲要|远景")


def report_year(text: str, name: str, title: str | None, delivered: datetime.date | None) -> int | None:
    """The year for which most speaks; None where nothing tells one.

    A report delivered in the last two months of a year plans for the next one; a heading that looks back speaks for the
    year behind the one that it names; of a heading that names two years the later counts, once.
    """
    votes = _votes(text, name, title, delivered)
    if not votes:
        return None
    dated = 0 if delivered is None else _planned(delivered)
    return max(votes, key=lambda year: (votes[year], year == dated, year))


def _votes(text: str, name: str, title: str | None, delivered: datetime.date | None) -> Counter[int]:
    votes: Counter[int] = Counter()
    named = _years_of_title(title or "")
    if named:
        votes[named[-1]] += _DATED_BY_TITLE  # type: ignore[assignment]
    if delivered is not None:
        votes[_planned(delivered)] += _DATED_BY_DAY  # type: ignore[assignment]
    told = Counter(year for heading in headings(text) if heading.depth == 1 for year in years_of_heading(heading.title))
    for year, count in told.items():
        votes[year] += _DATED_BY_HEADING * min(count, _MOST_HEADINGS)  # type: ignore[assignment]
    bare = [int(m["y"]) for h in headings(text) if h.depth == 1 and (m := _BARE_WORK.match(without_ordinal(h.title)))]
    if bare:  # 一、关于2019年工作, 二、关于2020年工作
        votes[max(bare)] += _DATED_BY_OPENING  # type: ignore[assignment]
    named = _years_of_title(name)
    if named:
        votes[named[-1]] += _DATED_BY_NAME  # type: ignore[assignment]
    for year in _opening_years(text):
        votes[year] += _DATED_BY_OPENING  # type: ignore[assignment]
    for year in _year_of_a_plan(text):
        votes[year] += _DATED_BY_PLAN  # type: ignore[assignment]
    autumn = _AUTUMN.search(title or "") or _AUTUMN.search(name)
    expected = _EXPECTED.search(text, 0, int(_REVIEWED * len(text)))
    if autumn and expected and autumn["y"] == expected["y"]:  # a year still to be closed: the next one is planned
        votes[int(autumn["y"]) + 1] += 1 + votes[int(autumn["y"])]
    return votes


def _planned(delivered: datetime.date) -> int:
    return delivered.year + (delivered.month >= 11)


def _years_of_title(words: str) -> list[int]:
    """The years that a title or a file's name holds, also in Chinese digits (二O一一年)."""
    plain = _HAN_YEAR.sub(lambda m: _digits(m.group()), words)
    return [int(m["y"]) for m in _TITLE_YEAR.finditer(plain)]


def _digits(han: str) -> str:
    if han.isdecimal():
        return han
    return "".join("0" if c in "〇零○Oo0" else str(_HAN_DIGITS.index(c)) for c in han)


def _opening_years(text: str) -> Iterator[int]:
    """The year behind the one with which the review begins, and the year that the head announces."""
    announced = _ANNOUNCED.search(text[:HEAD])
    if announced:
        yield int(announced["y"])
    opening = _OPENING.search(text, 0, int(_BEHIND * len(text)))
    if opening:
        yield int(opening["y"]) + 1


def _year_of_a_plan(text: str) -> Iterator[int]:
    """This year, where the text says which year of a five-year plan it is."""
    told = _YEAR_OF_A_PLAN.search(text)
    if told and told["plan"] in plan_periods():
        first, last = plan_periods()[told["plan"]]
        yield last if told["last"] else first + ("一二三四".index(told["nth"]) if told["nth"] else 0)


def years_of_heading(title: str) -> list[int]:
    """The report year that a heading speaks for, if any: 2023年工作回顾 and 2024年重点工作 both say 2024."""
    years = [int(m.text[:4]) for m in time_marks(title, 0) if m.first == m.last and m.text[:4].isdigit()]
    if not years or _BARE_WORK.match(without_ordinal(title)):
        return []  # 2018年工作 reviews in one report and plans in another
    words = _WISH.sub("", title)
    back, ahead = _LOOKS_BACK.search(words), _LOOKS_AHEAD.search(words)
    if back and not (ahead and len(set(years)) > 1):
        return [max(years) + 1] if not ahead or back.start() > ahead.start() else [max(years)]
    if (ahead or "工作" in title) and not _LONGER.search(title):
        return [max(years)]
    return []


def delivered_on(head: str, front: str) -> datetime.date | None:
    """The day of delivery: a date beside the congress, else a line that is a date, above the address.

    ``front`` is what stands before the address. A portal's line (2006年02月16日 来源：…) is neither.
    """
    match = _DELIVERED.search(head) or _DATE_LINE.search(front)
    try:
        if match:
            return datetime.date(int(match["y"]), int(match["m"]), int(match["d"]))
        spelled = _DELIVERED_HAN.search(head)
        if spelled is None:
            return None
        year = int(_digits(spelled["y"]))
        return datetime.date(year, chinese_number(spelled["m"]), chinese_number(spelled["d"]))
    except ValueError:
        return None
