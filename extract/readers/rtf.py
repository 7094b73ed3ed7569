"""Text of an RTF file: paragraphs and tables in document order.

Belongs here: walking the groups and words of the form. Footnotes, headers, hidden, struck and deleted text are no text
of the report; the one library there is (striprtf) tells deleted text as if it stood there.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from extract.decoded import Decoded
from extract.readers import flow
from extract.refusal import Refusal
from extract.visible import RAISED

DEEPEST = 2_000
_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z])"
    r"|(?P<brace>[{}])|(?P<plain>[^\\{}\r\n]+)|[\r\n]+",
    re.S,
)
_LEFT_OUT = frozenset({
    "annotation", "atnauthor", "atnid", "bkmkend", "bkmkstart", "colortbl", "datastore", "footer", "footerf", "footerl",
    "footerr", "footnote", "generator", "header", "headerf", "headerl", "headerr", "info", "latentstyles", "listtable",
    "listoverridetable", "mmath", "nonshppict", "object", "pict", "private", "revtbl", "stylesheet", "tc", "template",
    "themedata", "xe",
})  # fmt: skip
_SAID = {
    "line": "\n", "tab": "\t", "cell": flow.CELL, "nestcell": flow.IN_CELL, "row": flow.ROW, "page": flow.PARAGRAPH,
    "sect": flow.PARAGRAPH, "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ",
}  # fmt: skip
_SIGNS = {"~": "\xa0", "_": "-", "\\": "\\", "{": "{", "}": "}", "\n": flow.PARAGRAPH, "\r": flow.PARAGRAPH}
_CODECS = {134: "gb18030", 136: "big5hkscs", 128: "cp932", 129: "cp949", 0: None, 1: None}
_PAGES = {936: "gb18030", 950: "big5hkscs"}


@dataclass
class _State:
    """What holds in a group."""

    is_left_out: bool = False
    is_hidden: bool = False
    is_deleted: bool = False
    is_struck: bool = False
    is_raised: bool = False
    in_table: bool = False
    in_fonts: bool = False
    fallback: int = 1
    font: int = 0


@dataclass
class _Reader:
    """The text so far, and the state of each open group."""

    states: list[_State] = field(default_factory=lambda: [_State()])
    pieces: list[str] = field(default_factory=list)
    pending: bytearray = field(default_factory=bytearray)
    fonts: dict[int, str | None] = field(default_factory=dict)
    page: str = "cp1252"
    skipped: int = 0
    is_marked: bool = False

    @property
    def state(self) -> _State:
        return self.states[-1]

    def say(self, text: str) -> None:
        """Add text where it is seen."""
        state = self.state
        if not (state.is_left_out or state.is_hidden or state.is_deleted or state.is_struck or state.in_fonts):
            self.pieces.append(text.translate(RAISED) if state.is_raised and text.strip().isdecimal() else text)

    def flush(self) -> None:
        """Add the bytes that wait for their codec."""
        if self.pending:
            codec = self.fonts.get(self.state.font) or self.page
            self.say(self.pending.decode(codec, "replace"))
            self.pending.clear()


def read(content: bytes) -> Decoded:
    """The text. Raises :class:`Refusal`: broken_document."""
    text = content.decode("latin-1")
    reader = _Reader()
    at = 0
    while found := _TOKEN.match(text, at):
        at = found.end()
        if found["word"] or found["sign"] or found["brace"]:
            reader.flush()
        if found["word"] == "bin":
            at += max(int(found["number"] or 0), 0)
        _take(reader, found)
    reader.flush()
    if not reader.pieces:
        raise Refusal("no_text", "the RTF file holds no text")
    whole = "".join(reader.pieces).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return Decoded("rtf", None, flow.lines(whole))


def _take(reader: _Reader, found: re.Match[str]) -> None:
    was_marked, reader.is_marked = reader.is_marked, False
    if found["brace"] == "{":
        if len(reader.states) > DEEPEST:
            raise Refusal("broken_document", f"the RTF file nests more than {DEEPEST:,} groups")
        reader.states.append(replace(reader.state))
        reader.skipped = 0
    elif found["brace"] == "}":
        reader.states[1:] = reader.states[1:-1]
        reader.skipped = 0
    elif found["word"] is not None:
        _word(reader, found["word"], found["number"], was_marked)
    elif found["sign"] == "*":
        reader.is_marked = True
    else:
        _letters(reader, found)


def _letters(reader: _Reader, found: re.Match[str]) -> None:
    """Bytes and plain text; those that only stand in for a sign before them are passed over."""
    if found["byte"] is not None:
        if reader.skipped:
            reader.skipped -= 1
        else:
            reader.pending.append(int(found["byte"], 16))
        return
    said = found["plain"] or _SIGNS.get(found["sign"] or "", "")
    passed = min(reader.skipped, len(said))
    reader.skipped -= passed
    if said[passed:].isascii() and not reader.pending:  # the second byte of a character may be a letter
        reader.say(said[passed:])
    else:
        reader.pending.extend(said[passed:].encode("latin-1"))


def _word(reader: _Reader, word: str, number: str | None, is_marked: bool) -> None:
    state = reader.state
    value = int(number) if number else 1
    change = _CHANGES.get(word)
    if word == "u":
        reader.say(chr(value % 0x10000))
        reader.skipped = state.fallback
    elif word == "par":
        reader.say(flow.IN_CELL if state.in_table else flow.PARAGRAPH)
    elif word in _SAID:
        reader.say(_SAID[word])
    elif change is not None:
        change(reader, state, value)
    elif is_marked or word in _LEFT_OUT:
        state.is_left_out = True


def _set(name: str) -> Callable[[_Reader, _State, int], None]:
    return lambda _reader, state, value: setattr(state, name, value != 0)


def _plain(_: _Reader, state: _State, __: int) -> None:
    state.is_hidden = state.is_deleted = state.is_struck = state.is_raised = False


def _level(_: _Reader, state: _State, __: int) -> None:
    state.is_raised = False


def _paragraph(_: _Reader, state: _State, __: int) -> None:
    state.in_table = False


def _font(reader: _Reader, state: _State, value: int) -> None:
    state.font = value


def _charset(reader: _Reader, state: _State, value: int) -> None:
    reader.fonts[state.font] = _CODECS.get(value)


def _page(reader: _Reader, _: _State, value: int) -> None:
    reader.page = _PAGES.get(value, "cp1252")


def _fallback(_: _Reader, state: _State, value: int) -> None:
    state.fallback = max(value, 0)


_CHANGES: dict[str, Callable[[_Reader, _State, int], None]] = {
    "v": _set("is_hidden"),
    "deleted": _set("is_deleted"),
    "strike": _set("is_struck"),
    "striked": _set("is_struck"),
    "super": _set("is_raised"),
    "sub": _level,
    "nosupersub": _level,
    "intbl": _set("in_table"),
    "fonttbl": _set("in_fonts"),
    "plain": _plain,
    "pard": _paragraph,
    "f": _font,
    "fcharset": _charset,
    "ansicpg": _page,
    "uc": _fallback,
}
