"""The same report in each form that a word processor or a browser writes gives the same text and the same facts.

The files below ``files`` hold one made-up report, with a table, a deleted and a hidden passage and a field, as
LibreOffice writes it in each form.
"""

import base64
import io
import quopri
import stat
import struct
import sys
import zipfile
from pathlib import Path

import polars as pl
import pytest

from extract.documents import documents
from extract.pipeline import extract

FILES = Path(__file__).parent / "files"
FORMS = ("docx", "doc", "rtf", "odt")
TEXT = (FILES / "linchuan.txt").read_text("utf-8").strip("\n")
PAGE = (
    "<html><head><meta charset='{codec}'><title>临川区政府工作报告</title></head><body>"
    + "".join(f"<p>{line}</p>" for line in TEXT.split("\n") if "\t" not in line)
    + "</body></html>"
)
Fact = tuple[object, ...]


def content(form: str) -> bytes:
    return (FILES / f"linchuan.{form}").read_bytes()


def read(name: str, held: bytes) -> dict[str, object]:
    stage = documents(pl.DataFrame({"source_path": [name], "content": [held]}))
    assert stage.quarantine.is_empty(), stage.quarantine["reason"].to_list()
    return stage.rows.row(0, named=True)


def refusal(name: str, held: bytes) -> tuple[str, str]:
    stage = documents(pl.DataFrame({"source_path": [name], "content": [held]}))
    assert stage.rows.is_empty()
    return stage.quarantine["reason_code"][0], stage.quarantine["reason"][0]


def facts(name: str, held: bytes) -> list[Fact]:
    """The facts, each of which stands where its offsets say, in the clean text and in the text of the file."""
    found = extract(pl.DataFrame({"source_path": [name], "content": [held]}))
    text, raw = found.repaired["text"][0], found.documents["raw_text"][0]
    for fact in found.facts.iter_rows(named=True):
        assert text[fact["span_start"] : fact["span_end"]] == fact["evidence"]
        assert fact["value_text"] in raw[fact["raw_start"] : fact["raw_end"]]
    columns = ("kind", "indicator_code", "measure", "period_start", "comparator", "value_low", "value_high", "evidence")
    return sorted(found.facts.select(columns).rows(), key=str)


@pytest.fixture(scope="module")
def of_the_text() -> list[Fact]:
    return facts("a.txt", TEXT.encode())


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_text(form: str) -> None:
    row = read(f"a.{form}", content(form))
    lines = str(row["raw_text"]).split("\n")
    assert (row["source_format"], [line.strip() for line in lines]) == (
        form,
        [line.strip() for line in TEXT.split("\n")],
    )


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_facts_of_the_text(form: str, of_the_text: list[Fact]) -> None:
    assert facts(f"a.{form}", content(form)) == of_the_text
    assert len(of_the_text) >= 10


@pytest.mark.parametrize(
    ("form", "name"), [("doc", "a.wps"), ("doc", "a.docx"), ("rtf", "a.doc"), ("docx", "a.doc"), ("odt", "a.txt")]
)
def test_the_content_decides_and_not_the_name(form: str, name: str) -> None:
    assert read(name, content(form))["source_format"] == form


def test_a_page_named_doc_is_a_page() -> None:
    assert read("a.doc", PAGE.format(codec="utf-8").encode())["source_format"] == "html"


def saved(codec: str, transfer: str) -> bytes:
    page = PAGE.format(codec=codec).encode(codec)
    body = quopri.encodestring(page) if transfer == "quoted-printable" else base64.encodebytes(page)
    head = (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://a.example/report.html\nSubject: x\n"
        'MIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="b"\n\n--b\n'
        f"Content-Type: text/html\nContent-Transfer-Encoding: {transfer}\n"
        "Content-Location: https://a.example/report.html\n\n"
    )
    return head.encode() + body + b"\n--b\nContent-Type: image/png\n\nxx\n--b--\n"


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
@pytest.mark.parametrize("transfer", ["quoted-printable", "base64"])
def test_a_saved_page_gives_the_facts_and_its_address(codec: str, transfer: str) -> None:
    plain = "\n".join(line for line in TEXT.split("\n") if "\t" not in line)
    assert facts("a.mhtml", saved(codec, transfer)) == facts("a.txt", plain.encode())
    found = extract(pl.DataFrame({"source_path": ["a.mht"], "content": [saved(codec, transfer)]}))
    assert found.reports.select("source_format", "source_url").row(0) == ("mhtml", "https://a.example/report.html")


@pytest.mark.parametrize(
    "mark",
    [
        '<link href="https://a.example/1" rel="x"><link rel="canonical" href="https://a.example/7">',
        '<meta property="og:url" content="https://a.example/7">',
        "<!-- saved from url=(0021)https://a.example/7 -->",
    ],
)
def test_a_page_that_names_its_address_is_known_by_it(mark: str) -> None:
    page = PAGE.format(codec="utf-8").replace("<title>", f"{mark}<title>")
    found = extract(pl.DataFrame({"source_path": ["a.html"], "content": [page.encode()]}))
    assert found.reports["source_url"].to_list() == ["https://a.example/7"]


