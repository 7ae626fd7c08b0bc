"""One request with its newest messages, and what was written here in its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from app.base.errors import Problem
from app.exchange.model import OutboxState
from app.support.requests import kept, problems, store
from app.support.requests.listing import Cards, names_of
from app.support.requests.local import is_closed, message_of
from app.support.requests.model import Entitlement, Message, RequestState
from app.support.requests.model import Thread as Conversation
from app.support.requests.store import KeptRequest
from app.support.requests.tools import Tools
from app.support.requests.words import change_words


def find(tools: Tools, asked: str) -> KeptRequest | None:
    """The vendor's request of this id, client id or number; None where only we know of it.

    Raises RequestGone where the vendor deleted it, UnknownRequest where nobody knows it.
    """
    found = store.request(tools.mirror, asked)
    if found is not None:
        return found
    item = kept.states(tools.own, [asked]).get(asked)
    sent = kept.sent(tools.own, asked)
    known = item.receipt.id if item is not None and item.receipt is not None else asked
    if store.is_deleted(tools.mirror, known):
        raise problems.request_gone()
    if item is None or sent is None or item.state is OutboxState.DISCARDED:
        raise problems.unknown_request(asked)
    return None


def read(tools: Tools, asked: str, newest: int) -> Conversation:
    """The thread of a request. Raises UnknownRequest, RequestGone."""
    found = find(tools, asked)
    return _local(tools, asked) if found is None else _of_vendor(tools, found, newest)


def earlier(tools: Tools, asked: str, before: str, count: int) -> tuple[Message, ...]:
    """The messages before one, the oldest first. Raises as `read`."""
    found = find(tools, asked)
    if found is None:
        return ()
    return tuple(store.before(tools.mirror, found.id, before, count))


def _of_vendor(tools: Tools, found: KeptRequest, newest: int) -> Conversation:
    cards = Cards(tools)
    card = cards.of_request(found)
    messages = store.newest(tools.mirror, found.id, newest)
    left = max(0, card.messages - len(messages))
    if card.rating is not None:
        messages = [_rated(one, card.rating) for one in messages]
    later = cards.locals.of(names_of(found))
    shown = [message_of(tools, one) for one in later]
    closed = is_closed(card.state is RequestState.CLOSED, later)
    thread = Conversation(
        card=card, entitlement=_entitlement(tools, card.order_id),
        messages=_merged(messages, shown), earlier=left, may_reply=not closed,
    )  # fmt: skip
    return _with_form(tools, thread, found)


def _local(tools: Tools, asked: str) -> Conversation:
    cards = Cards(tools)
    local = cards.locals.opener(asked)
    if local is None:
        raise problems.unknown_request(asked)
    card = cards.of_local(local)
    later = cards.locals.of((asked,))
    shown = [message_of(tools, one) for one in (local, *later)]
    thread = Conversation(
        card=card, entitlement=_entitlement(tools, card.order_id),
        messages=tuple(shown), may_reply=not is_closed(False, later),
    )  # fmt: skip
    draft = local.sent.draft
    if draft is None:
        return thread
    return msgspec.structs.replace(
        thread,
        business_impact=draft.business_impact,
        product_version=draft.product_version,
        license_name=store.name_of(tools.mirror, "license", draft.license_id),
        machine_name=store.name_of(tools.mirror, "machine", draft.machine_id),
        modified=draft.modified,
    )


def _with_form(tools: Tools, thread: Conversation, found: KeptRequest) -> Conversation:
    """The thread with what the form said that it was opened with."""
    record = found.record
    return msgspec.structs.replace(
        thread,
        business_impact=record.business_impact or "",
        product_version=record.product_version or "",
        license_name=store.name_of(tools.mirror, "license", record.license_id or ""),
        machine_name=store.name_of(tools.mirror, "machine", record.machine_id or ""),
        modified=bool(record.modified),
    )


def _rated(message: Message, rating: int) -> Message:
    """A change that the vendor tells without its figure, with the one of the request."""
    if message.change != "rate":
        return message
    return msgspec.structs.replace(message, change_words=change_words("rate", rating))


def _merged(messages: Sequence[Message], others: Iterable[Message]) -> tuple[Message, ...]:
    """All by their time; what has not arrived comes last, in the order it was written."""
    return tuple(sorted((*messages, *others), key=lambda one: (one.fate is not None, one.sent_at)))


def _entitlement(tools: Tools, order_id: str) -> Entitlement | None:
    if not order_id:
        return None
    try:
        return tools.entitlements().of(order_id)
    except Problem:
        return None
