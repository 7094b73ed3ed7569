"""One bound figure, put together: subject, value, years, and the reason why it may be no fact.

Belongs here: assembling what the other modules judge. Does not belong here: which figure goes with which subject
(sentence), and for what reasons one is no fact (troubles).
"""

import re
from dataclasses import dataclass, field
from operator import attrgetter

from extract import reference
from extract.binding.clauses import Run
from extract.binding.clauses import Value as RunValue
from extract.binding.dates import Clock, period_of
from extract.binding.relations import Relation
from extract.binding.subjects import Region, Subject
from extract.binding.tokens import Token, one_has
from extract.binding.troubles import BRINGS_ABOUT, quotes_task, trouble
from extract.binding.values import RATES, Reading, Value, as_change, as_people, govern, measure

_LONGEST_EVIDENCE = 600
_SPENT = ("投入", "发放", "拨付", "兑现", "筹集", "筹措", "引进")
_SUMMED = frozenset(("trade", "exports", "imports", "fai"))
_BY_YEAR = re.compile(r"[，、]?(?:同比|比上年|较上年|比20|比19|是20|是19|为20|增长|增幅)")
_NEAR = 8
_WHOLE = ("总量", "合计", "总计")
_RATE_NOUNS = ("增速", "增幅", "涨幅", "速度", "幅度")
_START, _END = attrgetter("start"), attrgetter("end")
_COMMITMENTS = (("ensure", "ensure"), ("strive", "strive"), ("expect", "expected"))
_OPENS = re.compile(r"(?:^|[；。])[\s　]*(?:[^，；：。]{0,8}年，|[^，；：。\d]{0,8}就业[^，；：。\d]{0,14}，)?$")


_NOT_THE_INDICATOR = frozenset(
    ("gap", "modified", "scope", "nested", "share", "no_measure", "unit_mismatch", "attribute")
)


@dataclass(slots=True)
class Context:
    """What holds for the whole sentence, that a clause (``quoting``) or one before it (``announced``, 去年会议提出)
    names what was set before (年初确定的), the words that governed the value before (``said``) and its ``end``, and
    whether the last amount was a total of years (``added_up``)."""

    text: str
    region: Region
    clock: Clock
    estimate: bool = False
    quoting: bool = False
    announced: bool = False
    said: Reading = field(default_factory=Reading)
    added_up: bool = False
    end: int = 0


@dataclass(slots=True)
class Bound:
    """One figure (or relation) with all that was read of it; offsets count within the sentence. ``carried`` counts
    the clauses over which its subject was carried; ``problem`` says why it is no fact of the region, or is None;
    ``quotes`` that it is a target that stands behind its outcome; ``is_dated`` that the sentence itself dates it,
    ``is_plain_growth`` that it is a growth of which no word says that it is a total, an average or against a base,
    ``is_implied_sum`` that only what is counted says that several years add up (五年新建公园30个)."""

    subject: str
    indicator: str | None
    scope: str
    measure: str
    first: int
    last: int
    comparator: str
    low: float | None
    high: float | None
    unit: str | None
    reference: str | None
    is_estimate: bool
    tier: str | None
    commitment: str | None
    start: int
    end: int
    value_text: str
    carried: int
    problem: str | None
    quotes: bool = False
    is_dated: bool = False
    is_plain_growth: bool = False
    is_implied_sum: bool = False


def bind(
    context: Context,
    item: Subject | None,
    place: int | None,
    run: Run,
    position: int,
    carried: int,
    problem: str | None,
    levels: set[int],
) -> Bound:
    """The reading of value ``position`` of ``run`` for ``item`` (``place`` among its split codes).

    ``levels`` collects, by start of the subject, that a level was read of it: a flow of new things has only one.
    """
    shown = run.values[position]
    code = reference.in_unit(_code(item, place), shown.token.figure["unit"])
    indicator = reference.indicators().get(code) if code else None
    reading = _governing_words(context, item, run, position)
    figure = {**shown.token.figure, "bound": shown.token.figure["bound"] or _list_bound(run, shown)}
    figure = as_change(figure) if item is not None and item.phrase.endswith("指数") else figure
    of_all = context.region.one_holds(run.head)
    figure = as_people(figure) if item is not None and _are_posts(context.text, item, run.head, of_all) else figure
    value = measure(figure, reading, indicator)
    if indicator is not None and indicator.nature == "flow":
        value = _of_years(context.clock, value, run.head, item.text if item else "")
        value = _of_the_term(context, value, run, code or "", item)
    second = item is not None and item.start in levels
    code, value = _second_level(code, item, value, levels)
    spans = context.clock.local is not None and context.clock.local.last > context.clock.local.first  # 五年累计
    accrues = indicator is not None and indicator.nature == "accrual" and code == indicator.code
    if second and reading.total and accrues and not spans:
        value.problem = value.problem or "no_measure"  # 新建泊位3个，累计达20个: a total that no indicator describes
    if value.measure == "level":
        context.clock.compared = False  # an amount of its own time, and what it grew by is too
    first, last, measured, dated = period_of(value.measure, context.clock, (value.high or 0) < 0)
    context.added_up |= measured == "total_level"
    counts = accrues and indicator is not None and indicator.unit != "cny"
    if counts and value.measure == "doubling" and context.clock.base is not None:
        dated = dated or "base_unknown"  # 新增床位1.4万张，是“十二五”末的2倍: of the beds that there were
    promised = last < context.clock.report_year and (context.quoting or one_has(run.head, "expect", "strive"))
    problem = problem or ("quoted_target" if promised else None)
    told = trouble(context.text, context.clock, item, code, measured, run, position)
    if second and quotes_task(context.text, run, position):  # 就业6.4万人，超额完成市下达的5万人任务
        told = told or "quoted_target"
    because = problem or told or value.problem or dated
    if because in _NOT_THE_INDICATOR:
        code = None
    start, end = _evidence(item, run, shown)
    return Bound(
        item.text if item else "",
        code,
        item.scope if item else "entity",
        measured,
        first,
        last,
        value.comparator,
        value.low,
        value.high,
        value.unit,
        None,
        context.estimate or one_has(run.head, "estimate"),
        None,
        commitment([*run.head, *shown.words]),
        start,
        end,
        shown.token.text,
        carried,
        because,
        is_dated=context.clock.is_own,
        is_plain_growth=value.measure == "growth" and context.clock.base is None,
        is_implied_sum=value.measure == "sum" and not (reading.total or context.clock.summed),
    )


