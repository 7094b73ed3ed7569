"""What goes on from one sentence to the next.

Belongs here: what is remembered, and when it is forgotten. Does not belong here: what is made of it (sentence).
"""

from dataclasses import dataclass, field

from extract.binding.subjects import Subject
from extract.binding.tables import Head


@dataclass(slots=True)
class Memory:
    """What the sentence before spoke of last, for one that goes on about it; empty where another stands between.
    ``topic`` is all of what one without a figure spoke of (粮食生产再创新高), known indicator or not; ``head`` the head
    of the table whose row it was; ``added_up`` whether its last amount was a total of years."""

    place: tuple[str, int] = ("", -1)
    whole: str | None = None
    subjects: list[Subject] = field(default_factory=list)
    topic: list[Subject] = field(default_factory=list)
    head: Head | None = None
    added_up: bool = False

    def enter(self, report_id: str, sentence_index: int) -> None:
        """Go on to the sentence at this place of its report."""
        if self.place != (report_id, sentence_index - 1):
            self.whole, self.subjects, self.topic, self.head, self.added_up = None, [], [], None, False
        self.place = (report_id, sentence_index)

    def keep(self, subjects: list[Subject], whole: str | None, announces: bool) -> None:
        """Remember what the sentence spoke of last; ``announces`` says that it had no figure."""
        self.subjects = [s for s in subjects if s.word is not None and not s.doubt]
        self.whole, self.topic = whole, subjects if announces else []
