"""Which subject takes which value of a run.

Belongs here: the pairing of lists, and what stands unpaired. Does not belong here: what the subjects are (subjects),
and how far they hold (sentence).
"""

from itertools import pairwise

from extract import reference
from extract.binding.clauses import Run
from extract.binding.owners import MEASURED
from extract.binding.subjects import Subject
from extract.binding.tokens import one_has

_RATES = ("percent", "percentage_point", "multiple")
_AND_OTHERS = "等"


def pairs(
    subjects: list[Subject], recent: list[Subject], run: Run, has_own: bool, dated: bool
) -> list[tuple[Subject | None, int | None, int, str | None]]:
    """Which subject takes which value of the run: (subject, place among its split codes, value, problem); all of them
    the only one's, where the values are those of several years (``dated``)."""
    count = len(run.values)
    apart = count > 1 or one_has(run.head, "each", "distribute")
    slots = [(s, p) for s in subjects for p in _places(s, apart)]
    each = count == 1 and not has_own and one_has(run.head, "each", "distribute")
    last = subjects if len(subjects) > 1 and all(s in recent for s in subjects) else recent  # A…，B、C分别…，均增长9%
    if each and len(last) > 1:
        return [(s, None, 0, None) for s in last]  # A增长…，B增长…，均高于…; A达…，B达…，分别增长11%
    if count == 1:
        shared = len(slots) > 1
        together = shared and (_joint_amount(subjects, run) or _added_up(subjects, run))
        each_of_one = apart and len(subjects) == 1  # 城乡居民收入分别达…，均增长7%: both of what one word names
        problem = None if not shared or each_of_one or (has_own and not together) else "unpaired"
        return [(s, p, 0, problem) for s, p in slots] or [(None, None, 0, None)]
    if dated and len(slots) == 1:
        return [(*slots[0], v, None) for v in range(count)]
    if len(slots) == count:
        return [(s, p, v, None) for v, (s, p) in enumerate(slots)]
    if len(slots) == 1 and (_told_by_units(slots[0][0], run) or _passes(run) or _all_there_are(slots[0][0], run)):
        return [(*slots[0], v, None) for v in range(count)]
    recap = recent[-count:]
    if not has_own and len(recap) == count:
        return [(s, None, v, None) for v, s in enumerate(recap)]
    first = subjects[0] if subjects else None
    reached = count - 1 if len(slots) == 1 and _climbs(run) else None
    return [(first, None, v, None if v == reached else "unpaired") for v in range(count)]


def _joint_amount(subjects: list[Subject], run: Run) -> bool:
    """Whether one amount is said of two things that share a word (存贷款余额突破200亿元): it is their sum."""
    joint = any(s.word is not None and s.word.split and s.word.code is None for s in subjects)
    rate = run.values[0].token.figure["unit"] in _RATES
    return joint and not rate and not one_has(run.head, "each")


def _added_up(subjects: list[Subject], run: Run) -> bool:
    """Whether one amount is said of several things (高新技术企业及科技型中小企业达46家, 城镇新增就业、失业人员再就业
    9万人, 文化产值和旅游收入达到110亿元): of all of them together. A rate holds for each, and so does a mark (双双跨过
    百亿)."""
    figure = run.values[0].token.figure
    if figure["unit"] in _RATES or figure["form"] == "scale" or _holds_for_each(run):
        return False
    return len({s.word.code if s.word is not None else s.phrase for s in subjects}) > 1


def _holds_for_each(run: Run) -> bool:
    """Whether a word says that the value holds for each of the list (均, 分别); 等 says so of a rate (出口、消费等
    增长8%), while an amount behind it is that of all together (新增研究院、实验室等12家)."""
    rate = run.values[0].token.figure["unit"] in _RATES
    return any(t.has("each", "distribute") and (rate or t.text != _AND_OTHERS) for t in run.head)


def _told_by_units(subject: Subject, run: Run) -> bool:
    """Whether the values count one thing in several units, each of which is an indicator (改造老旧小区12个、3000户)."""
    code = subject.word.code if subject.word is not None else None
    units = [value.token.figure["unit"] for value in run.values]
    codes = [reference.in_unit(code, unit) for unit in units]
    known = [reference.indicators()[c].unit for c in codes if c is not None]
    return known == units and len(set(codes)) == len(codes)


def _passes(run: Run) -> bool:
    """Whether the second value only says what the first has passed (达108亿元、首次突破百亿)."""
    first, second = (value.token.figure for value in (run.values[0], run.values[-1]))
    same = second["unit"] in (first["unit"], None) and first["unit"] not in (None, "percent", "percentage_point")
    passed = one_has(run.values[-1].words, "ge") and second["value_low"] <= first["value_low"]
    return len(run.values) == 2 and same and passed and second["form"] in ("number", "scale")


def _all_there_are(subject: Subject, run: Run) -> bool:
    """Whether the second value is that of all, of which the first counts the new ones (新登记3万户、突破12万户)."""
    indicator = reference.indicator_of(subject.word)
    first, second = (value.token.figure for value in (run.values[0], run.values[-1]))
    more = first["unit"] == second["unit"] and first["value_low"] < second["value_low"]
    new = indicator is not None and indicator.nature == "accrual"
    return len(run.values) == 2 and new and more and one_has(run.values[-1].words, "ge")


def _climbs(run: Run) -> bool:
    """Whether the values are steps that one thing took one after another (连续跨越7、8、9亿元): the last is reached."""
    values = [value.token.figure["value_low"] for value in run.values]
    return one_has(run.head, "steps") and all(low < high for low, high in pairwise(values))


def _places(subject: Subject, apart: bool) -> list[int | None]:
    """Places among the split codes of a joint wording (城乡居民) when several values stand against it, or one that is
    said of each (分别增长7%)."""
    word = subject.word
    if word is None or not word.split:
        return [None]
    if apart or word.code is None:
        return list(range(len(word.split)))
    return [None]


def mixed_company(subjects: list[Subject], run: Run) -> bool:
    """Whether something that is no indicator shares the one value of a list without a word (均) that says so, or the
    value is the sum of different new things (新增绿道、碧道30公里)."""
    if subjects and "等" in subjects[-1].phrase:  # 财政、债券、信贷等各类资金近700亿元: of all together
        return True
    if _holds_for_each(run):
        return False
    codes = {s.word.code for s in subjects if s.word is not None and s.word.code is not None}
    if len(codes) > 1 and all(reference.indicators()[code].nature == "accrual" for code in codes):
        return True
    return any(s.word is None and not s.phrase.endswith(MEASURED) for s in subjects)