def _are_posts(text: str, item: Subject, head: list[Token], of_all: bool) -> bool:
    """Whether jobs are counted as posts (城镇新增就业岗位8万个), and are the region's.

    A bare 新增就业岗位 is only at the head of what is said, or where 全县 says so (``of_all``); behind other things
    (引进项目3个) it is what those give."""
    if not item.text.endswith("岗位"):
        return False
    start = min([item.start, *(t.start for t in head)])
    return of_all or "城镇" in item.text or bool(_OPENS.search(text[:start]))


def _governing_words(context: Context, item: Subject | None, run: Run, position: int) -> Reading:
    """The words that govern a value of the run: behind its subject, and 年均 and 累计 wherever they stand."""
    behind = _behind_rate(_behind_subject(run.head))
    reading = govern([*(behind if position == 0 else _of_list(run.head)), *run.values[position].words])
    before = run.head[: len(run.head) - len(behind)]
    named = item is not None and item.word is not None and "avg" in item.word.classes
    reading.average |= named or context.clock.averaged or one_has(before, "avg")
    context.clock.since_last_year |= reading.since_last_year
    carried = context.clock.since_last_year and context.clock.local is None and not context.clock.looks_further
    reading.since_last_year |= carried and not reading.average
    reading.total |= context.clock.summed or one_has(before, "total")
    reading.of_year |= any("全年" in t.text for t in before)
    said = context.said
    if position == 0 and _only_raises(run):
        reading.direction, reading.average, reading.total = said.direction, said.average, said.total
    elif (
        position == 0
        and context.added_up
        and _goes_on(run.head, context.clock)
        and not (reading.average or reading.direction)
    ):
        reading.total = True
        context.clock.resume()
    if run.values[position].token.figure["unit"] not in RATES:
        context.added_up = reading.total
    context.said = reading
    return reading


def _goes_on(head: list[Token], clock: Clock) -> bool:
    """Whether a head goes on with what was added up before it: 五年累计投资X亿元、零售额Y亿元，其中民间投资Z亿元."""
    if any(t.kind == "time" for t in head) or not any(t.is_indicator for t in head):
        return False
    listed = head[0].kind == "soft" and not one_has(head, "level", "from")
    looks_back = clock.last < clock.report_year
    return listed or one_has(head[:1], "part") or (looks_back and len(head) == 1 and _accrues(head[0]))


def _accrues(token: Token) -> bool:
    """Whether a bare name is of something that adds up (五年新增就业X，转移就业Y), and not told year by year."""
    indicator = reference.indicator_of(token.word)
    return indicator is not None and indicator.nature == "accrual" and indicator.unit != "cny"


def _only_raises(run: Run) -> bool:
    """Whether a run does no more than set the rate before it higher: 、力争6% behind 年均下降5%."""
    if run.values[0].token.figure["unit"] != "percent":
        return False
    words = [t for t in run.head if t.kind != "soft"]
    return bool(words) and all(t.has("strive") and not t.has("up", "down", "level", "avg") for t in words)


def _evidence(item: Subject | None, run: Run, shown: RunValue) -> tuple[int, int]:
    """From the subject, or the words that take it up, to the end of the list; of an endless list the value alone."""
    around = [shown.token, *run.head]  # which may stand behind it
    start = min(item.start if item else shown.token.start, *map(_START, around))
    end = max(run.values[-1].token.end, *map(_END, around))
    if end - start > _LONGEST_EVIDENCE:
        end = shown.token.end
    if end - start > _LONGEST_EVIDENCE:
        start = shown.token.start
    return start, end


