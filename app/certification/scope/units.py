"""Figures in units: what can be compared with what, and sums that never round.

Sizes are converted into each other exactly (app.certification.usage.units); counts are all alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from app.certification.usage import units
from app.certification.usage.units import EXACT, plain


def normalized(text: str) -> str:
    """A measure or a unit as it is compared: without case and doubled spaces."""
    return " ".join(text.split()).casefold()


def is_size(unit: str) -> bool:
    """Whether a unit is one of storage."""
    return units.bytes_of(unit) is not None


def comparable(one: str, other: str) -> bool:
    """Whether figures in these units can be compared. No unit fits every unit."""
    return not one or not other or is_size(one) == is_size(other)


def converted(quantity: Decimal, unit: str, into: str) -> Decimal:
    """A figure in another unit, exactly. Raises ValueError where they cannot be compared."""
    if not comparable(unit, into):
        raise ValueError(f"{unit} is no {into}")
    found = units.converted(quantity, unit, into)
    return plain(quantity if found is None else found)


def total(figures: Iterable[Decimal]) -> Decimal:
    """The sum, exactly; 0 of none."""
    found = Decimal(0)
    for one in figures:
        found = EXACT.add(found, one)
    return plain(found)


def difference(one: Decimal, other: Decimal) -> Decimal:
    """One less the other, exactly."""
    return plain(EXACT.subtract(one, other))
