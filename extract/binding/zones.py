"""The zone that a sentence is about, so that figures without an owner of their own may be that zone's.

Belongs here: how a sentence comes to be about a zone, how long it stays so, and which figures that casts doubt on. The
words are rows of zone_words.csv and owner_suffixes.csv. Does not belong here: a zone's name that stands in front of
the indicator itself (owners, subjects).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from extract import reference
from extract.binding.clauses import items_of
from extract.binding.owners import zone_suffixes
from extract.binding.subjects import Region, Subject
from extract.binding.tokens import SILENT, Token, one_has
from extract.binding.usual import is_of_whole_province

_EXAMPLES = 3  # so many places in a list with 等 are examples, and none is what the sentence is about
_LONGEST_OBJECT = 24
_CLAUSE, _ITEM, _SENTENCE = 1, 2, 3  # how far a zone holds
_INVESTMENTS = ("fai", "fdi", "domestic_capital", "industry_output")  # and what comes of it


@dataclass(slots=True)
class Zones:
    """``reach`` says how long the zone that the sentence began to speak of holds: to the end of the sentence where it
    opened that or was measured, of the item where it opened a clause, of the next clause where it is only named among
    other things. ``built``: its item tells how one is built; ``invested``: and what was invested there, so that what
    follows in the item is the zone's too. ``opens``: whether one opens the sentence, so that nothing leads back but the
    region's name. ``named``: whether the sentence can name one at all (:func:`may_name`)."""

    reach: int = 0
    built: bool = False
    invested: bool = False
    named: bool = True
    opens: bool = False

    def enter_item(self, first: Token, region: Region) -> None:
        """A stop ends what was being built, and the zone's topic where it did not open the sentence or the region's
        own name follows."""
        self.reach = 0 if self.reach < _SENTENCE or region.holds(first) else self.reach
        self.built = self.invested = False

    def see(self, tokens: list[Token], region: Region, told: bool, nested: bool, measured: bool) -> None:
        """Take in the words of a clause or (``measured``) of a run's head; ``told`` says that a figure was read before,
        after which no zone becomes the topic, ``nested`` that they stand in brackets, where a name is an aside."""
        if not self.named:
            return
        if region.one_leads_back(tokens):
            self.reach, self.built, self.invested = 0, False, False
        elif not nested:
            self.built |= _builds_zone(tokens, region)
            found = 0 if told else _reach_of_zone(tokens, region)
            self.opens |= found == _SENTENCE
            self.reach = _SENTENCE if found == _ITEM and measured else found or self.reach

    def pass_clause(self, tokens: list[Token]) -> None:
        """A clause without a figure that names no zone comes after one that named it among other things."""
        if self.reach == _CLAUSE and _words("zone").search("".join(t.text for t in tokens)) is None:
            self.reach, self.built = 0, True

    def doubt(self, item: Subject | None, head: list[Token], figure: Mapping[str, Any], level: str) -> str | None:
        """Why a figure may be the zone's: its sentence is about one, or it is the amount invested in building one; an
        amount that only a whole province has leads back to it."""
        if item is None or item.word is None:
            return None
        if one_has(head, "region", "parent_nation", "parent_province", "parent_prefecture"):
            return None
        self.invested |= self.built and figure["unit"] == "cny" and _invests(item)
        if not self.reach and not self.invested:
            return None
        amount = (item.word.code or "", figure["unit"] or "", figure["value_low"] or 0.0)
        if self.opens or not is_of_whole_province(*amount, level):
            return "topic"
        self.reach, self.built, self.invested = 0, False, False
        return None


def may_name(text: str) -> bool:
    """Whether a sentence has the last two characters of a zone's name somewhere: most have not."""
    return _last_two().search(text) is not None


@cache
def _last_two() -> re.Pattern[str]:
    ends = sorted({name[-2:] for name in (*reference.zone_words("zone"), *zone_suffixes())})
    return re.compile("|".join(f"{end[0]}[{re.escape(SILENT)}]*+{end[1]}" for end in ends))


def _invests(item: Subject) -> bool:
    return item.word is not None and (item.word.code or "").startswith(_INVESTMENTS)


def _reach_of_zone(tokens: list[Token], region: Region) -> int:
    """How far a zone holds that words name as what they are about: not as where an event was held (前海合作论坛), nor
    as one of several examples (甲、乙、丙等商圈); 0 where they name none."""
    items = items_of(tokens)
    if len(items) >= _EXAMPLES and any("等" in t.text for t in items[-1]):
        return 0
    naming = [item for item in items if _names_zone(item, region) and not _is_event(item)]
    if not naming:
        return _ITEM if _made_topic().search("".join(t.text for t in tokens)) else 0
    told = "".join(t.text for t in naming[0])
    if told.startswith(reference.action_verbs()):
        return _CLAUSE
    return _SENTENCE if naming[0][0].start == 0 else _ITEM


@cache
def _made_topic() -> re.Pattern[str]:
    """A zone that a clause says to be the place where what follows is done (把某新区作为主战场)."""
    endings = "|".join(map(re.escape, sorted(zone_suffixes(), key=len, reverse=True)))
    return re.compile(rf"[把将以].{{1,10}}(?:{endings})作?为")


def _names_zone(item: list[Token], region: Region) -> bool:
    return (
        _words("zone").search("".join(t.text for t in item if t.kind == "text" and t.text not in region.names))
        is not None
    )


def _is_event(item: list[Token]) -> bool:
    """Whether an item is the name of an event, in which no zone does anything (某新区举办推介会)."""
    name = "".join(t.text for t in item).split("等")[0]
    event = next((found for found in _words("event").finditer(name) if found.end() == len(name)), None)
    if event is None:
        return False
    zones = list(_words("zone").finditer(name))
    between = name[zones[-1].end() : event.start()] if zones else ""
    return not between.startswith(reference.action_verbs())


def _builds_zone(tokens: list[Token], region: Region) -> bool:
    """Whether a clause tells of building an area that has a name (推进某先导区等建设提速, 某新城加快建设)."""
    text = "".join(t.text for t in tokens if t.kind != "time")[:_LONGEST_OBJECT]
    found = _areas().search(text)
    if found is None:
        return False
    verbs = _verbs().match(text)
    begin = verbs.end() if verbs else 0
    return found.start() > begin + 1 and text[begin : found.end()] not in region.names


@cache
def _words(role: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(reference.zone_words(role), key=len, reverse=True))))


@cache
def _areas() -> re.Pattern[str]:
    """The ending of an area's name with the word behind it that says that it is being built."""
    endings = "|".join(map(re.escape, sorted(zone_suffixes(), key=len, reverse=True)))
    return re.compile(
        rf"(?:{endings})(?=等?(?:的|重点|核心|基础设施|配套|加快|加速|全面|全力)?(?:建设|开发|提速|扩区|扩容|起步|改造|提质|升级))"
    )


@cache
def _verbs() -> re.Pattern[str]:
    """The verbs in front of an area's name."""
    return re.compile("(?:" + "|".join(map(re.escape, sorted(reference.action_verbs(), key=len, reverse=True))) + ")+")
