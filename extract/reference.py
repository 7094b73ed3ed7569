"""The reference data of seeds/reference as the extraction needs it: loaded once, frozen, never changed.

Only loading and expanding of CSVs belongs here; what a rule means belongs to the stage that applies it.
"""

import csv
import itertools
import re
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_IN_CHECKOUT = _ROOT / "seeds" / "reference"
REFERENCE = _IN_CHECKOUT if _IN_CHECKOUT.is_dir() else _ROOT / "duixian" / "files" / "seeds" / "reference"
"""The folder of the reference data: in a checkout beside the packages, in a wheel within one of them."""

_RELATIVE = frozenset(("relative",))
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Indicator:
    """A row of indicators.csv. ``percent_measure`` is what a bare percentage of it means (level or growth); ``nature``
    is flow, stock, rate, accrual (a flow that a review of several years sums up without saying so) or tally (one that
    it sums up unless a verb says what was reached)."""

    code: str
    unit: str
    percent_measure: str
    nature: str
    direction: str


@dataclass(frozen=True)
class Unit:
    """A row of units.csv: ``code`` is None where the contract has no code for the unit."""

    code: str | None
    factor: float


@dataclass(frozen=True)
class Word:
    """What a word of the lexicon can be. An indicator wording has ``code`` (one indicator) or ``split`` (several,
    in the order in which their values are listed), or both; other words have ``classes``."""

    code: str | None = None
    split: tuple[str, ...] = ()
    only: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()

    @cached_property
    def is_indicator(self) -> bool:
        """Whether the word is a wording of an indicator."""
        return self.code is not None or bool(self.split)

    @cached_property
    def is_subject(self) -> bool:
        """Whether a figure can be about it: an indicator, but not a bare 经济, which only relations speak of."""
        return self.is_indicator and self.only != _RELATIVE

    @cached_property
    def is_unknown(self) -> bool:
        """Whether it is a wording that is no subject of figures, as text that the lexicon does not know."""
        return (self.is_indicator and not self.is_subject) or "object_verb" in self.classes

    @cached_property
    def told(self) -> tuple[frozenset[str], bool, bool, bool]:
        """Its classes, and whether it is an indicator, a subject and unknown: what every token of it says."""
        return self.classes, self.is_indicator, self.is_subject, self.is_unknown


def rows(name: str) -> list[dict[str, str]]:
    """The rows of seeds/reference/``name``.csv."""
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@cache
def indicators() -> dict[str, Indicator]:
    """Indicators by code."""
    return {
        r["indicator_code"]: Indicator(
            r["indicator_code"], r["unit"], r["percent_measure"], r["nature"], r["direction"]
        )
        for r in rows("indicators")
    }


@cache
def units() -> dict[str, Unit]:
    """Units by the word that reports print."""
    return {r["unit_word"]: Unit(r["unit"] or None, float(r["factor"])) for r in rows("units")}


@cache
def plan_periods() -> dict[str, tuple[int, int]]:
    """First and last year of each five-year plan by its short name (十四五)."""
    return {r["plan_name"]: (int(r["period_start"]), int(r["period_end"])) for r in rows("plan_periods")}


def expand(template: str, choices_by_slot: dict[str, list[str]]) -> list[str]:
    """Every wording that a template such as ``人均{GDP}`` stands for."""
    parts = _SLOT.split(template)
    choices = [choices_by_slot[part] if index % 2 else [part] for index, part in enumerate(parts)]
    return ["".join(choice) for choice in itertools.product(*choices)]


@cache
def slots() -> dict[str, list[str]]:
    """What the slots of templates stand for (wording_slots.csv); a slot may use those of the rows above it."""
    found: dict[str, list[str]] = {}
    for r in rows("wording_slots"):
        found[r["slot"]] = [w for template in r["alternatives"].split("|") for w in expand(template, found)]
    return found


@cache
def wordings() -> dict[str, Word]:
    """Indicator wordings. A wording that two rows give is the first row's (templates may overlap)."""
    found: dict[str, Word] = {}
    for r in rows("wordings"):
        word = Word(r["indicator_code"] or None, tuple(r["split_codes"].split()), frozenset(r["only_measures"].split()))
        for wording in expand(r["wording"], slots()):
            found.setdefault(wording, word)
    return found


@cache
def lexicon() -> dict[str, Word]:
    """Every word that the binding knows: indicator wordings first, then the function words of lexicon.csv."""
    classes: dict[str, set[str]] = {}
    for r in rows("lexicon"):
        for word in expand(r["word"], slots()):
            classes.setdefault(word, set()).add(r["word_class"])
    words = dict(wordings())
    for word, found in classes.items():
        words[word] = replace(words.get(word, Word()), classes=frozenset(found))
    return words


@cache
def derived(code: str, cue: str) -> str | None:
    """The indicator that ``cue`` makes of another one (derived_indicators.csv), None where there is none."""
    return _derived().get((code, cue))


def indicator_of(word: Word | None) -> Indicator | None:
    """The row of the catalogue that a wording is of, None for any other word and for several indicators together."""
    return indicators().get(word.code or "") if word is not None else None


def in_unit(code: str | None, unit: str | None) -> str | None:
    """The indicator that is counted in this unit (改造老旧小区12个, 改造老旧小区3000户), where the unit tells which."""
    return (derived(code, f"by_{unit}") if code is not None and unit else None) or code


_DIMENSIONS = ({"sqm": 1.0, "mu": 10000 / 15},)
"""What one of each unit is in the first unit of its dimension."""


