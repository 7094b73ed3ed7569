"""Half-width punctuation in Chinese text to its Chinese form; figures such as 1,234.5 and 10:30 stay.

Every repair here replaces one character by one.
"""

import re
from operator import ne

from extract.characters import HAN
from extract.offsets import MappedText

_FORMS = {",": "，", ":": "：", ";": "；", "!": "！", "?": "？", "(": "（", ")": "）"}
_CHINESE = re.compile(f"[{HAN}。，、；：？！“”‘’（）《》【】—…·％]")
_MARK = re.compile("[,:;!]")
_QUESTION = re.compile(f"(?<=[{HAN}”’）])\\?(?=[\n”“’{HAN}]|$)")
_PAIR = re.compile(r"\(([^()\n]{0,120})\)")
_BRACKET = re.compile(r"[()]")
_STOP = re.compile(f"\\.(?<=[{HAN}”）].)(?=[\n”{HAN}]|$)")
_WIDE_STOP = re.compile(f"(?<=[{HAN}”）])．(?=[\n”{HAN}]|$)")
_POINT = re.compile(r"。(?<=\d。)(?=\d{1,2}[%％])")
_QUOTE = re.compile('"')


def undo(text: MappedText) -> list[str]:
    """Make commas, colons, semicolons, brackets, quotes and stops beside Chinese characters Chinese ones."""
    before = text.text
    after = _PAIR.sub(_pair, before) if "(" in before else before
    if "(" in after or ")" in after:
        after = _BRACKET.sub(_single, after)
    after = _MARK.sub(_mark, after)
    after = _QUESTION.sub("？", after) if "?" in after else after
    after = _STOP.sub("。", after) if "." in after else after
    after = _POINT.sub(".", after)  # 26。9%: no sentence ends in a bare number and goes on with a rate
    after = _WIDE_STOP.sub("。", after) if "．" in after else after
    if '"' in after:
        after = "\n".join(_quoted(line) if '"' in line else line for line in after.split("\n"))
    if after == before:
        return []
    text.rewrite(after)
    return [f"half-width punctuation made Chinese: {sum(map(ne, before, after))}"]


def _around(found: re.Match[str]) -> tuple[str, str]:
    text, start, end = found.string, found.start(), found.end()
    return text[start - 1 : start] or "\n", text[end : end + 1] or "\n"


def _mark(found: re.Match[str]) -> str:
    left, right = _around(found)
    if left.isdigit() and right.isdigit():
        return found.group()
    if _CHINESE.match(left) or _CHINESE.match(right) or (left in "%‰" and right in "\n0123456789 "):
        return _FORMS[found.group()]
    return found.group()


def _pair(found: re.Match[str]) -> str:
    left, right = _around(found)
    if _CHINESE.search(found[1]) or _CHINESE.match(left) or _CHINESE.match(right):
        return f"（{found[1]}）"
    return found.group()


def _single(found: re.Match[str]) -> str:
    left, right = _around(found)
    return _FORMS[found.group()] if _CHINESE.match(left) or _CHINESE.match(right) else found.group()


def _quoted(line: str) -> str:
    """Straight quotes opened and closed in turn, where the line has an even number and Chinese text."""
    if line.count('"') % 2 or not _CHINESE.search(line):
        return line
    turn = iter("“”" * (line.count('"') // 2))
    return _QUOTE.sub(lambda _: next(turn), line)
