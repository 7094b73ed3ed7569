"""What list items share: the end of a later one, the beginning of an earlier one.

Belongs here: completing items of a list from each other (基础设施、制造业投资; 万元GDP能耗、水耗). Does not belong
here: finding the subject of an item (subjects), and verbs that hold for a list (verbs).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from extract import reference
from extract.binding import composed
from extract.binding.subjects import INVESTED, Subject, filled, indicator_of

_LONGEST, _NEIGHBOURS = 20, 8  # how much of how many neighbours an item may borrow
_OF_COUNTED = ("产值", "收入", "额", "利润", "税收")
_PER_UNIT = ("亩均", "户均", "人均", "单位", "每亩", "地均")  # 规上工业亩均税收、营收: per mu too
_SHARES = ("占比", "比重")
_OTHER_THINGS = "种植|加工|品牌|基地|企业|流通|储备|产业|仓储|机械|专用|制品"
_OUTPUTS = ("产量", "总产量", "总产", "年产量")
_UNSURE = frozenset(("modified", "nested", "gap"))


def told_apart(item: Subject, values: int) -> list[Subject]:
    """粮肉奶产量 with three values: as many short names as there are values, which share the words behind them."""
    names, tail = item.phrase[:values], item.phrase[values:]
    shorts = reference.short_names()
    if values < 2 or not tail or item.doubt not in (None, "modified"):
        return [item]
    if names in shorts or any(name not in shorts for name in names):  # 油菜 is one product
        return [item]
    wordings = reference.wordings()
    full = [next((w for w in (name + tail, shorts[name] + tail) if w in wordings), name) for name in names]
    if not any(wording in wordings for wording in full):
        return [item]
    return [replace(item, word=wordings.get(w), scope="region", doubt=None, text=item.phrase, phrase=w) for w in full]


def complete(items: list[Subject], previous: list[Subject]) -> list[Subject]:
    """Fill in what items share, where the filled-in wording is a known one.

    The tail of a later item (基础设施、制造业投资), or the head of an earlier one, in the list or just before it
    (单位GDP能耗、水耗; 粮食播种面积..., 总产量...). A doubtful last item casts its doubt on the bare items before it.
    """
    earlier = previous if len(items) == 1 else []
    if earlier and items[0].phrase in INVESTED:  # 推进工业项目建设，完成投资…: that of the projects; see of_field
        earlier = [s for s in earlier if s.word is not None and s.word.only != composed.COMPOSED and s.core is None]
    whole = [
        _completed(place, items, earlier) if _is_open(s, items[place + 1 :]) else s for place, s in enumerate(items)
    ]
    if len(whole) < 2:
        return whole
    whole = _of_shares(whole)
    if whole[-1].doubt in ("gap", "share"):
        whole = [replace(s, doubt=s.doubt or whole[-1].doubt) for s in whole]
    return _modified_together(items, whole)


def _of_shares(items: list[Subject]) -> list[Subject]:
    """工业投资、民间投资占比: the share that ends the list is of each of its amounts."""
    last = items[-1]
    tail = next((t for t in _SHARES if last.phrase.endswith(t)), "")
    of_rates = (indicator := indicator_of(last)) is not None and indicator.percent_measure == "level"
    if not tail or not of_rates or last.doubt:
        return items
    wordings = reference.wordings()
    out = []
    for item in items[:-1]:
        known = indicator_of(item)
        if known is None or known.percent_measure == "level" or item.doubt:
            out.append(item)
        elif item.phrase + tail in wordings:
            out.append(filled(item, item.phrase + tail))
        else:
            out.append(replace(item, doubt="share"))
    return [*out, last]


def _modified_together(items: list[Subject], filled: list[Subject]) -> list[Subject]:
    """What modifies an indicator of a list modifies those behind it (某镇固定资产投资、一般公共预算收入), but not those
    that were completed from the list."""
    out: list[Subject] = []
    modifier: Subject | None = None
    for bare, item in zip(items, filled, strict=True):
        if item is not bare:
            modifier = None if item.doubt is None else modifier
        elif item.word is not None and item.doubt in ("modified", "parent"):
            modifier = item
        elif modifier is not None and item.doubt is None:
            item = replace(item, doubt=modifier.doubt, scope=modifier.scope)
        out.append(item)
    return out


def of_product(item: Subject, said: str) -> Subject:
    """产量 behind words without a figure that name one product (再获粮食丰收，产量23万吨): the output of that."""
    if item.word is not None or item.phrase not in _OUTPUTS:
        return item
    named = set(_products(item.phrase).findall(said))
    return filled(item, named.pop() + item.phrase) if len(named) == 1 else item


@cache
def _products(output: str) -> re.Pattern[str]:
    """The names of what has an output of this wording."""
    names = {w.removesuffix(output) for w in reference.wordings() if w.endswith(output)}
    longest = sorted((n for n in names if len(n) > 1), key=len, reverse=True)
    return re.compile(f"(?<!优质)(?:{'|'.join(map(re.escape, longest))})(?!{_OTHER_THINGS})")


def _is_open(subject: Subject, later: list[Subject]) -> bool:
    """Whether an item may lack what others have: it is unknown or doubtful, or a name that stands for growth by itself
    (装备制造业) in front of one with an end (产值)."""
    if subject.word is None or subject.doubt in _UNSURE:
        return True
    short = bool(subject.word.only) and subject.word.only != composed.COMPOSED
    return short and any(s.phrase.endswith(_OF_COUNTED) or s.phrase.endswith("投资") for s in later)


def _completed(place: int, items: list[Subject], previous: list[Subject]) -> Subject:
    """The item under the first known wording that its own words and those of its neighbours make."""
    wordings = reference.wordings()
    beside = {s.word.code for s in (*previous, *items[:place]) if s.word is not None}
    for candidate in filter(wordings.__contains__, _candidates(place, items, previous)):
        if not beside.isdisjoint(wordings[candidate].split):
            continue  # 利用内资、外资: 利用内|外资 would name both
        code = wordings[candidate].code
        if code is None or all(s.word is None or s.word.code != code for s in items[place + 1 :]):
            return filled(items[place], candidate)  # 工业、工业技改投资: no list names the same twice
    return items[place]


def _candidates(place: int, items: list[Subject], previous: list[Subject]) -> Iterator[str]:
    short = items[place].phrase
    own = reference.short_names().get(short, short)  # 粮、肉、奶产量
    if len(own) > _LONGEST:
        return
    opens, closes = own in _openings(), own in _closings()
    if not opens and not closes:
        return
    later = [s.phrase for s in items[place + 1 : place + 1 + _NEIGHBOURS]]
    if len(items) == 1:  # 居民人均可支配收入..., 其中城镇居民...: the tail of what was spoken of before
        later += [s.text for s in previous[-_NEIGHBOURS:] if s.word is not None]
    verbs = reference.composing_verbs()
    whole = len(items) == 1 and own in verbs  # 建成3万套 behind 完成棚改项目96个: no projects
    for phrase in later if opens else ():
        cuts = range(max(1, len(phrase) - _LONGEST), len(phrase))
        yield from (own + phrase[cut:] for cut in cuts if not whole or phrase[:cut] in verbs)
        yield from (short + phrase[cut:] for cut in cuts if short != own)  # 一、二、三产: not 第一产
    for other in reversed([*previous, *items[:place]][-_NEIGHBOURS:]) if closes else ():
        least = _least_head(other)
        topics = {other.phrase, _without_verb(other)} if len(items) == 1 else {other.phrase}
        heads = [(t, t[:cut]) for t in sorted(topics) for cut in range(min(len(t), _LONGEST), least, -1)]
        known = _told_words() if other.word is None else frozenset()
        if _is_counted(other) and (other.phrase.endswith(own) or own.endswith(_OF_COUNTED)):
            continue  # 高新技术企业300家，企业2万户: not the same again; 农业龙头企业…，总产值…: theirs
        yield from (
            head + own
            for topic, head in heads
            if (head not in known or head == topic) and not topic[len(head) :].startswith(_PER_UNIT)
        )


@cache
def _told_words() -> frozenset[str]:
    """Words that say something by themselves: no nouns that only look like one (服务业)."""
    return frozenset(text for text, word in reference.lexicon().items() if word.classes != {"noun"})


def _without_verb(other: Subject) -> str:
    """What a topic without a figure says behind its verb (守牢粮食安全，产量…)."""
    if other.word is not None:
        return other.phrase
    verb = max((v for v in reference.action_verbs() if other.phrase.startswith(v)), key=len, default="")
    return other.phrase[len(verb) :]


def _is_counted(subject: Subject) -> bool:
    """Whether it is a kind of things (企业, 床位), and nothing measured (余额, 产量)."""
    indicator = indicator_of(subject)
    return indicator is not None and indicator.unit == "count"


def _least_head(other: Subject) -> int:
    """More characters than the head that an item lends has: of unknown text that names an owner (工业园区提档升级) no
    head without it, which would be the sector."""
    if other.word is not None or other.phrase.startswith(reference.action_verbs()):
        return 1
    ends = [other.phrase.find(s) + len(s) for s in reference.owner_suffixes() if s in other.phrase]
    return max(ends, default=2) - 1


@cache
def _openings() -> frozenset[str]:
    """All beginnings of wordings."""
    return frozenset(wording[:cut] for wording in reference.wordings() for cut in range(len(wording)))


@cache
def _closings() -> frozenset[str]:
    """All endings of wordings."""
    return frozenset(wording[cut:] for wording in reference.wordings() for cut in range(1, len(wording) + 1))
