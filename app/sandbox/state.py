"""The sandbox's memory: one SQLite file with feed, texts, people, tokens and what came in."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.base.errors import Problem
from app.base.text import _

_APPLICATION_ID = 0x43505342
_SCHEMA_VERSION = 6
BEFORE_SUPPORT = 4
BEFORE_CERTIFICATION = 5
"""The versions whose files are completed where they are found."""

_SCHEMA = """
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE feed(
    seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL,
    version INTEGER NOT NULL, deleted INTEGER NOT NULL, entry BLOB NOT NULL);
CREATE TABLE signing_key(
    kid TEXT PRIMARY KEY, private BLOB NOT NULL, status TEXT NOT NULL, made_at TEXT NOT NULL,
    change_payload TEXT, change_jws TEXT, retired_at TEXT);
CREATE TABLE person(
    user TEXT PRIMARY KEY, subject TEXT NOT NULL, name TEXT NOT NULL, email TEXT NOT NULL,
    salt BLOB NOT NULL, password BLOB NOT NULL, permissions TEXT NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0, locked INTEGER NOT NULL DEFAULT 0);
CREATE TABLE pending(
    id TEXT PRIMARY KEY, stage TEXT NOT NULL, user TEXT, client_id TEXT NOT NULL,
    scope TEXT NOT NULL, redirect_uri TEXT, challenge TEXT, echo TEXT, user_code TEXT,
    expires REAL NOT NULL);
CREATE TABLE code(
    hash TEXT PRIMARY KEY, user TEXT NOT NULL, client_id TEXT NOT NULL, scope TEXT NOT NULL,
    redirect_uri TEXT NOT NULL, challenge TEXT NOT NULL, expires REAL NOT NULL, family TEXT);
CREATE TABLE device(
    hash TEXT PRIMARY KEY, user_code TEXT NOT NULL UNIQUE, client_id TEXT NOT NULL,
    scope TEXT NOT NULL, state TEXT NOT NULL, user TEXT, expires REAL NOT NULL,
    interval INTEGER NOT NULL, polled REAL);
CREATE TABLE family(
    id TEXT PRIMARY KEY, user TEXT NOT NULL, client_id TEXT NOT NULL, scope TEXT NOT NULL,
    revoked INTEGER NOT NULL DEFAULT 0);
CREATE TABLE token(
    hash TEXT PRIMARY KEY, family TEXT NOT NULL, kind TEXT NOT NULL, expires REAL NOT NULL,
    used INTEGER NOT NULL DEFAULT 0);
CREATE TABLE submission(
    id TEXT PRIMARY KEY, subject TEXT NOT NULL, client_id TEXT NOT NULL, kind TEXT NOT NULL,
    path TEXT NOT NULL, body BLOB NOT NULL, body_hash TEXT NOT NULL, receipt BLOB NOT NULL,
    at REAL NOT NULL, UNIQUE(subject, client_id));
CREATE TABLE terms(
    id TEXT PRIMARY KEY, media_type TEXT NOT NULL, text BLOB NOT NULL, rules BLOB);
CREATE TABLE license_key(name TEXT PRIMARY KEY, private BLOB NOT NULL);
CREATE TABLE activation(
    request_id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, nonce TEXT NOT NULL UNIQUE,
    host_key TEXT NOT NULL, answer BLOB NOT NULL, installed_at TEXT, license_id TEXT NOT NULL,
    fingerprint TEXT NOT NULL, machine TEXT NOT NULL, issued_at TEXT NOT NULL, ended_at TEXT);
