"""Makes a country: reports of many regions and years, as long and as varied as real ones, whose facts are known.

    benchmarks/country.py FOLDER --reports N [--seed N] [--first N]

Belongs here: writing such reports one at a time, the same files for the same seed on every machine, and what each of
them says. What is measured on them is in ``performance``. A report has some twenty thousand characters; its form is
plain text, hard-wrapped text, Markdown, a web page with menus around it or a Word file; one in four is damaged as
scanned and pasted ones are (full-width digits, spaces inside words, page numbers between lines).

Each report tells ten outcomes of its last year and ten targets of its year, which ``facts.jsonl`` beside the folder
lists: the facts that a reading has to find. All other sentences are of works and intentions.
"""

import argparse
import html
import io
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import docx

sys.path.insert(0, str(Path(__file__).parent))

from archive import districts

YEARS = range(2024, 1998, -1)
CHARACTERS = 20_000
FORMS = ("txt", "txt", "wrapped", "md", "html", "docx")
DAMAGES = (None,) * 9 + ("fullwidth", "spaced", "paged")
_SPREAD = 0.4
"""The lengths of reports lie within this share of CHARACTERS."""
_WIDTH = 40
_FIGURED = 0.25
"""How many of the other sentences have figures: about as many figures come to a report as real ones have."""


class Told(NamedTuple):
    """One fact that a report tells: outcome or target, indicator, measure, year and value."""

    kind: str
    indicator: str
    measure: str
    year: int
    value: float


class Report(NamedTuple):
    """A file of the country: its name, its bytes and what it tells."""

    name: str
    content: bytes
    facts: list[Told]


_INDICATORS = (
    ("gdp", "growth", "地区生产总值增长{value}%", 4, 9),
    ("fai", "growth", "固定资产投资增长{value}%", 3, 15),
    ("retail", "growth", "社会消费品零售总额增长{value}%", 4, 12),
    ("trade", "growth", "进出口总额增长{value}%", 2, 14),
    ("income_urban", "growth", "城镇居民人均可支配收入增长{value}%", 4, 10),
    ("income_rural", "growth", "农村居民人均可支配收入增长{value}%", 5, 11),
    ("forest_cover", "level", "森林覆盖率达到{value}%", 20, 70),
    ("jobs_new_urban", "level", "城镇新增就业{value}人", 1000, 20000),
    ("cpi", "growth", "居民消费价格涨幅控制在{value}%左右", 1, 4),
    ("unemployment_registered", "level", "城镇登记失业率控制在{value}%以内", 2, 5),
)
"""Code, measure, words, and between which values: the last two are told as outcomes in words of their own."""
_DONE = {"cpi": "居民消费价格上涨{value}%", "unemployment_registered": "城镇登记失业率为{value}%"}
_SUBJECTS = (
    "产业园区",
    "城市更新",
    "乡村道路",
    "水利工程",
    "教育事业",
    "医疗服务",
    "文化旅游",
    "营商环境",
    "科技创新",
    "生态修复",
    "社会保障",
    "应急管理",
    "物流枢纽",
    "特色农业",
    "数字治理",
    "基层治理",
    "对外开放",
    "金融服务",
    "国企改革",
    "养老服务",
)
_WORKS = (
    "新建标准化厂房{n}万平方米",
    "改造老旧小区{m}个",
    "修缮农村公路{n}公里",
    "实施重点项目{m}个",
    "引进企业{m}家",
    "培训技能人才{k}人次",
    "清淤河道{n}公里",
    "新增停车泊位{k}个",
    "建成口袋公园{m}处",
    "发放补助资金{k}万元",
    "完成造林{n}万亩",
    "化解信访积案{m}件",
    "办理提案{m}件",
    "开通公交线路{m}条",
    "升级变电站{m}座",
)
_WORDS = (
    "统筹推进各项改革，一批多年的难题得到解决",
    "坚持问题导向，把群众的事情办到群众心坎上",
    "健全责任链条，层层抓好落实",
    "主动对接周边城市，要素流动更加顺畅",
    "干部作风持续好转，服务企业的意识明显增强",
    "加强部门协同，办事流程进一步精简",
    "坚持项目为王，储备、开工、投产环环相扣",
    "守住安全底线，重大风险得到有效防范",
    "传承历史文脉，让老街巷焕发新活力",
    "推动优质资源下沉，城乡差距逐步缩小",
    "用好用活各类政策，市场主体信心增强",
    "完善体制机制，激发内生动力",
)
_CHAPTERS = ("一、{last}年工作回顾", "二、{year}年工作安排", "三、加强政府自身建设")
_MENU = "首页 新闻动态 政务公开 办事服务 互动交流 数据开放"


