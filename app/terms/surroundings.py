"""What notices need to know from the rooms above them: keys, order numbers, governing values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from app.account.store import read_me, read_pins
from app.deadlines.calendar import BusinessCalendar
from app.notices.drafting import Writer
from app.notices.model import NoticeDraft, VendorNotice
from app.notices.own import moment_of
from app.notices.rules import Lookup
from app.portal.vendor_keys import VendorKey
from app.terms.library import Library
from app.terms.model import DocumentKind

if TYPE_CHECKING:
    from app.terms.governance import Governance


class TermsSurroundings:
    """Answers the notices' questions from the terms, the account and the orders of a profile."""

    def __init__(self, library: Library, governance: Callable[[], Governance]) -> None:
        self._library = library
        self._governance = governance
        self._calendar: BusinessCalendar | None = None

    def vendor_keys(self) -> Sequence[VendorKey]:
        """The vendor's keys that this profile relies on."""
        return tuple(
            VendorKey(key.jwk, key.pinned_at, key.replaced_by)
            for key in read_pins(self._library.own)
        )

    def order_numbers(self, order_ids: Sequence[str]) -> Mapping[str, str]:
        """The numbers of orders, by id; those that are not here are left out."""
        wanted = msgspec.json.encode(sorted(set(order_ids))).decode()
        rows = self._library.mirror.read(
            "SELECT id, number FROM orders WHERE id IN (SELECT value FROM json_each(?))", (wanted,)
        )
        return {str(key): str(number) for key, number in rows}

    def lookup(self, notice: VendorNotice) -> Lookup:
        """What the terms say that govern what a notice is about."""
        return self._governance().lookup(notice.order_id, notice.sent_at)

    def letter_lookups(self) -> Callable[[NoticeDraft], Lookup]:
        """What the terms say that govern what a letter of one's own is about; one for many."""
        state = self._governance()

        def lookup(letter: NoticeDraft) -> Lookup:
            first = letter.order_ids[0] if letter.order_ids else ""
            return state.lookup(first, moment_of(letter, state.now, state.zone))

        return lookup

    def writer(self) -> Writer:
        """Who is signed in, as the sender of an e-mail."""
        me = read_me(self._library.own)
        return Writer(me.name, me.email) if me is not None else Writer()

    def is_published(self, version_id: str) -> bool:
        """Whether a version is the vendor's own, not a document that was opened from a file."""
        return any(
            version.id == version_id and version.kind is not DocumentKind.LOCAL
            for version in self._library.versions()
        )

    def calendar(self) -> BusinessCalendar:
        """The business days of the vendor's place."""
        if self._calendar is None:
            self._calendar = BusinessCalendar(
                self._library.vendor_country(), zone=self._library.vendor_zone()
            )
        return self._calendar
