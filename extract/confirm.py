"""What a table tells of a report against what its text says: the text wins, and bears out what it leaves open.

Belongs here: weighing the columns of a table (``told.Told``) against the text. Does not belong here: what the text
itself says of its region and year (``places``, ``identity``), nor which column is which (``bundles.columns``).
"""

import re

from extract import places, reference
from extract.told import Told

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_NATION = ("全国", "国务院", "中央", "国家")


def year(told: Told, by_text: int | None, by_all: int | None, text: str) -> int | None:
    """The report year from ``by_text``, the text's alone, and ``by_all``, the vote in which the told one counts.

    A told year that wins, against nothing or against a weak word of the text, has to be borne out: the text speaks of
    it or of the year before.
    """
    said = _year(told)
    if said is None or by_all != said or by_text == said:
        return by_all
    return said if f"{said}年" in text or f"{said - 1}年" in text else by_text


def region(told: Told, found: places.Place, head: str, text: str, year: int) -> places.Place:
    """The division: the one that the head of the text names; where it names none, the told one if the text names it.

    ``found`` is what head, name and path gave together. A name that several divisions share is decided by what is told.
    """
    if not told.places:
        return found
    by_text = places.locate(head, "", "", text, year)
    said = _place(told, text, year)
    if said.code is None or by_text.code is not None:
        return by_text if by_text.code is not None else found
    if by_text is not places.NOWHERE:
        return said if said.code in by_text.candidates else by_text
    if any(name in text for name in _names(said.code)):
        return said
    return places.Place(None, (), f"the text names no division, and not {told.region or told.code}, as the table says")


def alarms(told: Told, code: str, year: int, by_text: int | None, text: str) -> list[str]:
    """Notes on what the table and the text tell otherwise: the region's code, the year."""
    if not told.places:
        return []
    said, place = _year(told), _place(told, text, year).code
    notes = [f"told_region_differs: {place}"] if place not in (None, code) else []
    notes += [f"told_year_differs: {said}"] if said not in (None, year) else []
    return notes + ([f"told_year_taken: {year}, the text suggests {by_text}"] if by_text not in (None, year) else [])


def grounds(told: Told, head: str, text: str, year: int, year_of_text: int | None) -> dict[str, str]:
    """What said whose report it is and of which year: for people; ``year_of_text`` is the text's own year, if any."""
    else_by = "its table" if told.places else "the name of the file or folder"
    by_text = places.locate(head, "", "", text, year).code is not None
    return {"region": "the text" if by_text else else_by, "year": "the text" if year_of_text == year else else_by}


def _year(told: Told) -> int | None:
    if told.year is not None:
        return told.year
    years = _YEAR.findall(told.title or "")
    return int(years[-1]) if years else None


def _place(told: Told, text: str, year: int) -> places.Place:
    if told.code and reference.division(told.code, year) is not None:
        return places.Place(told.code)
    if told.region in _NATION:
        return places.Place("000000")
    return places.locate("", f"{told.region or ''}{told.title or ''}", "", text, year)


def _names(code: str) -> set[str]:
    rows = reference.divisions().get(code, [])
    names = {row["full_name"] for row in rows} | {row["region_name"] for row in rows if len(row["region_name"]) > 1}
    return names | ({"国务院"} if code == "000000" else set())
