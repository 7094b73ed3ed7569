"""Dagster's runs and events in SQLite files below the home, as Dagster keeps them, with the files held open.

Only how those files are opened belongs here. Dagster opens a file for each of the thousand events of a run and closes
it again, and each time SQLite folds its journal into the file and waits for the disk: on a busy one, a third of a run.
Held open, a file is written when its journal has grown. A process that is killed loses nothing; after a power cut the
last events may be missing, never the file. What was read and published is told by the lake and the receipt, not here.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import dagster as dg
import sqlalchemy as db
from dagster._core.instance.ref import InstanceRef
from dagster._core.storage.event_log.sqlite.sqlite_event_log import (
    INDEX_SHARD_NAME,
    SqliteEventLogStorage,
)
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy.pool import StaticPool

_SECONDS = 30


class Instance(dg.DagsterInstance):
    """Dagster's instance with ``Storage`` where dagster.yaml names no other."""

    @staticmethod
    def config_schema() -> dict[str, Any]:
        """Nothing more than any instance."""
        return {}

    @staticmethod
    def config_defaults(base_dir: str) -> Mapping[str, ConfigurableClassData | None]:
        """What Dagster takes for the instance in ``base_dir`` where dagster.yaml is silent."""
        storage = ConfigurableClassData(__name__, Storage.__name__, json.dumps({"base_dir": base_dir}))
        return {**InstanceRef.config_defaults(base_dir), "storage": storage}


class Storage(DagsterSqliteStorage):
    """Dagster's files, with ``EventLog`` for the events."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        super().__init__(base_dir, inst_data)
        self._event_log_storage = EventLog(self._event_log_storage._base_dir)

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Any) -> "Storage":
        """As Dagster makes what dagster.yaml, or ``Instance``, names."""
        return cls(inst_data=inst_data, **config_value)


class EventLog(SqliteEventLogStorage):
    """The index of all events and the file of the run at hand stay open; files of other runs come and go."""

    def __init__(self, base_dir: str) -> None:
        self._held: dict[str, db.Engine] = {}
        super().__init__(base_dir)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[db.Connection]:
        with self._db_lock, self._engine(shard).begin() as connection:
            yield connection

    def _engine(self, shard: str) -> db.Engine:
        if shard not in self._held:
            for other in self._held.keys() - {INDEX_SHARD_NAME}:
                self._held.pop(other).dispose()
            arguments = {"timeout": _SECONDS, "check_same_thread": False}
            engine = db.create_engine(self.conn_string_for_shard(shard), poolclass=StaticPool, connect_args=arguments)
            db.event.listen(engine, "connect", lambda opened, _: opened.execute("pragma synchronous = normal"))
            self._initdb(engine)
            self._held[shard] = engine
        return self._held[shard]

    def store_event(self, event: dg.EventLogEntry) -> None:
        """Keep the event, then touch the file of its run: who watches the run looks when that file changes."""
        super().store_event(event)
        os.utime(self.path_for_shard(event.run_id))

    def dispose(self) -> None:
        """Close the files."""
        super().dispose()
        while self._held:
            self._held.popitem()[1].dispose()
