"""Changes of a request: closed, reopened, rated; and where the next thing written for it stands."""

from __future__ import annotations

import msgspec

from app.base import ids
from app.portal.wire_sent import SupportChangeBody
from app.storage.database import Transaction
from app.support.requests import kept, problems
from app.support.requests.drafting import whole
from app.support.requests.kept import Sent
from app.support.requests.listing import names_of
from app.support.requests.local import Locals, is_closed, who
from app.support.requests.model import RequestState
from app.support.requests.records import CHANGE, state_of
from app.support.requests.searching import index_text
from app.support.requests.thread import find
from app.support.requests.tools import Tools


class Place(msgspec.Struct, frozen=True):
    """Where something that is written for a request now has its place in the outbox."""

    name: str
    """What the request is called in what is sent: the portal's id, else its client id."""
    closed: bool
    """Whether it is closed once what was written before has arrived."""
    after_message: str | None
    """The item that a message follows: the unsent request, or that it is reopened."""
    after_change: str | None
    """The item that a change follows: whatever of it is still unsent."""


def place_of(tools: Tools, asked: str) -> Place:
    """Where the next thing for a request goes. Raises UnknownRequest, RequestGone."""
    found = find(tools, asked)
    locals_ = Locals(tools)
    if found is not None:
        name, names = found.id, names_of(found)
        closed, opener = state_of(found.record) is RequestState.CLOSED, None
    else:
        local = locals_.opener(asked)
        name, names, closed = asked, (asked,), False
        opener = local.item.id if local is not None and local.unsent else None
    known = locals_.of(names)
    later = [one for one in known if one.unsent]
    reopened = [one.item.id for one in later if one.sent.change == "reopen"]
    every = [*([opener] if opener else []), *(one.item.id for one in later)]
    return Place(
        name=name,
        closed=is_closed(closed, known),
        after_message=reopened[-1] if reopened else opener,
        after_change=every[-1] if every else None,
    )


def change(
    tools: Tools, asked: str, kind: str, subject: str, text: str = "", rating: int | None = None
) -> str:
    """Queue a change of a request; its item. Raises RequestClosed, RequestOpen, BadRating, TooLong.

    It follows all that was written for the request before. Raises UnknownRequest, RequestGone.
    """
    place = place_of(tools, asked)
    if kind == "close" and place.closed:
        raise problems.close_of_closed()
    if kind == "reopen" and not place.closed:
        raise problems.request_open()
    if kind == "rate" and (rating is None or not 1 <= rating <= 5):
        raise problems.bad_rating(rating or 0)
    for said, name, most in problems.limits("", text, "", ""):
        if len(said) > most:
            raise problems.too_long(name, most)
    with tools.own.write() as tx:
        return put(tx, tools, place, kind, subject, whole(text), rating)


def put(
    tx: Transaction,
    tools: Tools,
    place: Place,
    kind: str,
    subject: str,
    text: str = "",
    rating: int | None = None,
) -> str:
    """Queue a change within a transaction; its item."""
    item = ids.new_id(tools.clock)
    sent = Sent(
        id=item, kind=CHANGE, request_id=place.name, at=tools.clock.now(), by=who(tools),
        change=kind, rating=rating, text=text,
    )  # fmt: skip
    tools.outbox.put(tx, CHANGE, body_of(sent), subject, after=place.after_change, id=item)
    kept.keep_sent(tx, sent, index_text((text,)))
    return item


def body_of(sent: Sent) -> SupportChangeBody:
    """What travels of a change."""
    return SupportChangeBody(
        client_id=sent.id, request_id=sent.request_id, created_at=sent.at, change=sent.change,
        rating=sent.rating, text=sent.text,
    )  # fmt: skip
