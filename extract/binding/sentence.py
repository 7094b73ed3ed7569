"""The walk through one sentence: subjects are taken up, carried on and dropped, figures are bound to them.

Belongs here: the order of things (lists, ellipsis, brackets, 其中) and which figure takes which subject. Does not
belong here: the judgement of a single subject, value or period, each of which has its own module.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from extract import reference
from extract.binding.ahead import counted_ahead
from extract.binding.assembly import Bound, Context, bind, bind_relation, commitment
from extract.binding.brackets import in_brackets, quoted
from extract.binding.clauses import (
    Clause,
    Run,
    clauses,
    has_figure,
    items_of,
    last_with_figure,
    moves,
    noun_of_change,
    opens_with_estimate,
    runs,
    turned,
    with_parts,
    without_asides,
)
from extract.binding.comments import comment
from extract.binding.completion import complete, of_product, told_apart
from extract.binding.dates import Clock, paired_years
from extract.binding.doubts import (
    counts_goods,
    doubted,
    held_on,
    is_from_farther,
    is_of_narrower,
    is_said_again,
    of_a_part,
    of_a_sum,
    of_last_year,
    piles_up,
    promise_together,
    quote_together,
    repeats,
    set_aside,
    widen,
)
from extract.binding.goals import goals_behind
from extract.binding.leaning import (
    as_total,
    brought_about,
    counted,
    is_its_stock,
    leaning_on,
    of_field,
    per_unit_together,
)
from extract.binding.memory import Memory
from extract.binding.owners import (
    goes_on_of_firm,
    is_bare_zone,
    is_owner,
    is_title,
    opens_with_owner,
    owner_after,
    without_counted,
)
from extract.binding.pairing import mixed_company, pairs
from extract.binding.relations import find_relations
from extract.binding.subjects import (
    Region,
    Subject,
    as_part,
    as_share,
    as_whole_share,
    find_subject,
    is_new,
    of_core,
    once_done,
    under_verb,
)
from extract.binding.tables import find_head, is_row, is_wide_row, row_clauses
from extract.binding.tokens import one_has, tokenize, words_of
from extract.binding.troubles import promises
from extract.binding.turns import is_commented, takes_up, telling_time, whole_among
from extract.binding.usual import beyond_one_year
from extract.binding.verbs import under_verbs, verb_of_list, verbs_of_new, verbs_together
from extract.binding.walk import Walk, see_times
from extract.binding.zones import may_name
from extract.periods import time_marks

_MEASURED_OF_TOPIC = ("值", "额", "量", "率", "收入", "面积", "总产", "产达")
_NOT_COUNTED = frozenset(("gap", "nested", "unit_mismatch", "other_region", "scope"))


def read_sentence(
    text: str,
    words: Iterable[tuple[int, str]],
    figures: Iterable[dict[str, Any]],
    region: Region,
    years: tuple[int, int],
    wide: tuple[int, int],
    report_year: int,
    partial: bool = False,
    this_year: int | None = None,
    memory: Memory | None = None,
) -> list[Bound]:
    """All figures and relations of one sentence, in order.

    ``years`` are those that an undated figure of it speaks of, ``wide`` the longest stretch its chapter is about;
    ``partial`` says that an earlier sentence began to speak of a part of the year, ``this_year`` which year is 今年;
    ``memory`` is of the sentence before, and of this one afterwards.
    """
    tokens = tokenize(text, words, figures, time_marks(text, report_year, this_year))
    start = Clock(years[0], years[1], wide, report_year, partial=partial, partial_leads=partial)
    walk = Walk(Context(text, region, start))
    if memory is not None:
        walk.whole, walk.dropped, walk.topic = memory.whole, memory.subjects, memory.topic
        walk.context.added_up = memory.added_up and text.startswith(words_of("part"))
    row = list(row_clauses(text, tokens, memory.head)) if memory is not None and memory.head is not None else []
    walk.timed = bool(row or telling_time(tokens))  # the cells of a row have the times and names of its head
    walk.zones.named = bool(row) or may_name(text)
    found = row or list(counted_ahead(turned(without_asides(with_parts(clauses(tokens))), text), text))
    walk.context.estimate = bool(found) and opens_with_estimate(found[0])
    related = one_has(tokens, "sync", "compare_ge", "compare_le") and any(t.is_indicator for t in tokens)
    depth = 0
    announces = len(found) == 1 and not has_figure(tokens)
    for clause in found[: last_with_figure(found, related or announces)]:
        walk.context.clock = replace(start) if clause.column else walk.context.clock
        walk.context.clock.enter_clause(clause.after_stop)
        if clause.after_stop and not clause.after_colon:
            walk.zones.enter_item(clause.tokens[0], walk.region)
            walk.dropped = walk.subjects or walk.dropped
            of_firm = goes_on_of_firm(clause.tokens, [s.text for s in walk.subjects])
            walk.owner = "scope" if of_firm else None
            walk.subjects, walk.recent, walk.lessened = [], [], False
        _brackets(walk, clause.nested, depth)
        walk.bracketed = clause.nested > 0
        depth = clause.nested
        said = len(walk.out)
        _read_clause(walk, clause, related)
        if clause.column == "unread":
            set_aside(walk.out[said:])
    if memory is not None:
        memory.keep(walk.subjects, None if announces else walk.whole, announces)
        memory.added_up = walk.context.added_up
        goes_on = memory.head is not None and is_row(text, tokens)
        memory.head = (find_head(text, tokens) if "\t" in text else None) or (memory.head if goes_on else None)
    walk.out.sort(key=lambda bound: (bound.start, bound.end))
    if "\t" in text and not row and is_wide_row(text, tokens):
        set_aside(walk.out)
    return walk.out


def _brackets(walk: Walk, nested: int, depth: int) -> None:
    """What a bracket speaks of ends with it: the subject before it is taken up again."""
    if nested > depth:
        walk.saved = list(walk.subjects)
    elif nested < depth and walk.saved:
        walk.subjects, walk.saved = walk.saved, []


def _read_clause(walk: Walk, clause: Clause, related: bool) -> None:
    relations = find_relations(clause.tokens, walk.region, walk.subjects) if related else []
    strength = commitment(clause.tokens) if relations else None
    for relation in relations:
        bound = bind_relation(walk.context, relation, strength)
        if bound is not None:
            walk.out.append(bound)
    found = runs(clause.tokens)
    if not found:
        comment(walk, clause)
        return
    if goals := goals_behind(walk.context.text, found, walk.out):
        walk.out += goals
        return
    before, walk.listed = walk.verb, "" if clause.after_stop else walk.verb
    walk.verb = before if clause.tokens[0].kind == "soft" else ""  # 新增工厂（车间）7家、基站20个: the list goes on
    walk.parted = []
    if walk.context.announced:
        walk.context.announced = not any(t.text.startswith("实际") for t in clause.tokens)
    walk.context.quoting = walk.context.announced or one_has(clause.tokens, "quoting")
    for position, run in enumerate(found):
        if position > 0 and (noun := noun_of_change(found[position - 1].head)) and not moves(run.head):
            run.head = [noun, *run.head]  # 降幅由A收窄至B: a decline by B
        bare = position > 0 and (all(t.kind == "soft" for t in run.head) or run.head[0].is_indicator)
        _read_run(walk, run, bare)
    walk.subjects = counted(found[-1].values[-1]) or walk.subjects
    if clause.column is None:
        listed = len(found) > 1 and all(run.head and run.head[0].kind == "soft" for run in found[1:])
        together = promise_together if listed and promises(walk.context.clock, found[0].head) else quote_together
        together(walk.out, clause.tokens[0].start)


def _read_run(walk: Walk, run: Run, bare: bool) -> None:
    """Bind the values of a run: to its own subjects, else to those carried on."""
    see_times(walk, run.head, False)
    walk.owner = owner_after(run.head, walk.region, walk.owner, run.values[0].token.figure["unit"])
    opening = run.head[0] if run.head and not walk.out else None
    if opening is not None and opening.start == 0:
        named = opening.is_unknown and opens_with_owner(opening.text)
        walk.owner = "scope" if named or is_bare_zone(walk.context.text, walk.region) else walk.owner
    own = _own_subjects(walk, run)
    of_a_part(walk.out, run.head, walk.region)
    unpaired = bare
    if own:
        _take(walk, own, run)
    stocks = _count_new(walk, run)
    if own:
        unpaired |= len(run.values) == 1 and len(own) > 1 and mixed_company(walk.subjects, run)
        walk.shared = one_has(run.head, "share", "quota")
    else:
        _carry_on(walk, run, renewed=bool(stocks))
    if walk.lessened:  # 剔除房地产投资，增长9%: of all the rest
        walk.subjects, walk.lessened = [replace(s, doubt=s.doubt or "modified") for s in walk.subjects], False
    if one_has(run.head, "gdp_share"):
        walk.subjects = [as_whole_share(s, run.head) for s in walk.subjects]
    walk.zones.see(run.head, walk.region, bool(walk.out), walk.bracketed, measured=True)
    walk.verb = verb_of_list(run.head, walk.context.clock.bounds) or walk.verb
    _bind_values(walk, run, bool(own), "unpaired" if unpaired else None)
    walk.subjects = stocks if own and stocks else walk.subjects
    adds = bool(run.head) and run.head[-1].text.startswith("新") and walk.out[-1].unit in ("count", "household")
    walk.added = bool(own and stocks) or (adds and walk.out[-1].problem == "change_of_level")


def _count_new(walk: Walk, run: Run) -> list[Subject]:
    """A verb alone in front of an amount makes a stock (returned) the new things (经营主体42万户，新登记5万户); in
    比年初新增191亿元 and 贷款余额新增120亿元 it says how much more there is of the stock, which goes on."""
    verb = run.head[-1].text if run.head else ""
    if verb not in verbs_of_new():
        return []
    counted = run.values[0].token.figure["unit"] not in ("percent", "percentage_point", "multiple")
    if counted and walk.context.clock.local is not None and walk.subjects and all(map(is_new, walk.subjects)):
        run.head, walk.levels = run.head[:-1], set()  # 新登记经营主体8万户，三年新增25万户
        return []
    more = any("年初" in t.text for t in run.head) or any(s.text.endswith("余额") for s in walk.subjects)
    if not counted or more:
        return []
    stocks, walk.subjects = walk.subjects, [under_verb(s, verb) for s in walk.subjects]
    changed = any(s.word != old.word for s, old in zip(walk.subjects, stocks, strict=True))
    if changed:
        run.head, walk.levels = run.head[:-1], set()
    return stocks if changed else []


def _own_subjects(walk: Walk, run: Run) -> list[Subject]:
    """What the head of a run speaks of by itself; a comment before a bare verb (稳居前列、增长5%) is no subject."""
    items = verbs_together(items_of(run.head))
    found = [find_subject(item, walk.region) for item in items]
    own = [subject for subject in found if subject is not None]
    topics = [s for item, s in zip(items, found, strict=True) if s and s.word is None and is_commented(item)]
    if topics and own[-1] not in topics:  # 粮食生产再获丰收、产量23万吨
        walk.subjects, own = topics, [subject for subject in own if subject not in topics]
    comments = one_has(run.head, "comment") and walk.subjects
    if comments and own and found[-1] is None and all(subject.word is None for subject in own):
        return []
    return told_apart(own[0], len(run.values)) if len(own) == 1 else own


def _take(walk: Walk, own: list[Subject], run: Run) -> None:
    """The run's own subjects take the place of those before it."""
    if not one_has(run.head, "from"):
        walk.context.clock.forget_beginning()
    walk.parted = walk.subjects if one_has(run.head, "part") else walk.parted
    clings = run.head[0].start == walk.context.end > 0 and run.head[0].kind != "soft"  # 重点民生仗24个|项目51项
    own = [of_core(s, walk.subjects) for s in own] if len(own) == 1 else own
    taken = complete(own, [] if clings else _topic(walk, own) or walk.subjects)
    if taken == own and walk.topic and not clings:
        taken = complete(own, walk.subjects)
    if len(taken) == 1 and not walk.bracketed:
        taken = [of_product(taken[0], walk.context.text[walk.context.end : run.head[0].start])]
    walk.topic = []
    alone = {id(subject) for subject in own}  # what completed an item stands nearer than the whole
    parts = [as_part(s, walk.whole, walk.parted or walk.subjects, bool(walk.parted)) for s in taken]
    taken = [part if id(s) in alone else s for s, part in zip(taken, parts, strict=True)]
    if not walk.region.one_holds(run.head):
        taken = [leaning_on(s, walk.subjects) for s in taken]
    taken = per_unit_together(taken)
    taken = [of_field(s, walk.subjects, walk.context.text) for s in taken] if len(taken) == 1 else taken
    if run.values[0].token.figure["unit"] not in ("percent", "percentage_point", "multiple"):
        taken = [brought_about(s, walk.subjects, run.head) for s in taken]
    walk.subjects, walk.carried, walk.levels = taken, 0, set()
    codes = [s.word.code for s in taken if s.word is not None and s.doubt is None]
    if one_has(run.head, "part"):
        again = not any(t.kind == "time" for t in run.head)  # 其中2022年转移26万人: a part of the years
        farther = [
            is_from_farther(s, walk.out) or is_of_narrower(s, walk.parted) or (again and is_said_again(s, walk.parted))
            for s in walk.subjects
        ]
        walk.subjects = [replace(s, doubt="part") if far else s for s, far in zip(walk.subjects, farther, strict=True)]
        widen(walk.out, [code for code, far in zip(codes, farther, strict=False) if not far])
    walk.whole = whole_among(codes) or walk.whole
    bare = len(run.head) == 1 and run.values[0].token.figure["unit"] == "count"  # 新增企业7家，研究中心8家
    bare = bare and not run.head[0].text.startswith(tuple(reference.composing_verbs()))  # 新建校舍7处，改扩建校舍8处
    walk.subjects = under_verbs(walk.subjects, run.head, walk.verb or (walk.listed if bare else ""))
    walk.recent = [*walk.recent, *walk.subjects] if len(walk.subjects) == len(run.values) else []


