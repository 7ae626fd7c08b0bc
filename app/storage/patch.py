"""Makes a damaged copy of own.db openable: its salt, its first page, its length.

Only the copy is changed. Without its first page a store has no schema, and SQLite reads nothing;
but the schema is known: a store made anew with the same key and salt has the same first page.
"""

from __future__ import annotations

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


def make_readable(work: Path, key: StoreKey, salt: bytes) -> None:
    """Repair `work` in place as far as opening it needs. Raises WrongKey, Corrupt.

    `salt` is the one the ledger remembers, or nothing.
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
        _replace_first_page(work, key)
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


def _replace_first_page(work: Path, key: StoreKey) -> None:
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
