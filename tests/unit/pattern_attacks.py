"""Every regular expression that the project compiles, and the texts that would make a backtracking engine suffer.

Only the collecting and the attacks belong here; what is held against them is in test_linear_patterns. Run as a script,
it imports all modules, reads a sample report, and prints the patterns that our own code compiled on the way.
"""

import json
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("extract", "orchestration", "warehouse")
REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
SPOILS = ("\x00", "\n", "。", "a")


def collected() -> list[tuple[str, str, int]]:
    """(file, pattern, flags) of everything that our code compiles while it is imported and reads a report."""
    found: dict[tuple[str, int], str] = {}
    real = re._compile  # type: ignore[attr-defined]

    def noted(pattern: Any, flags: Any) -> Any:
        frame = sys._getframe(1)
        if frame.f_globals.get("__name__") == "re":
            frame = frame.f_back or frame
        name = str(frame.f_globals.get("__name__"))
        if name.split(".")[0] in PACKAGES and isinstance(pattern, str):
            found.setdefault((pattern, int(flags)), name)
        return real(pattern, flags)

    re._compile = noted  # type: ignore[attr-defined]
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "data" not in path.parts:
                import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    _read_samples()
    return [(name, pattern, flags) for (pattern, flags), name in found.items()]


def _read_samples() -> None:
    import polars as pl

    from extract.pipeline import extract

    places = sorted((ROOT / "seeds" / "reports").glob("*.*"))[:4] + sorted((ROOT / "tests/reading/reports").glob("*"))
    rows = [(path.name, path.read_bytes()) for path in places]
    extract(pl.DataFrame(rows, schema={"source_path": pl.String, "content": pl.Binary}, orient="row"))


def attacks(pattern: str, flags: int, length: int) -> Iterator[str]:
    """Texts of about ``length`` characters: what a repeat wants, again and again, and then what it does not."""
    tree = parser.parse(pattern, flags)
    for before, body in _repeats(list(tree), ""):
        for pump in dict.fromkeys([*_samples(body), _samples(body)[0] + " "]):
            if pump:
                for spoil in SPOILS:
                    yield before + pump * (length // len(pump)) + spoil


def _repeats(nodes: list[Any], before: str) -> Iterator[tuple[str, list[Any]]]:
    """(a text that leads to it, its body) of each repeat in the tree that may take more than a handful."""
    for code, argument in nodes:
        if code in REPEATS:
            least, most, body = argument
            if most > 60:
                yield before, list(body)
            yield from _repeats(list(body), before)
            before += _samples(list(body))[0] * max(least, 0)
        else:
            for inner in _inner(code, argument):
                yield from _repeats(inner, before)
            before += _samples([(code, argument)])[0]


def _inner(code: Any, argument: Any) -> list[list[Any]]:
    if code is codes.SUBPATTERN:
        return [list(argument[3])]
    if code is codes.BRANCH:
        return [list(branch) for branch in argument[1]]
    if code in (codes.ASSERT, codes.ASSERT_NOT):
        return [list(argument[1])]
    if code is codes.ATOMIC_GROUP:
        return [list(argument)]
    return []


def _samples(nodes: list[Any]) -> list[str]:
    """A few texts that the nodes match (lookarounds aside): the first has the first of every choice."""
    texts = [""]
    for code, argument in nodes:
        texts = [text + one for text in texts for one in _of_node(code, argument)][:6]
    return texts


def _of_node(code: Any, argument: Any) -> list[str]:
    if code is codes.LITERAL:
        return [chr(argument)]
    if code is codes.NOT_LITERAL:
        return ["x" if argument != ord("x") else "y"]
    if code is codes.ANY:
        return ["x"]
    if code is codes.IN:
        return _of_class(argument)
    if code in REPEATS:
        least, _, body = argument
        return [one * max(least, 1) for one in _samples(list(body))] + ([""] if least == 0 else [])
    inner = [] if code in (codes.ASSERT, codes.ASSERT_NOT) else _inner(code, argument)
    return [one for branch in inner[:4] for one in _samples(branch)[:2]] or [""]


_CATEGORY = {codes.CATEGORY_DIGIT: "1", codes.CATEGORY_SPACE: " ", codes.CATEGORY_WORD: "1"}


def _of_class(items: Any) -> list[str]:
    if items[0][0] is codes.NEGATE:
        return [c for c in "x1 中-\t" if re.fullmatch("[^x]", c) and not _is_in(items[1:], c)][:3] or ["x"]
    found = []
    for code, argument in items:
        if code is codes.LITERAL:
            found.append(chr(argument))
        elif code is codes.RANGE:
            found.append(chr(argument[0]))
        else:
            found.append(_CATEGORY.get(argument, "中"))
    return found[:3]


def _is_in(items: Any, character: str) -> bool:
    for code, argument in items:
        if code is codes.LITERAL and chr(argument) == character:
            return True
        if code is codes.RANGE and argument[0] <= ord(character) <= argument[1]:
            return True
        if code is codes.CATEGORY and _CATEGORY.get(argument) == character:
            return True
    return False


if __name__ == "__main__":
    json.dump(collected(), sys.stdout)
