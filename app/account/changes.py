"""Changes of the account on their way: queued with what was known then, read back with their fate.

The record in `noted` and the item in the outbox have the same id and are written in one
transaction; the body that leaves lies in the outbox alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from app.account.changing import ChangeKind, ChangeState, Kept, PendingChange
from app.account.settling import Known, is_settled
from app.base import ids
from app.base.clock import Clock, to_wire
from app.base.text import _
from app.exchange import outgoing
from app.exchange.errors import unknown_item
from app.exchange.model import OutboxItem, OutboxState
from app.exchange.outbox import Outbox, select
from app.exchange.state import read_state
from app.portal.wire_sent import AccountChangeBody
from app.storage.database import Database, Transaction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.exchange.attachments import Files, KeptFile

KIND = "account_change"
"""The kind in the outbox."""

NOTED = "account_sent"
"""The kind of what own.db remembers of each change."""

_REMEMBERED = timedelta(days=90)
"""A change that the vendor took in but never applied is shown so long."""

_STATES = {
    OutboxState.QUEUED: ChangeState.QUEUED,
    OutboxState.SENDING: ChangeState.SENDING,
    OutboxState.WAITING: ChangeState.WAITING,
    OutboxState.REFUSED: ChangeState.REFUSED,
    OutboxState.SENT: ChangeState.RECEIVED,
}


class Changes:
    """The changes of one profile's account. `files` gives what queues a certificate's copy."""

    def __init__(
        self,
        own: Database,
        mirror: Database,
        outbox: Outbox,
        clock: Clock,
        files: Callable[[], Files],
    ) -> None:
        self._own = own
        self._mirror = mirror
        self._outbox = outbox
        self._clock = clock
        self._files = files

    def put(
        self,
        kept: Kept,
        make: Callable[[str, tuple[str, ...]], AccountChangeBody],
        subject: str,
        *,
        corrects: str = "",
        files: Sequence[KeptFile] = (),
    ) -> str:
        """Queue a change, and its files before it, in one transaction; the item's id.

        `make` gives the body for the client ids of the item and of its files. It follows an unsent
        change of the same thing, so that the later one has the last word; a refused one is
        replaced. Raises ItemSettled where `corrects` was not refused.
        """
        item = ids.new_id(self._clock)
        before = self._unsent(kept)
        if not corrects and before is not None and before.state is OutboxState.REFUSED:
            corrects = before.id
        with self._own.write() as tx:
            after = before.id if before is not None and before.id != corrects else None
            uploads: tuple[str, ...] = ()
            if files:
                uploads, after = self._files().put_uploads(tx, self._outbox, files, subject, after)
            body = make(item, uploads)
            if corrects:
                self._outbox.edit(corrects, body, new_id=item, tx=tx)
                self._forget(tx, corrects)
                if files:
                    self._outbox.rewrite(tx, item, body, after=after)
            else:
                self._outbox.put(tx, KIND, body, subject, after=after, id=item)
            tx.execute(
                "INSERT INTO noted (kind, id, body) VALUES (?, ?, ?)",
                (NOTED, item, msgspec.json.encode(kept)),
            )
        return item

    def pending(self, known: Known) -> tuple[PendingChange, ...]:
        """What has not left, was refused, or whose answer has not come, in the order written."""
        kept = self._kept()
        if not kept:
            return ()
        synced_at = read_state(self._mirror).synced_at
        items = {item.id: item for item in self._items()}
        found: list[PendingChange] = []
        for key, remembered in kept.items():
            item = items.get(key)
            if item is None:
                continue
            body = msgspec.json.decode(self._outbox.payload(key), type=AccountChangeBody)
            if item.state is OutboxState.SENT and is_settled(
                remembered, body, known, sent_at=item.changed_at, synced_at=synced_at
            ):
                continue
            before = items.get(item.after or "")
            behind = before is not None and before.state is OutboxState.REFUSED
            found.append(_pending(item, remembered, body, after_refused=behind))
        return tuple(sorted(found, key=lambda one: (one.created_at, one.item)))

    def change(self, item: str) -> PendingChange:
        """One change, whatever became of it. Raises UnknownItem."""
        remembered = self._kept().get(item)
        if remembered is None:
            raise unknown_item(item)
        body = msgspec.json.decode(self._outbox.payload(item), type=AccountChangeBody)
        return _pending(self._outbox.get(item), remembered, body, after_refused=False)

    def _unsent(self, kept: Kept) -> OutboxItem | None:
        """The latest unsent change of the same thing."""
        same = {
            key
            for key, one in self._kept().items()
            if (one.kind, one.target) == (kept.kind, kept.target)
        }
        unsent = [
            item for item in self._items() if item.id in same and item.state is not OutboxState.SENT
        ]
        return unsent[-1] if unsent else None

    def _kept(self) -> Mapping[str, Kept]:
        rows = self._own.read("SELECT id, body FROM noted WHERE kind = ? ORDER BY id", (NOTED,))
        found: dict[str, Kept] = {}
        for key, body in rows:
            try:
                found[str(key)] = msgspec.json.decode(body, type=Kept)
            except msgspec.MsgspecError:
                continue
        return found

    def _items(self) -> Iterable[OutboxItem]:
        since = to_wire(self._clock.now() - _REMEMBERED)
        return list(
            select(
                self._own,
                "kind = ? AND state <> 'discarded' AND (state <> 'sent' OR changed_at >= ?)",
                (KIND, since),
            )
        )

    def _forget(self, tx: Transaction, item: str) -> None:
        tx.execute("DELETE FROM noted WHERE kind = ? AND id = ?", (NOTED, item))


def title_words(kept: Kept, body: AccountChangeBody) -> str:
    """What a change is about, in a few words."""
    match kept.kind:
        case ChangeKind.CONFIRM:
            return _("All data are still accurate")
        case ChangeKind.ORGANIZATION:
            names = [outgoing.label_words(name) for name in body.organization or {}]
            return _(", ").join(names)
        case ChangeKind.USER:
            return next((user.name for user in body.users or ()), "")
        case ChangeKind.CONTACT:
            return next((contact.name for contact in body.contacts or ()), "")
        case ChangeKind.AFFILIATES:
            return _("Register of affiliates")
        case ChangeKind.TAX:
            return _("Tax exemption")


def _pending(
    item: OutboxItem, kept: Kept, body: AccountChangeBody, *, after_refused: bool
) -> PendingChange:
    return PendingChange(
        item=item.id,
        kind=kept.kind,
        target=kept.target,
        title=title_words(kept, body),
        state=_STATES.get(item.state, ChangeState.QUEUED),
        created_at=item.created_at,
        body=body,
        attempts=item.attempts,
        next_at=item.next_at,
        received_at=item.receipt.received_at if item.receipt else None,
        problem=item.problem,
        files=kept.files,
        after_refused=after_refused,
    )
