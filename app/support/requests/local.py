"""What was written here and the feed has not brought back: shown in its place until it does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from app.account.store import read_me
from app.exchange.model import OutboxItem, OutboxState
from app.support.requests import kept, store
from app.support.requests.kept import Sent
from app.support.requests.model import Fate, Message, MessageFile, Side
from app.support.requests.records import REQUEST, UNAUTHORIZED
from app.support.requests.tools import Tools
from app.support.requests.words import change_words


class Local(msgspec.Struct, frozen=True):
    """One thing that was sent from here, its item, and the words it is found by."""

    sent: Sent
    item: OutboxItem
    words: str

    @property
    def opens(self) -> bool:
        """Whether it opens a request."""
        return self.sent.kind in (REQUEST, UNAUTHORIZED)

    @property
    def unsent(self) -> bool:
        """Whether it has not arrived."""
        return self.item.state is not OutboxState.SENT


class Locals:
    """All of them, read at once; made anew for each question."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        items = kept.under_way(tools.own, tools.clock.now())
        sent = kept.sent_ones(tools.own, [item.id for item in items])
        here = store.echoed(tools.mirror, list(sent)) if sent else set()
        self._all = [
            Local(*sent[item.id][:1], item, sent[item.id][1])
            for item in items
            if item.id in sent and self._is_shown(item, here)
        ]

    def _is_shown(self, item: OutboxItem, here: set[str]) -> bool:
        """Whether the feed has neither brought it nor deleted it since."""
        if item.id in here:
            return False
        if item.receipt is None:
            return True
        opens = item.kind in (REQUEST, UNAUTHORIZED)
        gone = store.is_deleted if opens else store.is_message_deleted
        return not gone(self._tools.mirror, item.receipt.id)

    def opening(self) -> list[Local]:
        """What opens requests that the vendor has not shown yet."""
        return [one for one in self._all if one.opens]

    def of(self, names: Iterable[str]) -> list[Local]:
        """What belongs to a request, by its names, in the order it was written."""
        wanted = set(names)
        found = [one for one in self._all if one.sent.request_id in wanted and not one.opens]
        return sorted(found, key=lambda one: (one.sent.at, one.sent.id))

    def opener(self, item: str) -> Local | None:
        """What opened the request of this client id, while the vendor has not shown it."""
        return next((one for one in self._all if one.opens and one.sent.id == item), None)


def is_closed(closed: bool, later: Sequence[Local]) -> bool:
    """Whether a request is closed once what was written here has arrived."""
    for one in later:
        if one.sent.change in ("close", "reopen") and one.item.state is not OutboxState.REFUSED:
            closed = one.sent.change == "close"
    return closed


def fate_of(tools: Tools, local: Local) -> Fate:
    """Where it is on its way; what a refused item holds up counts as refused."""
    item, problem = local.item, local.item.problem
    state = item.state
    held = tools.outbox.held_by(item.id) if item.state is OutboxState.QUEUED else None
    if held is not None:
        state, problem = OutboxState.REFUSED, held.problem
    done = total = 0
    if local.sent.files and item.state is not OutboxState.SENT:
        done, total = tools.files().progress_before(item.id)
    return Fate(
        item=item.id, state=state.value, attempts=item.attempts, next_at=item.next_at,
        problem=problem, done=done, total=total,
    )  # fmt: skip


def message_of(tools: Tools, local: Local) -> Message:
    """It as a message, or a change, in its thread."""
    fate = fate_of(tools, local) if local.unsent else None
    return as_message(tools, local.sent, fate)


def as_message(tools: Tools, sent: Sent, fate: Fate | None = None) -> Message:
    """What was sent as a thread shows it."""
    draft = sent.draft
    return Message(
        id=sent.id,
        side=Side.CUSTOMER,
        author=sent.by,
        text=draft.text if draft is not None else sent.text,
        sent_at=sent.at,
        files=tuple(
            MessageFile(
                id=one.id, name=one.name, size=one.size, sha256=one.sha256, kept=fate is not None
            )
            for one in sent.files
        ),
        change=sent.change,
        change_words=change_words(sent.change, sent.rating) if sent.change else "",
        fate=fate,
    )


def who(tools: Tools) -> str:
    """The name of the person signed in; "" where nobody is."""
    me = read_me(tools.own)
    return me.name if me is not None else ""
