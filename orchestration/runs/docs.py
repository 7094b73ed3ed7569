"""``duixian docs``: the handbook in a folder, or served from the home to a browser.

Only placing and serving it belong here; what it says is for ``handbook``. No warehouse has to be there.
"""

import functools
import http.server
import webbrowser
from pathlib import Path

from handbook.make import make_handbook
from orchestration.runs.ui import check_port
from warehouse.home import Home


def write_pages(folder: Path) -> Path:
    """Write the handbook to ``folder`` and return its first page. Raises HandbookError."""
    return make_handbook(folder)


def serve(home: Home, host: str, port: int) -> None:
    """Make the handbook below the home, serve it and open it until interrupted. Raises HandbookError or PortError."""
    check_port(host, port)
    folder = write_pages(home.handbook).parent
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer((host, port), handler) as server:
        address = f"http://{host}:{server.server_port}"
        print(f"the handbook is at {address}; Ctrl-C ends it", flush=True)
        webbrowser.open(address)
        server.serve_forever()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: a line a request would bury the address."""
