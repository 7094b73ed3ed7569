"""``duixian docs``: the handbook in a folder, or served to a browser.

Only where it is put and how it is served belong here; what it says is the room handbook/ and the pages of docs/. A
served page is forbidden to load or send anything from outside.
"""

import functools
import http.server
from pathlib import Path

from handbook.make import HandbookError, make
from orchestration import UserError
from orchestration.runs.ui import check_port
from warehouse.home import REPOSITORY, Home

_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "worker-src 'self' blob:"
)


class DocsError(UserError):
    """The handbook cannot be made; the message is one clear line."""


def write_pages(folder: Path) -> Path:
    """Write the handbook to ``folder`` and return its first page. Raises DocsError where it cannot be made."""
    try:
        return make(REPOSITORY, folder)
    except HandbookError as fault:
        raise DocsError(str(fault)) from None


def serve(home: Home, host: str, port: int) -> None:
    """Make the handbook below ``home`` and serve it until interrupted. Raises DocsError or PortError."""
    check_port(host, port)
    page = write_pages(home.root / "handbook")
    handler = functools.partial(_Guarded, directory=str(page.parent))
    with http.server.ThreadingHTTPServer((host, port), handler) as server:
        print(f"the handbook is at http://{host}:{server.server_port}; Ctrl-C ends it", flush=True)
        server.serve_forever()


class _Guarded(http.server.SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        """Keep the page from loading anything from outside."""
        self.send_header("Content-Security-Policy", _POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: a line a request would bury the address."""
