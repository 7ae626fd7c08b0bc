"""Damaged stores: the mirror is put aside and fetched anew, own.db is saved row by row.

The damaged own.db is never thrown away: a copy stays in quarantine. Row by row, what its pages
still prove genuine goes into a new store; the ledger then says exactly what is missing.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from app.base.clock import Clock
from app.base.errors import from_os_error
from app.base.files import private_folder, sync_folder
from app.storage import errors
from app.storage.database import Database, Row
from app.storage.key import StoreKey
from app.storage.ledger import Ledger, LedgerEntry, reconcile
from app.storage.opening import OWN, open_keyed, open_mirror, open_own
from app.storage.patch import make_readable

_SUFFIXES = ("", "-wal", "-shm")
_PROBED = 10_000
"""Single rows tried, at most, in a gap between damaged pages."""

_PATIENCE = 200
"""Failures in a row after which a gap is given up; each one costs a new opening of about 2 ms."""


class Salvage(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a damaged own.db.

    `kept` rows a table are in the new store; `missing` items are not, and the ledger names them;
    `copy` is the folder in which the damaged files lie unchanged.
    """

    copy: Path
    kept: dict[str, int]
    missing: tuple[LedgerEntry, ...]


def open_or_renew_mirror(
    path: Path, key: StoreKey, quarantine: Path, clock: Clock
) -> tuple[Database, errors.StoreProblem | None]:
    """Open mirror.db for writing; a damaged one, or one of another key, is put aside first.

    The second value says why it was renewed. Raises what `open_mirror` does otherwise.
    """
    try:
        return open_mirror(path, key), None
    except (errors.Corrupt, errors.WrongKey) as problem:
        renew_mirror(path, quarantine, clock)
        return open_mirror(path, key), problem


def renew_mirror(path: Path, quarantine: Path, clock: Clock) -> Path:
    """Put a closed mirror.db aside, so that the next opening makes an empty one.

    Only the last such copy is kept: all of it can be fetched again.
    """
    for old in sorted(quarantine.glob(f"{path.stem}-*")):
        shutil.rmtree(old, ignore_errors=True)
    return move_aside(path, quarantine, clock)


def move_aside(path: Path, quarantine: Path, clock: Clock) -> Path:
    """Move a closed store and its log into a new folder of `quarantine`, and return that."""
    folder = _fresh_folder(path, quarantine, clock)
    try:
        for suffix in _SUFFIXES:
            part = path.with_name(path.name + suffix)
            if part.exists():
                part.replace(folder / part.name)
        sync_folder(path.parent)
    except OSError as error:
        raise from_os_error(error, path) from error
    return folder


def salvage_own(path: Path, key: StoreKey, quarantine: Path, ledger: Path, clock: Clock) -> Salvage:
    """Replace a damaged, closed own.db by a new one with everything that can still be read.

    Raises WrongKey where the key is not the file's (nothing is touched then), and the problems of
    a disk. Until the new store is complete the old one stays in its place.
    """
    folder = _fresh_folder(path, quarantine, clock)
    work, fresh = folder / "work.db", folder / "new.db"
    try:
        _copy(path, folder / path.name)
        _copy(path, work)
        kept = _carry_over(work, key, fresh, Ledger(ledger))
        for suffix in _SUFFIXES[1:]:
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        fresh.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise from_os_error(error, path) from error
    finally:
        for name in (work, fresh):
            for suffix in _SUFFIXES:
                name.with_name(name.name + suffix).unlink(missing_ok=True)
    with open_own(path, key) as own:
        return Salvage(copy=folder, kept=kept, missing=reconcile(own, ledger).missing)


def _carry_over(work: Path, key: StoreKey, fresh: Path, ledger: Ledger) -> dict[str, int]:
    """Copy the readable rows of every table; how many of each (none where nothing opens it)."""
    kept: dict[str, int] = {}
    try:
        make_readable(work, key, ledger.salt(), ledger.roots())
    except errors.Corrupt:
        open_own(fresh, key).close()
        return kept
    with open_own(fresh, key) as target:
        tables = target.read(
            "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
            " AND name NOT LIKE 'sqlite_%'"
        )
        target.pragma("PRAGMA foreign_keys = OFF")
        there = _tables_of(work, key)
        for table, without_rowid in tables:
            if table not in there:
                kept[str(table)] = 0
                continue
            columns = [str(row[1]) for row in target.read(f"PRAGMA table_info({table})")]
            order = columns[0] if without_rowid else "rowid"
            marks = ", ".join("?" * (len(columns) + (not without_rowid)))
            names = ", ".join(columns if without_rowid else ["rowid", *columns])
            count = 0
            with target.write() as tx:
                for row in _readable(work, key, str(table), order, names):
                    with contextlib.suppress(errors.Constraint), tx.savepoint():
                        count += tx.execute(
                            f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})",  # noqa: S608
                            row,
                        )
            kept[str(table)] = count
        target.pragma("PRAGMA wal_checkpoint(TRUNCATE)")
    return kept


def _tables_of(work: Path, key: StoreKey) -> frozenset[str]:
    """The tables that the damaged store is known to have: an older version has fewer."""
    with open_keyed(OWN, work, key) as source:
        rows = source.read("SELECT name FROM sqlite_schema WHERE type = 'table'")
    return frozenset(str(name) for (name,) in rows)


def _readable(work: Path, key: StoreKey, table: str, order: str, names: str) -> Iterator[Row]:
    """The rows of a table from both ends, then those between damaged pages one by one."""
    first: Row | None = None
    last: Row | None = None
    whole = True
    for direction in ("ASC", "DESC"):
        try:
            with open_keyed(OWN, work, key) as source:
                sql = f"SELECT {order}, {names} FROM {table} ORDER BY {order} {direction}"  # noqa: S608
                for row in source.iterate(sql, chunk=1):
                    first, last = (row, last) if direction == "ASC" else (first, row)
                    yield row[1:]
            break
        except (errors.Corrupt, errors.DiskFault):
            whole = False
    if not whole and order == "rowid":
        low = int(first[0]) if first else 0
        high = int(last[0]) if last else low + _PROBED
        yield from _between(work, key, table, names, low + 1, min(high, low + _PROBED))


def _between(
    work: Path, key: StoreKey, table: str, names: str, low: int, high: int
) -> Iterator[Row]:
    source = open_keyed(OWN, work, key)
    misses = 0
    try:
        for number in range(low, high):
            try:
                row = source.one(f"SELECT {names} FROM {table} WHERE rowid = ?", (number,))  # noqa: S608
            except (errors.Corrupt, errors.DiskFault):
                # After one bad page SQLCipher gives no other: a new connection for the next row.
                source.close()
                source = open_keyed(OWN, work, key)
                misses += 1
                if misses > _PATIENCE:
                    return
                continue
            misses = 0
            if row is not None:
                yield row
    finally:
        source.close()


def _copy(path: Path, target: Path) -> None:
    for suffix in ("", "-wal"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            copy = target.with_name(target.name + suffix)
            shutil.copyfile(part, copy)
            with copy.open("rb+") as stream:
                os.fsync(stream.fileno())


def _fresh_folder(path: Path, quarantine: Path, clock: Clock) -> Path:
    stamp = _stamp(clock.now())
    for number in range(1000):
        folder = private_folder(quarantine) / f"{path.stem}-{stamp}-{number:03}"
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            continue
        except OSError as error:
            raise from_os_error(error, folder) from error
        return folder
    raise errors.disk_fault(quarantine)


def _stamp(instant: datetime) -> str:
    return instant.strftime("%Y%m%dT%H%M%SZ")