@cache
def conversion(unit: str | None, wanted: str) -> float | None:
    """What an amount in one unit is multiplied with to be in another of the same dimension; None where they differ."""
    if unit == wanted:
        return 1.0
    found = next((dim for dim in _DIMENSIONS if unit in dim and wanted in dim), None)
    return found[unit] / found[wanted] if found is not None and unit is not None else None


@cache
def _derived() -> dict[tuple[str, str], str]:
    return {(r["base_code"], r["cue"]): r["derived_code"] for r in rows("derived_indicators")}


@cache
def derived_codes(cue: str) -> frozenset[str]:
    """The indicators that ``cue`` makes of others."""
    return frozenset(r["derived_code"] for r in rows("derived_indicators") if r["cue"] == cue)


@cache
def parts() -> dict[tuple[str, str], str]:
    """The indicator that a word means beside a whole just spoken of, by whole and word (part_indicators.csv)."""
    return _parts("")


@cache
def parts_right_behind(is_part: bool) -> dict[tuple[str, str], str]:
    """The indicator that a word means only where nothing else was spoken of since the whole, or (``is_part``) where
    other words say besides that it is a part (其中)."""
    return _parts("part") if is_part else _parts("next")


def _parts(where: str) -> dict[tuple[str, str], str]:
    kept = [r for r in rows("part_indicators") if r["where"] == where]
    return {(r["whole_code"], r["part_word"]): r["part_code"] for r in kept}


@cache
def wholes() -> frozenset[str]:
    """The indicators that have parts."""
    return frozenset(whole for whole, _ in parts())


@cache
def short_names() -> dict[str, str]:
    """Products and sectors by the one character that stands for each where several stand together (short_names.csv)."""
    return {r["short"]: r["full"] for r in rows("short_names")}


@cache
def zone_words(role: str) -> tuple[str, ...]:
    """Words of a role (zone_words.csv): by which a sentence speaks of a zone (``zone``), of an event held in one
    (``event``), or of a rank among places (``title``)."""
    return tuple(r["word"] for r in rows("zone_words") if r["role"] == role)


@cache
def affixes(place: str, level: str) -> dict[str, frozenset[str]]:
    """Words right before or behind (``place``) the wording of an indicator that change nothing of it in a report of a
    division of this level, each with the indicators of which that holds (wording_affixes.csv)."""
    found: dict[str, set[str]] = {}
    for r in rows("wording_affixes"):
        if r["place"] != place or (r["levels"] and level not in r["levels"].split()):
            continue
        for word in r["words"].split("|"):
            found.setdefault(word, set()).update(_codes(r["indicator_codes"]))
    return {word: frozenset(codes) for word, codes in found.items()}


@cache
def composing_verbs() -> dict[str, str]:
    """Verbs that make an indicator of the thing behind them, with the class that says what was done to it
    (composing_verbs.csv)."""
    return {word: r["verb_class"] for r in rows("composing_verbs") for word in r["words"].split("|")}


def _codes(listed: str) -> set[str]:
    """Indicators as a list of them: codes, * for all, @accrual for all of that nature."""
    if listed == "*":
        return set(indicators())
    natures = {item[1:] for item in listed.split() if item.startswith("@")}
    return {code for code, i in indicators().items() if i.nature in natures} | {
        item for item in listed.split() if not item.startswith("@")
    }


@cache
def owner_suffixes() -> tuple[str, ...]:
    """Endings of names of zones, offices and firms that own the indicators said of them (owner_suffixes.csv)."""
    return tuple(r["suffix"] for r in rows("owner_suffixes"))


@cache
def action_verbs() -> tuple[str, ...]:
    """Verbs that open a clause and take what follows as their object (action_verbs.csv)."""
    return tuple(r["word"] for r in rows("action_verbs"))


@cache
def divisions() -> dict[str, list[dict[str, str]]]:
    """Rows of divisions.csv and divisions_extra.csv by region code, oldest first."""
    found: dict[str, list[dict[str, str]]] = {}
    for r in rows("divisions") + rows("divisions_extra"):
        found.setdefault(r["region_code"], []).append(r)
    for history in found.values():
        history.sort(key=lambda r: (r["valid_from"], r["full_name"]))
    return found


@cache
def division_names() -> dict[str, frozenset[str]]:
    """Every full name of a division, now or before (耒阳市), with the codes that had it; not those of two characters,
    which are words as well (城区, 礼县)."""
    named: dict[str, set[str]] = {}
    for code, history in divisions().items():
        for row in history:
            if len(row["full_name"]) > 2:
                named.setdefault(row["full_name"], set()).add(code)
    return {name: frozenset(codes) for name, codes in named.items()}


@cache
def names_below(code: str) -> frozenset[str]:
    """The full names of divisions inside this one, also short ones (藤县) that are no words (城区)."""
    prefix = code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
    names = {
        r["full_name"] for c, history in divisions().items() if c.startswith(prefix) and c != code for r in history
    }
    return frozenset(name for name in names if len(name) > 2 or (len(name) == 2 and name[-1] == "县"))


@cache
def places_below(code: str) -> frozenset[str]:
    """What a report calls the divisions inside its own: their full names, and their short ones of two characters and
    more (荔波 of 荔波县, 三都 of 三都水族自治县), as the register has them (region_name)."""
    prefix = code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
    below = [r for c, history in divisions().items() if c.startswith(prefix) and c != code for r in history]
    names = {r[column] for r in below for column in ("region_name", "full_name")}
    return frozenset(name for name in names if len(name) > 1)


def division(region_code: str, year: int) -> dict[str, str] | None:
    """The division that held the code in ``year`` (else the nearest one in time), None for an unknown code."""
    history = divisions().get(region_code)
    if not history:
        return None
    for row in history:
        if int(row["valid_from"] or 0) <= year <= int(row["valid_to"] or 9999):
            return row
    return history[-1]