CREATE INDEX activation_machine ON activation(machine);
CREATE TABLE deactivation(machine TEXT NOT NULL, license_id TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE activation_set(
    client_id TEXT PRIMARY KEY, body_hash TEXT NOT NULL, answer BLOB NOT NULL);
"""

_SUPPORT = """
CREATE TABLE upload(
    id TEXT PRIMARY KEY, subject TEXT NOT NULL, client_id TEXT NOT NULL, name TEXT NOT NULL,
    media_type TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL,
    received INTEGER NOT NULL, complete INTEGER NOT NULL, body BLOB NOT NULL,
    body_hash TEXT NOT NULL, UNIQUE(subject, client_id));
CREATE TABLE attachment(
    id TEXT PRIMARY KEY, name TEXT NOT NULL, media_type TEXT NOT NULL, size INTEGER NOT NULL,
    sha256 TEXT NOT NULL, content BLOB);
CREATE TABLE ticket(
    id TEXT PRIMARY KEY, client_id TEXT NOT NULL, stage INTEGER NOT NULL DEFAULT 0);
CREATE INDEX ticket_client ON ticket(client_id);
CREATE TABLE agent_step(
    request_id TEXT NOT NULL, stage INTEGER NOT NULL, due REAL NOT NULL,
    PRIMARY KEY(request_id, stage)) WITHOUT ROWID;
CREATE INDEX agent_step_due ON agent_step(due);
"""
"""Added with version 5. An attachment without content has it in a file, named by its id."""

_CERTIFICATION = """
CREATE TABLE certification(
    id TEXT PRIMARY KEY, client_id TEXT NOT NULL, subject TEXT NOT NULL, document TEXT NOT NULL,
    due REAL, countersigned BLOB);
CREATE INDEX certification_client ON certification(client_id);
CREATE INDEX certification_due ON certification(due);
CREATE TABLE authority(
    name TEXT PRIMARY KEY, private BLOB NOT NULL, certificate BLOB NOT NULL);
"""
"""Added with version 6. The document of a certification is a file like any other that came in."""

INDEXES = "CREATE UNIQUE INDEX feed_record ON feed(kind, id)"
"""Made after the bulk of the feed is written: that is twice as fast as keeping it up to date."""


class BadState(Problem):
    """The state file is not one of the sandbox's, is damaged, or was made with other options."""

    code = "CP-6201"


def bad_state(path: Path, detail: str) -> BadState:
    """The problem with the state file `path`, for a person."""
    return BadState(
        _("The sandbox cannot use this state file"),
        _("{path} is not a state file that fits this start of the sandbox.").format(path=path),
        _("Choose another file with --state, or remove this one to start afresh."),
        kept=_("The file is unchanged."),
        detail=detail,
    )


class State:
    """An opened state file. Every thread gets its own connection; `close` closes them all."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._lock = threading.Lock()
        self._open: list[sqlite3.Connection] = []
        self._closed = False

    def connection(self) -> sqlite3.Connection:
        """This thread's connection, in autocommit mode."""
        known: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if known is not None:
            return known
        made = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False, timeout=30)
        made.execute("PRAGMA synchronous=NORMAL")
        with self._lock:
            if self._closed:
                made.close()
                raise sqlite3.ProgrammingError("the state is closed")
            self._open.append(made)
        self._local.connection = made
        return made

    def all(self, sql: str, params: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Every row that `sql` finds."""
        return self.connection().execute(sql, params).fetchall()

    def one(self, sql: str, params: tuple[Any, ...] = ()) -> tuple[Any, ...] | None:
        """The first row that `sql` finds."""
        row: tuple[Any, ...] | None = self.connection().execute(sql, params).fetchone()
        return row

    @contextlib.contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One write transaction: kept when the block ends well, else undone."""
        connection = self.connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def meta(self, name: str) -> str:
        """A named value. Raises KeyError where there is none."""
        row = self.one("SELECT value FROM meta WHERE name=?", (name,))
        if row is None:
            raise KeyError(name)
        return str(row[0])

    def close(self) -> None:
        """Close every thread's connection; call it when no request is being served any more."""
        with self._lock:
            self._closed = True
            for connection in self._open:
                connection.close()
            self._open.clear()


def create(path: Path) -> sqlite3.Connection:
    """A new file with the empty schema, tuned for the bulk of the seed (not yet crash-safe)."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=OFF")
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute(f"PRAGMA application_id={_APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version={_SCHEMA_VERSION}")
    connection.executescript(_SCHEMA + _SUPPORT + _CERTIFICATION)
    return connection


def add_tables(connection: sqlite3.Connection, version: int) -> None:
    """Bring the tables of an older version to the present one, within the caller's transaction."""
    added = _CERTIFICATION if version >= BEFORE_CERTIFICATION else _SUPPORT + _CERTIFICATION
    for statement in filter(str.strip, added.split(";")):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version={_SCHEMA_VERSION}")


def files_of(path: Path) -> Path:
    """The folder of the files that customers sent to the sandbox with this state file."""
    return path.with_name(f"{path.name}.files")


def version_of(path: Path) -> int:
    """The schema version of a state file. Raises BadState for anything that is not one."""
    try:
        with contextlib.closing(sqlite3.connect(path, timeout=30)) as probe:
            mark = probe.execute("PRAGMA application_id").fetchone()[0]
            version = int(probe.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.Error as error:
        raise bad_state(path, str(error)) from error
    if mark != _APPLICATION_ID:
        raise bad_state(path, f"mark {mark}")
    return version


def open_state(path: Path) -> State:
    """Open an existing state file. Raises BadState for anything that is not one."""
    try:
        with contextlib.closing(sqlite3.connect(path, timeout=30)) as probe:
            marks = [
                probe.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("application_id", "user_version")
            ]
            if marks != [_APPLICATION_ID, _SCHEMA_VERSION]:
                raise bad_state(path, f"marks {marks}")
            probe.execute("SELECT count(*) FROM meta").fetchone()
            probe.execute("PRAGMA journal_mode=WAL")
    except sqlite3.Error as error:
        raise bad_state(path, str(error)) from error
    return State(path)
