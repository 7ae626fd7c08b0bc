"""Any number of further support requests with any number of messages, made from the seed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from msgspec import Struct

from app.base.clock import from_wire
from app.sandbox import vendor
from app.sandbox.agent_scripts import AGENTS
from app.sandbox.calendar import Calendar, at
from app.sandbox.generated import Dice
from app.sandbox.records import Order
from app.sandbox.response_times import respond_by
from app.sandbox.support_records import Message, RequestState, Severity, SupportRequest

_WHAT = (
    "does not start after an update", "is slow in the morning", "shows an empty page",
    "ends a session too soon", "writes the same line again and again", "counts one too many",
    "loses its settings", "refuses a certificate", "needs more memory each day",
    "stops in the middle of a job",
)  # fmt: skip
_WHERE = ("Ulm", "Linz", "Kassel", "Gdansk", "Dayton", "Osaka", "Lyon", "Tampere")
_OURS = (
    "It happened again in {where} at {hour} o'clock, and on nothing that we changed.",
    "We tried what you wrote: it held until {hour} o'clock, then {name} was as before.",
    "In {where} it works since the restart. We watch it until tomorrow.",
    "Our people in {where} ask whether it is safe to go back to the version before.",
    "The log of that hour has {count} lines that say “try again”, the one before has none.",
)
_THEIRS = (
    "Thank you. The {count} lines come from a queue that is not emptied; I look for what holds it.",
    "Please leave it as it is in {where} for now, I want to see it happen once.",
    "This is known since {hour} o'clock for another installation too. The correction is in test.",
    "Going back is safe, the settings of {name} are kept. You need about {count} minutes.",
    "I have compared it with a fresh install: the setting that you sent makes the difference.",
)
_SEVERITIES: tuple[Severity, ...] = ("low", "normal", "normal", "normal", "high", "urgent")
_STATES: tuple[RequestState, ...] = ("open", "waiting_for_customer", "answered")
_RECENT = 12
_YEAR_DAYS = 700


class Generator:
    """Makes `count` requests of `messages` messages each, about these orders by id."""

    def __init__(
        self, seed: int, calendar: Calendar, orders: dict[str, Order], count: int, messages: int
    ) -> None:
        self._seed = seed
        self._calendar = calendar
        self._orders = sorted(orders.items())
        self._count = count
        self._messages = messages

    def __iter__(self) -> Iterator[tuple[str, str, Struct]]:
        for index in range(self._count):
            yield from self._one(index)

    def _one(self, index: int) -> Iterator[tuple[str, str, Struct]]:
        dice = Dice(self._seed, index, 11)
        order_id, order = dice.of(self._orders) if self._orders else (None, None)
        product_id = order.lines[0].product_id if order else None
        name = vendor.PRODUCTS[product_id].name if product_id else "The portal"
        recent = index >= self._count - _RECENT
        days = 2 + (self._count - 1 - index) * _YEAR_DAYS // max(1, self._count)
        opened = at(self._calendar.ago(days), 6 + dice.below(11), dice.below(60))
        due = respond_by(from_wire(opened), order.support if order else None)
        said = list(self._thread(f"req-g{index:06}", name, opened, dice))
        answers = [message.sent_at for message in said if message.author_side == "vendor"]
        state: RequestState = dice.of(_STATES) if recent else "closed"
        yield "support_request", f"req-g{index:06}", SupportRequest(
            client_id=None, number=f"KR-G{index + 1}", subject=f"{name} {dice.of(_WHAT)}",
            product_id=product_id, order_id=order_id, severity=dice.of(_SEVERITIES), state=state,
            opened_at=opened, opened_by=said[0].author,
            respond_by=due.strftime("%Y-%m-%dT%H:%M:%SZ") if due else None,
            answered_at=answers[0] if answers else None,
            closed_at=None if recent else said[-1].sent_at,
            rating=None if recent or dice.below(3) else 3 + dice.below(3),
        )  # fmt: skip
        for place, message in enumerate(said, 1):
            yield "message", f"msg-g{index:06}-{place:05}", message

    def _thread(self, request: str, name: str, opened: str, dice: Dice) -> Iterator[Message]:
        ours = dice.of([user.name for user in vendor.USERS[:5]])
        theirs = dice.of(AGENTS)
        start = from_wire(opened)
        pause = min(timedelta(minutes=47), timedelta(days=1) / max(1, self._messages))
        for place in range(self._messages):
            dice = Dice(self._seed, int(request[5:]), place, 13)
            from_us = place % 2 == 0
            words = " ".join(dice.of(_OURS if from_us else _THEIRS) for _ in range(1 + place % 3))
            text = words.format(
                where=dice.of(_WHERE), hour=dice.below(24), count=2 + dice.below(90), name=name
            )
            yield Message(
                client_id=None,
                request_id=request,
                author=ours if from_us else theirs,
                author_side="customer" if from_us else "vendor",
                text=text,
                sent_at=(start + pause * place).strftime("%Y-%m-%dT%H:%M:%SZ"),
            )
