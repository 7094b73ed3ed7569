"""A scanned page, drawn here with a font of the system: its figures with the extra ``ocr``, a reason without it."""

from pathlib import Path

import polars as pl
import pytest

from extract.pipeline import Extraction, extract
from tests.forms.pages import Picture, pdf

WIDTH, HEIGHT, SIZE = 1654, 2339, 36
TEXT = (Path(__file__).parent / "files" / "linchuan.txt").read_text("utf-8")
FONTS = ("*CJK*.tt[cf]", "*CJK*.otf", "wqy*.tt[cf]", "SourceHan*.ot[cf]", "simsun*.tt[cf]", "*PingFang*.tt[cf]")
FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/System/Library/Fonts"),
    Path("C:/Windows/Fonts"),
)


def scanned(text: str) -> bytes:
    """A PDF with a picture of the text; needs Pillow, which the extra brings, and a Chinese font."""
    pillow = pytest.importorskip("PIL", reason="the extra ocr is not installed")
    found = [path for folder in FOLDERS if folder.is_dir() for name in FONTS for path in sorted(folder.rglob(name))]
    if not found:
        pytest.skip("no Chinese font to draw a page with (Debian: fonts-noto-cjk)")
    from PIL import Image, ImageDraw, ImageFont

    assert pillow is not None
    font = ImageFont.truetype(str(found[0]), SIZE)
    image = Image.new("L", (WIDTH, HEIGHT), 255)
    pen = ImageDraw.Draw(image)
    y = 200
    for paragraph in text.split("\n"):
        rest = f"　　{paragraph}"
        while rest:
            fitting = max(n for n in range(1, len(rest) + 1) if font.getlength(rest[:n]) <= WIDTH - 400)
            pen.text((200, y), rest[:fitting], font=font, fill=0)
            rest, y = rest[fitting:], y + 62
    return pdf([[Picture(WIDTH, HEIGHT, image.tobytes())]])


def read(content: bytes) -> Extraction:
    return extract(pl.DataFrame({"source_path": ["a.pdf"], "content": [content]}))


LINES = "\n".join(line for line in TEXT.split("\n") if "\t" not in line)


def test_a_scanned_page_yields_its_figures_with_the_extra() -> None:
    pytest.importorskip("rapidocr_onnxruntime", reason="the extra ocr is not installed")
    found = read(scanned(LINES))
    columns = ("kind", "indicator_code", "measure", "comparator", "value_low", "value_high")
    of_text = extract(pl.DataFrame({"source_path": ["a.txt"], "content": [LINES.encode()]}))
    assert sorted(found.facts.select(columns).rows(), key=str) == sorted(of_text.facts.select(columns).rows(), key=str)
    assert any(
        note.startswith("page 1 recognised from its picture, mean score 0.9")
        for note in found.reports["repair_notes"][0]
    )
    text = found.repaired["text"][0]
    for start, end, said in found.facts.select("span_start", "span_end", "evidence").iter_rows():
        assert text[start:end] == said


def test_a_scanned_page_needs_ocr_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.readers.ocr._engine", lambda: None)
    found = read(pdf([[Picture(100, 140, bytes(14_000))]]))
    assert found.quarantine["reason_code"].to_list() == ["needs_ocr"]
    assert "pip install 'duixian[ocr]'" in found.quarantine["reason"][0]
