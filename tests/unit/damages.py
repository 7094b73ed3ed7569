"""Reports damaged on purpose: the same seed damages them alike everywhere.

Only the ways of damage belong here; what must hold of what is read of them is in the tests.
"""

import random
from collections.abc import Callable, Iterator

Damage = Callable[[random.Random, bytes], bytes]
_HOSTILE = (
    "-" * 60, "—" * 80, ":--" * 40, "?" * 30, "1" * 400, "一" * 300, "，" * 200, "、5%" * 60, "（" * 90, "\t" * 80,
    " " * 200, "\n" * 100, "$" * 41, "[" * 60, "|" * 50, "１，２３４，" * 30, "2023年" * 60, "地区生产总值" * 60,
    "\ufffd" * 40, "\x00" * 9, "\u202e\u200b" * 20, "①②③" * 30, "?(zhong)" * 20, "<div>" * 60, "&nbsp;" * 50,
    "百分之" * 40, "至" * 40, "<b a='" + "x" * 300 + "'>", "第一、" * 40, "以及及" * 50,
)  # fmt: skip


def damaged(report: str, count: int, seed: int) -> Iterator[bytes]:
    """``count`` variants of the report, each damaged in one to four ways."""
    rng = random.Random(seed)
    for _ in range(count):
        content = report.encode(rng.choice(("utf-8", "utf-8", "gb18030", "utf-16")))
        for _ in range(rng.randint(1, 4)):
            content = rng.choice(DAMAGES)(rng, content)
        yield content


def _place(rng: random.Random, content: bytes) -> int:
    return rng.randrange(len(content) + 1)


def _lost(rng: random.Random, content: bytes) -> bytes:
    rate = rng.choice((0.0005, 0.005, 0.05))
    return bytes(byte for byte in content if rng.random() > rate)


def _flipped(rng: random.Random, content: bytes) -> bytes:
    flipped = bytearray(content)
    for _ in range(rng.randint(1, 8)):
        if flipped:
            flipped[rng.randrange(len(flipped))] = rng.randrange(256)
    return bytes(flipped)


def _cut(rng: random.Random, content: bytes) -> bytes:
    return content[: _place(rng, content)] if rng.random() < 0.5 else content[_place(rng, content) :]


def _planted(rng: random.Random, content: bytes) -> bytes:
    at = _place(rng, content)
    return content[:at] + rng.choice(_HOSTILE).encode() + content[at:]


def _repeated(rng: random.Random, content: bytes) -> bytes:
    first, last = sorted((_place(rng, content), _place(rng, content)))
    return content[:last] + content[first:last] * rng.randint(1, 3) + content[last:]


def _torn(rng: random.Random, content: bytes) -> bytes:
    first, last = sorted((_place(rng, content), _place(rng, content)))
    return content[:first] + content[last:]


def _turned(rng: random.Random, content: bytes) -> bytes:
    at = _place(rng, content)
    return content[at:] + content[:at]


def _swapped_lines(rng: random.Random, content: bytes) -> bytes:
    lines = content.split(b"\n")
    rng.shuffle(lines)
    return b"\n".join(lines)


def _without_ends(rng: random.Random, content: bytes) -> bytes:
    return content.replace(rng.choice(("\n", "。", "，", "、", "%", "亿")).encode(), b"")


DAMAGES: tuple[Damage, ...] = (
    _lost, _flipped, _cut, _planted, _planted, _repeated, _torn, _turned, _swapped_lines, _without_ends,
)  # fmt: skip
