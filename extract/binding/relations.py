"""Targets set against something else, without a figure of their own (居民收入增长与经济增长同步).

Belongs here: finding which indicator is set against what, and how. Does not belong here: anything with a figure.
"""

from dataclasses import dataclass, replace

from extract.binding.subjects import Region, Subject
from extract.binding.tokens import Token


@dataclass(frozen=True, slots=True)
class Relation:
    """``subject`` stands in ``comparator`` to ``reference``, an indicator code or the level of a larger region."""

    subject: Subject
    comparator: str
    reference: str
    start: int
    end: int
    words: str
    average: bool = False


def find_relations(clause: list[Token], region: Region) -> list[Relation]:
    """The relations of one clause (the tokens between commas), in order; none where a figure takes part."""
    found: list[Relation] = []
    begin, compared = 0, False
    for position, token in enumerate(clause):
        more: list[Relation] = []
        if token.has("sync"):
            more = _in_step(clause[begin:], position - begin)
        elif token.has("compare_ge", "compare_le"):
            more = _above(clause[begin:], position - begin, region)
        found += more or _again(clause[begin : position + 1], found, clause, position, region)
        compared = compared or token.has("sync", "compare_ge", "compare_le")
        if token.kind == "soft" and token.text == "、" and compared:
            begin, compared = position + 1, False
    return found


def _again(
    window: list[Token], found: list[Relation], clause: list[Token], position: int, region: Region
) -> list[Relation]:
    """A增速高于B、高于C: the second comparison has the subject of the first."""
    token = clause[position]
    if len(window) != 1 or not found or not token.has("compare_ge", "compare_le"):
        return []
    behind = _behind(clause, position)
    reference = None if any(t.kind == "figure" for t in behind) else _reference(behind, region)
    comparator = "ge" if token.has("compare_ge") else "le"
    return (
        []
        if reference is None
        else [replace(found[-1], comparator=comparator, reference=reference, end=behind[-1].end, words=token.text)]
    )


def _in_step(clause: list[Token], position: int) -> list[Relation]:
    """A(和|与)B同步: the last indicator is the reference, those before it are set against it."""
    known = [t for t in clause[:position] if t.is_indicator]
    parents = [t for t in clause[:position] if t.has("parent_nation")]
    if any(t.kind == "figure" for t in clause) or not known:
        return []
    if len(known) == 1 and parents and parents[-1].start > known[0].start:
        return [_relation(known[0], "approx", "national", clause, position)]
    if len(known) < 2 or known[-1].word is None or known[-1].word.code is None:
        return []
    reference = known[-1].word.code
    return [_relation(t, "approx", reference, clause, position) for t in known[:-1] if not _unclear(t, clause)]


def _above(clause: list[Token], position: int, region: Region) -> list[Relation]:
    """A高于B, A快于全国: what stands behind the comparing word is the reference."""
    comparing = clause[position]
    known = [t for t in clause[:position] if t.is_indicator]
    behind = _behind(clause, position)
    if not known or any(t.kind == "figure" for t in behind) or any(t.kind == "figure" for t in clause[:position]):
        return []
    reference = _reference(behind, region)
    if reference is None:
        return []
    comparator = "ge" if comparing.has("compare_ge") else "le"
    return [_relation(t, comparator, reference, clause, position) for t in known if not _unclear(t, clause)]


def _behind(clause: list[Token], position: int) -> list[Token]:
    """The tokens behind a comparing word, up to the end of its list item."""
    behind: list[Token] = []
    for token in clause[position + 1 :]:
        if token.kind == "soft" and token.text == "、":
            break
        behind.append(token)
    return behind


def _reference(behind: list[Token], region: Region) -> str | None:
    indicators = [t for t in behind if t.is_indicator and t.word is not None and t.word.code]
    parents = [t for t in behind if region.is_parent(t)]
    if indicators and indicators[-1].word is not None and not parents:
        return indicators[-1].word.code
    if parents:
        return {"parent_nation": "national", "parent_province": "province"}.get(
            next(iter(sorted(parents[0].word.classes & {"parent_nation", "parent_province"})))
            if parents[0].word and parents[0].word.classes & {"parent_nation", "parent_province"}
            else "",
            "prefecture",
        )
    return None


def _unclear(token: Token, clause: list[Token]) -> bool:
    """An indicator behind unknown text of its own list item is not the region's."""
    index = clause.index(token)
    previous = clause[index - 1] if index else None
    vague = token.word is not None and "relative" in token.word.only
    leaning = (
        previous is not None
        and previous.end == token.start
        and (previous.kind == "text" or previous.has("share", "gdp_share"))
    )
    shared = index + 1 < len(clause) and clause[index + 1].has("share", "gdp_share")
    return vague or leaning or shared


def _relation(token: Token, comparator: str, reference: str, clause: list[Token], position: int) -> Relation:
    subject = Subject(token.text, token.start, token.word, phrase=token.text)
    end = clause[position].end
    for following in clause[position + 1 :]:
        if following.kind == "soft" and following.text == "、":
            break
        end = following.end
    average = any(t.has("avg") for t in clause[: position + 1])
    return Relation(subject, comparator, reference, clause[0].start, end, clause[position].text, average)
