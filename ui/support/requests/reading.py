"""What the Requests tab shows, read in one job."""

from __future__ import annotations

from typing import NamedTuple

from app.services import Rooms
from app.support.requests.model import Draft, Product, RequestCard


class Reading(NamedTuple):
    """The list and what belongs beside it."""

    cards: tuple[RequestCard, ...]
    drafts: tuple[Draft, ...]
    """Of new requests; those of replies come with their threads."""
    products: tuple[Product, ...]
    """With their orders, and only while there is no request: the empty page tells of them."""
    permitted: bool
    """Whether the person signed in may ask for support."""


def read(rooms: Rooms, text: str) -> Reading:
    """All of it; with a text only the requests that it is found in."""
    room = rooms.requests
    cards = room.requests(text)
    products: list[Product] = []
    if not cards and not text.strip():
        for one in room.products()[:3]:
            more = room.product(one.id)
            products += [more] if more is not None else []
    return Reading(
        cards,
        tuple(draft for draft in room.drafts() if not draft.request_id),
        tuple(products),
        rooms.account.may("support"),
    )
