"""What follows an order: deliveries with license keys, invoices, the hosted services it runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Literal

from app.base.money import minor_digits
from app.sandbox import vendor
from app.sandbox.calendar import Calendar, at, end_of
from app.sandbox.generated import Dice
from app.sandbox.records import Delivery, Invoice, Line, LineKind, Order, Service, Suspension

_KEY_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_GIB = 1 << 30
_TIB = 1 << 40
Found = tuple[str, str, Delivery | Invoice | Service]
"""Kind, id and record."""


class Fulfilment:
    """Makes the records that follow an order, the same ones for the same seed."""

    def __init__(self, seed: int, calendar: Calendar) -> None:
        self._seed = seed
        self._calendar = calendar

    def of(self, order_id: str, order: Order) -> Iterator[Found]:
        """Everything that follows this order."""
        number = "".join(letter for letter in order.number if letter.isdigit())
        dice = Dice(self._seed, int(number), 7)
        placed = date.fromisoformat(order.placed_at[:10])
        if order.status != "cancelled":
            yield from self._deliveries(order_id, order, number, placed, dice)
            yield from _services(order_id, order, number, dice)
        if order.payment not in ("through_reseller", "none"):
            yield from self._invoices(order_id, order, number, placed)

    def _deliveries(
        self, order_id: str, order: Order, number: str, placed: date, dice: Dice
    ) -> Iterator[Found]:
        to = (vendor.USERS[0].email, vendor.USERS[4].email)
        pending = order.payment == "due" and placed > self._calendar.ago(14)
        handed = None if pending else at(placed + timedelta(days=1), 10, int(number) % 60)
        state: Literal["pending", "delivered"] = "pending" if pending else "delivered"
        for place, line in enumerate(order.lines, 1):
            name = f"del-{number}-{place}"
            kind = _made_as(line)
            if kind == "software":
                file = _file_name(line)
                yield "delivery", f"{name}-f", Delivery(
                    order_id, file.rsplit(".", 2)[0], "download", handed, to,
                    file_name=file, size=180_000_000 + dice.below(900_000_000),
                    sha256=sha256(file.encode()).hexdigest(), state=state,
                )  # fmt: skip
                yield "delivery", f"{name}-k", Delivery(
                    order_id, f"{line.product_name} license key", "license_key", handed, to,
                    license_key=None if pending else _license_key(dice), state=state,
                )  # fmt: skip
            elif kind == "hosted":
                yield (
                    "delivery",
                    f"{name}-a",
                    Delivery(
                        order_id, f"{line.product_name} access", "access", handed, to, state=state
                    ),
                )

    def _invoices(self, order_id: str, order: Order, number: str, placed: date) -> Iterator[Found]:
        whole = Decimal(order.amount)
        digits = minor_digits(order.currency)
        halves = number == "20417"
        parts = [whole / 2, whole - whole / 2] if halves else [whole]
        for place, amount in enumerate(parts):
            due = placed + timedelta(days=30 + 184 * place)
            paid = None
            if order.payment == "paid":
                paid = at(placed + timedelta(days=4 + 180 * place), 11)
            state: Literal["paid", "open", "overdue"] = "paid" if paid else "open"
            if order.payment == "overdue":
                state = "overdue"
            yield "invoice", f"inv-{number}-{place + 1}", Invoice(
                order_id, f"KI-{number}-{place + 1}", f"{amount:.{digits}f}", order.currency,
                end_of(due), paid, state,
            )  # fmt: skip


def _services(order_id: str, order: Order, number: str, dice: Dice) -> Iterator[Found]:
    for place, line in enumerate(order.lines, 1):
        if _made_as(line) != "hosted":
            continue
        capacity = [scope.quantity for scope in line.scope if scope.kind == "capacity"]
        limit = capacity[0] * _TIB if capacity and capacity[0] else 200 * _GIB
        share = 35 + dice.below(60)
        suspension = None
        if order.status == "suspended":
            suspension = Suspension(
                "Invoice overdue for more than 30 days",
                order.lines[0].term.start or order.placed_at,
                "Pay the open invoice; access returns within one business day.",
            )
        yield "service", f"srv-{number}-{place}", Service(
            order_id, line.product_name, "suspended" if suspension else "running", suspension,
            limit * share // 100, None if dice.below(9) == 0 else limit,
        )  # fmt: skip


def _made_as(line: Line) -> LineKind:
    """Software or hosted, also where a product is tried without charge."""
    return vendor.PRODUCTS[line.product_id].kind if line.kind == "no_charge" else line.kind


def _file_name(line: Line) -> str:
    version = vendor.PRODUCTS[line.product_id].version
    return f"{line.product_id}-{version}.tar.gz"


def _license_key(dice: Dice) -> str:
    groups = ("".join(dice.of(_KEY_LETTERS) for _ in range(4)) for _ in range(4))
    return "-".join(("KSTR", *groups))
