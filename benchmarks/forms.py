"""Measures the reading of forms: files of many reports, and single files of any form.

    benchmarks/forms.py --reports DIR [--rows N] [--forms jsonl csv xlsx parquet zip] [--files FILE ...]

From the texts below DIR it writes a file of N reports in each form (the texts over and over, each with its number) and
walks through it as a build does that looks for what is new: seconds, reports and megabytes a second, and the peak
memory of the process that did nothing else. Each of --files is read once; of PDFs it tells pages a second.
"""

import argparse
import csv
import itertools
import json
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.parquet as pq
import pypdfium2

from extract import bundles, formats
from extract.characters import plain_pattern
from extract.encodings import decode
from extract.refusal import Refusal
from orchestration.arrivals.bundle_files import digest

Rows = Iterator[tuple[str, str]]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def texts(folder: Path, count: int) -> Rows:
    """(title, text) of ``count`` reports: those below ``folder`` over and over."""
    paths = sorted(path for path in folder.rglob("*.txt"))
    contents = {}
    for path in paths:
        try:
            contents[path.stem] = decode(path.read_bytes())[0]
        except Refusal:
            continue
    for number, (name, text) in enumerate(itertools.islice(itertools.cycle(contents.items()), count)):
        yield f"{name} {number}", f"{text}\n{number}"


def write_jsonl(path: Path, rows: Rows) -> None:
    """A JSON object a line."""
    with path.open("w", encoding="utf-8") as sink:
        for title, text in rows:
            sink.write(json.dumps({"title": title, "text": text}, ensure_ascii=False) + "\n")


def write_csv(path: Path, rows: Rows) -> None:
    """Fields parted by commas."""
    with path.open("w", encoding="utf-8", newline="") as sink:
        csv.writer(sink).writerows([("title", "text"), *rows])


def write_parquet(path: Path, rows: Rows) -> None:
    """Parquet in row groups of 5,000."""
    schema = pa.schema({"title": pa.string(), "text": pa.string()})
    with pq.ParquetWriter(path, schema, compression="zstd") as sink:
        while group := list(itertools.islice(rows, 5_000)):
            sink.write_table(pa.table(list(zip(*group, strict=True)), schema=schema))


def write_zip(path: Path, rows: Rows) -> None:
    """Text files in a .zip."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for title, text in rows:
            archive.writestr(f"{title}.txt", text)


def write_xlsx(path: Path, rows: Rows) -> None:
    """A workbook whose texts stand in the table of shared strings, as Excel writes them."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        sheets = '<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets>'
        archive.writestr("xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{sheets}</workbook>')
        relation = '<Relationship Id="r1" Target="worksheets/sheet1.xml"/>'
        archive.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="x">{relation}</Relationships>')
        count = 0
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as sink:
            sink.write(f'<sst xmlns="{MAIN}">'.encode())
            for row in itertools.chain([("title", "text")], rows):
                sink.write("".join(f"<si><t>{escape(cell[:32_767])}</t></si>" for cell in row).encode())
                count += 1
            sink.write(b"</sst>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sink:
            sink.write(f'<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            for n in range(count):
                cells = "".join(f'<c r="{c}{n + 1}" t="s"><v>{2 * n + k}</v></c>' for k, c in enumerate("AB"))
                sink.write(f'<row r="{n + 1}">{cells}</row>'.encode())
            sink.write(b"</sheetData></worksheet>")


WRITERS: dict[str, Callable[[Path, Rows], None]] = {
    "jsonl": write_jsonl,
    "csv": write_csv,
    "parquet": write_parquet,
    "xlsx": write_xlsx,
    "zip": write_zip,
}


def peak_megabytes() -> float:
    """The most memory that this process held; what Linux tells by other means takes in the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


def measure(path: Path) -> None:
    """Print what reading this one file costs; in a process of its own, so that the peak is its own."""
    plain_pattern()  # loaded once a process
    started = time.perf_counter()
    with path.open("rb") as source:
        kind = bundles.kind(source, path.name)
        if kind is None:
            source.seek(0)
            content = source.read()
            decoded = formats.decode(path.name, content)
            kind, count, what = decoded.source_format, 1, "files"
            if kind == "pdf":
                count, what = len(pypdfium2.PdfDocument(content)), "pages"
        else:
            count, what = sum(1 for member in bundles.members(source, path.name) if digest(member)), "reports"
    seconds = time.perf_counter() - started
    size, peak = path.stat().st_size / 1e6, peak_megabytes()
    speed = f"{count / seconds:9,.0f} {what} a second, {size / seconds:6.1f} MB a second"
    print(f"{kind:8} {size:8,.1f} MB {count:8,} {what:8} {seconds:7.2f} s {speed}, peak {peak:,.0f} MB", flush=True)


def main() -> int:
    """Print a line a file; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=Path)
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--forms", nargs="+", default=list(WRITERS), choices=list(WRITERS))
    parser.add_argument("--files", type=Path, nargs="+", default=[])
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        measure(arguments.measure)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        for path in arguments.files:
            subprocess.run([sys.executable, __file__, "--measure", str(path)], check=True)
        for form in arguments.forms if arguments.reports else ():
            path = Path(folder) / f"reports.{form}"
            WRITERS[form](path, texts(arguments.reports, arguments.rows))
            subprocess.run([sys.executable, __file__, "--measure", str(path)], check=True)
            path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