def _topic(walk: Walk, own: list[Subject]) -> list[Subject]:
    """What the sentence before announced (粮食生产再创新高), for a measured thing that lacks its beginning (总产量)."""
    return walk.topic if own[0].phrase.endswith(_MEASURED_OF_TOPIC) else []


def _carry_on(walk: Walk, run: Run, renewed: bool) -> None:
    """A run without a subject goes on about the ones before it: a part of them (其中), or their total (总量). The new
    things among a stock (``renewed``: 其中新登记5万户) are all new ones."""
    walk.carried += 1
    if walk.region.one_holds(run.head):  # 全省…增长5%，我县增长6%
        walk.subjects = [replace(s, scope="region", doubt=None) if s.doubt == "parent" else s for s in walk.subjects]
    if not walk.subjects and takes_up(run.head):
        walk.subjects = walk.dropped
    of_years = any(t.kind == "time" for t in run.head)  # 其中去年: what is named is a part of the years
    if one_has(run.head, "part") and not renewed and not of_years:
        walk.subjects = [replace(s, doubt="part") for s in walk.subjects]
    if walk.shared and run.values[0].token.figure["unit"] == "percent" and one_has(run.head, "level"):
        walk.subjects = [as_share(s) for s in walk.subjects]  # 增加值占比提高10个百分点，达到44.8%
    if one_has(run.head, "stock_cue"):
        adds_up = one_has(run.head, "total")
        walk.subjects, walk.recent = ([as_total(s, adds_up) for s in of] for of in (walk.subjects, walk.recent))
    walk.subjects = [once_done(s, run.head) for s in walk.subjects]


