"""Rows of tables that are text: fields parted by a sign (.csv, .tsv), a JSON object a line (.jsonl), a JSON list.

Only these formats belong here, and finding out which encoding and which sign a file uses. A damaged row is told, and
the next one read.
"""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any, BinaryIO

from extract import encodings
from extract.bundles.columns import SAMPLE, Row
from extract.bundles.member import MAX_MEMBER
from extract.refusal import Refusal

SIGNS = ",\t;|"
MOST_CHARACTERS = 4_000_000
"""Of a row: no report comes near. A quotation mark that nobody closed would else swallow the file."""
SAMPLE_BYTES = 256 * 1024
_CODECS = {"utf-8": "utf-8-sig", "big5": "big5hkscs"}
_TOO_LONG = ("broken_row", f"the row has more than {MOST_CHARACTERS:,} characters: a quotation mark is not closed")
_NO_OBJECT = ("broken_row", "the line is no JSON object")


def fields(source: BinaryIO) -> Iterator[Row]:
    """The records of a file of fields, numbered from 1. Raises :class:`Refusal` when it is no text."""
    csv.field_size_limit(MOST_CHARACTERS)
    with _decoded(source) as (lines, first):
        records = csv.reader(lines, delimiter=max(SIGNS, key=first.count))
        number = 0
        while True:
            number += 1
            try:
                yield Row(number, next(records))
            except StopIteration:
                return
            except csv.Error:
                yield Row(number, (), _TOO_LONG)


def objects(source: BinaryIO) -> Iterator[Row]:
    """The objects of a file of lines, below a row numbered 0 of their keys; numbers are those of the lines."""
    with _decoded(source) as (lines, _):
        yield from _below_keys(_lines(lines))


def listed(source: BinaryIO) -> Iterator[Row]:
    """The objects of a JSON list, numbered from 1, below a row of their keys. The list is read as a whole."""
    content = source.read(MAX_MEMBER + 1)
    if len(content) > MAX_MEMBER:
        raise Refusal("too_large", "the JSON list is too large to be read at once: write an object a line (.jsonl)")
    try:
        items = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Refusal("broken_table", "the JSON list is damaged") from error
    yield from _below_keys(iter([(number, item) for number, item in enumerate(items, start=1)]))


@contextmanager
def _decoded(source: BinaryIO) -> Iterator[tuple[io.TextIOWrapper, str]]:
    """The file as text, and its first line."""
    source.seek(0)
    sample = source.read(SAMPLE_BYTES)
    source.seek(0)
    whole = sample[: sample.rfind(b"\n") + 1] or sample
    text, name = encodings.decode(whole)
    codec = "utf-16" if whole[:2] in (b"\xff\xfe", b"\xfe\xff") else _CODECS.get(name, name)
    lines = io.TextIOWrapper(source, codec, errors="replace", newline="")
    try:
        yield lines, text.partition("\n")[0]
    finally:
        lines.detach()  # whoever opened the file closes it


def _lines(lines: io.TextIOWrapper) -> Iterator[tuple[int, Any]]:
    number = 0
    while line := lines.readline(MOST_CHARACTERS):
        number += 1
        if len(line) == MOST_CHARACTERS and not line.endswith("\n"):
            while line and not line.endswith("\n"):
                line = lines.readline(MOST_CHARACTERS)
            yield number, _TOO_LONG
        elif line.strip():
            yield number, _parsed(line)


def _parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _below_keys(items: Iterator[tuple[int, Any]]) -> Iterator[Row]:
    sample = list(islice(items, SAMPLE))
    keys = list(dict.fromkeys(key for _, item in sample if isinstance(item, dict) for key in item))
    yield Row(0, keys)
    for number, item in chain(sample, items):
        if isinstance(item, dict):
            yield Row(number, [_text(item.get(key)) for key in keys])
        else:
            yield Row(number, (), item if item is _TOO_LONG else _NO_OBJECT)


def _text(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "\n".join(value)  # paragraphs
    return value if isinstance(value, str) else "" if value is None or isinstance(value, (dict, list)) else str(value)