def bind_relation(context: Context, relation: Relation, strength: str | None) -> Bound | None:
    """The reading of a relation; None where its subject is no single indicator."""
    word = relation.subject.word
    if word is None or word.code is None:
        return None
    indicator = reference.indicators()[word.code]
    first, last = context.clock.bounds
    of_level = indicator.percent_measure == "level" or relation.of_levels
    name = "level" if of_level else "avg_growth" if last > first else "growth"
    first = last if relation.of_levels else first
    stretch = context.clock.stretch() if context.clock.due and first == last and name == "growth" else None
    if stretch is not None:
        (first, last), name = stretch, "avg_growth"
    problem = "relational_outcome" if last < context.clock.report_year else None
    return Bound(
        relation.subject.text,
        word.code,
        "region",
        name,
        first,
        last,
        relation.comparator,
        None,
        None,
        indicator.unit if relation.of_levels else "percent",
        relation.reference,
        context.estimate,
        None,
        strength,
        relation.start,
        relation.end,
        relation.words,
        0,
        problem,
        is_dated=context.clock.is_own,
    )


def commitment(tokens: list[Token]) -> str | None:
    """How strongly a target is promised, by the last word that says so."""
    for token in reversed(tokens):
        for word_class, name in _COMMITMENTS if token.classes else ():
            if word_class in token.classes:
                return name
    return None


def _behind_subject(head: list[Token]) -> list[Token]:
    """The words of a head behind its last subject: those that govern the figure."""
    places = [i for i, t in enumerate(head) if t.is_indicator or t.is_unknown]
    if not places:
        return head
    comparing = [i for i, t in enumerate(head) if t.has("compare_ge", "compare_le") and not t.has("ge", "le")]
    return head[comparing[-1] :] if comparing and places[-1] > comparing[-1] else head[places[-1] + 1 :]


def _behind_rate(head: list[Token]) -> list[Token]:
    """以8%的增速达到X亿元: the noun behind 的 belongs to the rate before it, not to the amount."""
    if len(head) > 1 and head[0].text == "的" and head[1].text.startswith(_RATE_NOUNS):
        rest = head[1].text[2:]
        return [
            *(
                [Token("word", head[1].start, head[1].end, rest, word=reference.lexicon()[rest])]
                if rest in reference.lexicon()
                else []
            ),
            *head[2:],
        ]
    return head


def _of_list(head: list[Token]) -> list[Token]:
    """The governing words that hold for every value of a list: a 约 in front of the first is that one's own."""
    return [t for t in _behind_subject(head) if not t.has("approx") or t.has("up", "down", "level", "distribute")]


def _list_bound(run: Run, shown: RunValue) -> str | None:
    """A bound that closes a list holds for the values of it that have none of their own."""
    return None if one_has(shown.words, "approx", "ge", "le") else run.closing_bound


def _code(item: Subject | None, place: int | None) -> str | None:
    if item is None or item.word is None:
        return None
    return item.word.split[place] if place is not None else item.word.code


def _second_level(code: str | None, item: Subject | None, value: Value, levels: set[int]) -> tuple[str | None, Value]:
    if code is None or item is None or value.measure not in ("level", "sum", "cumulated") or value.problem:
        return code, value
    if item.start in levels and (stock := reference.derived(code, "second_level")):
        value.measure = "level"
        return stock, value
    levels.add(item.start)
    return code, value


def _of_the_term(context: Context, value: Value, run: Run, code: str, item: Subject | None) -> Value:
    """完成进出口总额232亿美元 in a review of several years is their sum where nothing else dates it: what a verb in
    front of such a flow brought about, and what did not grow by so much in the last of them."""
    clock, (first, last) = context.clock, context.clock.bounds
    undated = not clock.is_own and first < last < clock.report_year
    if value.measure != "level" or not undated or code not in _SUMMED or item is None:
        return value
    verb = max((t for t in run.head if t.end <= item.start), key=_END, default=None)
    behind = context.text[run.values[-1].token.end :][:_NEAR]
    if verb is not None and verb.text.startswith(BRINGS_ABOUT) and _BY_YEAR.match(behind) is None:
        value.measure = "cumulated"
    return value


def _of_years(clock: Clock, value: Value, head: list[Token], subject: str) -> Value:
    """五年实现税收120亿元 is a sum; 五年税收达到40亿元 may as well be what was reached in the last of them.

    2016年以来 lets what was reached be of the last year, and what was brought about be either. What was spent or handed
    out in several years (投入民生资金) is their sum, whatever says that they hold."""
    first, last = clock.bounds
    spent = subject.startswith(_SPENT) or any(t.text.startswith(_SPENT) for t in head)
    whole = clock.is_own and any(t.text.startswith(_WHOLE) for t in head)  # 近3年工业投资总量超11亿元
    if value.measure == "level" and first < last and (spent or whole):
        value.measure = "cumulated"
        return value
    through = clock.local is not None and clock.local.text.endswith("年间")
    if value.measure != "level" or not (clock.counts_years or clock.since or through):
        return value
    reached = any(t.has("level", "ge") and not t.text.startswith(BRINGS_ABOUT) for t in head)
    if (clock.counts_years or through) and not reached:
        value.measure = "cumulated"
    elif through:
        return value
    elif clock.counts_years or not reached:
        value.problem = value.problem or "period_unknown"
    return value
