"""The dbt project as Dagster needs it: where it lies, which dbt runs it, and its manifest.

Only finding and parsing the project belongs here; its assets are in ``assets_dbt``.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from warehouse.home import REPOSITORY, Home
from warehouse.publish import Described

FOLDER = REPOSITORY / "dbt"
PROFILES = REPOSITORY
SEEDS = REPOSITORY / "seeds" / "reference"
_PARSED = "partial_parse.msgpack"
_GENERATED = {"target", "logs", "dbt_packages"}


class DbtProjectError(Exception):
    """dbt cannot parse the project; the message holds dbt's own words."""


def executable() -> str:
    """The dbt that is installed beside this Python, whatever PATH says."""
    return str(Path(sys.executable).with_name("dbt"))


def environment(home: Home) -> dict[str, str]:
    """What the profile and dbt itself read from the environment, for this home."""
    return {
        "DUIXIAN_DATABASE": str(home.live_database),
        "DUIXIAN_DBT_TARGET": str(home.dbt_target),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }


def manifest(home: Home) -> Path:
    """The manifest of the project as it is now; dbt parses the project only when a file of it has changed.

    Raises :class:`DbtProjectError` when the project cannot be parsed.
    """
    target = home.dbt_target / "parse"
    path, mark = target / "manifest.json", target / "fingerprint"
    wanted = fingerprint()
    if not (path.is_file() and mark.is_file() and mark.read_text(encoding="utf-8") == wanted):
        mark.unlink(missing_ok=True)
        _parse(home, target)
        mark.write_text(wanted, encoding="utf-8")
    return path


def descriptions(home: Home) -> dict[str, Described]:
    """What every mart and each of its columns means, by the mart's name. Raises :class:`DbtProjectError` as above."""
    return {
        node["name"]: Described(
            node["description"].strip(),
            {name: str(column["description"]).strip() for name, column in node["columns"].items()},
        )
        for node in json.loads(manifest(home).read_text(encoding="utf-8"))["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] == "marts"
    }


def keys(home: Home) -> dict[str, list[str]]:
    """The columns that name a row, by the mart's name. Raises :class:`DbtProjectError` as above."""
    return {
        test["attached_node"].rsplit(".", 1)[1]: test["test_metadata"]["kwargs"]["columns"]
        for test in json.loads(manifest(home).read_text(encoding="utf-8"))["nodes"].values()
        if test["resource_type"] == "test" and (test.get("test_metadata") or {}).get("name") == "is_key"
    }


def prime(home: Home, target: Path) -> None:
    """Let the first dbt that works in ``target`` start from what was parsed for the manifest, not from nothing."""
    parsed, kept = home.dbt_target / "parse" / _PARSED, target / _PARSED
    if parsed.is_file() and not kept.exists():
        target.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(parsed, kept)


def run_quietly(home: Home, target: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run dbt over the project with ``words``; what it makes goes to ``target``, and it speaks only of faults."""
    places = {"DBT_TARGET_PATH": str(target), "DBT_LOG_PATH": str(target), "DBT_PROFILES_DIR": str(PROFILES)}
    return subprocess.run(
        [executable(), "--no-use-colors", "--quiet", *words, "--project-dir", str(FOLDER)],
        cwd=FOLDER,
        env={**os.environ, **environment(home), **places},
        capture_output=True,
        text=True,
        check=False,
    )


def _parse(home: Home, target: Path) -> None:
    done = run_quietly(home, target, "parse")
    if done.returncode:
        raise DbtProjectError(f"dbt cannot parse {FOLDER}: {(done.stdout + done.stderr).strip()}")


def fingerprint() -> str:
    """A digest of every file that the manifest depends on, the interpreter included."""
    digest = hashlib.sha256(sys.executable.encode())
    digest.update((PROFILES / "profiles.yml").read_bytes())
    for root in (FOLDER, SEEDS):
        for path in sorted(root.rglob("*")):
            if path.is_file() and not _GENERATED & set(path.relative_to(root).parts):
                digest.update(f"{path.relative_to(REPOSITORY)}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
