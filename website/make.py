"""Making the site: every page written beside the others in one folder, and only those whose rows have changed.

Only running the templates and writing files belong here. A page is written whole or not at all; the list of what was
written, with a digest of each page's rows, is the file by which a folder is known to be ours.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from warehouse import WarehouseError
from warehouse.connection import connect
from website import figures, marked, views
from website.source import Row, Source

LIST = ".duixian-site.json"
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
    with connect(published, read_only=True) as connection:
        try:
            return _Site(Source(connection), target).make()
        except OSError as error:
            raise SiteError(f"cannot write the site to {target}: {error.strerror or error}") from error


class _Site:
    def __init__(self, source: Source, target: Path) -> None:
        self.source, self.target = source, target
        self.program = _program_digest()
        self.before = _listed(target, self.program)
        self.now: dict[str, Any] = {}
        self.written = 0
        self.texts = source.text_digests()
        self.parts = self._parts()
        self.templates = _environment(source, self.parts)

    def make(self) -> Made:
        self.target.mkdir(parents=True, exist_ok=True)
        (self.target / LIST).touch()  # whatever stops the making, the folder is known as ours
        for name in _STATIC:
            self._write(name, (_HERE / "static" / name).read_text(encoding="utf-8"))
        self._reports()
        for code in sorted(self.source.reports_of_region):
            self._page(f"regions/{code}.html", "region.html", views.region(self.source, code))
        for code in self.source.indicator:
            if self.source.panel_of_indicator.get(code) or self.source.verdicts_of_indicator.get(code):
                self._page(f"indicators/{code}.html", "indicator.html", views.indicator(self.source, code))
        self._page("index.html", "front.html", views.front(self.source))
        self._page("method.html", "method.html", views.method(self.source))
        self._write("search.js", _search_script(self.source))
        for name in set(self.before) - set(self.now):
            (self.target / name).unlink(missing_ok=True)
        self._write(LIST, json.dumps({"program": self.program, "pages": self.now}, indent=0))
        pages = sum(name.endswith(".html") for name in self.now)
        return Made(pages, self.written, self.target / "index.html")

    def _reports(self) -> None:
        for row in self.source.reports:
            report_id = row["report_id"]
            view = views.report(self.source, report_id)
            digest = _digest([view, self.texts.get(report_id), self.parts])
            names = self._names(report_id)
            if names and all(self.before.get(name, {}).get("digest") == digest for name in names):
                self.now |= {name: self.before[name] for name in names}
                continue
            pages = views.pages_of(self.source.text(report_id), self.source.facts_of_report.get(report_id, []))
            for number, paragraphs in enumerate(pages, start=1):
                context = view | {"paragraphs": paragraphs, "part": number, "parts": len(pages)}
                self._page(part_name(report_id, number), "report.html", context, digest)

    def _names(self, report_id: str) -> list[str]:
        """The pages that the report had, if all of them are still there."""
        found: list[str] = []
        while (name := part_name(report_id, len(found) + 1)) in self.before and (self.target / name).is_file():
            found.append(name)
        return found

    def _parts(self) -> dict[str, int]:
        """On which page of its report a fact stands; only what is not on the first is named."""
        found: dict[str, int] = {}
        for row in self.source.reports:
            report_id = row["report_id"]
            if row["char_count"] <= marked.MOST_CHARACTERS:
                continue
            facts = self.source.facts_of_report.get(report_id, [])
            for number, paragraphs in enumerate(views.pages_of(self.source.text(report_id), facts), start=1):
                if number > 1:
                    found |= {fact_id: number for paragraph in paragraphs for fact_id in paragraph.fact_ids}
        return found

    def _page(self, name: str, template: str, context: Row, digest: str | None = None) -> None:
        digest = digest or _digest([context, self.parts])
        self.now[name] = {"digest": digest}
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


def part_name(report_id: str, number: int) -> str:
    """The file of a report's page."""
    return f"reports/{report_id}.html" if number == 1 else f"reports/{report_id}-{number}.html"


