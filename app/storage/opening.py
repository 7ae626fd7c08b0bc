"""Opens the two stores: keys them, picks page size and durability, migrates, notices damage."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.base.errors import from_os_error
from app.base.files import sync_folder
from app.storage import errors, migrate
from app.storage.database import Database
from app.storage.key import StoreKey

if TYPE_CHECKING:
    import sqlite3 as sqlite
else:
    from sqlcipher3 import dbapi2 as sqlite

BUSY_MILLIS = 5_000
CHECKED_PAGES = 256
"""An own.db of at most so many pages (1 MB) is checked in full at every opening: 1 to 3 ms."""


class Kind(msgspec.Struct, frozen=True):
    """How a store of one family is kept."""

    family: str
    application_id: int
    page_size: int
    pragmas: tuple[str, ...]

    @property
    def own(self) -> bool:
        """Whether this is the store that is never discarded."""
        return self.family == "own"


# SQLCipher's default page: a window of 128 rows anywhere costs 2.0 ms of CPU, 4.0 with 8 KB and
# 5.4 with 16 KB, because every page touched is decrypted whole; the first load of 100,000 orders
# costs 2.0 s of SQL against 2.5 with 16 KB (fewer bytes written anew a commit; SQLCipher 4.19).
# A checkpoint every 32 MB keeps the first load from copying pages twice.
MIRROR = Kind(
    "mirror",
    0x43504D52,
    4_096,
    ("synchronous = NORMAL", "cache_size = -65536", "wal_autocheckpoint = 8000"),
)
# FULL: the WAL is flushed to the disk at every commit (threat 20); fullfsync is macOS' real flush.
# SQLCipher's default page size here too, because ATTACH opens a file with the defaults.
OWN = Kind(
    "own",
    0x43504F57,
    4_096,
    ("synchronous = FULL", "fullfsync = ON", "checkpoint_fullfsync = ON", "foreign_keys = ON"),
)


def open_mirror(
    path: Path,
    key: StoreKey,
    *,
    read_only: bool = False,
    own: tuple[Path, StoreKey] | None = None,
    backup_folder: Path | None = None,
) -> Database:
    """Open mirror.db, made and migrated where `read_only` is not asked for.

    With `own`, that store is attached read-only as schema "own". Raises WrongKey, Corrupt,
    NewerStore, and read-only also OlderStore and StoreMissing.
    """
    db = open_store(MIRROR, path, key, read_only=read_only, backup_folder=backup_folder)
    if own is not None:
        try:
            _attach(db, *own)
        except BaseException:
            db.close()
            raise
    return db


def open_own(path: Path, key: StoreKey, *, backup_folder: Path | None = None) -> Database:
    """Open own.db, made and migrated where needed; a commit is on the disk when it returns.

    Raises WrongKey, Corrupt, NewerStore. In a place that cannot be written it opens read-only and
    says so in `notice`.
    """
    return open_store(OWN, path, key, backup_folder=backup_folder)


def open_store(
    kind: Kind,
    path: Path,
    key: StoreKey,
    *,
    read_only: bool = False,
    backup_folder: Path | None = None,
) -> Database:
    """Open a store of either kind; see `open_mirror` and `open_own`."""
    for attempt in (1, 2, 3):
        fresh = False if read_only else _make_file(path)
        try:
            return _open(kind, path, key, read_only, backup_folder)
        except (errors.WrongKey, errors.Corrupt):
            # Another process may have made the file, and with it the salt, in this very moment.
            if not fresh or attempt == 3:
                raise
    raise AssertionError("unreachable")


def _open(
    kind: Kind, path: Path, key: StoreKey, read_only: bool, backup_folder: Path | None
) -> Database:
    db = _connect(kind, path, key, read_only)
    try:
        if db.read_only:
            # Wide enough for a window of rows and its index; memory is bounded by P2 and P3.
            db.pragma("PRAGMA cache_size = -8192")
        else:
            db.pragma("PRAGMA journal_mode = WAL")
            for pragma in kind.pragmas:
                db.pragma(f"PRAGMA {pragma}")
        folder = backup_folder or path.parent / "backups"
        if migrate.version_of(db):
            # Before a step could make the one kind of store look like the other.
            check_kind(kind, db)
        migrate.migrate(
            db,
            migrate.steps(kind.family),
            application_id=kind.application_id,
            backup=migrate.back_up(db, folder),
        )
        check_at_open(kind, db)
    except BaseException:
        db.close()
        raise
    return db


def _connect(kind: Kind, path: Path, key: StoreKey, read_only: bool) -> Database:
    """A keyed connection whose first page was read; read-only where nothing else is possible."""
    if not path.exists():
        raise errors.missing(path)
    if read_only:
        return _first_that_opens(kind, path, key, notice=None)
    try:
        db = open_keyed(kind, path, key, "mode=rw")
        try:
            db.pragma("PRAGMA journal_mode = WAL")
        except BaseException:
            db.close()
            raise
    except (errors.StoreReadOnly, errors.StoreMissing) as problem:
        if os.access(path, os.R_OK):
            return _first_that_opens(kind, path, key, notice=errors.read_only(path, problem.detail))
        raise
    if _unwritable(path):
        db.close()
        return _first_that_opens(kind, path, key, notice=errors.read_only(path))
    return db


def _first_that_opens(
    kind: Kind, path: Path, key: StoreKey, notice: errors.StoreReadOnly | None
) -> Database:
    """Open without writing: shared with a writer, else as it lies, else from a private copy.

    SQLite reads a write-ahead log only where it can make its -shm file; on a medium that cannot be
    written the file is read as it lies, and together with a log that was left behind from a copy
    in a private temporary folder, which is as encrypted as the original.
    """
    try:
        return open_keyed(kind, path, key, "mode=ro", notice=notice, read_only=True)
    except (errors.StoreMissing, errors.StoreReadOnly):
        log = path.with_name(path.name + "-wal")
        if not os.access(path, os.R_OK):
            raise
        if not log.exists() or log.stat().st_size == 0:
            return open_keyed(kind, path, key, "mode=ro&immutable=1", notice=notice, read_only=True)
    folder = Path(tempfile.mkdtemp(prefix="counterpart-"))
    try:
        copy = folder / path.name
        shutil.copyfile(path, copy)
        shutil.copyfile(log, folder / log.name)
        db = open_keyed(kind, copy, key, "mode=ro", notice=notice, read_only=True)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    db.when_closed(lambda: shutil.rmtree(folder, ignore_errors=True))
    return db


def open_keyed(
    kind: Kind,
    path: Path,
    key: StoreKey,
    options: str = "mode=rw",
    *,
    notice: errors.StoreReadOnly | None = None,
    read_only: bool = False,
    salt: bytes = b"",
    look: bool = True,
) -> Database:
    """A bare connection with its key: not migrated, and where `look` is False not read either."""
    try:
        connection = sqlite.connect(
            f"{path.resolve().as_uri()}?{options}",
            uri=True,
            isolation_level=None,
            timeout=BUSY_MILLIS / 1000,
            cached_statements=256,
        )
    except sqlite.Error as error:
        raise errors.from_sqlite(error, path, own=kind.own) from error
    db = Database(connection, path, own=kind.own, notice=notice, read_only=read_only)
    try:
        db.pragma("PRAGMA cipher_log_level = NONE")
        db.pragma(f'PRAGMA key = "{key.literal(salt)}"')
        if kind.page_size != 4_096:
            db.pragma(f"PRAGMA cipher_page_size = {kind.page_size}")
        db.pragma("PRAGMA temp_store = MEMORY")
        if look:
            db.read("SELECT count(*) FROM sqlite_schema")
    except errors.Corrupt as problem:
        every_page = _no_page_fits(db)
        db.close()
        if every_page:
            raise errors.wrong_key(path, own=kind.own, detail=problem.detail) from problem
        raise
    except BaseException:
        db.close()
        raise
    return db


def _no_page_fits(db: Database) -> bool:
    """Whether no page at all bears this key's mark: a wrong key, not some damaged bytes."""
    with contextlib.suppress(errors.StoreProblem):
        page_size = OWN.page_size if db.own else MIRROR.page_size
        pages = _file_size(db.path) // page_size
        return len(db.read("PRAGMA cipher_integrity_check")) >= max(1, pages)
    return False


