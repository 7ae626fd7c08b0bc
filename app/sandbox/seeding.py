"""Fills a new state file with the invented vendor, then puts it in its place in one step."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import sqlite3
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct

from app.base.clock import Clock
from app.base.errors import from_os_error
from app.sandbox import (
    documents,
    featured,
    generated,
    generated_support,
    license_records,
    small_kinds,
    support_seeds,
    vendor,
)
from app.sandbox.calendar import Calendar
from app.sandbox.drafting import order_id
from app.sandbox.fulfilment import Fulfilment
from app.sandbox.records import Entry, Order
from app.sandbox.signing import Signer, add_first_key, current_within
from app.sandbox.state import (
    BEFORE_CERTIFICATION,
    BEFORE_SUPPORT,
    INDEXES,
    State,
    add_tables,
    bad_state,
    create,
    open_state,
    version_of,
)

_DETAILED_NEWEST = 2_000
_DETAILED_EVERY = 20
"""Deliveries, invoices and services exist for the newest generated orders and every so manyth."""


class Seed(Struct, frozen=True):
    """What decides the content of a state. `today` is the day all dates are relative to."""

    orders: int
    seed: int
    today: date
    requests: int = 0
    messages: int = 10
    """Further support requests, and the messages of each of these."""

    def kept(self) -> tuple[tuple[str, str], ...]:
        """What the state remembers of it and must agree with the next start."""
        return (
            ("orders", str(self.orders)),
            ("seed", str(self.seed)),
            ("requests", str(self.requests)),
            ("messages", str(self.messages)),
        )


def open_or_create(path: Path, wanted: Seed, clock: Clock) -> State:
    """The state in `path`, made first where there is none.

    Raises BadState where the file is something else or was made for another seed or number of
    orders, and the Problem that an OSError means. An existing state keeps its own today; one
    that was made before there was support or certification is completed and keeps everything else.
    """
    if not path.exists():
        _create(path, wanted, clock)
    else:
        version = version_of(path)
        if version in (BEFORE_SUPPORT, BEFORE_CERTIFICATION):
            _complete(path, version)
    state = open_state(path)
    kept = tuple((name, state.meta(name)) for name, _ in wanted.kept())
    if kept != wanted.kept():
        state.close()
        words = " ".join(f"--{name} {value}" for name, value in kept)
        raise bad_state(path, f"made with {words}")
    return state


def _complete(path: Path, version: int) -> None:
    """Add to a state of an older version what a new one has beyond it, in one step."""
    try:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as file:
            file.execute("BEGIN IMMEDIATE")
            add_tables(file, version)
            kept = dict(file.execute("SELECT name, value FROM meta").fetchall())
            calendar = Calendar(date.fromisoformat(kept["today"]))
            file.executemany(
                "INSERT OR IGNORE INTO meta VALUES(?,?)", (("requests", "0"), ("messages", "10"))
            )
            for kind, name, data in _small(int(kept["orders"]), calendar, current_within(file)):
                known = file.execute("SELECT 1 FROM feed WHERE kind=? AND id=?", (kind, name))
                if known.fetchone() is None:
                    entry = msgspec.json.encode(Entry(kind, name, 1, False, data))
                    file.execute(
                        "INSERT INTO feed(kind, id, version, deleted, entry) VALUES(?,?,1,0,?)",
                        (kind, name, entry),
                    )
            if version == BEFORE_SUPPORT:
                _fill_support(file)
            file.execute("COMMIT")
    except (sqlite3.Error, KeyError, ValueError, TypeError) as error:
        raise bad_state(path, str(error)) from error


def _create(path: Path, wanted: Seed, clock: Clock) -> None:
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.closing(create(part)) as connection:
            _fill(connection, wanted, clock)
        part.replace(path)
    except sqlite3.Error as error:
        raise bad_state(path, str(error)) from error
    except OSError as error:
        raise from_os_error(error, path) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _fill(connection: sqlite3.Connection, wanted: Seed, clock: Clock) -> None:
    connection.execute("BEGIN")
    signer = add_first_key(connection, clock)
    connection.executemany(
        "INSERT INTO meta VALUES(?,?)",
        (
            *wanted.kept(),
            ("today", wanted.today.isoformat()),
            ("feed", secrets.token_hex(4)),
        ),
    )
    connection.executemany("INSERT INTO person VALUES(?,?,?,?,?,?,?,0,?)", _people())
    connection.executemany("INSERT INTO terms VALUES(?,?,?,?)", _texts())
    connection.executemany("INSERT INTO feed VALUES(?,?,?,1,0,?)", _rows(wanted, signer))
    _fill_support(connection)
    connection.execute(INDEXES)
    connection.execute("COMMIT")


def _fill_support(connection: sqlite3.Connection) -> None:
    """The files of the drawn requests, and how far their scripts are."""
    connection.executemany(
        "INSERT INTO attachment VALUES(?,?,'application/octet-stream',?,?,?)",
        (
            (file.id, file.name, len(file.content), sha256(file.content).hexdigest(), file.content)
            for file in support_seeds.files()
        ),
    )
    connection.executemany("INSERT INTO ticket VALUES(?,?,?)", support_seeds.tickets())


def _texts() -> Iterator[tuple[str, str, bytes, bytes]]:
    for one in documents.published():
        yield one.id, documents.MEDIA_TYPE, documents.text(one.stem), documents.rules(one.stem)


def _people() -> Iterator[tuple[object, ...]]:
    for person in vendor.PEOPLE:
        salt = secrets.token_bytes(16)
        yield (
            person.user,
            person.subject,
            person.name,
            person.email,
            salt,
            password_hash(vendor.DEMO_PASSWORD, salt),
            " ".join(person.permissions),
            int(person.locked),
        )


def password_hash(password: str, salt: bytes) -> bytes:
    """What the state keeps of a password (scrypt, RFC 7914)."""
    return hashlib.scrypt(password.encode(), salt=salt, n=1 << 12, r=8, p=1)


def _rows(wanted: Seed, signer: Signer) -> Iterator[tuple[int, str, str, bytes]]:
    encode = msgspec.json.Encoder().encode
    for seq, (kind, name, data) in enumerate(_records(wanted, signer), 1):
        yield seq, kind, name, encode(Entry(kind, name, 1, False, data))


def _records(wanted: Seed, signer: Signer) -> Iterator[tuple[str, str, Struct]]:
    calendar = Calendar(wanted.today)
    yield from small_kinds.records(calendar, signer)
    yield license_records.revocation_list(calendar, signer)
    fulfilment = Fulfilment(wanted.seed, calendar)
    hand_made = featured.orders(calendar)[: wanted.orders]
    for order in hand_made:
        followed = list(fulfilment.of(order_id(order.number), order))
        yield "order", order_id(order.number), order
        yield from followed
        yield from license_records.of(order, followed, calendar)
    by_id = {order_id(order.number): order for order in hand_made}
    yield from support_seeds.records(calendar, by_id)
    count = wanted.orders - len(hand_made)
    for index, (name, order) in enumerate(generated.Generator(wanted.seed, count, calendar)):
        if index >= count - _DETAILED_NEWEST or index % _DETAILED_EVERY == 0:
            yield from _with_fulfilment(name, order, fulfilment)
        else:
            yield "order", name, order
    yield from generated_support.Generator(
        wanted.seed, calendar, by_id, wanted.requests, wanted.messages
    )


def _small(orders: int, calendar: Calendar, signer: Signer) -> Iterator[tuple[str, str, Struct]]:
    """What does not depend on the seed, of a state with so many orders."""
    hand_made = featured.orders(calendar)[:orders]
    yield from small_kinds.records(calendar, signer)
    by_id = {order_id(order.number): order for order in hand_made}
    yield from support_seeds.records(calendar, by_id)


def _with_fulfilment(
    name: str, order: Order, fulfilment: Fulfilment
) -> Iterator[tuple[str, str, Struct]]:
    yield "order", name, order
    yield from fulfilment.of(name, order)
