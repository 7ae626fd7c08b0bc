"""Notices of one profile: the vendor's, verified and dated; letters of the customer's own."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from app.base.clock import Clock
from app.exchange.attachments import Files
from app.exchange.outbox import Outbox
from app.notices import acknowledging, due, inbox, problems, rules, store
from app.notices.drafting import NewDraft, Surroundings, Writer
from app.notices.model import Fate, VendorNotice
from app.notices.opened import note_opened, opened
from app.notices.outgoing import OutgoingLetters
from app.storage.database import Database

__all__ = ["NewDraft", "NoticeService", "Surroundings", "Writer"]


class NoticeService(OutgoingLetters):
    """Notices over the two stores; used by the thread that opened them."""

    def __init__(
        self,
        mirror: Database,
        own: Database,
        surroundings: Surroundings,
        clock: Clock,
        outbox: Outbox,
        files: Callable[[], Files],
    ) -> None:
        super().__init__(own, outbox, surroundings, clock, files)
        self._mirror = mirror

    def inbox(self) -> tuple[VendorNotice, ...]:
        """The vendor's notices, the newest first, each with what is wrong with it, if anything."""
        keys = self._around.vendor_keys()
        read = [
            inbox.read(kind, key, signed, keys)
            for kind, key, signed in store.signed_records(self._mirror)
        ]
        numbers = self._around.order_numbers([one.order_id for one in read if one.order_id])
        named = [
            msgspec.structs.replace(one, order_number=numbers.get(one.order_id, "")) for one in read
        ]
        seen = opened(self._own)
        told = acknowledging.told(self._own, self._outbox)
        found = [
            acknowledging.marked(
                msgspec.structs.replace(self._dated(one), read=one.id in seen), told
            )
            for one in named
        ]
        return tuple(sorted(found, key=lambda n: (n.sent_at, n.id), reverse=True))

    def unread(self) -> int:
        """How many of the vendor's notices nobody opened here yet; none is read for it."""
        seen = opened(self._own)
        return sum(key not in seen for _, key, _ in store.signed_records(self._mirror))

    def notice(self, key: str) -> VendorNotice:
        """One of the vendor's notices. Raises UnknownNotice."""
        found = next((one for one in self.inbox() if one.id == key), None)
        if found is None:
            raise problems.unknown_notice(key)
        return found

    def mark_read(self, key: str) -> None:
        """Remember that somebody opened a notice; the vendor is not told."""
        note_opened(self._own, key)

    def acknowledge(self, key: str, subject: str) -> str:
        """Tell the vendor that a notice was read; the item in the outbox, the same one once more.

        `subject`: who is signed in. Raises UnknownNotice, NotGenuine.
        """
        notice = self.notice(key)
        if not notice.genuine:
            raise problems.not_genuine(notice.subject, notice.fault)
        return acknowledging.acknowledge(self._own, self._outbox, self._clock, key, subject)

    def acknowledged(self, key: str) -> Fate | None:
        """Where the acknowledgement of a notice is on its way; None where nobody made one."""
        found = acknowledging.told(self._own, self._outbox).get(key)
        return found.fate if found is not None else None

    def _dated(self, notice: VendorNotice) -> VendorNotice:
        """The notice with when it counts and what it starts; one that is not genuine as it is."""
        if not notice.genuine:
            return notice
        lookup, calendar = self._around.lookup(notice), self._around.calendar()
        start = rules.given(notice.sent_at, lookup, calendar)
        found = due.dated(notice, lookup, calendar)
        return msgspec.structs.replace(found, given_working=start.working)
