"""Why a bound figure is no fact of the region: a share, a part of a year, a target that is quoted, an attribute.

Belongs here: the reasons that lie in the subject, the time and the words in front of and behind a figure. Does not
belong here: reasons of the value itself (values) and of the place in the sentence (sentence, zones, owners).
"""

import re
from itertools import pairwise

from extract import reference
from extract.binding.clauses import STEPS, Run, items_of
from extract.binding.dates import Clock
from extract.binding.subjects import Subject
from extract.binding.tokens import Token, one_has
from extract.periods import years_in

BRINGS_ABOUT = ("实现", "完成", "投入", "安排", "争取")
"""Verbs that bring an amount about, and do not only arrive at it."""
_QUOTED = re.compile(
    r"^[”’』\x22]?(?:等)?(?:[一二两三四五六七八九十\d]{1,2}[项个])?的?(?:年度|年初|全年|预期|既定|规划|预定|计划|考核|市定|省定|工作|确定|下达|制定|提出|节能|减排|降碳|控制|增长|“[^”]{2,4}”)*的?(?:目标|任务|要求|计划|预期(?![为是]))"
)
_OF_PLAN = re.compile(r"(?:任务|计划|预算|目标|考核指标|指标)数?(?:[\d.]+[万亿]*[^\d、，；。]{0,3})?的$")
_TASK = re.compile(r"任务数?(?:为|是)?$")
_BEYOND_PLAN = re.compile(r"(?:超|超过|高于|低于|多于|少于)(?:年初|年度|全年|原)?(?:计划|目标|任务|预算|预期)数?$")
_SOONER = re.compile(r"提前[一二两三四五\d]年")
_ATTRIBUTE = re.compile(
    r"^的(?!正增长|负增长|速度|增速|增长|增幅|涨幅|目标|预期|年均|较|高速|中高速|幅度|规模|低|合理|区间|平稳|好|水平|基础|同时|条件|情况|历史|新|佳绩|纪录|记录|最)"
)
_RATES = ("percent", "multiple")
_EVERY_YEAR = ("每年", "年年", "历年", "连年", "常年", "始终", "一直")
_QUOTES = '“"‘《'  # which do not part a number from its noun (新建6个“口袋公园”)
_USED_FOR = re.compile(r"^(?:以上|左右)?(?:的.{0,6})?(?:用于|投向|来自|集中)")


def trouble(
    text: str, clock: Clock, item: Subject | None, code: str | None, measured: str, run: Run, position: int
) -> str | None:
    """The first reason why a figure of ``text``, where ``clock`` stands, is no fact of the region, or None."""
    return (
        _subject_trouble(item, code, measured)
        or _time_trouble(clock, run.values[position].token)
        or _held_trouble(clock, measured, run.head)
        or _head_trouble(code, run.head, run.values[position].token)
        or _tail_trouble(text, clock, run, position)
    )


def _subject_trouble(item: Subject | None, code: str | None, measured: str) -> str | None:
    if item is None or item.word is None:
        return "no_indicator"
    if item.scope != "region":
        return "other_region" if item.doubt == "parent" else "scope"
    if item.doubt:
        return item.doubt
    if code is None:
        return "share"
    return "no_measure" if item.word.only and measured not in item.word.only else None


def _time_trouble(clock: Clock, token: Token) -> str | None:
    if clock.partial:
        return "sub_annual"
    first, last = clock.bounds
    if token.figure["form"] == "order" and first < last:
        return "order_of_magnitude"  # 五年来保持两位数增长: of every year, so of none in particular
    return "period_unknown" if clock.unknown or clock.counts_openly else None


def _held_trouble(clock: Clock, measured: str, head: list[Token]) -> str | None:
    """What held in every year of a review of several (连续五年超过700亿斤, 每年新增就业40万人以上) is the level of none
    in particular, and no sum; what it stands at (稳定在63%) or reached in some of them (连续两年) is the last one's."""
    first, last = clock.bounds
    if measured not in ("level", "total_level") or not first < last < clock.report_year:
        return None
    counts = [years_in(t.mark.text) for t in head if t.mark is not None and t.mark.role == "held"]
    lasting = any(count > last - first for count in counts) or any(t.text.startswith(_EVERY_YEAR) for t in head)
    return "period_unknown" if lasting or (measured == "total_level" and one_has(head, "held")) else None


def _head_trouble(code: str | None, head: list[Token], token: Token) -> str | None:
    """What the words in front of a figure make of it: a share, the value a change began with, a long-held order."""
    is_share = code is not None and reference.derived(code, "own_share") == code  # 优良天数332天、占比91%
    own = (items_of(head) or [head])[-1]  # 进出口保持份额、出口增长3%: the share is the first item's
    if (one_has(own, "share", "quota") and not is_share) or _of_something(head, token):
        return "share"
    if one_has(head[-3:], "from") or _from_a_year(head):
        return "base_value"
    if _all_reach(head) and token.figure["unit"] == "cny":
        return "attribute"
    if token.text == "持平" and _level_with(head):
        return "comparison"
    held = any((t.mark is not None and t.mark.role == "held") or t.text == "连续" for t in head)
    if token.text.find("成") > 0 and not one_has(head, "up", "down", "rate_noun", "growth", "avg") and not is_share:
        return "share"  # 保持全市增加值的四成以上
    return "order_of_magnitude" if token.figure["form"] in ("order", "sign", "doubling") and held else None


