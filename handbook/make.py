"""Making the handbook: pages are gathered in a folder, and MkDocs makes a site of them that needs no server.

Broken links, lost anchors and pages that no menu names are errors (MkDocs' strict mode).
"""

import logging
import shutil
import tempfile
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from handbook import catalogue, dictionary, method, quality, walk

_WRITTEN = ("*.md", "*.svg")
_STAND_IN = "iframe-worker.js"


class HandbookError(Exception):
    """The handbook cannot be made; the message is one clear line."""


def make(root: Path, output: Path) -> Path:
    """Make the handbook in folder ``output`` and return its first page; ``root`` holds docs/ and dbt/.

    Raises HandbookError where a link leads nowhere or the folder cannot be written.
    """
    with tempfile.TemporaryDirectory() as folder:
        pages = Path(folder) / "docs"
        _gather(root, pages)
        try:
            _build(pages, Path(folder) / "site")
            shutil.copytree(Path(folder) / "site", output, dirs_exist_ok=True)
        except OSError as fault:
            raise HandbookError(f"the handbook cannot be written to {output}: {fault.strerror}") from None
    return output / "index.html"


def _gather(root: Path, pages: Path) -> None:
    pages.mkdir()
    for pattern in _WRITTEN:
        for path in sorted((root / "docs").glob(pattern)):
            shutil.copy(path, pages)
    (pages / _STAND_IN).write_bytes((resources.files("handbook") / _STAND_IN).read_bytes())
    made = dictionary.pages(root) | catalogue.pages() | walk.pages() | method.pages() | quality.pages()
    for name, text in made.items():
        (pages / name).parent.mkdir(exist_ok=True)
        (pages / name).write_text(text, encoding="utf-8")


def _build(pages: Path, output: Path) -> None:
    # MkDocs is slow to import, and most commands never need it.
    import jieba
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort, ConfigurationError

    settings: dict[str, Any] = yaml.safe_load((resources.files("handbook") / "mkdocs.yml").read_text(encoding="utf-8"))
    settings["nav"] = [_entries(entry, pages) for entry in settings["nav"]]
    written = pages.parent / "mkdocs.yml"
    written.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    jieba.setLogLevel(logging.WARNING)
    jieba.dt.tmp_dir = str(pages.parent)  # its cache goes with the pages
    try:
        build(load_config(str(written), docs_dir=str(pages), site_dir=str(output), strict=True))
    except (Abort, ConfigurationError) as fault:
        raise HandbookError(f"the handbook is not whole: {fault}") from None


def _entries(entry: dict[str, str], pages: Path) -> dict[str, Any]:
    """An entry of the menu; one that names a folder holds all pages of it, its index first."""
    [(title, target)] = entry.items()
    if not target.endswith("/"):
        return entry
    others = sorted(p.name for p in (pages / target).glob("*.md") if p.name != "index.md")
    return {title: [f"{target}index.md", *(target + name for name in others)]}
