"""A clause without a figure: it names what comes next, comments on what was spoken of, or leads away from it.

Belongs here: what such a clause changes in the walk. Does not belong here: clauses with figures (sentence).
"""

from dataclasses import replace

from extract.binding.clauses import Clause, items_of
from extract.binding.completion import complete
from extract.binding.owners import is_of_zone, names_only_owner, owner_after
from extract.binding.relations import without_reference
from extract.binding.subjects import Subject, as_part, find_subject, takes_away
from extract.binding.tokens import one_has, words_of
from extract.binding.turns import is_of_months, whole_among
from extract.binding.walk import Walk, see_times

_DIVIDING = ("按", "分", "从")  # 按常住地分, 分产业看: what was spoken of goes on
_COLONS = ("：", ":")


def _opens_list(walk: Walk, clause: Clause) -> bool:
    """Whether a clause announces what stands behind its colon (全区今年的主要预期目标是：)."""
    return walk.context.text[clause.tokens[-1].end :].lstrip("”’")[:1] in _COLONS


def comment(walk: Walk, clause: Clause) -> None:
    """A clause without a figure names what comes next, comments on the subject, or leads away from it."""
    if clause.tokens[0].text.startswith(words_of("aside")):
        walk.lessened = takes_away(clause.tokens)
        return  # 虽遇春旱, 剔除2017年一次性因素: circumstances, which neither date nor name what follows
    see_times(walk, clause.tokens, apart=not clause.tokens[0].is_subject, comment=not _opens_list(walk, clause))
    if all(t.has("estimate", "filler") for t in clause.tokens):
        walk.context.clock.begun = False  # 初步预计，全年…: the item has not begun
    walk.context.announced |= clause.tokens[-1].has("quoting")
    if one_has(clause.tokens, "total") and not any(t.is_unknown or t.is_indicator for t in clause.tokens):
        walk.context.clock.totals = True  # 五年累计，...
    only_owner = names_only_owner(clause.tokens, walk.context.text, walk.region) or is_of_zone(
        clause.tokens, walk.region
    )
    walk.owner = "scope" if only_owner else owner_after(clause.tokens, walk.region, walk.owner)
    walk.zones.pass_clause(clause.tokens)
    walk.zones.see(clause.tokens, walk.region, bool(walk.out), walk.bracketed, measured=False)
    told = without_reference(clause.tokens)
    items = [i for i in (find_subject(part, walk.region) for part in items_of(told)) if i is not None]
    if items:
        _go_on(walk, clause, [as_part(item, walk.whole, [], False) for item in items])


def _go_on(walk: Walk, clause: Clause, items: list[Subject]) -> None:
    """What is spoken of behind a clause that names ``items``: the same, as it only comments, or these."""
    known = [i for i in complete(items, []) if i.word is not None and i.doubt in (None, "gap")]
    same = {i.word.code for i in known if i.word} == {s.word.code for s in walk.subjects if s.word}
    if known and same and all(s.doubt is None for s in walk.subjects):
        walk.carried += 1
    elif known and items[-1].word is not None:
        walk.subjects, walk.carried = [replace(i, doubt=None) for i in known], 1
        walk.whole = whole_among([i.word.code for i in known if i.word]) or walk.whole
        walk.recent = []
    elif walk.subjects and (one_has(clause.tokens, "comment") or is_of_months(clause.tokens[0])):
        walk.carried += 1
        walk.topic = items  # 建成农田7万亩，粮食喜获丰收，总产23万吨
    else:
        walk.subjects, walk.carried = [replace(items[-1], scope="entity")], 1
        if clause.tokens[0].start == 0 and not walk.context.text.startswith(_DIVIDING):
            walk.whole = None  # 三大产业壮大，产值…: not that of the firms before
        walk.recent = []
