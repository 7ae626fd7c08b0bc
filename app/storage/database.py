"""One connection to an encrypted store: reads, one write transaction at a time, typed errors.

A Database is used by the thread that opened it; only `interrupt` may be called from another.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.base.errors import Cancelled
from app.base.tasks import CancelToken
from app.storage import errors

if TYPE_CHECKING:
    import sqlite3 as sqlite
else:
    from sqlcipher3 import dbapi2 as sqlite

# The driver looks for an adapter of None and of bytes at every binding, and a failed look-up raises
# inside: 2 µs a value. With these it is found at once, and gives back what it got.
sqlite.register_adapter(type(None), lambda none: none)
sqlite.register_adapter(bytes, bytes)

Row = tuple[Any, ...]
Params = Sequence[object]

_STEPS = 20_000
"""Virtual machine steps between two looks at a cancel token: well under 10 ms."""


class Database:
    """An open store. `notice` is why it is read-only although it was to be written, or None."""

    def __init__(
        self,
        connection: sqlite.Connection,
        path: Path,
        *,
        own: bool,
        notice: errors.StoreReadOnly | None = None,
        read_only: bool = False,
    ) -> None:
        self._connection = connection
        self._in_transaction = False
        self._data_version = -1
        self._on_close: list[Callable[[], None]] = []
        self.path = path
        self.own = own
        self.notice = notice
        self.read_only = read_only or notice is not None

    def read(self, sql: str, params: Params = ()) -> list[Row]:
        """All rows of a small result."""
        with self._typed():
            return self._connection.execute(sql, params).fetchall()

    def one(self, sql: str, params: Params = ()) -> Row | None:
        """The first row, or None."""
        with self._typed():
            row: Row | None = self._connection.execute(sql, params).fetchone()
            return row

    def iterate(self, sql: str, params: Params = (), *, chunk: int = 1000) -> Iterator[Row]:
        """The rows of a large result, `chunk` at a time in memory."""
        with self._typed():
            cursor = self._connection.execute(sql, params)
        try:
            while True:
                with self._typed():
                    rows = cursor.fetchmany(chunk)
                if not rows:
                    return
                yield from rows
        finally:
            cursor.close()

    @contextlib.contextmanager
    def write(self) -> Iterator[Transaction]:
        """One transaction: committed when the block ends well, else undone. Not nested.

        Raises StoreReadOnly, StoreBusy (after 5 s), StoreFull, DiskFault, Corrupt. For own.db the
        block's end means that the rows are on the disk (synchronous=FULL).
        """
        if self.read_only:
            raise self.notice or errors.read_only(self.path)
        if self._in_transaction:
            raise RuntimeError("a write transaction is already open on this connection")
        self._run("BEGIN IMMEDIATE")
        self._in_transaction = True
        transaction = Transaction(self)
        try:
            yield transaction
            self._run("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite.Error):
                self._connection.rollback()
            raise
        finally:
            self._in_transaction = False
        transaction.committed()

    @contextlib.contextmanager
    def cancellable(self, cancel: CancelToken | None) -> Iterator[None]:
        """Within the block a statement stops, and Cancelled is raised, once `cancel` is set."""
        if cancel is None:
            yield
            return
        self._connection.set_progress_handler(lambda: cancel.cancelled, _STEPS)
        try:
            yield
        except errors.Interrupted:
            if cancel.cancelled:
                raise Cancelled from None
            raise
        finally:
            self._connection.set_progress_handler(None, 0)

    def interrupt(self) -> None:
        """Stop the running statement, from any thread: it raises Interrupted."""
        self._connection.interrupt()

    def data_version(self) -> int:
        """A number that changes when another connection has committed."""
        row = self.one("PRAGMA data_version")
        return int(row[0]) if row else 0

    def changed(self) -> bool:
        """Whether another connection has committed since this was last asked."""
        before, self._data_version = self._data_version, self.data_version()
        return before != self._data_version

    @property
    def total_changes(self) -> int:
        """Rows inserted, updated or deleted by this connection so far."""
        return self._connection.total_changes

    def pragma(self, sql: str) -> None:
        """Run a statement that belongs to no transaction."""
        with self._typed():
            self._connection.execute(sql).fetchall()

    def when_closed(self, call: Callable[[], None]) -> None:
        """Run `call` after the connection is closed."""
        self._on_close.append(call)

    def close(self) -> None:
        """Close the connection; harmless when done twice."""
        self._connection.close()
        while self._on_close:
            self._on_close.pop()()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def _run(self, sql: str, params: Params = ()) -> sqlite.Cursor:
        with self._typed():
            return self._connection.execute(sql, params)

    def _run_many(self, sql: str, rows: Iterable[Params]) -> sqlite.Cursor:
        with self._typed():
            return self._connection.executemany(sql, rows)

    @contextlib.contextmanager
    def _typed(self) -> Iterator[None]:
        try:
            yield
        except sqlite.Error as error:
            known = errors.from_sqlite(error, self.path, own=self.own)
            if known is error:
                raise
            raise known from error


class Transaction:
    """An open write transaction of a Database; it ends with the block that opened it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._hooks: list[Callable[[], None]] = []
        self._last_row_id: int | None = None
        self._savepoints = 0

    def execute(self, sql: str, params: Params = ()) -> int:
        """Run one statement; the number of rows it changed."""
        cursor = self._database._run(sql, params)
        self._last_row_id = cursor.lastrowid
        return cursor.rowcount

    def executemany(self, sql: str, rows: Iterable[Params]) -> int:
        """Run one statement a row of parameters; the number of rows changed in all."""
        return self._database._run_many(sql, rows).rowcount

    def read(self, sql: str, params: Params = ()) -> list[Row]:
        """All rows of a small result, as this transaction sees them."""
        return self._database.read(sql, params)

    def one(self, sql: str, params: Params = ()) -> Row | None:
        """The first row, or None."""
        return self._database.one(sql, params)

    @property
    def last_row_id(self) -> int | None:
        """The row id of the last insert by `execute`."""
        return self._last_row_id

    @contextlib.contextmanager
    def savepoint(self) -> Iterator[None]:
        """What the block did is undone alone when it raises; the transaction goes on."""
        self._savepoints += 1
        name = f"s{self._savepoints}"
        self._database._run(f"SAVEPOINT {name}")
        try:
            yield
        except BaseException:
            with contextlib.suppress(errors.Interrupted):
                self._database._run(f"ROLLBACK TO {name}")
                self._database._run(f"RELEASE {name}")
            raise
        self._database._run(f"RELEASE {name}")

    def on_commit(self, call: Callable[[], None]) -> None:
        """Run `call` once the transaction is on the disk; never when it is undone."""
        self._hooks.append(call)

    def committed(self) -> None:
        """Run what waited for the commit."""
        for hook in self._hooks:
            hook()
