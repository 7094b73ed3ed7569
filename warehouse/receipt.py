"""How far the warehouse of a home has come: which lake is loaded, by which models it was built, what was published.

Only this one record belongs here. It says nothing that a run could not find out by doing the work again; without it,
or when it is wrong in any part, a run does the work again.
"""

import json
import os
from pathlib import Path
from typing import Any

from warehouse.home import Home
from warehouse.ledger import ledger_digest
from warehouse.reviews import reviews_digest, reviews_file

MADE, LEFT_OUT = "made", "left out"
"""What became of the site at the last publishing."""


def forget(home: Home) -> None:
    """Before the live database is changed: nothing is known of it any more."""
    _path(home).unlink(missing_ok=True)


def loaded(home: Home, decisions: str) -> None:
    """The live database holds the lake as it is now, and the reviewers' decisions of the digest ``decisions``."""
    _write(home, {"lake": ledger_digest(home.lake), "decisions": decisions})


def built(home: Home, models: str) -> None:
    """The models whose fingerprint is ``models`` were built and held, over what was loaded."""
    kept = _read(home)
    _write(home, {"lake": kept.get("lake"), "decisions": kept.get("decisions"), "models": models})


def published(home: Home) -> None:
    """What was built is in the published file, and the live database is whole."""
    kept = {name: value for name, value in _read(home).items() if name != "site"}
    _write(home, kept | _seen(home) | {"live": _stamp(home.live_database)})


def shown(home: Home, made: bool) -> None:
    """The site was made from the published file, or (not ``made``) the file was found too large for it."""
    _write(home, _read(home) | {"site": MADE if made else LEFT_OUT})


def is_live_untouched(home: Home) -> bool:
    """Whether the live database is, by size and time, the file that the last complete run left."""
    stamp = _stamp(home.live_database)
    return stamp is not None and _read(home).get("live") == stamp


def is_current(home: Home, models: str) -> bool:
    """Whether the published file is whole and holds this lake and these decisions, built by these models.

    And whether the site has been made from it.
    """
    loaded = {"lake": ledger_digest(home.lake), "decisions": reviews_digest(reviews_file())}
    wanted = loaded | {"models": models} | _seen(home)
    kept = {name: value for name, value in _read(home).items() if name not in ("live", "site")}
    return bool(wanted["lake"]) and kept == wanted and _is_shown(home)


def _is_shown(home: Home) -> bool:
    site = _read(home).get("site")
    return site == LEFT_OUT or (site == MADE and (home.site / "index.html").is_file())


def _seen(home: Home) -> dict[str, Any]:
    """Size and time of the published file: a file that anyone else wrote to differs in one of them."""
    size, changed = _stamp(home.published_database) or (None, None)
    return {"bytes": size, "mtime_ns": changed}


def _stamp(path: Path) -> list[int] | None:
    """Size and time of a file, as JSON keeps them."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return [stat.st_size, stat.st_mtime_ns]


def _read(home: Home) -> dict[str, Any]:
    try:
        kept = json.loads(_path(home).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _write(home: Home, record: dict[str, Any]) -> None:
    draft = _path(home).with_suffix(".new")
    draft.write_text(json.dumps(record, sort_keys=True), encoding="utf-8")
    os.replace(draft, _path(home))


def _path(home: Home) -> Path:
    return home.live_database.with_name("receipt.json")
