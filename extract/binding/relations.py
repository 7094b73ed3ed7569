"""Targets set against something else, without a figure of their own (居民收入增长与经济增长同步).

Belongs here: finding which indicator is set against what, and how. Does not belong here: anything with a figure.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import attrgetter

from extract import reference
from extract.binding.clauses import items_of
from extract.binding.completion import complete
from extract.binding.subjects import Region, Subject, find_subject
from extract.binding.tokens import Token

_REACH = 40  # how many tokens before and behind a comparing word are looked at
_WITH = ("与", "和", "同", "跟")
_AND_ABOVE = ("并略高", "且略高", "略高", "并略快", "略快", "并高", "且高", "并快", "且快", "以上", "并力争")
"""What makes a least value of what is in step (与经济增长同步并略高)."""
_PARENT_CODES = (
    ("parent_nation", "national"),
    ("parent_province", "province"),
    ("parent_prefecture", "prefecture"),
)


@dataclass(frozen=True, slots=True)
class Relation:
    """``subject`` stands in ``comparator`` to ``reference``, an indicator code or the level of a larger region."""

    subject: Subject
    comparator: str
    reference: str
    start: int
    end: int
    words: str
    of_levels: bool = False


@dataclass(frozen=True, slots=True)
class _Window:
    """The tokens of one comparison: before the comparing word (since the list item that it belongs to), and behind."""

    before: list[Token]
    word: Token
    behind: list[Token]

    @property
    def has_figure(self) -> bool:
        """Whether a value takes part; a distance in points (高于GDP增速1个百分点) does not make one."""
        figures = [t.figure for t in (*self.before, *self.behind) if t.kind == "figure"]
        return any(f["unit"] != "percentage_point" for f in figures)

    @property
    def of_levels(self) -> bool:
        """Whether what is compared are levels (人均生产总值超过全国平均水平), and not growth."""
        said = "".join(t.text for t in (*self.before, *self.behind))
        growth = any(word in said for word in ("增", "涨", "速", "降"))
        codes = [t.word.code for t in self.before if t.is_indicator and t.word is not None and t.word.code]
        amounts = any(reference.indicators()[code].percent_measure != "level" for code in codes)
        return "水平" in said and amounts and not growth


def find_relations(clause: list[Token], region: Region, carried: list[Subject]) -> list[Relation]:
    """The relations of one clause (the tokens between commas), in order; none where a figure takes part. A clause that
    names nothing that is compared goes on about what the clauses before ``carried`` on (…，力争与经济增长同步)."""
    found: list[Relation] = []
    begin, compared = 0, False
    for position, token in enumerate(clause):
        if token.kind == "soft" and token.text == "、" and compared:
            begin, compared = position + 1, False
        if not token.has("sync", "compare_ge", "compare_le"):
            continue
        window = _Window(clause[max(begin, position - _REACH) : position], token, _behind(clause, position))
        more = _in_step(window, region) if token.has("sync") else _above(window, region)
        found += more or _again(window, found, region) or _of_carried(window, carried, region)
        compared = True
    return [r for r in found if r.subject.word is None or r.subject.word.code != r.reference]  # 速度与速度同步


def without_reference(tokens: list[Token]) -> list[Token]:
    """The clause without what its subject is held against (与经济增长同步); nothing more is said of that."""
    for index, token in enumerate(tokens[:-2]):
        if token.text in _WITH and tokens[index + 1].is_indicator and tokens[index + 2].has("sync"):
            return tokens[:index]
    return tokens


def _behind(clause: list[Token], position: int) -> list[Token]:
    """The tokens behind a comparing word, up to the end of its list item."""
    behind: list[Token] = []
    for token in clause[position + 1 : position + 1 + _REACH]:
        if token.kind == "soft" and token.text == "、":
            break
        behind.append(token)
    return behind


def _of_list(told: list[Token], before: list[Token], region: Region) -> list[Subject]:
    """The subjects among the tokens of a list: those that are ``told`` by themselves, without what an owner in front
    of the list takes away (开发区工业投资、规上工业增加值), and what the list completes (城镇居民、农村居民收入)."""
    found = [subject for part in items_of(before) if (subject := find_subject(part, region)) is not None]
    whole = complete(found, [])
    owned = {subject.start for subject in whole if subject.doubt == "modified"}
    plain = [_subject(token) for token in told if token.start not in owned]
    named = {token.start for token in told}
    new = [s for s in whole if s.start not in named and s not in found]
    listed = [s for s in new if s.word is not None and s.word.code and not s.doubt]
    return sorted((*plain, *listed), key=attrgetter("start"))


def _subject(token: Token) -> Subject:
    return Subject(token.text, token.start, token.word, phrase=token.text)


def _in_step(window: _Window, region: Region) -> list[Relation]:
    """A(和|与)B同步: the last indicator is the reference, those before it are set against it."""
    known = [(i, t) for i, t in enumerate(window.before) if t.is_indicator]
    parents = [t for t in window.before if region.is_parent(t)]
    if window.has_figure or not known or window.before[0].text in _WITH:
        return []  # 与经济增长和社会平均工资提高相适应: what is in step with them is not told here
    if len(known) == 1 and parents and parents[-1].start > known[0][1].start:
        return [_relation(_subject(known[0][1]), "approx", code, window) for code in _larger(parents[-1:])]
    last = known[-1][1].word
    if len(known) < 2 or last is None or last.code is None or _another_between(window.before, known):
        return []
    begin = max((i for i, t in enumerate(window.before[: known[-1][0]]) if t.text in _WITH), default=known[-1][0])
    comparator = "ge" if "".join(t.text for t in window.behind).startswith(_AND_ABOVE) else "approx"
    told = [t for i, t in known[:-1] if not _unclear(window.before, i)]
    subjects = _of_list(told, window.before[:begin], region) if told else []
    return [_relation(subject, comparator, last.code, window) for subject in subjects]


def _another_between(before: list[Token], known: list[tuple[int, Token]]) -> bool:
    """Whether something that is no indicator stands behind a 、 as what is held against the reference
    (居民收入增长、劳动报酬与生产率同步)."""
    between = before[known[-2][0] + 1 : known[-1][0]]
    parted = [i for i, t in enumerate(between) if t.kind == "soft" and t.text == "、"]
    return bool(parted) and any(t.is_unknown for t in between[parted[-1] :])


def _above(window: _Window, region: Region) -> list[Relation]:
    """A高于B, A快于全国: what stands behind the comparing word is the reference."""
    known = [(i, t) for i, t in enumerate(window.before) if t.is_indicator and not _unclear(window.before, i)]
    reference = None if window.has_figure or not known else _reference(window.behind, region)
    if reference is None:
        return []
    levels = window.of_levels and any(region.is_parent(t) for t in window.behind)
    subjects = _of_list([t for _, t in known], window.before, region)
    subjects = [s for s in subjects if not levels or _has_amount(s)]
    found = (_relation(subject, _comparator(window.word), reference, window) for subject in subjects)
    return [replace(relation, of_levels=levels) for relation in found]


def _has_amount(subject: Subject) -> bool:
    """Whether levels of the subject can be compared; of what is only told as a change (能耗) they have no measure."""
    code = subject.word.code if subject.word is not None else None
    return code is None or reference.indicators()[code].unit != "percent"


def _again(window: _Window, found: list[Relation], region: Region) -> list[Relation]:
    """A增速高于B、高于C: the second comparison has the subject of the first."""
    if window.before or window.has_figure or not found or window.word.has("sync"):
        return []
    reference = _reference(window.behind, region)
    if reference is None:
        return []
    end = window.behind[-1].end
    comparator = _comparator(window.word)
    return [replace(found[-1], comparator=comparator, reference=reference, end=end, words=window.word.text)]


def _of_carried(window: _Window, carried: list[Subject], region: Region) -> list[Relation]:
    """力争与经济增长同步, 不低于全省平均水平: of the one indicator that was spoken of; not where all (均) are held
    against it, nor where a larger region (与全国同步) may be that of a whole way of life."""
    in_step, said = window.word.has("sync"), "".join(t.text for t in window.before)
    against = [t for t in window.before if t.is_indicator or region.is_parent(t)]
    bare = not any(t.is_unknown or t.has("each", "distribute") for t in window.before) and "指标" not in said
    named = any(w in said for w in _WITH) if in_step else any("平均" in t.text for t in window.behind)
    plain = named or not any(region.is_parent(t) for t in (*window.before, *window.behind))
    if window.has_figure or window.of_levels or not (bare and plain) or len(carried) != 1:
        return []
    if len(against) != in_step or (in_step and not (named and against[0].is_indicator)):
        return []
    if carried[0].word is None or carried[0].word.code is None or carried[0].doubt:
        return []
    reference = _reference(against if in_step else window.behind, region)
    comparator = "approx" if in_step else _comparator(window.word)
    return [] if reference is None else [_relation(carried[0], comparator, reference, window)]


def _comparator(word: Token) -> str:
    return "ge" if word.has("compare_ge") else "le"


def _reference(behind: list[Token], region: Region) -> str | None:
    larger = next((token for token in behind if region.is_parent(token)), None)
    if larger is not None:
        return next(_larger([larger]), None)
    codes = [t.word.code for t in behind if t.word is not None and t.word.code]
    named = [reference.parts().get(("income_pc", t.text)) for t in behind if t.is_unknown]  # 快于城镇居民
    return codes[-1] if codes else next((code for code in named if code), None)


def _larger(tokens: list[Token]) -> Iterator[str]:
    """The code of each larger region that is named."""
    return (code for token in tokens for word_class, code in _PARENT_CODES if token.has(word_class))


def _unclear(before: list[Token], index: int) -> bool:
    """An indicator that leans on unknown text or is part of a share is not simply the region's own."""
    token = before[index]
    previous = before[index - 1] if index else None
    following = before[index + 1] if index + 1 < len(before) else None
    leaning = (
        previous is not None
        and previous.end == token.start
        and (previous.kind == "text" or previous.has("share", "gdp_share"))
    )
    shared = following is not None and following.has("share", "gdp_share")
    return not token.is_subject or leaning or shared


def _relation(subject: Subject, comparator: str, reference: str, window: _Window) -> Relation:
    end = (window.behind or [window.word])[-1].end
    start = (window.before or [window.word])[0].start
    return Relation(subject, comparator, reference, start, end, window.word.text)
