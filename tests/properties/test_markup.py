"""Web pages with generated markup: whatever stands between the characters of a report, none of them is lost."""

import re

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from extract.markup import main_text
from extract.plain_page import spared
from tests.forms.written import read
from tests.unit.test_pipeline import FACTS, REPORT, facts

UNSEEN = [
    "<!---->", "<!-- 增长9% -->", "<!--[if gte mso 9]><xml>9%</xml><![endif]-->", "<!--[if !mso]><!-->",
    "<!--<![endif]-->", "<![if !vml]>", "<![endif]>", "<!>", "<?xml:namespace prefix = o />", "<?php 9 ?>",
    "<o:p></o:p>", "<wbr>", "<span></span>", "<a name=_Toc9></a>", "<b>", "</b>", "<i><u>", "</u></i>", "</em>",
    "<font face=仿宋>",
    "</font>", "<script>document.write('9%')</script>", "<style>p{margin:9%}</style>", "<del>9</del>",
    "<span style='display:none'>9</span>", "<ruby><rt>9</rt></ruby>", "&#8203;", "&shy;", "\x00",
]  # fmt: skip
"""None of these shows a reader a character; \u200b and \u00ad are characters that no reader sees."""
SOFT = ["\n", "\r\n", "\t", " \n\t ", "<!-- a -->\n<!-- b -->"]
"""Breaks of the source, which a browser shows as a space at most."""
WRAPPED = [
    "<span>{}</span>", "<span lang=EN-US><b>{}</b></span>", "<ins>{}</ins>", "<a href='#'>{}</a>",
    "<![if !x]>{}<![endif]>",
]  # fmt: skip
_SPACE = re.compile(r"[\s\u200b\u00ad]+")
_IN_FIGURE = re.compile(r"[\d.%]")


@st.composite
def letter(draw: st.DrawFn, character: str) -> str:
    """A character as it may be written."""
    form = draw(st.integers(0, 7))
    code = ord(character)
    written = {0: f"&#{code};", 1: f"&#x{code:x};", 2: f"&#X{code:X};"}.get(form, character)
    return draw(st.sampled_from(WRAPPED)).format(written) if form == 3 else written


@st.composite
def pages(draw: st.DrawFn) -> str:
    """The report as a page, markup sown between its characters; breaks of the source part no figure."""
    paragraphs = []
    for line in REPORT.strip().split("\n"):
        places = draw(st.lists(st.integers(0, len(line) - 1), max_size=6))
        written = []
        for place, character in enumerate(line):
            if place in places:
                inside = _IN_FIGURE.match(character) and _IN_FIGURE.match(line[max(place - 1, 0)])
                written.append(draw(st.sampled_from(UNSEEN if inside else UNSEEN + SOFT)))
                written.append(draw(letter(character)))
            else:
                written.append(character)
        tag = draw(st.sampled_from(["p", "div", "section", "p align=left", "li"]))
        paragraphs.append(f"<{tag}>{''.join(written)}</{tag.split()[0]}>")
    return page_of(["\n".join(paragraphs)])


def squeezed(text: str) -> str:
    return _SPACE.sub("", text)


RUNS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def page_of(paragraphs: list[str]) -> str:
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>{''.join(paragraphs)}</body></html>"


TITLE, *BEHIND_THE_TITLE = (f"<p>{line}</p>" for line in REPORT.strip().split("\n"))


@settings(RUNS, max_examples=100)
@given(pages())
@example(page_of([TITLE.replace("府", "&#8203;府"), *BEHIND_THE_TITLE]))
def test_generated_markup_loses_and_adds_no_character(page: str) -> None:
    assert squeezed(main_text(spared(page)[0])) == squeezed(REPORT)


@settings(RUNS, max_examples=25)
@given(pages())
def test_generated_markup_changes_no_fact(page: str) -> None:
    found = read("a.html", page.encode())
    assert facts(found) == FACTS
