"""Letters of one's own in own.db: begun, written on, marked as sent, and then kept as they were."""

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
from app.documents.model import Paper
from app.exchange.attachments import KeptFile
from app.exchange.outbox import Outbox
from app.notices import fates, frozen, own, problems, store
from app.notices.model import (
    DraftKind,
    NoticeDraft,
    Proof,
    Renewal,
    Sending,
    VendorNotice,
    Way,
)
from app.notices.rules import Lookup
from app.portal.vendor_keys import VendorKey
from app.storage.database import Database


class Writer(msgspec.Struct, frozen=True):
    """Who is signed in, as the sender of an e-mail; "" where nobody is."""

    name: str = ""
    email: str = ""


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

    def writer(self) -> Writer:
        """Who is signed in."""

    def is_published(self, version_id: str) -> bool:
        """Whether a version of the terms is the vendor's own, not a file that somebody opened."""


class NewDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A letter that is to be kept as a draft."""

    kind: DraftKind
    title: str
    letter: str
    recipient: str = ""
    email: str = ""
    version_id: str = ""
    order_ids: tuple[str, ...] = ()
    order_numbers: tuple[str, ...] = ()
    post_by: datetime | None = None
    post_by_words: str = ""
    counts_by: datetime | None = None
    effect_at: datetime | None = None
    renewals: tuple[Renewal, ...] = ()
    enclosures: tuple[KeptFile, ...] = ()


class Letters:
    """The letters of one profile; used by the thread that opened its stores."""

    def __init__(
        self, own: Database, outbox: Outbox, surroundings: Surroundings, clock: Clock
    ) -> None:
        self._own = own
        self._outbox = outbox
        self._around = surroundings
        self._clock = clock

    def drafts(self) -> tuple[NoticeDraft, ...]:
        """All letters of one's own, sent ones as well, the one changed last first."""
        return tuple(self._counted(self.letters()))

    def letters(self) -> tuple[NoticeDraft, ...]:
        """As `drafts`, without from when each counts: for what reckons that itself."""
        return tuple(self._standing(one) for one in store.drafts(self._own))

    def draft(self, key: str) -> NoticeDraft:
        """One letter. Raises UnknownDraft."""
        [found] = self._counted([self._kept(key)])
        return found

    def keep_draft(self, new: NewDraft) -> str:
        """Keep a new draft; its id."""
        now = self._clock.now()
        said = {name: getattr(new, name) for name in NewDraft.__struct_fields__}
        made = NoticeDraft(id=ids.new_id(self._clock), created_at=now, changed_at=now, **said)
        with self._own.write() as tx:
            store.put_draft(tx, made)
        return made.id

    def save_draft(self, key: str, letter: str) -> None:
        """Keep the letter as it was written on; writes only what changed.

        Raises UnknownDraft, EmptyLetter, AlreadySent.
        """
        if not letter.strip():
            raise problems.empty_letter()
        self._change(key, letter=letter)

    def set_paper(self, key: str, paper: Paper) -> None:
        """Lay a draft out for another paper. Raises UnknownDraft, AlreadySent."""
        self._change(key, paper=paper)

    def enclose(self, key: str, enclosures: Sequence[KeptFile]) -> None:
        """Let exactly these files go with a draft. Raises UnknownDraft, AlreadySent."""
        self._change(key, enclosures=tuple(enclosures))

    def mark_sent(
        self, key: str, posted_on: date, received_on: date | None = None, way: Way = Way.POST
    ) -> None:
        """Keep that a letter was sent; from then on it stays as it is. Once more corrects that.

        Days are days at the vendor's place. Raises UnknownDraft, ImpossibleDay.
        """
        before = self._kept(key)
        self._check_days(posted_on, received_on)
        now = self._clock.now()
        sent = Sending(posted_on=posted_on, way=way, received_on=received_on, noted_at=now)
        self._freeze(msgspec.structs.replace(before, sent=sent, changed_at=now))

    def prove(self, key: str, proof: Proof) -> None:
        """Keep what shows that a letter left; one proof a way, a new one replaces it.

        The letter is sent by that, and stays as it is. The post goes before other ways: what counts
        is the original. Raises UnknownDraft, ImpossibleDay.
        """
        before = self._kept(key)
        now = self._clock.now()
        proof = msgspec.structs.replace(proof, noted_at=now)
        sent = before.sent
        if sent is None or proof.way in (Way.POST, sent.way):
            received = sent.received_on if sent is not None and sent.way is proof.way else None
            sent = Sending(
                posted_on=proof.posted_on, way=proof.way, received_on=received, noted_at=now
            )
        self._check_days(proof.posted_on, sent.received_on if sent.way is proof.way else None)
        others = tuple(one for one in before.proofs if one.way is not proof.way)
        self._freeze(
            msgspec.structs.replace(before, sent=sent, proofs=(*others, proof), changed_at=now)
        )

    def note_receipt(self, key: str, received_on: date) -> None:
        """Keep when a sent letter was received. Raises UnknownDraft, NotSent, ImpossibleDay."""
        before = self._kept(key)
        if before.sent is None:
            raise problems.not_sent(before.title)
        self.mark_sent(key, before.sent.posted_on, received_on, before.sent.way)

    def unmark_sent(self, key: str) -> None:
        """A letter was not sent after all: it is a draft again.

        Raises UnknownDraft, AlreadySent where it left through the portal or is about to.
        """
        before = self._kept(key)
        if fates.is_under_way(before.fate):
            raise problems.already_sent(before.title)
        if before.sent is None and not before.proofs:
            return
        plain = msgspec.structs.replace(
            before, sent=None, proofs=(), pdf_sha256="", changed_at=self._clock.now()
        )
        with self._own.write() as tx:
            store.put_draft(tx, plain)
            frozen.forget(tx, key)

    def discard_draft(self, key: str) -> None:
        """Forget a draft. Raises UnknownDraft, AlreadySent."""
        before = self._kept(key)
        _check_open(before)
        with self._own.write() as tx:
            store.remove_draft(tx, key)

    def export_draft(self, path: Path, key: str) -> None:
        """Write a letter to a text file (UTF-8). Raises UnknownDraft and the disk's problems."""
        letter = self.draft(key).letter.rstrip("\n") + "\n"
        write_bytes(path, letter.encode("utf-8"))

    def _change(self, key: str, **changed: object) -> None:
        """Keep a draft with other values; writes only where something changed."""
        before = self._kept(key)
        after = msgspec.structs.replace(before, **changed)
        if after == before:
            return
        _check_open(before)
        with self._own.write() as tx:
            store.put_draft(tx, msgspec.structs.replace(after, changed_at=self._clock.now()))

    def _freeze(self, letter: NoticeDraft) -> None:
        """Keep a letter that was sent, and its PDF; one that cannot be printed goes without it."""
        if not letter.pdf_sha256:
            letter, pdf = frozen.with_pdf(letter)
        else:
            pdf = b""
        with self._own.write() as tx:
            store.put_draft(tx, letter)
            if pdf:
                frozen.keep(tx, letter.id, pdf)

    def _kept(self, key: str) -> NoticeDraft:
        found = store.draft(self._own, key)
        if found is None:
            raise problems.unknown_draft(key)
        return self._standing(found)

    def _standing(self, letter: NoticeDraft) -> NoticeDraft:
        """A letter with where its submission is; what the portal took in is sent."""
        fate = fates.fate_of(self._outbox, letter.item)
        if fate is None:
            return letter
        letter = msgspec.structs.replace(letter, fate=fate)
        if letter.sent is not None or fate.received_at is None:
            return letter
        day = local_day(fate.received_at, self._around.calendar().zone_name)
        sent = Sending(posted_on=day, way=Way.PORTAL, received_on=day, noted_at=fate.received_at)
        return msgspec.structs.replace(letter, sent=sent)

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

    def _check_days(self, posted_on: date, received_on: date | None) -> None:
        now = self._clock.now()
        last = max(local_day(now, self._around.calendar().zone_name), local(now).date())
        for day in (posted_on, received_on):
            if day is not None and day > last:
                raise problems.day_ahead(day)
        if received_on is not None and received_on < posted_on:
            raise problems.received_before(received_on, posted_on)


def _check_open(letter: NoticeDraft) -> None:
    """Raises AlreadySent for a letter that left, or is about to."""
    if letter.sent is not None or fates.is_under_way(letter.fate):
        raise problems.already_sent(letter.title)
