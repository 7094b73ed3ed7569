"""What a source says about a report besides its text: the columns of a table, the name inside an archive, an address.

Only the record and its form in a column of a frame belong here. How a table's columns are told apart is for
``bundles.columns``; whether the text bears out what is told, for ``confirm``.
"""

import json
from typing import Any, NamedTuple


class Told(NamedTuple):
    """``name`` stands for a file's name; ``region`` is as printed, ``code`` of six digits; ``notes`` are repairs."""

    name: str | None = None
    title: str | None = None
    region: str | None = None
    code: str | None = None
    year: int | None = None
    url: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def places(self) -> bool:
        """Whether it says whose report it is, or of which year."""
        return bool(self.title or self.region or self.code or self.year)

    def to_json(self) -> str:
        """The record as a string; the same record gives the same string."""
        said = {key: value for key, value in self._asdict().items() if value}
        return json.dumps(said, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str | None) -> "Told":
        """The record that ``text`` holds; an empty one for None."""
        said: dict[str, Any] = json.loads(text) if text else {}
        return cls(**said)._replace(notes=tuple(said.get("notes", ())))
