"""Making the handbook: the written pages of docs/ and those that are made, built by MkDocs into a folder.

Only gathering, the configuration and the folder belong here. The site asks for nothing from outside: no font, no script
of another host, and the search works from a folder as from a server. The folder is written whole or not at all.
"""

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from handbook import catalogue, dictionary, fact, method, operating, quality
from warehouse import WarehouseError
from warehouse.home import REPOSITORY

WRITTEN = REPOSITORY / "docs"
MARK = ".duixian-handbook"
_KINDS = (fact, dictionary, catalogue, method, quality, operating)
_EXTENSIONS = ["admonition", "attr_list", "md_in_html", "tables", "toc", "pymdownx.highlight", "pymdownx.superfences"]
_NAV: list[Any] = [
    {"Start": ["index.md", {"Five minutes": "start.md"}, {"How a fact is made": "fact.md"}]},
    {
        "Use": [
            {"Ten questions": "questions.md"},
            {"Operating": "operating.md"},
            {"Forms of reports": "forms.md"},
            {"Adding an indicator": "adding_an_indicator.md"},
            {"Citing": "citing.md"},
        ]
    },
    {
        "Data": [
            {"Dictionary": "dictionary/index.md"},
            {"Tables to ask": "dictionary/marts.md"},
            {"Codes": "dictionary/codes.md"},
            {"Intermediate": "dictionary/intermediate.md"},
            {"Staging": "dictionary/staging.md"},
            {"Extraction": "dictionary/extraction.md"},
        ]
    },
    {"Indicators": []},
    {
        "Method": [
            {"Method": "method.md"},
            {"Quality": "quality.md"},
            {"Time and memory": "performance.md"},
            {"How dbt is run": "dbt.md"},
        ]
    },
    {"中文": [{"快速开始": "zh/index.md"}, {"方法": "zh/method.md"}, {"读得准不准": "zh/quality.md"}]},
]


class HandbookError(WarehouseError):
    """The handbook cannot be made; the message is one clear line."""


def make_handbook(target: Path) -> Path:
    """Write the handbook to the folder ``target``, which must be new, empty or an earlier one; return its first page.

    Raises HandbookError when the folder holds something else or cannot be written, and when a link leads nowhere.
    """
    if target.exists() and not target.is_dir():
        raise HandbookError(f"{target} is a file; name a folder with --output")
    try:
        if target.is_dir() and any(target.iterdir()) and not (target / MARK).is_file():
            raise HandbookError(f"{target} is no handbook of this program and not empty; name another folder")
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".handbook-") as place:
            source, made = Path(place) / "source", Path(place) / "made"
            _gather(source)
            _build(source, made)
            made.chmod(0o755)
            (made / MARK).touch()
            if target.is_dir():
                os.rename(target, Path(place) / "before")
            os.rename(made, target)
    except OSError as error:
        raise HandbookError(f"cannot write the handbook to {target}: {error.strerror or error}") from error
    return target / "index.html"


def _gather(source: Path) -> None:
    shutil.copytree(WRITTEN, source, ignore=shutil.ignore_patterns("*.json"))
    for kind in _KINDS:
        for name, text in kind.pages().items():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_text(text, encoding="utf-8")


def _build(source: Path, made: Path) -> None:
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    (source.parent / "mkdocs.yml").write_text("site_name: Duixian\n", encoding="utf-8")  # all else is given here
    with _told() as complaints, _quiet_theme():
        try:
            settings = _settings(source, made)
            config = load_config(str(source.parent / "mkdocs.yml"), **settings)
            config.plugins.on_startup(command="build", dirty=False)
            build(config)
        except MkDocsException as error:
            said = complaints[0] if complaints else " ".join(str(error).split())
            raise HandbookError(f"the handbook cannot be made: {said}") from error


def _settings(source: Path, made: Path) -> dict[str, Any]:
    paths = [str(path.relative_to(source)) for path in sorted((source / "indicators").glob("*.md"))]
    paths.sort(key=lambda path: path != "indicators/index.md")
    nav = [{name: listed or paths} for section in _NAV for name, listed in section.items()]
    palettes = [
        {"media": f"(prefers-color-scheme: {scheme})", "scheme": name, "primary": "indigo", "toggle": toggle}
        for scheme, name, toggle in (
            ("light", "default", {"icon": "material/weather-night", "name": "Dark"}),
            ("dark", "slate", {"icon": "material/weather-sunny", "name": "Light"}),
        )
    ]
    features = ["navigation.tabs", "navigation.indexes", "navigation.top", "content.code.copy", "search.highlight"]
    return {
        "site_name": "Duixian 兑现",
        "docs_dir": str(source),
        "site_dir": str(made),
        "strict": True,
        "nav": nav,
        "theme": {"name": "material", "font": False, "palette": palettes, "features": features},
        "plugins": [{"search": {"lang": ["en", "zh"]}}, "offline"],
        "markdown_extensions": _EXTENSIONS,
        "extra": {"polyfills": ["assets/iframe-worker.js"], "generator": False},
        "extra_css": ["assets/handbook.css"],
        "validation": {
            "nav": {"omitted_files": "warn", "not_found": "warn", "absolute_links": "warn"},
            "links": dict.fromkeys(("not_found", "anchors", "absolute_links", "unrecognized_links"), "warn"),
        },
    }


@contextmanager
def _told() -> Iterator[list[str]]:
    """What MkDocs warns of, kept from the terminal: in strict mode each warning is why nothing is made."""
    kept: list[str] = []

    class _Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            kept.append(" ".join(record.getMessage().split()))

    logger, handler = logging.getLogger("mkdocs"), _Keep(logging.WARNING)
    was = logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield kept
    finally:
        logger.removeHandler(handler)
        logger.propagate = was


@contextmanager
def _quiet_theme() -> Iterator[None]:
    """The segmenter tells at length that it loads its words."""
    import jieba

    logger = jieba.default_logger
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)
