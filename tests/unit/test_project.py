"""The project's own promises: the lock, the bounds of dependencies, import contracts, what a command loads."""

import itertools
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.lock", "requirements.ocr.lock", "requirements.ray.lock")
LOCK = "\n".join((ROOT / name).read_text() for name in LOCKS)


def direct_requirements() -> list[Requirement]:
    project = PROJECT["project"]
    return [
        Requirement(text)
        for text in [*project["dependencies"], *itertools.chain(*project["optional-dependencies"].values())]
    ]


def locked() -> dict[str, list[str]]:
    """Versions of each package in the lock; a package may be locked twice, for different platforms."""
    versions: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", LOCK, flags=re.MULTILINE):
        versions.setdefault(canonicalize_name(name), []).append(version)
    return versions


def test_the_lock_names_no_host() -> None:
    assert not re.search(r"://|--index|--find-links|--trusted-host|\.(com|org|net|io|cn)\b", LOCK)


def test_every_locked_package_has_hashes() -> None:
    entries = re.split(r"^(?=[A-Za-z0-9])", LOCK, flags=re.MULTILINE)[1:]
    assert len(entries) > 50
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("requirement", direct_requirements(), ids=lambda requirement: requirement.name)
def test_a_dependency_has_both_bounds_and_is_locked_within_them(requirement: Requirement) -> None:
    operators = {part.operator for part in requirement.specifier}
    assert ">=" in operators and "<" in operators
    versions = locked()[canonicalize_name(requirement.name)]
    assert all(requirement.specifier.contains(version) for version in versions)


def test_dbt_core_stays_below_the_version_that_closed_networks_cannot_install() -> None:
    assert all(version.startswith("1.11.") for version in locked()["dbt-core"])


def test_import_contracts_hold() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("arguments", [["status"], ["query", "SELECT 1"], ["--help"]], ids=lambda words: words[0])
def test_quick_commands_load_neither_dagster_nor_polars(arguments: list[str], tmp_path: Path) -> None:
    words = [*arguments, "--home", str(tmp_path)] if arguments[0] != "--help" else arguments
    code = (
        "import sys\nfrom orchestration.cli import main\n"
        f"try:\n    main({words!r})\nexcept SystemExit:\n    pass\n"
        "print(sorted({'dagster', 'dagster_dbt', 'dbt', 'polars', 'pandera'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_what_comes_with_an_extra_is_no_part_of_the_setup() -> None:
    setup = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.findall("^(?:ray|moto|s3fs|rapidocr-onnxruntime)==", setup, flags=re.MULTILINE)


@pytest.mark.parametrize("ignored", ["uv.lock", ".venv/", ".tools/", "warehouse/data/"])
def test_git_ignores_what_is_made_here(ignored: str) -> None:
    assert ignored in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(("provides", "status"), [("", 0), ("shared", 1), ("no_such_thing", 4)])
def test_ci_fails_when_it_skips_what_it_provides_for(provides: str, status: int) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DUIXIAN_SHARED"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/integration/test_shared_reports.py"],
        cwd=ROOT,
        env={**environment, "DUIXIAN_CI_PROVIDES": provides},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status
    assert ("skipped although CI provides" in done.stdout) == (provides == "shared")


def test_the_image_is_made_of_all_that_the_wheel_needs_and_of_locked_versions() -> None:
    steps = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    asked = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    sent = {line[1:] for line in asked if line.startswith("!")}
    packages = {name.split(".")[0] for name in PROJECT["tool"]["setuptools"]["packages"]}
    data = {pattern.split("/")[0] for pattern in PROJECT["tool"]["setuptools"]["package-data"]["duixian.files"]}
    assert packages | data | {"pyproject.toml", "README.md", "LICENSE", "requirements.lock"} == sent
    assert [name for name in sent if not (ROOT / name).exists()] == []
    (constraints,) = re.findall(r"RUN (sed .*) requirements\.lock >", steps)
    done = subprocess.run(
        f"{constraints} requirements.lock", cwd=ROOT, shell=True, capture_output=True, text=True, check=True
    )
    found = [Requirement(line) for line in done.stdout.splitlines()]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert len(found) == len(re.findall("^[A-Za-z0-9].*==", lock, flags=re.MULTILINE)) > 50
    assert "\nUSER duixian\n" in steps and "\nVOLUME /data\n" in steps


def test_every_package_is_named_for_the_wheel() -> None:
    named = set(PROJECT["tool"]["setuptools"]["packages"]) - {"duixian.files"}
    tops = {name for name in named if "." not in name}
    inits = [path.parent.relative_to(ROOT) for top in tops for path in (ROOT / top).rglob("__init__.py")]
    assert {".".join(folder.parts) for folder in inits} == named
