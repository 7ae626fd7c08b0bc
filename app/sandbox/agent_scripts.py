"""What the agents say: by product, severity and how far the conversation is, always the same."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum
from typing import Literal

from app.base.clock import from_wire
from app.sandbox import vendor
from app.sandbox.records import Order
from app.sandbox.support_records import RequestState, SupportRequest

AGENTS = ("Sanne Vermeer", "Tomas Lindqvist", "Amara Okoye")


class Stage(IntEnum):
    """How far the script of a request is."""

    NONE = 0
    FIRST = 1
    LOG = 2
    THANKS = 3
    CLOSE = 4
    MORE = 5


_FIRST = {
    "urgent": "I work on this and on nothing else until you can go on. If a way round comes up on"
    " your side in the meantime, please write it here at once.",
    "high": "I have put this before my other requests and will say today what I found.",
    "normal": "I am trying to see the same here and will come back to you.",
    "low": "There is no hurry in this from what you write; I will look at it this week.",
}
_WHERE = {
    "Relay": "the file gateway.log of the hour in question, from the log folder of the instance",
    "Strata": "the export of the activity page for the hour in question",
    "Beacon": "the collector's log of the hour in question and the name of one host it is about",
    "Pulse": "a screenshot with the time range that shows it",
}
_ANY = "what the product logged in the hour in question"


def author(
    request: SupportRequest, order: Order | None
) -> tuple[str, Literal["vendor", "partner"]]:
    """Who answers: the partner of the order, where it came through one."""
    partner = order.support.partner if order and order.support else None
    if partner:
        return partner.name, "partner"
    if request.product_id is None and request.order_id is None and request.severity == "urgent":
        return "Kestrane Security", "vendor"
    return AGENTS[sum(request.number.encode()) % len(AGENTS)], "vendor"


def words(
    stage: Stage, request: SupportRequest, order: Order | None, now: datetime
) -> tuple[str, RequestState]:
    """The message of a stage, and the state that the request has after it."""
    product = vendor.PRODUCTS.get(request.product_id or "")
    name = product.name if product else "your question"
    match stage:
        case Stage.FIRST if _lapsed(order, now):
            return _lapsed_words(request, order), "answered"
        case Stage.FIRST:
            version = f" {request.product_version}" if request.product_version else ""
            changed = (
                " You write that this install was modified: I can help with the parts that were"
                " not." if request.modified else ""
            )  # fmt: skip
            return (
                f"Thank you for {request.number}, “{request.subject}”, about {name}{version}."
                f" {_FIRST[request.severity]}{changed}"
            ), "answered"
        case Stage.LOG:
            where = _WHERE.get(product.family if product else "", _ANY)
            return (
                f"To go on I need {where}. Please look it through for passwords and personal data"
                " before you attach it."
            ), "waiting_for_customer"
        case Stage.THANKS:
            return (
                f"Thank you, that helps. It fits a case we know in {name}: I have handed it to the"
                " developers with what you sent, and describe the way round in the next message."
            ), "answered"
        case Stage.CLOSE:
            return (
                "Until the correction is out, restarting the part that is affected after each"
                " change of its settings avoids the fault. Does that hold for you? Then I propose"
                f" to close {request.number}; it can be opened again at any time."
            ), "waiting_for_customer"
        case _:
            return (
                f"Thank you for writing again. I have added it to {request.number} and will say"
                " what follows from it."
            ), "answered"


def _lapsed(order: Order | None, now: datetime) -> bool:
    if order is None:
        return False
    return order.support is None or bool(order.support.end and from_wire(order.support.end) < now)


def _lapsed_words(request: SupportRequest, order: Order | None) -> str:
    number = order.number if order else request.number
    return (
        f"Thank you for {request.number}. The support of {number} has ended, so there is no target"
        " for this answer. I can point you to the documentation; to have it looked into, renew the"
        " support of the order with our sales people, or name an order that has support."
    )
