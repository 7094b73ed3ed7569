"""What is spoken of: a known indicator of the region, something else, or nothing of its own.

Belongs here: finding the subject in a list item, and judging whether it is the region's own. Does not belong here: what
list items share (completion), values, and which figure takes which subject.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from extract import reference
from extract.binding import composed
from extract.binding.tokens import Token, one_has
from extract.reference import Indicator, Word

_PARENTS: dict[str, tuple[str, ...]] = {
    "national": (),
    "province": ("parent_nation",),
    "prefecture": ("parent_nation", "parent_province"),
    "county": ("parent_nation", "parent_province", "parent_prefecture"),
}


_WHOLES = {
    "全国": "national",
    "我国": "national",
    "全省": "province",
    "我省": "province",
    "全市": "prefecture",
    "我市": "prefecture",
    "全州": "prefecture",
    "我州": "prefecture",
    "全盟": "prefecture",
    "我盟": "prefecture",
}


@dataclass(frozen=True, slots=True)
class Region:
    """What the binding knows of the report's own region: its level, the names that it calls itself, its code.
    ``called`` are its names and the words that mean all of it."""

    level: str
    names: frozenset[str]
    is_city: bool = False
    code: str = ""
    called: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Note once what is asked of almost every token."""
        whole = {word for word, level in _WHOLES.items() if level == self.level or (word[-1] == "市" and self.is_city)}
        object.__setattr__(self, "called", self.names | whole)

    def is_parent(self, token: Token) -> bool:
        """Whether the word names a larger region than this one (全省 in a county's report)."""
        if (
            not token.classes
            or (token.text == "全市" and self.is_city)
            or (token.text == "全省" and self.level == "province")
        ):
            return False
        return bool(_PARENTS[self.level]) and token.has(*_PARENTS[self.level])

    def is_own(self, token: Token) -> bool:
        """Whether unknown text is only the region's own name."""
        return token.text in self.names

    def without_names(self, text: str) -> str:
        """Unknown text without the region's own name in it."""
        name = max((name for name in self.names if name in text), key=len, default="")
        return text.replace(name, "") if name else text

    def holds(self, token: Token) -> bool:
        """Whether the word leads back to the region: its name, 我县, 全市 in a city's report."""
        return token.text in self.called or (token.has("region") and not self.is_parent(token))

    def leads_back(self, token: Token) -> bool:
        """Whether the word means all of this region (全市, 我县), and not only a kind of place (新区, 城市)."""
        return self.is_own_whole(token) or (
            token.has("region") and token.text[0] in "全我本" and not self.is_parent(token)
        )

    def one_holds(self, tokens: Iterable[Token]) -> bool:
        """Whether one of the words leads back to the region (see :meth:`holds`)."""
        for token in tokens:
            if token.text in self.called or ("region" in token.classes and not self.is_parent(token)):
                return True
        return False

    def one_leads_back(self, tokens: Iterable[Token]) -> bool:
        """Whether one of the words means all of this region (see :meth:`leads_back`)."""
        for token in tokens:  # noqa: SIM110 (any() over a generator takes twice the time)
            if ("region" in token.classes or token.text in _WHOLES) and self.leads_back(token):
                return True
        return False

    def is_own_whole(self, token: Token) -> bool:
        """Whether the word means all of this region (全市 in a city's report, 全省 in a province's)."""
        return token.text in _WHOLES and token.text in self.called


@dataclass(slots=True)  # not frozen, which would triple the time to make one; none is ever changed
class Subject:
    """One thing spoken of. ``word`` is None for what no indicator describes; ``scope`` is a code of schemas.SCOPES;
    ``doubt`` names why it is not simply the region's indicator (modified, gap, share, ...). ``phrase`` is all that
    the item says in front of its verbs, from which list items complete each other; ``core`` is the word that a verb
    made an indicator of, for a verb to come (新建公厕20座、改造15座)."""

    text: str
    start: int
    word: Word | None = None
    scope: str = "region"
    doubt: str | None = None
    phrase: str = ""
    core: Word | None = None

    @property
    def width(self) -> int:
        """How many values of a list the subject takes."""
        return max(1, len(self.word.split)) if self.word else 1


