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
_SHIPPED = ("iframe-worker.js", "handbook.css")
_MARK = ".duixian-handbook"


class HandbookError(Exception):
    """The handbook cannot be made; the message is one clear line."""


def make(root: Path, output: Path) -> Path:
    """Make the handbook in folder ``output`` and return its first page; ``root`` holds docs/ and dbt/.

    ``output`` is new, empty or an earlier handbook, of which no page stays. Raises HandbookError where it holds
    something else, where a link leads nowhere, or where the folder cannot be written.
    """
    _check(output)
    with tempfile.TemporaryDirectory() as folder:
        pages = Path(folder) / "docs"
        _gather(root, pages)
        try:
            _build(pages, Path(folder) / "site")
            if output.is_dir():
                shutil.rmtree(output)
            output.mkdir(parents=True)
            (output / _MARK).touch()  # whatever stops the copying, the folder is known as ours
            shutil.copytree(Path(folder) / "site", output, dirs_exist_ok=True)
        except OSError as fault:
            raise HandbookError(f"the handbook cannot be written to {output}: {fault.strerror}") from None
    return output / "index.html"


def _check(output: Path) -> None:
    try:
        if output.exists() and not output.is_dir():
            raise HandbookError(f"{output} is a file; name a folder with --output")
        if output.is_dir() and any(output.iterdir()) and not (output / _MARK).is_file():
            raise HandbookError(f"{output} is no handbook of this program and not empty; name another folder")
    except OSError as fault:
        raise HandbookError(f"the handbook cannot be written to {output}: {fault.strerror}") from None


def _gather(root: Path, pages: Path) -> None:
    pages.mkdir()
    for pattern in _WRITTEN:
        for path in sorted((root / "docs").glob(pattern)):
            shutil.copy(path, pages)
    for name in _SHIPPED:
        (pages / name).write_bytes((resources.files("handbook") / name).read_bytes())
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


def _entries(entry: dict[str, Any], pages: Path) -> dict[str, Any]:
    """An entry of the menu; one that names a folder holds all pages of it, its index first."""
    [(title, target)] = entry.items()
    if not isinstance(target, str) or not target.endswith("/"):
        return entry
    others = sorted(p.name for p in (pages / target).glob("*.md") if p.name != "index.md")
    return {title: [f"{target}index.md", *(target + name for name in others)]}
