"""Dagster's instance of a home: which configuration it gets, and where runs and events are stored.

Only writing ``<home>/dagster/dagster.yaml`` and making sure that its storage answers belong here. A single machine
keeps runs and events in files below the home; DUIXIAN_POSTGRES_URL moves them into a PostgreSQL database, which
several machines may share.
"""

import importlib.util
import os
from pathlib import Path

from warehouse.home import Home, HomeError

POSTGRES_VARIABLE = "DUIXIAN_POSTGRES_URL"
SINGLE = Path(__file__).with_name("dagster.yaml")
POSTGRES = Path(__file__).with_name("dagster.postgres.yaml")
_SECONDS = 10
_PLAIN, _WITH_DRIVER = "postgresql://", "postgresql+psycopg2://"


def write_config(home: Home) -> Path:
    """Give the home the configuration that the environment asks for; one that a user changed is kept.

    Raises HomeError when the file cannot be written, or the PostgreSQL that is asked for cannot be used.
    """
    single, postgres = (path.read_text(encoding="utf-8") for path in (SINGLE, POSTGRES))
    shipped = {single, single + postgres}
    url = os.environ.get(POSTGRES_VARIABLE)
    if url:
        _reach(url)
    path, wanted = home.dagster_home / "dagster.yaml", single + (postgres if url else "")
    try:
        there = path.read_text(encoding="utf-8") if path.exists() else None
        if there is None or (there in shipped and there != wanted):
            draft = path.with_suffix(".new")
            draft.write_text(wanted, encoding="utf-8")
            os.replace(draft, path)
    except OSError as error:
        raise HomeError(f"cannot write {path}: {error.strerror or error}") from error
    return path


def storage_environment() -> dict[str, str]:
    """What Dagster's processes need to find the storage: the URL with the driver that is installed here."""
    url = os.environ.get(POSTGRES_VARIABLE)
    return {POSTGRES_VARIABLE: url.replace(_PLAIN, _WITH_DRIVER, 1)} if url else {}


def _reach(url: str) -> None:
    """Raise HomeError unless the database answers."""
    if importlib.util.find_spec("dagster_postgres") is None:
        raise HomeError(f"{POSTGRES_VARIABLE} needs the extra `postgres`: pip install 'duixian[postgres]'")
    import psycopg2

    try:
        psycopg2.connect(url.replace(_WITH_DRIVER, _PLAIN, 1), connect_timeout=_SECONDS).close()
    except psycopg2.Error as error:
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise HomeError(f"cannot use the database of {POSTGRES_VARIABLE}: {first}") from error
