"""``duixian docs``: dbt's documentation of the warehouse as one page, in a file or served to a browser.

Only making, guarding and serving the page belong here; what it says is written beside the models in dbt/. The page
holds everything that it shows and is forbidden to load or send anything else.
"""

import functools
import http.server
from pathlib import Path

from orchestration import UserError, dbt_project, dbt_run
from orchestration.output.output_file import replacing
from orchestration.runs.ui import check_port
from warehouse.connection import DatabaseError
from warehouse.home import Home

_HEAD = "<head>"
# dbt's page carries the address of a usage collector: a browser that obeys this policy never calls it.
_POLICY = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline' "
    "'unsafe-eval'; style-src 'unsafe-inline'; img-src data:; font-src data:\">"
)


class DocsError(UserError):
    """The page cannot be made; the message is one clear line."""


def write_page(home: Home, page: Path) -> Path:
    """Write the documentation of ``home``'s warehouse to ``page`` and return it.

    Raises DatabaseError when nothing was built yet, DocsError when dbt cannot make the page.
    """
    if not home.live_database.is_file():
        raise DatabaseError(f"no database at {home.live_database}; run `duixian build` first")
    target = home.dbt_target / "docs"
    _generate(home, target)
    text = (target / "static_index.html").read_text(encoding="utf-8")
    if _HEAD not in text:
        raise DocsError("dbt's page has no head to put the policy in that keeps it from loading anything from outside")
    with replacing(page) as draft:
        draft.write_text(text.replace(_HEAD, _HEAD + _POLICY, 1), encoding="utf-8")
    return page


def serve(home: Home, host: str, port: int) -> None:
    """Make the page and serve it until interrupted. Raises DatabaseError, DocsError or PortError."""
    check_port(host, port)
    page = write_page(home, home.root / "docs" / "index.html")
    handler = functools.partial(_Quiet, directory=str(page.parent))
    with http.server.ThreadingHTTPServer((host, port), handler) as server:
        print(f"the warehouse's documentation is at http://{host}:{server.server_port}; Ctrl-C ends it", flush=True)
        server.serve_forever()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: a line a request would bury the address."""


def _generate(home: Home, target: Path) -> None:
    try:
        dbt_run.document(home, target)
    except (dbt_run.DbtRunError, dbt_project.DbtProjectError) as error:
        said = " ".join(str(error).split())
        if "Could not set lock" in said:
            raise DocsError(f"a build is writing {home.live_database}; wait until it has ended") from error
        raise DocsError(f"dbt cannot make the documentation: {said[:500]}") from error