def test_rtf_in_gbk_and_with_signs_of_its_own_is_read() -> None:
    said = "去年增长5.3%，全县“十四五”开局良好，镕城社区F楼。"  # the second byte of 镕 is the letter F
    bytes_of = "".join(f"\\'{byte:02x}" if byte > 127 else chr(byte) for byte in said.encode("gbk"))
    escaped = "".join(f"\\u{ord(letter)} ?" if ord(letter) > 127 else letter for letter in said)
    for body in (bytes_of, escaped):
        rtf = (
            r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fnil\fcharset134 \'cb\'ce\'cc\'e5;}}"
            r"{\*\generator x 9%;}{\info{\title 7%}}\f0 "
            + body
            + r"\par\trowd\intbl A\par B\cell C\cell\row\pard {\header 8%}{\deleted 9%}{\v 6%}{\footnote 5%}end\par}"
        )
        assert str(read("a.rtf", rtf.encode())["raw_text"]).split("\n") == [said, "A B\tC", "end"]


def test_a_damaged_rtf_ends() -> None:
    assert refusal("a.rtf", b"{\\rtf1" + b"{" * 100_000)[0] == "broken_document"
    assert refusal("a.rtf", b"{\\rtf1 \\bin999999999 x")[0] == "no_text"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_a_cut_file_has_a_reason_or_its_text(form: str, share: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.readers.office.PROGRAMS", ())
    held = content(form)
    stage = documents(pl.DataFrame({"source_path": [f"a.{form}"], "content": [held[: int(len(held) * share)]]}))
    assert stage.rows.height + stage.quarantine.height == 1
    assert all(stage.quarantine["reason"])
    for text in stage.rows["raw_text"]:  # what is told is told as it stands
        assert all(line.strip() in TEXT for line in text.split("\n")[:-1])


def test_damage_anywhere_in_a_doc_ends_in_text_or_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.readers.office.PROGRAMS", ())
    held = content("doc")
    for place in range(512, len(held), 97):
        damaged = held[:place] + b"\xff\xfe\xff" + held[place + 3 :]
        stage = documents(pl.DataFrame({"source_path": ["a.doc"], "content": [damaged]}))
        assert stage.rows.height + stage.quarantine.height == 1


def old_word() -> bytes:
    """The .doc, said to be of Word 95."""
    held = bytearray(content("doc"))
    place = held.find(b"\xec\xa5")
    held[place + 2 : place + 4] = struct.pack("<H", 0x68)
    return bytes(held)


def test_an_older_document_asks_for_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.readers.office.PROGRAMS", ())
    code, reason = refusal("a.doc", old_word())
    assert (code, "install LibreOffice" in reason) == ("needs_libreoffice", True)


def test_an_older_document_is_read_by_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a stand-in for it, which is called as LibreOffice is."""
    program = tmp_path / "soffice"
    program.write_text(
        f"#!{sys.executable}\nimport shutil, sys\nfrom pathlib import Path\n"
        "assert {'--headless', '--convert-to', 'docx', '--outdir'} < set(sys.argv)\n"
        f"shutil.copy({str(FILES / 'linchuan.docx')!r}, Path(sys.argv[-1]).with_suffix('.docx'))\n"
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr("extract.readers.office.PROGRAMS", (str(program),))
    row = read("a.doc", old_word())
    assert (row["source_format"], row["notes"]) == ("doc", ["read by LibreOffice"])
    assert "地区生产总值增长7.2%" in str(row["raw_text"])


def test_libreoffice_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.readers.office.PROGRAMS", ("false",))
    assert refusal("a.doc", old_word())[0] == "broken_document"


def test_a_workbook_of_old_and_other_office_files_have_a_reason() -> None:
    held = content("doc")
    renamed = held.replace("WordDocument".encode("utf-16-le"), "Workbook".ljust(12, "\0").encode("utf-16-le"))
    assert refusal("a.doc", renamed)[0] == "binary"


def test_a_locked_odt_has_a_reason() -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content("odt"))) as old, zipfile.ZipFile(sink, "w") as new:
        for entry in old.infolist():
            part = old.read(entry)
            new.writestr(entry, part.replace(b"</manifest:manifest>", b"<encryption-data/></manifest:manifest>"))
    assert refusal("a.odt", sink.getvalue())[0] == "password"


def test_what_is_struck_or_raised_in_rtf_is_no_part_of_a_figure() -> None:
    said = r"{\rtf1 5{\strike 6}.5{\super 1}\u37 ?{\striked1 7}\strike 8\strike0 , m\super 2\nosupersub , 3\plain 4}"
    assert str(read("a.rtf", said.encode())["raw_text"]) == "5.5¹%, m², 34"


def test_what_is_struck_or_raised_in_odt_is_no_part_of_a_figure() -> None:
    styles = "".join(
        f'<style:style style:name="{name}" style:family="text"><style:text-properties {marks}/></style:style>'
        for name, marks in (("Cut", 'style:text-line-through-style="solid"'), ("Up", 'style:text-position="super 58%"'))
    )
    cut, up = (f'<text:span text:style-name="{name}">{digit}</text:span>' for name, digit in (("Cut", 6), ("Up", 1)))
    figure = f"<text:p>5{cut}.5{up}%</text:p>"
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content("odt"))) as old, zipfile.ZipFile(sink, "w") as new:
        for entry in old.infolist():
            part = old.read(entry)
            if entry.filename == "content.xml":
                part = part.replace(b"</office:automatic-styles>", f"{styles}</office:automatic-styles>".encode())
                part = part.replace(b"</office:text>", f"{figure}</office:text>".encode())
            new.writestr(entry, part)
    assert str(read("a.odt", sink.getvalue())["raw_text"]).endswith("\n5.5¹%")


def test_what_is_struck_in_doc_is_no_text() -> None:
    hidden, struck = b"\x3c\x08\x01", b"\x37\x08\x01"
    held = content("doc")
    assert hidden in held
    assert read("a.doc", held.replace(hidden, struck))["raw_text"] == read("a.doc", held)["raw_text"]
