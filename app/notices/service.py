"""Notices of one profile: the vendor's, verified and dated; letters of the customer's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

import msgspec

from app.base import ids
from app.base.clock import Clock
from app.base.dates import local
from app.base.files import write_bytes
from app.deadlines.calendar import BusinessCalendar
from app.deadlines.periods import local_day
from app.exchange.attachments import KeptFile
from app.notices import due, inbox, own, problems, rules, store
from app.notices.model import DraftKind, NoticeDraft, Renewal, Sending, VendorNotice, Way
from app.notices.opened import note_opened, opened
from app.notices.rules import Lookup
from app.portal.vendor_keys import VendorKey
from app.storage.database import Database


class Surroundings(Protocol):
    """What notices need to know from rooms above theirs."""

    def vendor_keys(self) -> Sequence[VendorKey]:
        """The vendor's keys that this profile relies on."""

    def order_numbers(self, order_ids: Sequence[str]) -> Mapping[str, str]:
        """The numbers of orders, by id; those that are not here are left out."""

    def lookup(self, notice: VendorNotice) -> Lookup:
        """What the terms say that govern what a notice is about, by the name of a rule value."""

    def letter_lookups(self) -> Callable[[NoticeDraft], Lookup]:
        """What the terms say that govern what a letter of one's own is about; one for many."""

    def calendar(self) -> BusinessCalendar:
        """The business days of the vendor's place."""


class NewDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A letter that is to be kept as a draft."""

    kind: DraftKind
    title: str
    letter: str
    recipient: str = ""
    version_id: str = ""
    order_ids: tuple[str, ...] = ()
    order_numbers: tuple[str, ...] = ()
    post_by: datetime | None = None
    post_by_words: str = ""
    counts_by: datetime | None = None
    effect_at: datetime | None = None
    email: str = ""
    renewals: tuple[Renewal, ...] = ()
    enclosures: tuple[KeptFile, ...] = ()


class NoticeService:
    """Notices over the two stores; used by the thread that opened them."""

    def __init__(
        self, mirror: Database, own: Database, surroundings: Surroundings, clock: Clock
    ) -> None:
        self._mirror = mirror
        self._own = own
        self._around = surroundings
        self._clock = clock

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
        found = [msgspec.structs.replace(self._dated(one), read=one.id in seen) for one in named]
        return tuple(sorted(found, key=lambda n: (n.sent_at, n.id), reverse=True))

    def notice(self, key: str) -> VendorNotice:
        """One of the vendor's notices. Raises UnknownNotice."""
        found = next((one for one in self.inbox() if one.id == key), None)
        if found is None:
            raise problems.unknown_notice(key)
        return found

    def mark_read(self, key: str) -> None:
        """Remember that somebody opened a notice; the vendor is not told."""
        note_opened(self._own, key)

    def drafts(self) -> tuple[NoticeDraft, ...]:
        """All letters of one's own, sent ones as well, the one changed last first."""
        return tuple(self._counted(store.drafts(self._own)))

    def letters(self) -> tuple[NoticeDraft, ...]:
        """As `drafts`, without from when each counts: for what reckons that itself."""
        return store.drafts(self._own)

    def draft(self, key: str) -> NoticeDraft:
        """One letter. Raises UnknownDraft."""
        [found] = self._counted([self._kept(key)])
        return found

    def keep_draft(self, new: NewDraft) -> str:
        """Keep a new draft; its id."""
        now = self._clock.now()
        made = NoticeDraft(
            id=ids.new_id(self._clock),
            kind=new.kind,
            title=new.title,
            order_numbers=new.order_numbers,
            order_ids=new.order_ids,
            version_id=new.version_id,
            recipient=new.recipient,
            letter=new.letter,
            created_at=now,
            changed_at=now,
            post_by=new.post_by,
            post_by_words=new.post_by_words,
            counts_by=new.counts_by,
            effect_at=new.effect_at,
            email=new.email,
            renewals=new.renewals,
            enclosures=new.enclosures,
        )
        with self._own.write() as tx:
            store.put_draft(tx, made)
        return made.id

    def save_draft(self, key: str, letter: str) -> None:
        """Keep the letter as it was written on; writes only what changed.

        Raises UnknownDraft, EmptyLetter, AlreadySent.
        """
        if not letter.strip():
            raise problems.empty_letter()
        before = self._kept(key)
        if before.letter == letter:
            return
        if before.sent is not None:
            raise problems.already_sent(before.title)
        self._put(msgspec.structs.replace(before, letter=letter, changed_at=self._clock.now()))

    def mark_sent(
        self, key: str, posted_on: date, received_on: date | None = None, way: Way = Way.POST
    ) -> None:
        """Keep that a letter was sent; from then on it stays as it is. Once more corrects that.

        Days are days at the vendor's place. Raises UnknownDraft, ImpossibleDay.
        """
        before = self._kept(key)
        for day in (posted_on, received_on):
            if day is not None and day > self._last_day():
                raise problems.day_ahead(day)
        if received_on is not None and received_on < posted_on:
            raise problems.received_before(received_on, posted_on)
        now = self._clock.now()
        sent = Sending(posted_on=posted_on, way=way, received_on=received_on, noted_at=now)
        self._put(msgspec.structs.replace(before, sent=sent, changed_at=now))

    def note_receipt(self, key: str, received_on: date) -> None:
        """Keep when a sent letter was received. Raises UnknownDraft, NotSent, ImpossibleDay."""
        before = self._kept(key)
        if before.sent is None:
            raise problems.not_sent(before.title)
        self.mark_sent(key, before.sent.posted_on, received_on, before.sent.way)

    def unmark_sent(self, key: str) -> None:
        """A letter was not sent after all: it is a draft again. Raises UnknownDraft."""
        before = self._kept(key)
        if before.sent is not None:
            self._put(msgspec.structs.replace(before, sent=None, changed_at=self._clock.now()))

    def discard_draft(self, key: str) -> None:
        """Forget a draft. Raises UnknownDraft, AlreadySent."""
        before = self._kept(key)
        if before.sent is not None:
            raise problems.already_sent(before.title)
        with self._own.write() as tx:
            store.remove_draft(tx, key)

    def export_draft(self, path: Path, key: str) -> None:
        """Write a letter to a text file (UTF-8). Raises UnknownDraft and the disk's problems."""
        letter = self.draft(key).letter.rstrip("\n") + "\n"
        write_bytes(path, letter.encode("utf-8"))

    def _kept(self, key: str) -> NoticeDraft:
        found = store.draft(self._own, key)
        if found is None:
            raise problems.unknown_draft(key)
        return found

    def _put(self, letter: NoticeDraft) -> None:
        with self._own.write() as tx:
            store.put_draft(tx, letter)

    def _counted(self, letters: Iterable[NoticeDraft]) -> Iterator[NoticeDraft]:
        """Letters; those that are sent with when they count."""
        lookups: Callable[[NoticeDraft], Lookup] | None = None
        for letter in letters:
            if letter.sent is None:
                yield letter
                continue
            lookups = lookups or self._around.letter_lookups()
            zone = self._around.calendar().zone_name
            words = own.counts_words(letter.sent, lookups(letter), zone)
            yield msgspec.structs.replace(letter, counts_words=words)

    def _last_day(self) -> date:
        """The day that it is now, here or at the vendor's place, whichever is later."""
        now = self._clock.now()
        return max(local_day(now, self._around.calendar().zone_name), local(now).date())

    def _dated(self, notice: VendorNotice) -> VendorNotice:
        """The notice with when it counts and what it starts; one that is not genuine as it is."""
        if not notice.genuine:
            return notice
        lookup, calendar = self._around.lookup(notice), self._around.calendar()
        start = rules.given(notice.sent_at, lookup, calendar)
        found = due.dated(notice, lookup, calendar)
        return msgspec.structs.replace(found, given_working=start.working)