def _environment(source: Source, parts: dict[str, int]) -> jinja2.Environment:
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.tests["few"] = lambda cells: len(cells) <= 2
    found.globals |= {
        "t": bilingual,
        "code": lambda kind, code: bilingual(*source.name(kind, code)),
        "indicator_name": lambda code: bilingual(*source.indicator_name(code)),
        "region_name": lambda code: source.region[code]["full_name"],
        "part_name": part_name,
        "has_page": lambda code: code in source.reports_of_region,
        "json": lambda value: Markup(_script_safe(value)),
        "names": source.indicator_name,
        "against": lambda reference: bilingual(*source.reference_name(reference)),
        "short": figures.short,
        "band": _band,
        "dict_of": lambda tiles: {tile["code"]: tile["years"] for tile in tiles},
        "fact_page": lambda report_id, fact_id: part_name(report_id, parts.get(fact_id, 1)) + f"#f-{fact_id}",
        "bar": _bar,
        "web": lambda address: str(address or "").startswith(("http://", "https://")),
    }
    return found


def _band(counts: Sequence[int] | None) -> int:
    """In which of four bands a share lies; 0 where there is none. site.js knows the same bands."""
    if not counts:
        return 0
    share = counts[0] / counts[1]
    return 1 + sum(share >= edge for edge in (0.5, 0.75, 0.9))


def _bar(bars: Sequence[views.Box | None], which: int) -> Markup:
    """A box from quartile to quartile on a line from least to most."""
    box = bars[which]
    if box is None:
        return Markup("")
    least, low, mid, high, most = box
    shape = (
        '<svg class="barline {}" viewBox="0 0 180 12" aria-hidden="true"><line x1="{}" x2="{}" y1="6" y2="6"/>'
        '<rect x="{}" width="{}" y="2" height="8"/><line class="mid" x1="{}" x2="{}" y1="1" y2="11"/></svg>'
    )
    return Markup(shape).format("o" if which else "t", least, most, low, max(1, round(high - low, 1)), mid, mid)


def bilingual(zh: str, en: str) -> Markup:
    """Both languages, one of which the page shows."""
    return Markup('<span class="zh" lang="zh-CN">{}</span><span class="en" lang="en">{}</span>').format(zh, en)


def _search_script(source: Source) -> str:
    """What the search looks through: a script, as a page opened from a folder may load nothing else."""
    entries = list(_search_entries(source))
    return f"window.DUIXIAN = {_script_safe(entries)};\n"


def _search_entries(source: Source) -> Iterator[list[str]]:
    for code in sorted(source.reports_of_region):
        row = source.region[code]
        words = " ".join([code, row["region_name"], *(row["former_names"] or [])])
        yield ["regions/" + code + ".html", row["full_name"], "地区", words]
    for code, row in source.indicator.items():
        if source.panel_of_indicator.get(code) or source.verdicts_of_indicator.get(code):
            yield [f"indicators/{code}.html", row["name_zh"], "指标", f"{code} {row['name_en']}"]
    for row in source.reports:
        name = f"{row['region_name']} {row['report_year']}"
        yield [part_name(row["report_id"], 1), name, "报告", f"{row['title'] or ''} {row['source_name']}"]


def _script_safe(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _digest(value: Any) -> str:
    return hashlib.sha256(repr(value).encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _program_digest() -> str:
    """A digest of everything that a page's look depends on."""
    files = sorted(path for path in _HERE.rglob("*") if path.suffix in (".py", ".html", ".css", ".js", ".csv"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:20]


def _listed(target: Path, program: str) -> dict[str, Any]:
    """The pages of the last making; every page counts as changed when another program made them."""
    try:
        found = json.loads((target / LIST).read_text(encoding="utf-8"))
        pages: dict[str, Any] = found["pages"]
        return pages if found["program"] == program else {name: {"digest": None} for name in pages}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
