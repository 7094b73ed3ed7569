"""Dagster's instance of a home: which configuration it gets, and where runs and events are stored.

Only writing ``<home>/dagster/dagster.yaml`` and making sure that its storage answers belong here. A single machine
keeps runs and events in files below the home; DUIXIAN_POSTGRES_URL moves them into a PostgreSQL database, which
several machines may share.
"""

import importlib.util
import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from warehouse.home import Home, HomeError

POSTGRES_VARIABLE, PASSWORD_VARIABLE = "DUIXIAN_POSTGRES_URL", "PGPASSWORD"
_HERE = Path(__file__).resolve().parents[1]  # beside the package that Dagster loads
SINGLE = _HERE / "dagster.yaml"
POSTGRES = _HERE / "dagster.postgres.yaml"
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
    """What Dagster's processes need to find the storage: the URL with the driver that is installed here.

    The password is no part of it, so that no message of any library can tell it: libpq takes it from PGPASSWORD.
    """
    url = os.environ.get(POSTGRES_VARIABLE)
    if not url:
        return {}
    bare, password = without_password(url)
    secret = {} if password is None else {PASSWORD_VARIABLE: password}
    return {POSTGRES_VARIABLE: bare.replace(_PLAIN, _WITH_DRIVER, 1)} | secret


def without_password(url: str) -> tuple[str, str | None]:
    """The URL without its password, and the password. Raises HomeError, which shows neither, for what is no URL."""
    try:
        parts = urlsplit(url)
        valid = parts.scheme in ("postgresql", "postgresql+psycopg2") and (parts.port or True)
        asked = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError:
        valid = False
    if not valid or "@" in parts.netloc.rpartition("@")[0]:
        raise HomeError(
            f"{POSTGRES_VARIABLE} is no URL like postgresql://user:password@host/database; in its parts, "
            "write / as %2F, : as %3A, @ as %40 and # as %23"
        )
    user, _, place = parts.netloc.rpartition("@")
    name, colon, password = user.partition(":")
    others = [(key, value) for key, value in asked if key != "password"]
    told = [unquote(password)] if colon else [value for key, value in asked if key == "password"]
    netloc = f"{name}@{place}" if name else place
    query = urlencode(others) if len(others) < len(asked) else parts.query
    bare = urlunsplit(parts._replace(netloc=netloc, query=query))
    return bare, told[0] if told else None


def _reach(url: str) -> None:
    """Raise HomeError unless the database answers."""
    bare, password = without_password(url)
    if importlib.util.find_spec("dagster_postgres") is None:
        raise HomeError(f"{POSTGRES_VARIABLE} needs the extra `postgres`: pip install 'duixian[postgres]'")
    import psycopg2

    secret = {} if password is None else {"password": password}
    try:
        psycopg2.connect(bare.replace(_WITH_DRIVER, _PLAIN, 1), connect_timeout=_SECONDS, **secret).close()
    except psycopg2.Error as error:
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise HomeError(f"cannot use the database of {POSTGRES_VARIABLE}: {first}") from error
