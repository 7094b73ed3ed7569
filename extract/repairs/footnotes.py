"""Marks that point elsewhere, in running text: 〔1〕, ①, ¹, [2], （注3）, （下转第三版）. The notes themselves stay."""

import re

from extract.characters import HAN
from extract.offsets import Edit, MappedText

_WORD = f"[{HAN}”’》）)%0-9A-Za-z]"
_MARKS = re.compile(
    rf"(?=[〔\[【（(¹²³⁰⁴-⁹₀-₉*①-⑳㉑-㉟㊱-㊿❶-❿])(?:"
    rf"[〔\[【（(](?<={_WORD}.)(?:\d{{1,3}}(?<![（(]\d)(?<![（(]\d\d)(?<![（(]\d\d\d)|(?:见|详见)?(?:附注|注释|注解|名词解释|注)\s?\d{{0,3}})"
    rf"[）)\]〕】](?![年〕号])"
    rf"|[¹²³⁰⁴-⁹](?<=[{HAN}”’》）)].)(?<![米里方].)[¹²³⁰⁴-⁹]{{0,2}}"
    rf"|[¹²³⁰⁴-⁹₀-₉](?<=[\d%].)(?<![^.\d]10.)[¹²³⁰⁴-⁹₀-₉]{{0,2}}"  # 5.5¹%, but 10²
    rf"|\*(?<=[”’》].)\*?(?![0-9])"
    rf"|[①-⑳㉑-㉟㊱-㊿❶-❿](?<=[{HAN}”’》）)].)[①-⑳]?(?=[。，、；：！？）”“》\n{HAN}])"
    rf"|[①-⑳㉑-㉟㊱-㊿❶-❿](?<=[0-9].)(?=%)"
    rf"|[①-⑳㉑-㉟㊱-㊿❶-❿](?<=%.)(?=[。，、；！？）”\n]|$)"
    rf"|[（(](?:上接|下转|紧接|接)第?[一二三四五六七八九十0-9A-Z]{{1,3}}版[）)])"
)


def undo(text: MappedText) -> list[str]:
    """Remove marks that follow a word directly. A circled number after a stop or at a line's start numbers a list."""
    count = text.apply(Edit(*match.span()) for match in _MARKS.finditer(text.text))
    return [f"footnote and page-turn marks removed: {count}"] if count else []
