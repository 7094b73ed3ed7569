"""A report with one passage of its own, written as a web page and as a Word file, for tests of what a reader sees.

Only writing belongs here.
"""

import io

import docx
import polars as pl
from docx.oxml import parse_xml

from extract.pipeline import Extraction, extract
from tests.unit.test_pipeline import FACTS, HEAD, PLAN, REVIEW, facts

Found = tuple[set[tuple[str, str, str, float]], set[str]]
_SPACES = " ".join(
    f'xmlns:{name}="{space}"'
    for name, space in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "v": "urn:schemas-microsoft-com:vml",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    }.items()
)
OPENING = "经济平稳运行，"


def page(passage: str) -> bytes:
    """A web page of the report, with this markup behind the review."""
    above, below = ("".join(f"<p>{line}</p>" for line in part.split("\n") if line) for part in (HEAD + REVIEW, PLAN))
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>中牟县政府工作报告</title></head>"
        f"<body>{above}{passage}{below}</body></html>"
    ).encode()


def run(text: str, marks: str = "") -> str:
    """A run of a Word file."""
    return f'<w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(inner: str, marks: str = "") -> str:
    """A paragraph of a Word file; ``marks`` are those of its end."""
    return f"<w:p><w:pPr><w:rPr>{marks}</w:rPr></w:pPr>{inner}</w:p>"


def word(passage: str) -> bytes:
    """A Word file of the report, with these paragraphs behind the review."""
    document = docx.Document()
    for line in (HEAD + REVIEW).strip().split("\n"):
        document.add_paragraph(line)
    end = document.element.body.sectPr
    for block in parse_xml(f"<w:body {_SPACES}>{passage}</w:body>"):
        end.addprevious(block)
    for line in PLAN.strip().split("\n"):
        document.add_paragraph(line)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def read(name: str, content: bytes) -> Extraction:
    """What is read of one file."""
    return extract(pl.DataFrame({"source_path": [name], "content": [content]}))


def told(name: str, content: bytes) -> Found:
    """The facts of the passage, and the reasons for which something was set aside; the report's own facts stand."""
    found = read(name, content)
    assert facts(found) >= FACTS
    return facts(found) - FACTS, set(found.quarantine["reason_code"])
