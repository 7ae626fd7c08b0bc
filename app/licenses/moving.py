"""A machine that died cannot prove that its license was removed: a person states it, once.

The statement goes out through the outbox; how often a year the vendor takes somebody's word is the
vendor's policy, and said when it refuses. A machine that still runs gives its license up itself
(`counterpart license remove`), and its proof is returned like any receipt.
"""

from __future__ import annotations

import msgspec

from app.account.store import read_me
from app.base import ids
from app.base.clock import Clock, to_wire
from app.base.errors import Problem
from app.base.text import _
from app.exchange.model import OutboxState
from app.exchange.outbox import Outbox
from app.licenses.moving_model import LONGEST_STATEMENT, Cause, Lost
from app.licenses.views import records as view_records
from app.licenses.views.records import MachineRecord
from app.storage.database import Database, Transaction

KIND = "machine_deactivation"
"""The kind of item in the outbox."""


_ACTIVE = "active"


class UnknownMachine(Problem):
    """No machine, or more than one, is called so."""

    code = "CP-5431"


class NothingToFree(Problem):
    """The machine holds no instance any more."""

    code = "CP-5432"


class BadStatement(Problem):
    """A statement without words, or with too many."""

    code = "CP-5433"


class _Stated(msgspec.Struct, frozen=True):
    statement: str
    by: str
    at: str


class _Deactivation(msgspec.Struct, frozen=True):
    client_id: str
    machine_id: str
    reason: Cause
    stated: _Stated


class _Named(msgspec.Struct, frozen=True):
    machine_id: str


class Moving:
    """Instances that are freed on a person's word, of one profile."""

    def __init__(self, own: Database, mirror: Database, outbox: Outbox, clock: Clock) -> None:
        self._own = own
        self._mirror = mirror
        self._outbox = outbox
        self._clock = clock

    def statement(self) -> str:
        """The words that a person answers for, where that person has no others."""
        return _("The license is no longer used on this machine and will not be used there again.")

    def machine(self, words: str) -> Lost:
        """The active machine of this id, name or beginning of a fingerprint.

        Raises UnknownMachine, NothingToFree.
        """
        found = [one for one in view_records.machines(self._mirror) if _is_called(words, *one)]
        active = [(key, one) for key, one in found if one.state == _ACTIVE]
        if len(active) == 1:
            key, one = active[0]
            return Lost(
                machine_id=key,
                name=one.name,
                license_id=one.license_id,
                fingerprint=one.fingerprint,
                production=one.production,
                activated_at=one.activated_at,
            )
        if found and not active:
            raise NothingToFree(
                _("This machine holds no instance any more"),
                _("{name} was ended before.").format(name=found[0][1].name),
                _("Nothing has to be done; “counterpart sync” shows how it stands."),
            )
        raise _unknown(words, [key for key, _one in active])

    def free(self, machine_id: str, cause: Cause, statement: str, subject: str) -> str:
        """State that the machine is lost; the outbox id, which is then on the disk.

        Stated twice, it is the item that waits. Raises UnknownMachine, NothingToFree, BadStatement
        and the store's problems.
        """
        said = " ".join(statement.split()) or self.statement()
        if len(said) > LONGEST_STATEMENT:
            raise BadStatement(
                _("The statement is too long"),
                _("It has {count} characters; {most} are taken.").format(
                    count=f"{len(said):,}", most=f"{LONGEST_STATEMENT:,}"
                ),
                _("Shorten it."),
            )
        lost = self.machine(machine_id)
        me = read_me(self._own)
        with self._own.write() as tx:
            known = _waiting(tx, lost.machine_id)
            if known:
                return known
            item = ids.new_id(self._clock)
            by = (me.name or me.email or me.subject) if me else subject
            stated = _Stated(said, by[:200], to_wire(self._clock.now()))
            body = _Deactivation(item, lost.machine_id, cause, stated)
            self._outbox.put(tx, KIND, body, subject, id=item)
        return item

    def waiting(self, machine_id: str) -> str:
        """The item that states the machine lost and is not with the vendor yet; "" for none."""
        return _waiting(self._own, machine_id)


def _is_called(words: str, key: str, one: MachineRecord) -> bool:
    name = words.strip().casefold()
    begins = len(name) >= 8 and one.fingerprint.startswith(name)
    return bool(name) and (name in (key.casefold(), one.name.casefold()) or begins)


def _waiting(store: Database | Transaction, machine_id: str) -> str:
    """Only what is not sent or refused keeps a person from stating it once more."""
    rows = store.read(
        "SELECT id, payload FROM outbox WHERE kind = ? AND state IN (?, ?, ?) ORDER BY rowid",
        (
            KIND,
            OutboxState.QUEUED.value,
            OutboxState.SENDING.value,
            OutboxState.WAITING.value,
        ),
    )
    for item, payload in rows:
        if msgspec.json.decode(payload, type=_Named).machine_id == machine_id:
            return str(item)
    return ""


def _unknown(words: str, found: list[str]) -> UnknownMachine:
    return UnknownMachine(
        _("It is not known which machine is meant"),
        _("“{words}” is several: {ids}.").format(words=words[:80], ids=", ".join(found[:10]))
        if found
        else _("No machine is called “{words}”.").format(words=words[:80]),
        _("Give its id; “counterpart license machines” lists them."),
    )