def _all_reach(head: list[Token]) -> bool:
    """村集体收入全部达到5万元: what each of many has at least."""
    return any(a.text == "全部" and b.has("level", "ge") for a, b in pairwise(head))


def _from_a_year(head: list[Token]) -> bool:
    """由上年的下降3.6%转为正增长: what stands behind 由 and a year with 的 is where the change began."""
    trios = zip(head, head[1:], head[2:], strict=False)
    return any(a.has("from") and b.mark is not None and c.text.startswith("的") for a, b, c in trios)


def _level_with(head: list[Token]) -> bool:
    """Whether 持平 compares with something else than an earlier time (服务业占比与二产持平, 与全市平均持平)."""
    places = [i for i, t in enumerate(head) if t.text in ("与", "和", "同", "跟")]
    behind = head[places[-1] + 1 :] if places else []
    return (
        bool(behind) and not any(t.mark is not None for t in behind) and not all(t.has("yoy", "growth") for t in behind)
    )


def _tail_trouble(text: str, clock: Clock, run: Run, position: int) -> str | None:
    """What stands behind a figure: the target that it quotes, or something that it only qualifies."""
    token, following = run.values[position].token, run.values[position].following
    after, before = text[token.end : token.end + 24], text[max(0, token.start - 16) : token.start]
    if _TASK.search(before) and not _brings_about(run.head) and clock.bounds[1] < clock.report_year:
        return "quoted_target"  # 市级下达城镇就业任务3100人，实际完成3480人
    ahead = clock.bounds[1] >= clock.report_year  # once reached, it holds to the year that it was due
    if token.figure["form"] == "doubling" and ahead and _SOONER.search(before):
        return "period_unknown"  # 提前三年实现比2000年翻一番: three years before which
    if _OF_PLAN.search(before) and token.figure["unit"] in ("percent", "percentage_point"):
        return "plan_completion"
    if [t.text for t in run.head] == ["的"] and token.figure["unit"] in _RATES:  # 完成90亿元的80%
        return "share"
    if _BEYOND_PLAN.search(before):
        return "comparison"
    closing = text[run.values[-1].token.end :][: len(after)]  # 比15%和5%的目标低: the list is quoted
    quoted = _QUOTED.match(after) or _QUOTED.match(closing)
    exceeds = one_has(run.head, "exceed") and any(t.is_indicator for t in run.head)  # else its own value stands before
    if quoted and not exceeds:
        return None if promises(clock, run.head) else "quoted_target"
    clings = (
        following is not None
        and not following.text.startswith(("之间", "区间"))
        and not text[token.end : following.start].strip(_QUOTES if token.figure["unit"] == "count" else "")
        and ((following.kind == "text" and not following.text.startswith("的")) or following.is_indicator)
        and not STEPS.match(following.text)
    )
    if any(t.end > token.end for t in run.head):  # 解决3万人的饮水困难: what is counted stands behind its number
        return None
    return "attribute" if clings or _ATTRIBUTE.match(after) or _USED_FOR.match(after) else None


def quotes_task(text: str, run: Run, position: int) -> bool:
    """Whether a figure is what was asked for (超额完成市下达的5万人任务), by the words behind it."""
    token = run.values[position].token
    return _QUOTED.match(text[token.end : token.end + 24]) is not None


def promises(clock: Clock, head: list[Token]) -> bool:
    """Whether a plan says what has to be done with a target (确保实现增长6%的目标), which then is this plan's own.

    That of a longer plan, whose years are others, is quoted (为实现“十四五”规划提出的…目标)."""
    brings_about = _brings_about(head) or one_has(head, "ensure", "strive", "compare_ge")  # 超过国家要求77%的目标
    of_another = one_has(head, "quoting") or any(t.mark is not None and t.mark.role == "document" for t in head)
    ahead = clock.last >= clock.report_year and clock.bounds[1] >= clock.report_year
    return ahead and brings_about and not of_another


def _of_something(head: list[Token], token: Token) -> bool:
    """Whether a rate is a part or a multiple of what stands before 的 (为工业总产值的80%, 全国平均的1.6倍); only a
    multiple of a past year (2015年的2倍) is a growth."""
    if len(head) < 2 or head[-1].text != "的" or token.figure["unit"] not in _RATES:
        return False
    if "全年" in head[-2].text:  # 收窄至全年的4.1%
        return False
    mark = head[-2].mark
    if mark is None:
        return True
    if mark.role in ("base", "held"):  # 较前三季度的6.5%
        return bool(token.figure["unit"] != "multiple")
    return one_has(head, "recover")


def _brings_about(head: list[Token]) -> bool:
    return any(t.text.startswith(BRINGS_ABOUT) or "完成" in t.text for t in head)
