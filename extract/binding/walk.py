"""The state of the walk through one sentence, and the expressions of time that it takes in.

Belongs here: what is remembered from clause to clause. Does not belong here: what is made of it (sentence, comments),
and what goes on from one sentence to the next (memory).
"""

from dataclasses import dataclass, field

from extract.binding.assembly import Bound, Context
from extract.binding.dates import in_passing, is_mention
from extract.binding.subjects import Region, Subject
from extract.binding.tokens import Token, one_has
from extract.binding.turns import telling_time
from extract.binding.zones import Zones


@dataclass(slots=True)
class Walk:
    """``subjects`` are what the next figure without one is told of, ``recent`` those of a list with one value each,
    ``dropped`` those before the last stop, ``parted`` what 其中 opened up, ``topic`` what a comment spoke of, ``whole``
    the indicator of which short names are parts, ``owner`` why figures are not the region's own, ``out`` all readings
    so far."""

    context: Context
    subjects: list[Subject] = field(default_factory=list)
    saved: list[Subject] = field(default_factory=list)
    recent: list[Subject] = field(default_factory=list)
    carried: int = 0
    levels: set[int] = field(default_factory=set)
    zones: Zones = field(default_factory=Zones)
    owner: str | None = None
    dropped: list[Subject] = field(default_factory=list)
    topic: list[Subject] = field(default_factory=list)
    whole: str | None = None
    timed: bool = True
    verb: str = ""
    listed: str = ""
    parted: list[Subject] = field(default_factory=list)
    lessened: bool = False
    shared: bool = False
    added: bool = False
    bracketed: bool = False
    out: list[Bound] = field(default_factory=list)

    @property
    def region(self) -> Region:
        """Whose report it is."""
        return self.context.region


def see_times(walk: Walk, tokens: list[Token], apart: bool, comment: bool = False) -> None:
    """Take in the expressions of time of a head; the one behind 从 or 由 dates only where a change began, those from 除
    to 外 only what stands between, and one that a ``comment`` names in passing nothing."""
    telling = telling_time(tokens) if walk.timed else []
    passed = bool(telling) and one_has(tokens, "except_end")
    for index in telling:
        token = tokens[index]
        if token.has("except"):
            walk.context.clock.set_apart()
        elif token.has("except_end"):
            walk.context.clock.rejoin()
        leads = all(t.kind == "soft" or t.has("filler") for t in tokens[:index])
        if "全年" in token.text:
            walk.context.clock.see_whole_year(leads)
        walk.context.clock.began_unknown |= token.has("from") and token.text.endswith("的")
        if token.mark is None or is_mention(tokens, index) or (passed and walk.context.clock.others is not None):
            continue
        if index and tokens[index - 1].has("from") and token.mark.first == token.mark.last:
            walk.context.clock.began, walk.context.clock.changing = token.mark.last or None, True
            continue
        if comment and token.mark.role in ("in", "by") and in_passing(tokens, index, walk.context.clock):
            continue
        follows = any(t.is_subject for t in tokens[index + 1 :])
        walk.context.clock.see(token.mark, apart, follows, leads)
