"""Tables and archives of reports, written as other programs write them, for the tests that read them.

Only writing belongs here. A table is a list of rows of text, the first of them the head.
"""

import csv
import io
import json
import struct
import tarfile
import zipfile
from collections.abc import Callable
from xml.sax.saxutils import escape

import polars as pl

Table = list[list[str]]


def fields(table: Table, sign: str = ",", codec: str = "utf-8") -> bytes:
    sink = io.StringIO()
    csv.writer(sink, delimiter=sign).writerows(table)
    return sink.getvalue().encode(codec)


def objects(table: Table) -> bytes:
    lines = [json.dumps(dict(zip(table[0], row, strict=True)), ensure_ascii=False) for row in table[1:]]
    return "\n".join(lines).encode()


def parquet(table: Table) -> bytes:
    sink = io.BytesIO()
    pl.DataFrame(table[1:], schema=table[0], orient="row").write_parquet(sink)
    return sink.getvalue()


def workbook(*tables: Table, shared: bool = True, hidden: tuple[int, ...] = ()) -> bytes:
    """A workbook with a sheet a table; the texts in the table of shared strings or in their cells."""
    texts: list[str] = []
    sheets = [_sheet(table, texts if shared else None) for table in tables]
    sink = io.BytesIO()
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        listed = "".join(
            f'<sheet name="表{n}" sheetId="{n}" r:id="r{n}" state="{"hidden" if n in hidden else "visible"}"/>'
            for n in range(1, len(sheets) + 1)
        )
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>{listed}</sheets></workbook>'
        )
        targets = "".join(
            f'<Relationship Id="r{n}" Target="worksheets/sheet{n}.xml"/>' for n in range(1, len(sheets) + 1)
        )
        archive.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="x">{targets}</Relationships>')
        if shared:
            items = "".join(f'<si><r><t xml:space="preserve">{escape(text)}</t></r></si>' for text in texts)
            archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{main}">{items}</sst>')
        for number, sheet in enumerate(sheets, start=1):
            archive.writestr(
                f"xl/worksheets/sheet{number}.xml",
                f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>',
            )
    return sink.getvalue()


def _sheet(table: Table, texts: list[str] | None) -> str:
    rows = []
    for number, cells in enumerate(table, start=1):
        written = []
        for column, value in enumerate(cells):
            if not value:
                continue  # a workbook leaves empty cells out
            place = f'r="{chr(65 + column)}{number}"'
            if value.isdecimal():
                written.append(f"<c {place}><v>{value}</v></c>")
            elif texts is None:
                written.append(f'<c {place} t="inlineStr"><is><t>{escape(value)}</t></is></c>')
            else:
                written.append(f'<c {place} t="s"><v>{len(texts)}</v></c>')
                texts.append(value)
        rows.append(f'<row r="{number}">{"".join(written)}</row>')
    return "".join(rows)


def stata(table: Table, release: int = 118) -> bytes:
    """A Stata file of one numeric column for each column of digits, and long texts for the others."""
    names, rows = [f"v{n}" for n in range(len(table[0]))], table[1:]
    numeric = [all(row[n].isdecimal() or not row[n] for row in rows) for n in range(len(names))]
    wide = release != 117
    parts: list[tuple[str, bytes]] = [
        ("variable_types", b"".join(struct.pack("<H", 65526 if is_number else 32768) for is_number in numeric)),
        ("varnames", b"".join(name.encode().ljust(129 if wide else 33, b"\0") for name in names)),
        ("sortlist", b"\0" * (2 * (len(names) + 1))),
        ("formats", b"\0" * ((57 if wide else 49) * len(names))),
        ("value_label_names", b"\0" * ((129 if wide else 33) * len(names))),
        ("variable_labels", b"\0" * ((321 if wide else 81) * len(names))),
        ("characteristics", b""),
    ]
    data, texts = b"", b""
    for line, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if numeric[column - 1]:
                data += struct.pack("<d", float(value) if value else 8.99e307)
                continue
            data += (struct.pack("<HI", column, line) + b"\0\0") if wide else struct.pack("<II", column, line)
            encoded = value.encode() + b"\0"
            texts += b"GSO" + struct.pack("<IQBI" if wide else "<IIBI", column, line, 130, len(encoded)) + encoded
    parts += [("data", data), ("strls", texts), ("value_labels", b"")]
    count = struct.pack("<Q" if wide else "<I", len(rows))
    head = (
        f"<stata_dta><header><release>{release}</release><byteorder>LSF</byteorder><K>".encode()
        + struct.pack("<H", len(names))
        + b"</K><N>"
        + count
        + b"</N><label>\0\0</label><timestamp>\0</timestamp></header>"
    )
    places = [0, len(head)]
    at = len(head) + 5 + 14 * 8 + 6
    body = b""
    for name, content in parts:
        places.append(at + len(body))
        body += f"<{name}>".encode() + content + f"</{name}>".encode()
    places += [at + len(body), at + len(body) + len(b"</stata_dta>")]
    return head + b"<map>" + struct.pack("<14Q", *places) + b"</map>" + body + b"</stata_dta>"


class _Named(zipfile.ZipInfo):
    """An entry whose name is in GBK, and does not say so: as programs of Windows write them."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def zipped(files: dict[str, bytes], entry: type[zipfile.ZipInfo] = zipfile.ZipInfo) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, content in files.items():
            archive.writestr(entry(name), content, zipfile.ZIP_DEFLATED)
    return sink.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w:gz") -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return sink.getvalue()


def seven(files: dict[str, bytes]) -> bytes:
    import py7zr

    sink = io.BytesIO()
    with py7zr.SevenZipFile(sink, "w") as archive:
        for name, content in files.items():
            archive.writestr(content, name)
    return sink.getvalue()


TABLES: dict[str, Callable[[Table], bytes]] = {
    "a.csv": fields,
    "gbk.csv": lambda table: fields(table, codec="gb18030"),
    "utf-16.csv": lambda table: fields(table, ";", "utf-16"),
    "bom.csv": lambda table: fields(table, codec="utf-8-sig"),
    "a.tsv": lambda table: fields(table, "\t"),
    "a.jsonl": objects,
    "a.json": lambda table: b"[" + objects(table).replace(b"\n", b",") + b"]",
    "a.parquet": parquet,
    "shared.xlsx": workbook,
    "inline.xlsx": lambda table: workbook(table, shared=False),
    "117.dta": lambda table: stata(table, 117),
    "118.dta": stata,
}
"""Writers by the name of a file."""
ARCHIVES: dict[str, Callable[[dict[str, bytes]], bytes]] = {
    "a.zip": zipped,
    "gbk.zip": lambda files: zipped(files, _Named),
    "a.tar.gz": tarred,
    "a.tar": lambda files: tarred(files, "w"),
}
