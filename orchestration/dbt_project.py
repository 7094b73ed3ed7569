"""The dbt project as Dagster needs it: where it lies, and its manifest, which dbt makes once for all homes.

Only finding and parsing the project belongs here; dbt is called in ``dbt_run``, its assets are in ``assets_dbt``. What
was parsed lies below dbt/target, by the digest of what it was made from, and holds wherever the repository lies.
"""

import functools
import hashlib
import json
import os
import shutil
import tempfile
from importlib import metadata
from pathlib import Path
from typing import Any

from warehouse.home import IS_INSTALLED, REPOSITORY, Home
from warehouse.publish import Described

FOLDER = REPOSITORY / "dbt"
PROFILES = REPOSITORY
SEEDS = REPOSITORY / "seeds" / "reference"
MANIFEST, PARSED = "manifest.json", "partial_parse.msgpack"
_GENERATED = {"target", "logs", "dbt_packages"}
_DEPENDS_ON = ("dbt-core", "dbt-duckdb", "duckdb")
_KEPT = 4
"""As many parsed projects stay: those of other branches are needed again, those of last year are not."""


class DbtProjectError(Exception):
    """dbt cannot parse the project; the message holds dbt's own words."""


def environment(home: Home) -> dict[str, str]:
    """What the profile and dbt itself read from the environment, for this home."""
    return {
        "DUIXIAN_DATABASE": str(home.live_database),
        "DUIXIAN_DBT_TARGET": str(home.dbt_target),
        "DUIXIAN_PROJECT": ground(),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }


def parsed(home: Home) -> Path:
    """The folder with ``MANIFEST`` and ``PARSED`` of the project as it is now; dbt parses only what no run has parsed.

    It lies in the repository, or in ``home`` where there is none or it cannot be written. Raises
    :class:`DbtProjectError` when the project cannot be parsed.
    """
    wanted = fingerprint()
    own = home.dbt_target / "parsed"
    shelves = (own,) if IS_INSTALLED else (FOLDER / "target" / "parsed", own)
    for shelf in shelves:
        if (shelf / wanted / PARSED).is_file() and (shelf / wanted / MANIFEST).is_file():
            return shelf / wanted
    return _parse(next(shelf for shelf in shelves if _is_writable(shelf)), wanted)


def manifest(home: Home) -> Path:
    """The manifest of the project as it is now. Raises :class:`DbtProjectError` as above."""
    return parsed(home) / MANIFEST


def nodes(home: Home) -> list[dict[str, Any]]:
    """Every node of the manifest. Raises :class:`DbtProjectError` as above."""
    return list(json.loads(manifest(home).read_text(encoding="utf-8"))["nodes"].values())


def descriptions(home: Home) -> dict[str, Described]:
    """What every mart and each of its columns means, by the mart's name. Raises :class:`DbtProjectError` as above."""
    return {
        node["name"]: Described(
            node["description"].strip(),
            {name: str(column["description"]).strip() for name, column in node["columns"].items()},
        )
        for node in nodes(home)
        if node["resource_type"] == "model" and node["schema"] == "marts"
    }


def fingerprint() -> str:
    """A digest of every file that the manifest depends on, and of the versions of what makes it."""
    digest = hashlib.sha256(_versions().encode())
    digest.update((PROFILES / "profiles.yml").read_bytes())
    for root in (FOLDER, SEEDS):
        for path in sorted(root.rglob("*")):
            if not _GENERATED & set(path.relative_to(root).parts) and path.is_file():
                digest.update(f"{path.relative_to(REPOSITORY)}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def ground() -> str:
    """What views and seeds depend on: the project, and the columns of the lake's tables that it reads."""
    from warehouse.lake import TABLES  # with polars, which not every command needs

    columns = {table: {name: str(kind) for name, kind in schema.items()} for table, schema in TABLES.items()}
    return hashlib.sha256(f"{fingerprint()}{json.dumps(columns)}".encode()).hexdigest()


@functools.cache
def _versions() -> str:
    return " ".join(f"{name} {metadata.version(name)}" for name in _DEPENDS_ON)


def _parse(shelf: Path, wanted: str) -> Path:
    """Parse into a folder beside the final one: who looks meanwhile finds nothing, or all of it."""
    from orchestration import dbt_run

    with tempfile.TemporaryDirectory(dir=shelf, prefix="new-") as scratch:
        draft = Path(scratch) / "parsed"
        draft.mkdir()
        for last in _by_age(shelf)[:1]:  # dbt then reads those files only that have changed since
            shutil.copyfile(last / PARSED, draft / PARSED)
        dbt_run.parse(draft)
        for path in draft.iterdir():
            if path.name not in (MANIFEST, PARSED):
                path.unlink()
        try:
            os.replace(draft, shelf / wanted)
        except OSError:
            if not (shelf / wanted / MANIFEST).is_file():  # else another process was quicker
                raise
    for old in _by_age(shelf)[_KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
    return shelf / wanted


def _by_age(shelf: Path) -> list[Path]:
    """The parsed projects on a shelf, the newest first."""
    found = [(path.stat().st_mtime_ns, path.parent) for path in shelf.glob(f"*/{PARSED}")]
    return [folder for _, folder in sorted(found, reverse=True)]


def _is_writable(shelf: Path) -> bool:
    try:
        shelf.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=shelf):
            return True
    except OSError:
        return False


if __name__ == "__main__":  # `make setup` asks for it, so that no build has to
    manifest(Home.resolve())
