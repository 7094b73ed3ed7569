"""Bytes to text: which character encoding a file is in.

Belongs here: the encodings that Chinese files come in and how one is chosen. A detector's guess is not trusted alone:
every candidate that can decode the bytes is scored by how ordinary a Chinese text it gives. Text that was already
wrong when the file was written is for ``repair``.
"""

import re

from extract.characters import plain_pattern
from extract.refusal import Refusal

BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
CODECS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "x-gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "utf8": "utf-8",
    "utf-8": "utf-8",
}
LABELS = {"big5hkscs": "big5", "cp950": "big5"}
CANDIDATES = ("utf-8", "gb18030", "cp950", "big5hkscs", "utf-16-le", "utf-16-be")
SAMPLE_BYTES = 512 * 1024
LEAST_SCORE = 0.4
MOST_ZEROS = 0.1
MOST_CONTROLS = 0.02
_WIDE = re.compile(r"[^\x00-\x7f]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def decode(content: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text and the encoding's name; undecodable bytes become U+FFFD.

    ``declared`` is the encoding that the file itself names; it wins only when it decodes every byte to ordinary text.
    Raises :class:`Refusal` (binary, undecodable) when no encoding gives a text.
    """
    for mark, name in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _checked(content[len(mark) :].decode(name, "replace")), name
    zeros = content.count(0) / max(len(content), 1)
    if zeros < MOST_ZEROS:
        for name in dict.fromkeys((CODECS.get((declared or "").lower(), "utf-8"), "utf-8")):
            text = _strict(content, name)
            if text is not None and (name == "utf-8" or _score(text) >= LEAST_SCORE):
                return _checked(text), LABELS.get(name, name)
    name = _best(content[:SAMPLE_BYTES], zeros)
    return _checked(content.decode(name, "replace")), LABELS.get(name, name)


def _strict(content: bytes, name: str) -> str | None:
    try:
        return content.decode(name)
    except UnicodeDecodeError:
        return None


def _best(sample: bytes, zeros: float) -> str:
    """The candidate whose text is the most ordinary; earlier candidates win ties."""
    wide_only = zeros >= MOST_ZEROS
    names = [name for name in CANDIDATES if name.startswith("utf-16") or not wide_only]
    scores = {name: _score(sample.decode(name, "replace")) for name in names}
    name = max(names, key=lambda candidate: scores[candidate])
    if scores[name] >= LEAST_SCORE:
        return name
    controls = sum(sample.count(byte) for byte in (*range(0x09), *range(0x0E, 0x20)))
    if controls > MOST_CONTROLS * len(sample):
        raise Refusal("binary", "the file is binary, no text file")
    raise Refusal("undecodable", "the bytes are a text in none of UTF-8, GB18030, Big5 and UTF-16")


def _score(text: str) -> float:
    """Share of ordinary characters among those beyond ASCII; every replaced byte counts five times against it."""
    wide = "".join(_WIDE.findall(text))
    if not wide:
        ascii_only = not _CONTROL.search(text)
        return float(ascii_only)
    return (len(plain_pattern().findall(wide)) - 5 * wide.count("\ufffd")) / len(wide)


def _checked(text: str) -> str:
    sample = text[:SAMPLE_BYTES]
    if len(_CONTROL.findall(sample)) > 0.2 * len(sample):
        raise Refusal("binary", "the file is binary, no text file")
    return text
