"""The outbox as a list to be read: what waits and why, what it follows, what was sent lately."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from app.base.clock import Clock, to_wire
from app.base.errors import ProblemReport
from app.base.text import _
from app.exchange import outgoing
from app.exchange.model import OutboxItem, OutboxState
from app.exchange.outbox import Outbox, select
from app.portal.wire import Receipt
from app.storage.database import Database

SHOWN = 500
"""So many items are listed, the refused ones and then the oldest; all are counted."""

SENT_DAYS = 14
"""How far back what was sent is listed: a habit of this client."""

_TITLE_BYTES = 200_000
"""A title is read from payloads up to this size; a set of a thousand requests needs none."""

_MOST_TITLES = 5_000
"""Titles that are remembered between two readings."""


class Hold(enum.Enum):
    """Why something is not on its way at this moment."""

    NONE = "none"
    """It goes with the next sending."""
    LATER = "later"
    """It was tried, and is tried again at a stated time."""
    REFUSED = "refused"
    """A person has to decide."""
    FOLLOWS = "follows"
    """What it follows has to leave first."""
    BLOCKED = "blocked"
    """What it follows was refused."""
    OTHER_PERSON = "other_person"
    """It was written under another sign-in and leaves only under that one."""


class OutboxCard(msgspec.Struct, frozen=True, kw_only=True):
    """One item of the outbox for a list and its detail. Instants are aware UTC."""

    id: str
    kind: str
    kind_words: str
    title: str
    state: OutboxState
    hold: Hold
    created_at: datetime
    changed_at: datetime
    attempts: int = 0
    next_at: datetime | None = None
    problem: ProblemReport | None = None
    receipt: Receipt | None = None
    subject: str = ""
    after: str = ""
    """The item it follows and that is not sent yet; "" where nothing holds it."""
    after_title: str = ""
    followers: int = 0
    """How many unsent items follow it, directly or not."""
    done: int = 0
    total: int = 0
    """Bytes of an upload under way; total 0 where there is none."""


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """What waits: the listed items, and how many there are in all."""

    cards: tuple[OutboxCard, ...]
    count: int


class OutboxList:
    """Reads the outbox of one profile for a person."""

    def __init__(self, own: Database, outbox: Outbox, clock: Clock) -> None:
        self._own = own
        self._outbox = outbox
        self._clock = clock
        self._titles: dict[tuple[str, datetime], str] = {}

    def waiting(self, subject: str, progress: Mapping[str, tuple[int, int]]) -> Waiting:
        """What is not sent, refused ones first, then as they leave.

        `subject` is who is signed in; `progress` the bytes of running uploads by item.
        """
        found = list(
            select(
                self._own,
                "state IN ('queued', 'sending', 'waiting', 'refused')"
                " AND rowid IN (SELECT rowid FROM outbox WHERE state IN"
                " ('queued', 'sending', 'waiting', 'refused')"
                " ORDER BY state <> 'refused', rowid LIMIT ?)",
                (SHOWN,),
            )
        )
        found.sort(key=lambda item: item.state is not OutboxState.REFUSED)
        return Waiting(
            cards=self._cards(found, subject, progress), count=self._outbox.counts().unsent
        )

    def sent(self) -> tuple[OutboxCard, ...]:
        """What was sent in the last days, the latest first."""
        since = to_wire(self._clock.now() - timedelta(days=SENT_DAYS))
        found = list(
            select(
                self._own,
                "rowid IN (SELECT rowid FROM outbox WHERE state = 'sent' AND changed_at >= ?"
                " ORDER BY changed_at DESC LIMIT ?)",
                (since, SHOWN),
            )
        )
        found.sort(key=lambda item: (item.changed_at, item.id), reverse=True)
        return self._cards(found, "", {})

    def card(self, item: str, subject: str) -> OutboxCard:
        """One item. Raises UnknownItem."""
        return self._cards([self._outbox.get(item)], subject, {})[0]

    def content(self, item: str) -> tuple[outgoing.Line, ...]:
        """The content of an item as it leaves. Raises UnknownItem."""
        return outgoing.lines_of(self._outbox.get(item).kind, self._outbox.payload(item))

    def _cards(
        self,
        items: Iterable[OutboxItem],
        subject: str,
        progress: Mapping[str, tuple[int, int]],
    ) -> tuple[OutboxCard, ...]:
        listed = list(items)
        held = self._held(listed)
        followed = self._followed()
        self._learn_titles([*listed, *held.values()])
        return tuple(self._card(item, subject, held, followed, progress) for item in listed)

    def _card(
        self,
        item: OutboxItem,
        subject: str,
        held: Mapping[str, OutboxItem],
        followed: Mapping[str, tuple[str, ...]],
        progress: Mapping[str, tuple[int, int]],
    ) -> OutboxCard:
        before = held.get(item.after or "")
        done, total = progress.get(item.id, (0, 0))
        return OutboxCard(
            id=item.id,
            kind=item.kind,
            kind_words=outgoing.kind_words(item.kind),
            title=self._title(item),
            state=item.state,
            hold=hold_of(item, before, subject),
            created_at=item.created_at,
            changed_at=item.changed_at,
            attempts=item.attempts,
            next_at=item.next_at,
            problem=item.problem,
            receipt=item.receipt,
            subject=item.subject,
            after=before.id if before is not None else "",
            after_title=self._title(before) if before is not None else "",
            followers=len(_chain(item.id, followed)),
            done=done,
            total=total,
        )

    def _title(self, item: OutboxItem) -> str:
        return self._titles.get((item.id, item.changed_at)) or outgoing.kind_words(item.kind)

    def _learn_titles(self, items: Sequence[OutboxItem]) -> None:
        """Read the titles that are not known as of the item's last change, in few questions."""
        if len(self._titles) > _MOST_TITLES:
            self._titles.clear()
        new = {item.id: item for item in items if (item.id, item.changed_at) not in self._titles}
        ids = list(new)
        for start in range(0, len(ids), SHOWN):
            some = ids[start : start + SHOWN]
            marks = ", ".join("?" * len(some))
            rows = self._own.read(
                f"SELECT id, payload FROM outbox WHERE id IN ({marks})"  # noqa: S608
                " AND length(payload) <= ?",
                (*some, _TITLE_BYTES),
            )
            for ident, payload in rows:
                item = new[ident]
                title = outgoing.title_of(item.kind, bytes(payload))
                self._titles[ident, item.changed_at] = title

    def _held(self, items: Iterable[OutboxItem]) -> dict[str, OutboxItem]:
        """The unsent items that these follow, by id."""
        wanted = sorted({item.after for item in items if item.after})
        found: dict[str, OutboxItem] = {}
        for start in range(0, len(wanted), SHOWN):
            some = wanted[start : start + SHOWN]
            marks = ", ".join("?" * len(some))
            unsent = f"id IN ({marks}) AND state NOT IN ('sent', 'discarded')"
            found.update((one.id, one) for one in select(self._own, unsent, some))
        return found

    def _followed(self) -> dict[str, tuple[str, ...]]:
        rows = self._own.read(
            "SELECT after_id, id FROM outbox WHERE after_id IS NOT NULL"
            " AND state NOT IN ('sent', 'discarded')"
        )
        found: dict[str, tuple[str, ...]] = {}
        for before, item in rows:
            found[str(before)] = (*found.get(str(before), ()), str(item))
        return found


