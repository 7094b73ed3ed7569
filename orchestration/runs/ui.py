"""``duixian ui``: Dagster's web UI and daemon over one home.

Only starting them belongs here; what they show is in ``definitions``.
"""

import os
import socket
import sys
from collections.abc import Sequence

from orchestration import UserError
from orchestration.arrivals import arrival
from orchestration.arrivals.report_files import Folder, check_folders
from orchestration.runs.build import environment, keep_or_forget, prepare_home
from orchestration.state.run_storage import mend_storage, told
from warehouse.home import REPOSITORY, Home


class PortError(UserError):
    """The port is taken or not allowed; the message is one clear line."""


def command(host: str, port: int) -> list[str]:
    """The command line of Dagster's UI and daemon for our definitions."""
    served = ["--module-name", "orchestration.definitions", "--host", host, "--port", str(port)]
    return [sys.executable, "-m", "dagster", "dev", *served]


def serve(home: Home, folders: Sequence[Folder], host: str, port: int, may_forget: bool = False) -> None:
    """Become Dagster's UI and daemon; does not return. Raises HomeError, ReportsError, VanishingError or PortError."""
    check_folders(folders, may_be_empty=True)  # the sensor waits for what is to come
    prepare_home(home)
    if moved := mend_storage(home, thoroughly=True):
        print(told(moved), flush=True)
    check_port(host, port)
    keep_or_forget(home, folders, arrival.survey(home, folders), may_forget)
    print(f"Dagster's UI will be at http://{host}:{port} in a few seconds; Ctrl-C ends it", flush=True)
    os.chdir(REPOSITORY)
    argv = command(host, port)
    os.execve(argv[0], argv, {**os.environ, **environment(home, folders)})


def check_port(host: str, port: int) -> None:
    """Raise PortError unless a server may listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise PortError(f"cannot listen on {host}:{port}: {error}; choose another --port") from error