INVESTED = ("投资", "总投资", "投入")
"""Words for an investment that do not say of what."""
_SHARES = ("率", "比例")
"""Nouns that make a rate of the amount in front of them (治理率, 面积比例)."""
_OF_OTHERS = ("revenue_share", "expenditure_share", "industry_share", "growth_share")
"""Classes of words for a share (gdp_share) of another whole than gross product."""
_FINISHING = ("完成", "建成", "基本建成", "竣工", "建成投产", "竣工投产", "投产", "全部建成")
_TOWNS = ("市", "县", "区", "镇")
_CIRCUMSTANCE = re.compile(r"在.{2,14}(?:下|中|时|影响|压力|局面|困难|背景|情况|形势|基础|条件)")
"""Words that tell under what circumstances an indicator did what follows (在多重困难下)."""
_EVERY = ("各", "各个", "每个", "所有", "多数")
_COMPARING = ("compare_ge", "compare_le", "sync")
_NO_PART = re.compile(r"(?:因素|影响|价格|物价|上涨|涨幅|指数|基数|汇率|口径)(?:后|外|之后)?$")


def find_subject(tokens: list[Token], region: Region) -> Subject | None:
    """The subject that the tokens of a list item name; None when they name nothing of their own."""
    tokens = [t for t in tokens if t.mark is None]
    comparing = [i for i, t in enumerate(tokens) if t.classes and not t.classes.isdisjoint(_COMPARING)]
    if comparing and not any(t.is_subject for t in tokens[: comparing[0]]):
        tokens = tokens[: comparing[0]] if any(t.is_indicator for t in tokens[comparing[0] :]) else tokens
    elif comparing:
        tokens = tokens[: comparing[0]]
    positions = [i for i, t in enumerate(tokens) if t.is_subject]
    parted = _parted(tokens, region)
    if parted is not None:
        return parted
    if positions:
        return _indicator_subject(tokens, positions[-1], region)
    texts = [t for t in tokens if t.is_unknown and not region.is_own(t)]
    if not texts:
        return None
    phrase = _phrase(tokens, texts[0].start, _end_of_rate(tokens, texts[-1].end))
    scope = "part" if one_has(tokens, "part") else "entity"
    return Subject(phrase, texts[0].start, scope=scope, phrase=phrase)


def _parted(tokens: list[Token], region: Region) -> Subject | None:
    """The subject of a wording that a verb parts in two (规模以上工业预计完成增加值)."""
    named = [t for t in tokens if t.is_indicator or (t.is_unknown and not region.is_own(t))]
    if len(named) != 2 or named[0].end == named[1].start or not named[1].is_unknown:
        return None
    between = [t for t in tokens if named[0].end <= t.start < named[1].start]
    word = reference.wordings().get(named[0].text + named[1].text)
    if word is None or not all(t.has("level", "expect", "strive", "filler") for t in between):
        return None
    if any(region.is_parent(t) or t.has("share", "quota") for t in tokens):
        return None
    text = named[0].text + named[1].text
    return Subject(text, named[0].start, _in_level(word, region), phrase=text)


def _end_of_rate(tokens: list[Token], end: int) -> int:
    """Where unknown text ends, with the 率 that makes a rate of it (调解成功率)."""
    reached = end
    for token in tokens:
        if token.start != reached or token.start < end:
            continue
        if token.text == "率":
            return token.end
        reached = token.end
    return end


def _phrase(tokens: list[Token], start: int, end: int) -> str:
    return "".join(t.text for t in tokens if start <= t.start < end)


def _indicator_subject(tokens: list[Token], position: int, region: Region) -> Subject:
    token = tokens[position]
    word, before, after = _composed(tokens, position, region)
    scope, doubt = _before(_without_affix(before, token, region), region)
    doubt = doubt or _after(_without_affix(after, token, region, "behind"), region)
    own = [t for t in tokens if t.is_indicator or (t.is_unknown and not region.is_own(t))]
    phrase = _phrase(tokens, own[0].start, own[-1].end)
    core = token.word if word is not token.word else None
    return Subject(phrase if doubt else token.text, token.start, _in_level(word, region), scope, doubt, phrase, core)


def _composed(tokens: list[Token], position: int, region: Region) -> tuple[Word | None, list[Token], list[Token]]:
    """The word of an indicator with the verb right before or behind it, and what else stands before and behind."""
    token, before, after = tokens[position], tokens[:position], tokens[position + 1 :]
    if token.word is None or token.word.code is None:
        return token.word, before, after
    begin, start = position, token.start
    verbs = reference.composing_verbs()
    while begin and tokens[begin - 1].end == start:
        if not (tokens[begin - 1].is_unknown or tokens[begin - 1].text in verbs):
            break
        begin -= 1
        start = tokens[begin].start
    ahead = _phrase(tokens, start, token.start)
    meant = composed.behind(token.word, ahead, region.level) or composed.respelt(token.text, ahead, region.level)
    if meant is not None:
        return meant, tokens[:begin], after
    if after and after[0].is_unknown and after[0].start == token.end:
        meant = composed.before(token.word, after[0].text)
        if meant is not None:
            return meant, before, after[1:]
    return token.word, before, after