def hold_of(item: OutboxItem, before: OutboxItem | None, subject: str) -> Hold:
    """Why an unsent item is not on its way; `before` is the unsent item that it follows."""
    if item.state is OutboxState.REFUSED:
        return Hold.REFUSED
    if item.state in (OutboxState.SENT, OutboxState.DISCARDED, OutboxState.SENDING):
        return Hold.NONE
    if before is not None:
        return Hold.BLOCKED if before.state is OutboxState.REFUSED else Hold.FOLLOWS
    if subject and item.subject and item.subject != subject:
        return Hold.OTHER_PERSON
    return Hold.LATER if item.state is OutboxState.WAITING else Hold.NONE


def state_words(state: OutboxState) -> str:
    """Where an item is on its way, in a word or two."""
    match state:
        case OutboxState.QUEUED:
            return _("Queued")
        case OutboxState.SENDING:
            return _("Being sent")
        case OutboxState.WAITING:
            return _("Waiting")
        case OutboxState.REFUSED:
            return _("Refused")
        case OutboxState.SENT:
            return _("Sent")
        case OutboxState.DISCARDED:
            return _("Discarded")


def _chain(item: str, followed: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """All that follows `item`, directly or not."""
    found: dict[str, None] = {}
    ahead = list(followed.get(item, ()))
    while ahead:
        one = ahead.pop()
        if one not in found:
            found[one] = None
            ahead.extend(followed.get(one, ()))
    return tuple(found)
