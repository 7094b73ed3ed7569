"""The reports in a file that holds many: which there are, with a digest of each, and their content.

Only the bookkeeping belongs here: names, digests, and not walking through a bundle whose content is known. What a
bundle is and how one is read is for ``extract.bundles``; how files are found and opened, for ``report_files``.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import BinaryIO, NamedTuple

import polars as pl

from extract import bundles
from extract.bundles import Member
from extract.refusal import Refusal

UNREAD = "unread:"
_listed: dict[tuple[str, str], list[tuple[str, str]]] = {}


class Held(NamedTuple):
    """What a ledger holds of a file: its content, and (source_path, content) of each report in it."""

    content: str
    members: list[tuple[str, str]]


def held(ledger: pl.DataFrame, paths: Collection[str], version: str | None) -> dict[str, Held]:
    """By the path of a file what a ledger (its ``files``) holds of it; ``paths`` are those there.

    With ``version`` only files that this version took apart are known: another may do so otherwise.
    """
    rows = list(ledger.select("source_path", "content", "version").iter_rows())
    of_version = {path: content for path, content, by in rows if version is None or by == version}
    found = {path: Held(content, []) for path, content in of_version.items() if path in paths}
    for path, content, _ in rows:
        owner = owner_of(path, found)
        if owner is not None and owner != path:
            found[owner].members.append((path, content))
    return found


def owner_of(path: str, files: Collection[str] | Mapping[str, object]) -> str | None:
    """The file that ``path`` is, or is a report of; None when it is neither."""
    while path not in files:
        path, sign, _ = path.rpartition("#")
        if not sign:
            return None
    return path


def listed(source_path: str, content: str, source: BinaryIO) -> list[tuple[str, str]]:
    """(source_path, digest) of each report of a file whose digest is ``content``; none when it is no bundle.

    A bundle that breaks off has the reports before that place; whoever reads the file is told why.
    """
    key = (source_path, content)
    if key not in _listed:
        found = []
        try:
            for member in bundles.members(source, source_path):
                found.append((f"{source_path}#{member.label}", digest(member)))
        except Refusal:
            pass
        _listed[key] = found
    return _listed[key]


def digest(member: Member) -> str:
    """The SHA-256 of a report's bytes, with a digest of what its table tells of it; else why it cannot be read."""
    if member.content is None:
        return UNREAD + (member.problem or ("unreadable", ""))[0]
    told = hashlib.sha256(member.told.to_json().encode()).hexdigest()[:8]
    says = f"+{told}" if member.told.places or member.told.url or member.told.notes else ""
    return hashlib.sha256(member.content).hexdigest() + says


def walk(source_path: str, source: BinaryIO, wanted: Mapping[str, str] | None) -> Iterator[tuple[str, Member]]:
    """(source_path, report) of the reports of a bundle that are wanted, all of them for None.

    One that is not what ``wanted`` says comes with the problem. Raises Refusal when nothing more can be read.
    """
    left = None if wanted is None else set(wanted)
    for member in bundles.members(source, source_path):
        path = f"{source_path}#{member.label}"
        if left is None:
            yield path, member
        elif path in left:
            left.remove(path)
            yield path, member if wanted is None or digest(member) == wanted[path] else _changed(member)
        if left is not None and not left:
            break
    yield from _gone(source_path, left or ())


def _changed(member: Member) -> Member:
    problem = ("changed_while_read", "the file was changed during the run; the next run reads it")
    return Member(member.label, None, problem=problem)


def _gone(source_path: str, paths: Iterable[str]) -> Iterator[tuple[str, Member]]:
    for path in sorted(paths):
        problem = ("vanished", "the report was taken out of its file during the run; nothing of it is used")
        yield path, Member(path.removeprefix(f"{source_path}#"), None, problem=problem)
