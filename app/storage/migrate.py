"""Brings a store to this program's schema: numbered SQL, a transaction each, a backup first."""

from __future__ import annotations

import functools
import secrets
from collections.abc import Callable, Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.base.files import private_folder
from app.storage import errors
from app.storage.database import Database, Transaction

if TYPE_CHECKING:
    import sqlite3 as sqlite
else:
    from sqlcipher3 import dbapi2 as sqlite

BACKUPS_KEPT = 2


class Step(msgspec.Struct, frozen=True):
    """One schema version and the SQL that leads to it from the version before."""

    version: int
    sql: str


@functools.cache
def steps(family: str) -> tuple[Step, ...]:
    """The numbered SQL files of "mirror" or "own", oldest first."""
    folder = resources.files("app.storage") / "schema" / family
    return tuple(
        Step(int(file.name.removesuffix(".sql")), file.read_text(encoding="utf-8"))
        for file in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if file.name.endswith(".sql")
    )


def version_of(db: Database) -> int:
    """The schema version of an open store; 0 for a fresh file."""
    row = db.one("PRAGMA user_version")
    return int(row[0]) if row else 0


def migrate(
    db: Database, plan: Sequence[Step], *, application_id: int, backup: Callable[[int], Path | None]
) -> int:
    """Apply every step that `db` lacks and return the version reached.

    `backup(version)` is called once before an existing file is changed. Each step is a transaction
    with its version number, so that a crash leaves a whole older version; a new file is made in
    one, so that no other process finds an old version to back up. Raises NewerStore.
    """
    newest = plan[-1].version
    found = version_of(db)
    if found > newest:
        raise errors.newer(db.path, found, newest)
    if found == newest:
        return found
    if db.read_only:
        raise errors.older(db.path, found, newest)
    if found:
        backup(found)
    for steps_at_once in [[step] for step in plan] if found else [plan]:
        with db.write() as tx:
            for step in steps_at_once:
                _apply(tx, step, application_id)
    return version_of(db)


def _apply(tx: Transaction, step: Step, application_id: int) -> None:
    """One step, unless another process was quicker."""
    row = tx.one("PRAGMA user_version")
    if row is not None and row[0] >= step.version:
        return
    for statement in statements(step.sql):
        tx.execute(statement)
    tx.execute(f"PRAGMA application_id = {application_id}")
    tx.execute(f"PRAGMA user_version = {step.version}")


def back_up(db: Database, folder: Path) -> Callable[[int], Path | None]:
    """What makes an encrypted copy of `db` (same key) in `folder` and keeps the last two."""

    def make(version: int) -> Path | None:
        private_folder(folder)
        copy = folder / f"{db.path.stem}-v{version}.db"
        # Another process may be at the same: each writes a file of its own, the last one stays.
        unfinished = folder / f"{db.path.stem}-{secrets.token_hex(8)}.part"
        try:
            copy_into(db, unfinished)
            unfinished.replace(copy)
        finally:
            unfinished.unlink(missing_ok=True)
        copies = sorted(folder.glob(f"{db.path.stem}-v*.db"), key=_age)
        for old in copies[:-BACKUPS_KEPT]:
            old.unlink(missing_ok=True)
        return copy

    return make


def _age(path: Path) -> float:
    """When a file was written; one that has just gone is the oldest."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def copy_into(db: Database, target: Path) -> None:
    """A consistent, compact copy of an open store under the same key, also while it is in use."""
    db.pragma(f"VACUUM INTO '{target.resolve().as_uri().replace(chr(39), chr(39) * 2)}'")


def statements(sql: str) -> Iterator[str]:
    """The single statements of a script (sqlite's executescript would commit in between)."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        raise ValueError("a schema file ends within a statement")
