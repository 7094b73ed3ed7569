"""dbt, called in this process: one invocation a build, over the project as it was parsed before.

Only the calls belong here, and what dbt answers in plain terms; dbt's own types do not leave this module. dbt is
imported when it is called: that takes longer than most commands take to run.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.dbt_project import FOLDER, PARSED, PROFILES, DbtProjectError, environment, parsed
from warehouse.home import Home

HELD = {"success", "pass", "warn", "no-op"}
"""Statuses of nodes that stop nothing."""


class DbtRunError(Exception):
    """dbt broke down, or a node could not be run; the message holds dbt's own words."""


@dataclass(frozen=True)
class Done:
    """What became of one node; ``failures`` counts a test's bad rows, ``sql`` is what was run for it."""

    unique_id: str
    status: str
    seconds: float
    failures: int
    message: str
    sql: str

    @property
    def is_held(self) -> bool:
        """Whether the node was built, or the test passed or only warns."""
        return self.status in HELD


def parse(target: Path) -> None:
    """Parse the project into ``target``. Raises DbtProjectError with what dbt says.

    The database is named the same for every home: the name of its file alone is part of what is parsed.
    """
    with variables({"DUIXIAN_DATABASE": "duixian.duckdb", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}):
        answer = invoke(None, ["parse", "--target-path", str(target), "--log-path", str(target)])
    if not answer.success:
        raise DbtProjectError(f"dbt cannot parse {FOLDER}: {_words(answer.exception)}")


def build(home: Home, names: Sequence[str], standing: Sequence[str] = ()) -> list[Done]:
    """Build the nodes of these names and hold the tests among them; unit tests belong to the tests, not to builds.

    ``standing`` are the ids of those that the last
    build left as they are (macros/last_build.sql). Raises DbtRunError when dbt did not come to run its nodes at all.
    """
    target = home.dbt_target / "build"
    words = ["build", "--indirect-selection", "empty", "--select", *names]
    words += ["--target-path", str(target), "--log-path", str(target), "--log-level-file", "info"]
    with variables({**environment(home), "DUIXIAN_STANDING": ",".join(standing)}):
        answer = invoke(project_of(home), words)
    if answer.result is None or not hasattr(answer.result, "results"):
        raise DbtRunError(f"dbt stopped: {_words(answer.exception)}")
    return [_done(result) for result in answer.result.results]


def project_of(home: Home) -> Any:
    """The project as it was parsed, read anew; its seeds are found where the repository lies now."""
    from dbt.contracts.graph.manifest import Manifest

    manifest: Any = Manifest.from_msgpack((parsed(home) / PARSED).read_bytes())
    for node in manifest.nodes.values():
        if node.resource_type == "seed":
            node.root_path = str(FOLDER)
    manifest.build_flat_graph()  # what macros know as graph; dbt does it where it parses by itself
    return manifest


def invoke(project: Any, words: Sequence[str], listener: Callable[[str], None] | None = None) -> Any:
    """Call dbt with ``words`` over ``project`` (one of :func:`project_of`; None: parse it) and return its answer.

    ``listener`` is called with each line that dbt would print. Whatever interrupts dbt is raised when it has let go of
    the database.
    """
    from dbt.cli.main import dbtRunner

    told = [lambda event: listener(event.info.msg) if event.info.level != "debug" else None] if listener else []
    places = ["--project-dir", str(FOLDER), "--profiles-dir", str(PROFILES)]
    answer = dbtRunner(manifest=project, callbacks=told).invoke(["--no-use-colors", "--quiet", *words, *places])
    interruption = answer.exception if not isinstance(answer.exception, Exception) else None
    if interruption is not None:
        _cancel()  # whoever interrupts a run must not find dbt still writing
    _close()
    if interruption is not None:
        raise interruption
    return answer


def _cancel() -> None:
    from dbt.adapters.factory import FACTORY

    adapters: list[Any] = list(FACTORY.adapters.values())
    for adapter in adapters:
        adapter.cancel_open_connections()


def _close() -> None:
    """Let go of the database, which dbt would keep open for as long as the process lives."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    manager: Any = DuckDBConnectionManager
    if manager._ENV is not None:
        manager._ENV.close()
        manager.close_all_connections()


def _done(result: Any) -> Done:
    return Done(
        result.node.unique_id,
        str(result.status),
        result.execution_time,
        result.failures or 0,
        str(result.message or ""),
        getattr(result.node, "compiled_code", None) or "",
    )


def _words(error: BaseException | None) -> str:
    return " ".join(str(error).split()) if error is not None else "it does not say why"


@contextmanager
def variables(wanted: Mapping[str, str]) -> Iterator[None]:
    """Set these variables of the environment, which dbt and the profile read, for as long as the context lasts."""
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
