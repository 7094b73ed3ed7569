"""Making the site: every page written beside the others in one folder, and only those whose rows have changed.

Only running the templates and writing files belong here. A page is written whole or not at all; the list of what was
written, with a digest of each page's rows, is the file by which a folder is known to be ours. The pages of a region or
an indicator of which no row has changed (``changes``) are not even looked at.
"""

import gc
import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse import WarehouseError
from warehouse.connection import connect
from website import changes, marked, reading, search, views
from website.source import Row, Source
from website.templating import environment, part_name, targets_name

LIST = ".duixian-site.json"
_PARTS = "parts"
"""Among the subjects: on which page of a long report facts stand."""
_HERE = Path(__file__).parent
_STATIC = ("site.css", "site.js")


class SiteError(WarehouseError):
    """The site cannot be made; the message is one clear line."""


@dataclass(frozen=True)
class Made:
    """How many pages there are, and how many of them were written this time."""

    pages: int
    written: int
    front: Path


def make_site(published: Path, target: Path) -> Made:
    """Write the site of the published file to ``target``, which must be new, empty or an earlier site.

    Raises DatabaseError when nothing was published, SiteError when the folder holds something else or cannot be
    written.
    """
    if target.exists() and not target.is_dir():
        raise SiteError(f"{target} is a file; name a folder with --output")
    if target.is_dir() and any(target.iterdir()) and not (target / LIST).is_file():
        raise SiteError(f"{target} is no site of this program and not empty; name another folder with --output")
    with connect(published, read_only=True) as connection, _without_collector():
        try:
            return _Site(connection, target).make()
        except OSError as error:
            raise SiteError(f"cannot write the site to {target}: {error.strerror or error}") from error


