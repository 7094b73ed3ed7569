"""The processes of a Ray cluster as workers: a cluster that is there, or one that is started on this machine.

Only Ray as an ``executor.Executor`` belongs here, and nothing else imports it: it takes half a second, and comes with
the extra ``duixian[ray]``. Ray tries nothing again: a piece whose process ends is dealt with as in a pool (``dying``).

A worker refuses work of another version than its own, since the rows of one lake are to be read by one extraction.
"""

import logging
import os
import socket
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from extract.executor import ADDRESS_VARIABLE, WORKERS_VARIABLE, Arguments, Died, Work, WorkerError, name_of, run
from extract.version import extractor_version

LOCAL, AUTO, CLIENT = "local", "auto", "ray://"
_CLIENT_PORT = 10001
_SECONDS = 10
_STORE_BYTES = 256 * 1024 * 1024  # results are counts; only the plain chain hands frames over
_DIED = (
    "WorkerCrashedError",
    "OutOfMemoryError",
    "NodeDiedError",
    "LocalRayletDiedError",
    "ObjectLostError",
    "OwnerDiedError",
)
"""Ray's words for a process, or the machine under it, that ended."""


class ClusterError(WorkerError):
    """The cluster cannot be used; ``str`` is one line that says what to do."""


def check_address(address: str) -> None:
    """Raise ClusterError where Ray is not installed or the address is none."""
    if address not in (LOCAL, AUTO) and not (address.startswith(CLIENT) and urlsplit(address).hostname):
        raise ClusterError(f"{ADDRESS_VARIABLE} has to be local, auto or ray://host:port, not {address!r}")
    if find_spec("ray") is None:
        raise ClusterError(f"{ADDRESS_VARIABLE} is set, but Ray is not installed: pip install 'duixian[ray]'")


class RayCluster:
    """An executor over the cluster at ``address``; ``processes`` counts for one that is started on this machine.

    Raises ClusterError where the cluster is not there.
    """

    def __init__(self, address: str, processes: int) -> None:
        self.address = address
        check_address(address)
        _reach(address)
        self.ray = _connected(address, processes)

    def each(self, work: Work, places: Sequence[Arguments]) -> Iterator[Any | Died]:
        """See :class:`extract.executor.Executor`."""
        remote = self.ray.remote(max_retries=0)(run_there)
        waiting = [remote.remote(extractor_version(), name_of(work), place) for place in places]
        waiting.reverse()
        try:
            while waiting:
                yield self._result(waiting.pop())
        finally:
            for left in waiting:
                self.ray.cancel(left)

    def alone(self, work: Work, arguments: Arguments) -> Any | Died:
        """See :class:`extract.executor.Executor`."""
        remote = self.ray.remote(max_retries=0, max_calls=1)(run_there)
        return self._result(remote.remote(extractor_version(), name_of(work), arguments))

    def end(self) -> None:
        """See :class:`extract.executor.Executor`."""
        self.ray.shutdown()

    def _result(self, promised: Any) -> Any | Died:
        errors = self.ray.exceptions
        try:
            return self.ray.get(promised)
        except tuple(getattr(errors, name) for name in _DIED):
            return Died()
        except errors.RayTaskError as error:
            raise self._raised(error) from error
        except (errors.RayError, ConnectionError) as error:
            raise ClusterError(f"the Ray cluster at {self.address} failed: {_first_line(error)}") from error

    def _raised(self, error: Any) -> Exception:
        """What the work raised, as it would be without Ray."""
        text = str(error)
        if "failed to import on the worker" in text or "No module named 'extract" in text:
            return ClusterError(
                f"the machines of the Ray cluster at {self.address} have no duixian; install this version there"
            )
        return error.cause if isinstance(error.cause, Exception) else ClusterError(_first_line(error))


def run_there(version: str, name: tuple[str, str], arguments: Arguments) -> Any:
    """Run a function in a process of the cluster. Raises ClusterError where that has another version of duixian."""
    if version != extractor_version():
        raise ClusterError(
            f"a machine of the Ray cluster has the extraction {extractor_version()} and not {version}; "
            "install the same version of duixian on all of them"
        )
    os.environ[WORKERS_VARIABLE] = "1"  # a worker has no workers
    os.environ.pop(ADDRESS_VARIABLE, None)
    return run(name, arguments)


def _reach(address: str) -> None:
    """Ray tries for minutes to reach a port where nobody answers."""
    head = urlsplit(address if address.startswith(CLIENT) else f"//{_head() if address == AUTO else ''}")
    try:
        port = head.port or _CLIENT_PORT
        if head.hostname:
            socket.create_connection((head.hostname, port), _SECONDS).close()
    except (OSError, ValueError) as error:
        raise _missing(address, error) from error


def _head() -> str:
    """Where ``auto`` looks first: the address that RAY_ADDRESS names, else that of the last ``ray start`` here."""
    noted = Path(os.environ.get("RAY_TMPDIR") or "/tmp") / "ray" / "ray_current_cluster"
    named = os.environ.get("RAY_ADDRESS", "")
    return named or (noted.read_text(encoding="utf-8").strip() if noted.is_file() else "")


def _connected(address: str, processes: int) -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is sent anywhere
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    import ray

    own: dict[str, Any] = {"num_cpus": processes, "include_dashboard": False, "object_store_memory": _STORE_BYTES}
    try:
        ray.init(address, log_to_driver=False, logging_level=logging.ERROR, **(own if address == LOCAL else {}))
    except Exception as error:  # Ray's own, gRPC's, and those of a version that does not fit
        raise _missing(address, error) from error
    return ray


def _missing(address: str, error: Exception) -> ClusterError:
    what = "no Ray could be started on this machine" if address == LOCAL else f"no Ray cluster answers at {address}"
    return ClusterError(
        f"{what}: {_first_line(error)}; start one (ray start --head), name another in {ADDRESS_VARIABLE}, "
        "or unset it to work in processes of this machine"
    )


def _first_line(error: BaseException) -> str:
    said = error.details() if hasattr(error, "details") else str(error)  # gRPC hides what it says behind much else
    if "authentication token" in str(said):
        return "it asks for a token; set RAY_AUTH_MODE=token and RAY_AUTH_TOKEN here and on all its machines"
    lines = [line.strip() for line in str(said).splitlines() if line.strip()]
    return lines[0][:300] if lines else type(error).__name__