def _in_level(word: Word | None, region: Region) -> Word | None:
    """The word as a report of a division of this level means it (县域生产总值 of a county is all of its product)."""
    code = word.code if word is not None else None
    meant = reference.derived(code, f"in_{region.level}") if code is not None else None
    return word if meant is None or word is None else replace(word, code=meant)


def _without_affix(tokens: list[Token], indicator: Token, region: Region, place: str = "before") -> list[Token]:
    """The words in front of an indicator, or behind it, without what stands right beside it and changes nothing of it:
    a sector that it lies in as a whole (农业粮食总产量), its place, how it was done (wording_affixes.csv)."""
    word = indicator.word
    if not tokens or word is None:
        return tokens
    codes = (word.code,) if word.code is not None else word.split
    if place == "behind":
        near = tokens[0]
        beside = near.is_unknown and near.start == indicator.end
        return tokens[1:] if beside and _changes_nothing(near.text, codes, place, region) else tokens
    text, begin, kept = "", indicator.start, len(tokens)
    for index in range(len(tokens) - 1, -1, -1):
        if tokens[index].end != begin:
            break
        begin = tokens[index].start
        text = region.without_names(tokens[index].text) + text  # 来源于某省的|财政总收入
        if _changes_nothing(text, codes, place, region):
            kept = index
    return tokens[:kept]


def _changes_nothing(text: str, codes: tuple[str | None, ...], place: str, region: Region) -> bool:
    return all(code is not None and composed.is_affix(text, code, place, region.level) for code in codes)


def _before(before: list[Token], region: Region) -> tuple[str, str | None]:
    """Scope and doubt from what stands in front of an indicator in its item."""
    scope, doubt = "region", None
    named = [i for i, t in enumerate(before) if (t.has("region") and t.text[0] in "全我") or region.is_own(t)]
    counted = before[named[-1] if named else 0 :]  # 线下全旗共接待游客: what stands before 全旗 modifies nothing
    for index, token in enumerate(counted):
        if token.has("filler") and token.text.endswith(_TOWNS) and index and counted[index - 1].text in _EVERY:
            scope, doubt = "entity", "modified"  # 各设区市生产总值: of each of them
        elif token.has("grade") or (token.is_unknown and not region.is_own(token)):  # 国家级创新平台: some of them
            scope, doubt = (scope, doubt) if doubt == "parent" else ("entity", "modified")
        elif token.kind == "word" and region.is_parent(token):
            scope, doubt = "other_region", "parent"
        elif token.has("minus"):  # 扣除房地产投资增长6%: of all the rest
            doubt = "modified"
        elif token.has("share", "quota", "gdp_share"):
            doubt = "share"
        elif token.is_indicator:
            doubt = doubt or "nested"
    return scope, doubt


def _after(after: list[Token], region: Region) -> str | None:
    """Doubt from what stands between an indicator and its figure."""
    for token in after:
        if token.is_unknown and not region.is_own(token) and not _CIRCUMSTANCE.fullmatch(token.text):
            return "gap"
        if token.has("share") or (token is after[0] and token.text in _SHARES):
            return "share"
    return None


def takes_away(tokens: list[Token]) -> bool:
    """Whether a clause takes a part away of what follows (剔除房地产投资), and no circumstance (剔除价格因素)."""
    return tokens[0].has("minus") and _NO_PART.search(tokens[-1].text) is None


def filled(subject: Subject, wording: str) -> Subject:
    """The subject under a known wording that its words make with others."""
    return replace(subject, word=reference.wordings()[wording], scope="region", doubt=None, text=subject.phrase)


def as_whole_share(subject: Subject, head: Iterable[Token]) -> Subject:
    """What 占GDP比重, 占财政收入比重, 对经济增长贡献率 make of a subject: the indicator of that share, or a doubt."""
    code = subject.word.code if subject.word else None
    cue = next((c for t in head if "gdp_share" in t.classes for c in _OF_OTHERS if c in t.classes), "gdp_share")
    derived = reference.derived(code, cue) if code else None
    if derived is None:
        already = code is not None and code in reference.derived_codes(cue)
        return subject if already else replace(subject, doubt=subject.doubt or "share")
    return replace(subject, word=Word(derived))


