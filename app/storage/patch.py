"""Makes a damaged copy of own.db openable: its salt, its first page, its length.

Only the copy is changed. Without its first page a store has no schema, and SQLite reads nothing;
but the schema is known: a store made anew with the same key and salt has the same first page, but
for where each table begins, which the ledger remembers. So the whole schema has to fit into it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from app.storage import errors
from app.storage.database import Database
from app.storage.key import StoreKey
from app.storage.ledger import SALT_SIZE
from app.storage.migrate import migrate, steps
from app.storage.opening import OWN, open_keyed

_PAGE = OWN.page_size
_FILLER = 1 << 20
_GROWTH = (0, 1024, 16_384)


def make_readable(
    work: Path, key: StoreKey, salt: bytes, roots: Mapping[str, int] | None = None
) -> None:
    """Repair `work` in place as far as opening it needs. Raises WrongKey, Corrupt.

    `salt` and `roots` (the first page of each table and index) are what the ledger remembers, or
    nothing.
    """
    if _opens(work, key):
        return
    if not _any_page_fits(work, key) and salt:
        with work.open("rb+") as stream:
            stream.write(salt)
    if not _any_page_fits(work, key):
        raise errors.wrong_key(work, own=True)
    if not _opens(work, key):
        _lengthen(work, key)
    if not _opens(work, key):
        _replace_first_page(work, key, roots or {})
    if not _opens(work, key):
        _lengthen(work, key)
    if not _opens(work, key):
        raise errors.corrupt(work, own=True, detail="beyond repair")


def _opens(work: Path, key: StoreKey) -> bool:
    try:
        with open_keyed(OWN, work, key) as db:
            db.read("SELECT name FROM sqlite_schema")
            return bool(db.read("SELECT 1 FROM sqlite_schema WHERE name = 'outbox'"))
    except (errors.Corrupt, errors.WrongKey, errors.DiskFault):
        return False


def _any_page_fits(work: Path, key: StoreKey) -> bool:
    """Whether the key (with the file's salt) proves at least one page genuine."""
    pages = -(-work.stat().st_size // _PAGE)
    with open_keyed(OWN, work, key, look=False) as db:
        return len(db.read("PRAGMA cipher_integrity_check")) < pages


def _lengthen(work: Path, key: StoreKey) -> None:
    """Fill a file that was cut short with empty pages: SQLite opens none that its head exceeds."""
    size = work.stat().st_size
    whole = size - size % _PAGE
    for pages in _GROWTH:
        with work.open("rb+") as stream:
            stream.truncate(whole)
            stream.truncate(whole + pages * _PAGE)
        if _opens(work, key):
            return
    with work.open("rb+") as stream:
        stream.truncate(whole)


def _replace_first_page(work: Path, key: StoreKey, roots: Mapping[str, int]) -> None:
    """Take the first page of a store made anew, which claims at least as many pages."""
    pages = work.stat().st_size // _PAGE
    with work.open("rb") as stream:
        salt = stream.read(SALT_SIZE)
    donor = work.with_name("donor.db")
    try:
        donor.touch(mode=0o600)
        with open_keyed(OWN, donor, key, salt=salt) as db:
            migrate(db, steps("own"), application_id=OWN.application_id, backup=lambda _v: None)
            _grow(db, pages)
            if roots:
                _move_roots(db, roots)
        with donor.open("rb") as stream:
            head = stream.read(_PAGE)
    finally:
        donor.unlink(missing_ok=True)
    with work.open("rb+") as stream:
        stream.write(head)


def _grow(db: Database, pages: int) -> None:
    with db.write() as tx:
        tx.execute("CREATE TABLE filler (content BLOB)")
        for _chunk in range(1 + pages * _PAGE // _FILLER):
            tx.execute("INSERT INTO filler VALUES (zeroblob(?))", (_FILLER,))


def _move_roots(db: Database, roots: Mapping[str, int]) -> None:
    """Let the schema say where tables begin in the damaged file; one made since is left empty."""
    db.pragma("PRAGMA writable_schema = ON")
    known = {str(row[0]) for row in db.read("SELECT name FROM sqlite_schema WHERE rootpage > 0")}
    with db.write() as tx:
        tx.executemany(
            "UPDATE sqlite_schema SET rootpage = ? WHERE name = ?",
            [(page, name) for name, page in roots.items() if name in known],
        )
        tx.executemany(
            "DELETE FROM sqlite_schema WHERE name = ? OR tbl_name = ?",
            [(name, name) for name in sorted(known - set(roots))],
        )
