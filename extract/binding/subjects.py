"""What a segment speaks of: a known indicator of the region, something else, or nothing of its own.

Belongs here: finding the subject in the tokens before a figure, judging whether it is the region's own, and completing
coordinated lists (基础设施、制造业投资; 万元GDP能耗、水耗). Does not belong here: values.
"""

from dataclasses import dataclass, replace

from extract import reference
from extract.binding.tokens import Token
from extract.reference import Word

_FILLERS = ("filler", "estimate", "ensure", "strive", "expect", "level", "up", "down", "avg", "total", "growth", "each",
            "distribute", "ge", "le", "approx", "region", "comment")
_PARENTS = {"national": (), "province": ("parent_nation",), "prefecture": ("parent_nation", "parent_province"),
            "county": ("parent_nation", "parent_province", "parent_prefecture")}


@dataclass(frozen=True, slots=True)
class Region:
    """What the binding knows of the report's own region: its level and the names that it calls itself."""

    level: str
    names: frozenset[str]
    is_city: bool = False

    def is_parent(self, token: Token) -> bool:
        """Whether the word names a larger region than this one (全省 in a county's report)."""
        if token.text == "全市" and self.is_city or token.text == "全省" and self.level == "province":
            return False
        return token.has(*_PARENTS[self.level]) if _PARENTS[self.level] else False


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing spoken of. ``word`` is None for what no indicator describes; ``scope`` is a code of
    schemas.SCOPES; ``doubt`` names why the subject is not simply the region's indicator (modified, gap, share)."""

    text: str
    start: int
    word: Word | None = None
    scope: str = "region"
    doubt: str | None = None
    wording: str = ""

    @property
    def width(self) -> int:
        """How many values of a list the subject takes."""
        return max(1, len(self.word.split)) if self.word else 1


def find_subject(tokens: list[Token], region: Region) -> Subject | None:
    """The subject that the tokens before a figure (or of a list item) name; None when they name nothing."""
    positions = [i for i, t in enumerate(tokens) if t.is_indicator]
    if positions:
        return _indicator_subject(tokens, positions[-1], region)
    texts = [t for t in tokens if t.kind == "text"]
    if not texts:
        return None
    own = [t for t in texts if t.text not in region.names]
    if not own:
        return None
    first, last = own[0], own[-1]
    scope = "part" if any(t.has("part") for t in tokens) else "entity"
    return Subject("".join(t.text for t in tokens if first.start <= t.start <= last.start), first.start, scope=scope)


def _indicator_subject(tokens: list[Token], position: int, region: Region) -> Subject:
    token = tokens[position]
    before, after = tokens[:position], tokens[position + 1:]
    scope, doubt = _before(before, region)
    doubt = doubt or _after(after, region)
    return Subject(token.text, token.start, token.word, scope, doubt, token.text)


def _before(before: list[Token], region: Region) -> tuple[str, str | None]:
    """Scope and doubt from what stands in front of an indicator in its segment."""
    scope, doubt = "region", None
    for token in before:
        if token.kind == "text" and token.text not in region.names:
            scope, doubt = "entity", "modified"
        elif token.kind == "word" and region.is_parent(token):
            scope, doubt = "other_region", "parent"
        elif token.has("share") or token.has("quota"):
            doubt = "share"
        elif token.is_indicator:
            doubt = doubt or "nested"
    return scope, doubt


def _after(after: list[Token], region: Region) -> str | None:
    """Doubt from what stands between an indicator and the figure."""
    for token in after:
        if token.kind == "text" and token.text not in region.names:
            return "gap"
        if token.has("share"):
            return "share"
        if token.has("quota"):
            return "quota"
    return None


def complete(items: list[Subject]) -> list[Subject]:
    """Fill in what list items share: the tail of the last (基础设施、制造业投资), the head of the first
    (单位GDP能耗、水耗), where the filled-in wording is a known one."""
    known = [s for s in items if s.word]
    if not known or len(items) < 2:
        return items
    return [s if s.word else _completed(s, items) for s in items]


def _completed(subject: Subject, items: list[Subject]) -> Subject:
    wordings = reference.wordings()
    for other in reversed(items):
        for cut in range(1, len(other.wording)):
            candidate = subject.text + other.wording[cut:]
            if candidate in wordings and other.start > subject.start:
                return replace(subject, word=wordings[candidate], scope="region", doubt=other.doubt and None, wording=candidate)
    for other in items:
        for cut in range(len(other.wording) - 1, 0, -1):
            candidate = other.wording[:cut] + subject.text
            if candidate in wordings and other.start < subject.start:
                return replace(subject, word=wordings[candidate], scope="region", doubt=None, wording=candidate)
    return subject