def as_share(subject: Subject) -> Subject:
    """What goes on about the share that was spoken of (增加值占比提高10个百分点，达到44.8%) is none of the amount."""
    code = subject.word.code if subject.word else None
    is_share = code is not None and reference.indicators()[code].percent_measure == "level"
    return subject if is_share else replace(subject, doubt=subject.doubt or "share")


def under_verb(subject: Subject, verb: str, is_bare: bool = True) -> Subject:
    """A verb that opened the list (新增企业2家、经营主体8万户) holds for a later item.

    It becomes the indicator of the two together, where there is one; else an indicator of its own is doubtful. What is
    none by itself has to stand there without more words (``is_bare``). Rates, flows and what is new are complete."""
    is_core = subject.word is not None and subject.word.only == composed.COMPOSED
    if (subject.word is None and not is_bare) or (not is_core and _nature(subject) in ("flow", "rate")):
        return subject
    wording = verb + (subject.text if subject.word is not None else subject.phrase)
    listed = reference.wordings().get(subject.text) is subject.word and wording in reference.wordings()
    if not is_core and _nature(subject) == "accrual" and not listed:
        return subject
    if wording in reference.wordings() and not subject.doubt:
        return filled(subject, wording)
    if subject.word is None or subject.doubt:
        return subject
    meant = composed.behind(subject.word, verb, "")
    if meant is not None:
        return replace(subject, word=meant)
    return replace(subject, doubt="modified") if _nature(subject) == "stock" else subject


def of_core(subject: Subject, before: list[Subject]) -> Subject:
    """A bare verb behind a thing under another verb (新建公厕20座、改造15座) is said of the same thing."""
    core = before[-1].core if before and before[-1].doubt is None else None
    if core is None or subject.word is not None:
        return subject
    meant = composed.behind(core, subject.phrase, "")
    if meant is None:
        return subject
    return replace(subject, word=meant, scope="region", doubt=None, text=subject.phrase, core=core)


def once_done(subject: Subject, head: Iterable[Token]) -> Subject:
    """What was started, told as finished (开工2万套、完成1.5万套): the indicator of the finished, else a doubt."""
    code = subject.word.code if subject.word else None
    if code is None or not any(t.text in _FINISHING for t in head):
        return subject
    done = reference.derived(code, "done")
    if done is not None:
        return replace(subject, word=Word(done))
    begun = code in reference.derived_codes("started")
    return replace(subject, doubt=subject.doubt or "modified") if begun else subject


def is_new(subject: Subject) -> bool:
    """Whether it is a known indicator that counts new things (新登记经营主体)."""
    return _nature(subject) == "accrual"


def _nature(subject: Subject) -> str | None:
    indicator = indicator_of(subject)
    return indicator.nature if indicator is not None else None


def indicator_of(subject: Subject) -> Indicator | None:
    """The row of the catalogue that a subject is, None for an unknown one and for several together."""
    return reference.indicator_of(subject.word)


def _counts_the_same_people(subject: Subject, other: Subject) -> bool:
    one, two = indicator_of(subject), indicator_of(other)
    return one is not None and two is not None and one.code == two.code and one.unit == "person"


def as_part(subject: Subject, whole: str | None, before: list[Subject], is_part: bool) -> Subject:
    """What a short name means beside the whole that was just spoken of (生产总值..., 其中第一产业...).

    ``is_part`` says that 其中 opened the list of what ``before`` has in it. Of new things no part is a stock."""
    code = reference.parts().get((whole, subject.phrase)) if whole else None
    last = before[0] if len(before) == 1 and before[0].word is not None and before[0].doubt is None else None
    if code is None and last is not None and last.word is not None and last.word.code is not None:
        code = reference.parts_right_behind(is_part).get((last.word.code, subject.phrase))
    if code is not None:
        return replace(subject, word=Word(code), scope="region", doubt=None, text=subject.phrase)
    if is_part and last is not None and not subject.doubt and _counts_the_same_people(subject, last):
        return replace(subject, doubt="part")  # 再就业17624人，其中“4050”人员再就业7062人
    of_new = is_part and last is not None and _nature(last) == "accrual" and _nature(subject) == "stock"
    return replace(subject, doubt=subject.doubt or "part") if of_new else subject
