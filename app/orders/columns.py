"""How the values of a row lie in the store: positions of kinds and states, seconds, sort keys.

The positions are part of the stored form: new members go to the end.
"""

from __future__ import annotations

from datetime import UTC, datetime

from app.orders.model import OrderColumn, OrderKind, OrderState

KINDS = (
    OrderKind.SOFTWARE,
    OrderKind.HOSTED,
    OrderKind.SUPPORT,
    OrderKind.TRAINING,
    OrderKind.NO_CHARGE,
    OrderKind.MIXED,
)
STATES = (
    OrderState.UNPAID,
    OrderState.SUSPENDED,
    OrderState.DUE_SOON,
    OrderState.TRIAL,
    OrderState.ACTIVE,
    OrderState.DONE,
    OrderState.ENDED,
    OrderState.CANCELLED,
)
"""Most pressing first, which is also the order of the column "Status"."""

KIND_CODE = {kind: position for position, kind in enumerate(KINDS)}
STATE_CODE = {state: position for position, state in enumerate(STATES)}

SORT_KEYS: dict[OrderColumn, tuple[str, ...]] = {
    OrderColumn.NUMBER: ("number COLLATE NOCASE",),
    OrderColumn.PLACED: ("placed_at",),
    OrderColumn.PRODUCTS: ("products COLLATE NOCASE",),
    OrderColumn.KIND: ("kind",),
    OrderColumn.BOUGHT_FROM: ("bought_from COLLATE NOCASE",),
    OrderColumn.TERM_END: ("term_end",),
    OrderColumn.STATUS: ("state",),
    OrderColumn.AMOUNT: ("currency", "amount_minor"),
}
_CHIPS = ("kind", "state", "term_end")


def index_name(column: OrderColumn) -> str:
    """The covering index of a column."""
    return f"orders_by_{column.value}"


def index_columns(column: OrderColumn) -> tuple[str, ...]:
    """Sort keys first, then what the chips ask about, so that a filtered walk reads only the index.

    This, and the row last, is also the order of the rows when the table is sorted by the column.
    """
    keys = SORT_KEYS[column]
    return keys + tuple(name for name in _CHIPS if name not in keys)


def order_by(column: OrderColumn, *, descending: bool) -> str:
    """The ORDER BY list that the covering index delivers without sorting."""
    direction = " DESC" if descending else ""
    return ", ".join(f"{key}{direction}" for key in (*index_columns(column), "row"))


def seconds(instant: datetime | None) -> int | None:
    """Whole seconds since 1970 UTC, as the store keeps instants."""
    return None if instant is None else int(instant.timestamp())


def seconds_up(instant: datetime | None) -> int | None:
    """Whole seconds, rounded up, so that at that second the instant has come."""
    if instant is None:
        return None
    whole = int(instant.timestamp())
    return whole + 1 if instant.microsecond else whole


def instant_of(stored: int | None) -> datetime | None:
    """The aware UTC instant of stored seconds."""
    return None if stored is None else datetime.fromtimestamp(stored, UTC)
