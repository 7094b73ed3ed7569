"""Which form a file is in, by its content, and its text.

Belongs here: recognising the form, what is refused as a whole, and the table of readers. The forms themselves are read
in ``markup``, ``word`` and ``readers``; files that hold many reports are for ``bundles``.
"""

from collections.abc import Callable
from pathlib import PurePosixPath

from extract import encodings, markup, plain_page, word
from extract.decoded import Decoded
from extract.readers import doc, mhtml, odt, pdf, rtf
from extract.refusal import Refusal

MAX_BYTES = 32 * 1024 * 1024
MAX_SCANNED = 64 * 1024 * 1024
"""Of a PDF, whose pages may be pictures."""
TEXT_EXTENSIONS = {".txt": "txt", ".md": "md", ".markdown": "md", ".html": "html", ".htm": "html"}
EXTENSIONS = (*TEXT_EXTENSIONS, ".docx", ".pdf", ".doc", ".wps", ".rtf", ".odt", ".mhtml", ".mht")
"""What files of reports are called. Only for a text does the extension say more than the content."""
_PICTURE = "a picture: the text has to be recognised first"
_ARCHIVE = "an archive and no text file"
_SIGNS: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("docx", word.is_word),
    ("pdf", lambda content: b"%PDF-" in content[:1024]),
    ("odt", odt.is_odt),
    ("doc", lambda content: content.startswith(b"\xd0\xcf\x11\xe0")),
    ("rtf", lambda content: content.startswith(b"{\\rtf")),
    ("html", markup.is_page),
    ("mhtml", mhtml.is_mhtml),
)
SIGNATURES = (
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"PK\x03\x04", _ARCHIVE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"Rar!", "a RAR archive: unpack it, or pack the files as .zip"),
)


def decode(path: str, content: bytes, is_row: bool = False) -> Decoded:
    """The text of a file. ``is_row`` says that it is a text out of a table, whose path has no extension.

    Raises :class:`Refusal` when the file cannot be read.
    """
    if not content:
        raise Refusal("empty_file", "the file is empty")
    found = _form(path, content, is_row)
    most = MAX_SCANNED if found == "pdf" else MAX_BYTES
    if len(content) > most:
        raise Refusal("too_large", f"the file has {len(content):,} bytes, more than the limit of {most:,}")
    decoded = _READERS[found](content)
    if not decoded.text.strip("\ufeff\x00\u200b \t\r\n\u3000\xa0"):
        raise Refusal("no_text", "the file holds no text")
    return decoded


def _form(path: str, content: bytes, is_row: bool) -> str:
    """The form that the content shows, whatever the extension; among texts the extension decides."""
    shown = next((form for form, shows in _SIGNS if shows(content)), None)
    if shown is not None:
        return shown
    for signature, what in SIGNATURES:
        if content.startswith(signature):
            raise Refusal("binary", f"the file is {what}")
    extension = PurePosixPath(path).suffix.lower()
    if extension == ".docx":
        raise Refusal("broken_docx", "the file ends in .docx but is no Word document")
    if is_row or extension in TEXT_EXTENSIONS:
        return TEXT_EXTENSIONS.get(extension, "txt")
    known = ", ".join(sorted(EXTENSIONS))
    reason = (
        f"the extension {extension or '(none)'} is none of {known}, and the content shows no other form that is read"
    )
    raise Refusal("unsupported_format", reason)


def _text(source_format: str) -> Callable[[bytes], Decoded]:
    def read(content: bytes) -> Decoded:
        text, encoding = encodings.decode(content)
        return Decoded(source_format, encoding, text)

    return read


def _page(content: bytes) -> Decoded:
    declared = markup.declared_encoding(content)
    text, encoding = encodings.decode(content, declared)
    page, notes = plain_page.spared(text)
    return Decoded("html", encoding, markup.main_text(page), markup.address(text), tuple(notes))


def _saved_page(content: bytes) -> Decoded:
    page = mhtml.page(content)
    text, encoding = encodings.decode(page.content, page.encoding or markup.declared_encoding(page.content))
    plain, notes = plain_page.spared(text)
    return Decoded("mhtml", encoding, markup.main_text(plain), page.url or markup.address(text), tuple(notes))


def _word(content: bytes) -> Decoded:
    return Decoded("docx", None, word.text(content))


_READERS: dict[str, Callable[[bytes], Decoded]] = {
    "txt": _text("txt"),
    "md": _text("md"),
    "html": _page,
    "docx": _word,
    "pdf": pdf.read,
    "doc": doc.read,
    "rtf": rtf.read,
    "odt": odt.read,
    "mhtml": _saved_page,
}