def check_kind(kind: Kind, db: Database) -> None:
    """Whether this is a store of that kind. Raises Corrupt."""
    row = db.one("PRAGMA application_id")
    if row is None or row[0] != kind.application_id:
        raise errors.corrupt(db.path, own=kind.own, detail="another kind of store")


def check_at_open(kind: Kind, db: Database) -> None:
    """The cheap check: right kind of file, not cut short, small own.db sound. Raises Corrupt."""
    check_kind(kind, db)
    count = db.one("PRAGMA page_count")
    pages = int(count[0]) if count else 0
    log = db.path.with_name(db.path.name + "-wal")
    with contextlib.suppress(OSError):
        logged = log.stat().st_size if log.exists() else 0
        if not logged and db.path.stat().st_size < pages * kind.page_size:
            raise errors.corrupt(db.path, own=kind.own, detail="cut short")
    if kind.own and pages <= CHECKED_PAGES:
        found = db.read("PRAGMA quick_check(1)")
        if found != [("ok",)]:
            raise errors.corrupt(db.path, own=kind.own, detail=str(found[0][0]))


def full_check(db: Database) -> tuple[str, ...]:
    """Every page's authenticity and every index entry; what was found wrong, nothing if sound."""
    try:
        pages = [str(row[0]) for row in db.read("PRAGMA cipher_integrity_check")]
        rows = [str(row[0]) for row in db.read("PRAGMA integrity_check(20)")]
    except errors.Corrupt as problem:
        return (problem.detail,)
    return tuple(text for text in pages + rows if text != "ok")


def _attach(db: Database, path: Path, key: StoreKey) -> None:
    if not path.exists():
        raise errors.missing(path)
    uri = f"{path.resolve().as_uri()}?mode=ro"
    db.read("ATTACH ? AS own KEY ?", (uri, key.literal()))


def _make_file(path: Path) -> bool:
    """Make `path` for this user only, before SQLite does; whether it is empty."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        sync_folder(path.parent)
    except FileExistsError:
        return _file_size(path) == 0
    except OSError as error:
        raise from_os_error(error, path) from error
    return True


def _file_size(path: Path) -> int:
    with contextlib.suppress(OSError):
        return path.stat().st_size
    return 0


def _unwritable(path: Path) -> bool:
    return not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK)