def reports(count: int, seed: int = 1) -> Iterator[Report]:
    """So many reports, one in memory at a time: every region's of a year, then those of the year before."""
    places = districts(min(YEARS))
    for number in range(count):
        year = YEARS[number // len(places) % len(YEARS)]
        name, full_name = places[number % len(places)]
        yield _report(random.Random(f"{seed} {number}"), name, full_name, year, number)


def write(folder: Path, count: int, seed: int = 1, first: int = 0) -> int:
    """Write reports into ``folder`` and their facts into ``facts.jsonl`` beside it; returns the bytes of the reports.

    A folder that has files already keeps them, so that a longer archive goes on from a shorter one with ``first``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    with (folder.parent / "facts.jsonl").open("a" if first else "w", encoding="utf-8") as facts:
        for number, report in enumerate(reports(count, seed)):
            if number >= first:
                (folder / report.name).write_bytes(report.content)
                written += len(report.content)
                told = [list(fact) for fact in report.facts]
                facts.write(json.dumps({"file": report.name, "facts": told}, ensure_ascii=False) + "\n")
    return written


def _report(chance: random.Random, name: str, full_name: str, year: int, number: int) -> Report:
    outcomes, targets = _facts(chance, "outcome", year - 1), _facts(chance, "target", year)
    length = round(CHARACTERS * chance.uniform(1 - _SPREAD, 1 + _SPREAD))
    lines = [f"{name}政府工作报告", f"——{year}年1月{chance.randrange(5, 29)}日在{name}人民代表大会会议上", ""]
    lines += ["各位代表：", f"现在，我代表{full_name}人民政府，向大会报告工作，请予审议。", ""]
    lines += [_CHAPTERS[0].format(last=year - 1), f"全年{_sentence(outcomes)}。", *_body(chance, length // 2, True), ""]
    lines += [_CHAPTERS[1].format(year=year), f"{year}年经济社会发展的主要预期目标是：{_sentence(targets)}。"]
    lines += [*_body(chance, length // 2, False), "", _CHAPTERS[2], *_body(chance, 400, False)]
    form = chance.choice(FORMS)
    lines = _damaged(chance, lines, chance.choice(DAMAGES))
    extension = "txt" if form == "wrapped" else form
    content = _WRITERS[form](lines)
    return Report(f"{number:06}_{name}政府工作报告_{year}年.{extension}", content, outcomes + targets)


def _facts(chance: random.Random, kind: str, year: int) -> list[Told]:
    found = []
    for code, measure, _, low, high in _INDICATORS:
        value = float(chance.randrange(low, high)) if high > 100 else round(chance.uniform(low, high), 1)
        found.append(Told(kind, code, measure, year, value))
    return found


def _sentence(facts: list[Told]) -> str:
    words = {code: words for code, _, words, *_ in _INDICATORS} | (_DONE if facts[0].kind == "outcome" else {})
    return "，".join(words[fact.indicator].format(value=f"{fact.value:g}") for fact in facts)


def _body(chance: random.Random, characters: int, is_done: bool) -> Iterator[str]:
    """Paragraphs of about so many characters."""
    while characters > 0:
        lead = f"{chance.choice(_SUBJECTS)}{'取得新进展' if is_done else '要有新作为'}。"
        paragraph = lead + "".join(_work(chance) if chance.random() < _FIGURED else _talk(chance) for _ in range(6))
        characters -= len(paragraph)
        yield paragraph


def _work(chance: random.Random) -> str:
    figures = {"n": round(chance.uniform(1, 90), 1), "m": chance.randrange(3, 90), "k": chance.randrange(200, 9000)}
    return "，".join(work.format(**figures) for work in chance.sample(_WORKS, 2)) + "。"


def _talk(chance: random.Random) -> str:
    return "；".join(chance.sample(_WORDS, 3)) + "。"


def _damaged(chance: random.Random, lines: list[str], damage: str | None) -> list[str]:
    """What scanning and pasting do to a text, and a reading has to undo."""
    if damage == "fullwidth":
        return [line.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}) for line in lines]
    if damage == "spaced":
        return [" ".join((line[:9], line[9:])) if len(line) > 40 and chance.random() < 0.3 else line for line in lines]
    if damage == "paged":
        return [part for n, line in enumerate(lines) for part in ([line, f"— {n // 12} —"] if n % 12 == 11 else [line])]
    return lines


def _text(lines: list[str]) -> bytes:
    return "\n".join(lines).encode()


def _wrapped(lines: list[str]) -> bytes:
    broken = [line[at : at + _WIDTH] for line in lines for at in range(0, max(1, len(line)), _WIDTH)]
    return "\n".join(broken).encode("gb18030")


def _markdown(lines: list[str]) -> bytes:
    return "\n\n".join(f"## {line}" if line[1:2] == "、" else line for line in lines if line).encode()


def _page(lines: list[str]) -> bytes:
    body = "".join(f"<p>{html.escape(line)}</p>\n" for line in lines if line)
    menu = "".join(f"<li><a href='#'>{word}</a></li>" for word in _MENU.split())
    head = f"<head><meta charset='utf-8'><title>{html.escape(lines[0])}</title></head>"
    return f"<html>{head}<body><ul>{menu}</ul><div>{body}</div><footer>版权所有</footer></body></html>".encode()


def _word(lines: list[str]) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


_WRITERS: dict[str, Any] = {"txt": _text, "wrapped": _wrapped, "md": _markdown, "html": _page, "docx": _word}


def main() -> None:
    """Write a country."""
    parser = argparse.ArgumentParser(description="Reports of many regions and years whose facts are known.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reports", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="how many of them to leave out")
    options = parser.parse_args()
    print(f"{write(options.folder, options.reports, options.seed, options.first):,} bytes")


if __name__ == "__main__":
    main()