def _bind_values(walk: Walk, run: Run, has_own: bool, unpaired: str | None) -> None:
    read = len(walk.out)
    clock, alone = walk.context.clock, [s.width for s in walk.subjects] == [1]
    dated = paired_years(run.head, len(run.values), clock, alone) if has_own or len(walk.recent) < 2 else []
    unpaired, span = "unpaired" if dated and not alone else unpaired, clock.span
    for item, place, value, problem in pairs(walk.subjects, walk.recent, run, has_own, bool(dated)):
        clock.span, clock.local = (dated[value], None) if dated else (span, clock.local)
        figure = run.values[value].token.figure
        problem = problem or unpaired or walk.zones.doubt(item, run.head, figure, walk.region.level)
        problem = problem or (walk.owner if item is not None and item.word is not None and not item.doubt else None)
        if walk.bracketed and not has_own and item is not None:
            problem = problem or in_brackets(walk.context.text, walk.out, run, item)
        bound = bind(walk.context, item, place, run, value, walk.carried, problem, walk.levels)
        told = quoted(walk.context.text, walk.out, run, bound) if walk.bracketed and not has_own else None
        bound.problem = bound.problem or _second_thought(walk, run, bound, value, has_own)
        of_last_year(walk.out, bound, clock)
        held_on(walk.out, bound, run.head)
        walk.out.append(told or bound)
        if item is not None and is_its_stock(bound, item):
            walk.subjects = [as_total(s) for s in walk.subjects]  # 新增2万家、达到8万家、年均增长9%
        if has_own and item is not None and counts_goods(bound):
            walk.subjects, walk.recent = (doubted(of, item) for of in (walk.subjects, walk.recent))
    opening = next((t for t in run.head if t.mark is None), None) if has_own else None
    larger = opening is not None and walk.region.is_parent(opening) and walk.subjects[0].doubt == "parent"
    if larger and not is_title([t for t in run.head if t.mark is None]):
        walk.owner = "other_region"  # 全省甲增长5%，乙增长6%: the larger region's too, until something leads back
    clock.span, walk.context.end = span, run.values[-1].token.end
    if any(bound.problem in _NOT_COUNTED for bound in walk.out[read:]):
        owning = without_counted(run.head, run.values[0].token.figure["unit"])
        walk.owner = "scope" if any(t.is_subject and is_owner(t.text) for t in owning) else walk.owner


def _second_thought(walk: Walk, run: Run, bound: Bound, value: int, has_own: bool) -> str | None:
    """Why a figure is no fact, for what the sentence said before it; None where nothing speaks against it."""
    adds_up, clock = one_has(run.head, "total"), walk.context.clock
    if adds_up and not any(walk.region.holds(t) for t in run.head) and piles_up(walk.out, bound):
        return "period_unknown"
    if not has_own and run.values[value].token.figure["form"] == "sign" and repeats(walk.out, bound):
        return "comparison"
    plain = clock.base is None and clock.local is None and run.values[value].token.figure["form"] == "number"
    if plain and not adds_up and of_a_sum(walk.out, bound):
        return "base_of_years"
    doubling = run.values[value].token.figure["form"] == "doubling" and bound.first == bound.last
    if doubling and bound.measure == "total_growth" and beyond_one_year(bound.indicator, bound.low):
        return "years_of_growth_unknown"  # 生产总值翻番 in a part on one year: since when is not told
    # 企业新增30家、增长5%: of those or of all
    return "ambiguous_change" if walk.added and not has_own and bound.measure == "growth" else None