@contextmanager
def _without_collector() -> Iterator[None]:
    """Rows by the hundred thousand hold no cycles: the collector would only walk over them again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Site:
    def __init__(self, connection: duckdb.DuckDBPyConnection, target: Path) -> None:
        self.source, self.target = (source := Source(connection)), target
        self.program = _digest([_program_digest(), changes.names_digest(connection)])
        self.before, self.subjects_before = _listed(target, self.program)
        self.pages_before: defaultdict[str, list[str]] = defaultdict(list)
        for name, page in self.before.items():
            self.pages_before[page.get("about") or ""].append(name)
        self.now: dict[str, Any] = {}
        self.written = 0
        self.texts = source.text_digests()
        self.parts = self._parts()
        self.subjects = changes.digests(connection) | {_PARTS: _digest(self.parts)}
        everywhere = {fact_id: part for parts in self.parts.values() for fact_id, part in parts.items()}
        self.templates = environment(source, everywhere)

    def make(self) -> Made:
        self.target.mkdir(parents=True, exist_ok=True)
        (self.target / LIST).touch()  # whatever stops the making, the folder is known as ours
        for name in _STATIC:
            self._write(name, (_HERE / "static" / name).read_text(encoding="utf-8"))
        self._regions()
        self._indicators()
        self._page("index.html", "front.html", views.front(self.source))
        self._page("method.html", "method.html", views.method(self.source))
        self._write("search.js", search.names_script(self.source))
        self._words()
        for name in set(self.before) - set(self.now):
            (self.target / name).unlink(missing_ok=True)
        self._write(LIST, json.dumps({"program": self.program, "subjects": self.subjects, "pages": self.now}, indent=0))
        pages = sum(name.endswith(".html") for name in self.now)
        return Made(pages, self.written, self.target / "index.html")

    def _regions(self) -> None:
        changed = [code for code in sorted(self.source.reports_of_region) if not self._is_kept("region", code)]
        self._reports(changed)
        for code in changed:
            about = changes.subject("region", code)
            self._page(f"regions/{code}.html", "region.html", views.region(self.source, code), about, code)
            for number, context in enumerate(views.targets(self.source, code), start=1):
                self._page(targets_name(code, number), "targets.html", context, about, code)

    def _indicators(self) -> None:
        is_as_it_was = self.subjects_before.get(_PARTS) == self.subjects[_PARTS]
        for code in self.source.indicator:
            if not (self.source.panel_of_indicator.get(code) or self.source.verdicts_of_indicator.get(code)):
                continue
            if not (is_as_it_was and self._is_kept("indicator", code)):
                about = changes.subject("indicator", code)
                self._page(f"indicators/{code}.html", "indicator.html", views.indicator(self.source, code), about)

    def _is_kept(self, kind: str, code: str) -> bool:
        """Whether the pages of a region or an indicator are all there and would be made of the same rows again."""
        about = changes.subject(kind, code)
        if self.subjects_before.get(about) != self.subjects[about]:
            return False
        if not all((self.target / name).is_file() for name in self.pages_before[about]):
            return False
        self.now |= {name: self.before[name] for name in self.pages_before[about]}
        return bool(self.pages_before[about])

    def _reports(self, regions: Sequence[str]) -> None:
        due: dict[str, str] = {}
        for report_id, row in (
            (row["report_id"], row) for code in regions for row in self.source.reports_of_region[code]
        ):
            view = reading.report(self.source, report_id)
            digest = _digest([view, self.texts.get(report_id), self.parts.get(row["region_code"])])
            names = self._names(report_id)
            if names and all(self.before.get(name, {}).get("digest") == digest for name in names):
                self.now |= {name: self.before[name] for name in names}
            else:
                due[report_id] = digest
        for report_id, text in self.source.texts(due):
            self._report(report_id, text, due[report_id])

    def _report(self, report_id: str, text: str, digest: str) -> None:
        view = reading.report(self.source, report_id)
        pages = reading.pages_of(self.source, report_id, text)
        where = {n: part for part, page in enumerate(pages, start=1) for p in page for n in p.stretches}
        for number, paragraphs in enumerate(pages, start=1):
            context = view | {"paragraphs": paragraphs, "part": number, "parts": len(pages), "where": where}
            about = changes.subject("region", view["report"]["region_code"])
            self._page(part_name(report_id, number), "report.html", context, about, digest=digest)

    def _words(self) -> None:
        """The index of words, made anew as a whole when any text has changed."""
        names = [[row["report_id"], row["region_name"], row["report_year"]] for row in self.source.reports]
        digest = _digest([self.texts, names])
        before = [name for name in self.before if name.startswith(search.WORDS)]
        is_whole = all((self.target / name).is_file() for name in before)
        if self.before.get(search.PAGES, {}).get("digest") == digest and is_whole:
            self.now |= {name: self.before[name] for name in before}
            return
        for name, script in search.word_scripts(self.source):
            self._write(name, script)
            self.now[name] = {"digest": digest}

    def _names(self, report_id: str) -> list[str]:
        """The pages that the report had, if all of them are still there."""
        found: list[str] = []
        while (name := part_name(report_id, len(found) + 1)) in self.before and (self.target / name).is_file():
            found.append(name)
        return found

    def _parts(self) -> dict[str, dict[str, int]]:
        """On which page of its report a fact stands, by region; only what is not on the first is named."""
        found: dict[str, dict[str, int]] = {}
        long = [one for one, row in self.source.report.items() if row["char_count"] > marked.MOST_CHARACTERS]
        for report_id, text in self.source.texts(long):
            of_region = found.setdefault(self.source.report[report_id]["region_code"], {})
            for number, paragraphs in enumerate(reading.pages_of(self.source, report_id, text), start=1):
                if number > 1:
                    of_region |= {fact_id: number for paragraph in paragraphs for fact_id in paragraph.fact_ids}
        return found

    def _page(
        self,
        name: str,
        template: str,
        context: Row,
        about: str | None = None,
        region: str | None = None,
        digest: str | None = None,
    ) -> None:
        """Write the page where its rows have changed; ``region`` is the one that all its links to facts lead to."""
        digest = digest or _digest([context, self.parts if region is None else self.parts.get(region)])
        self.now[name] = {"digest": digest, "about": about}
        if self.before.get(name, {}).get("digest") == digest and (self.target / name).is_file():
            return
        root = "../" * name.count("/")
        self._write(name, self.templates.get_template(template).render(root=root, page=name, **context))

    def _write(self, name: str, text: str) -> None:
        path = self.target / name
        encoded = text.encode("utf-8")
        self.now.setdefault(name, {"digest": None})
        if path.is_file() and path.read_bytes() == encoded:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.part")
        draft.write_bytes(encoded)
        os.replace(draft, path)
        self.written += name.endswith(".html")


def _digest(value: Any) -> str:
    return hashlib.sha256(repr(value).encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _program_digest() -> str:
    """A digest of everything that a page's look depends on."""
    files = sorted(path for path in _HERE.rglob("*") if path.suffix in (".py", ".html", ".css", ".js", ".csv"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:20]


def _listed(target: Path, program: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The pages of the last making, and the digests of what they were about.

    Every page counts as changed when another program, or one of other names, made them.
    """
    try:
        found = json.loads((target / LIST).read_text(encoding="utf-8"))
        pages: dict[str, Any] = found["pages"]
        subjects: dict[str, str] = found["subjects"]
        return (pages, subjects) if found["program"] == program else ({name: {"digest": None} for name in pages}, {})
    except (OSError, ValueError, KeyError, TypeError):
        return {}, {}
