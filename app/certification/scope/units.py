"""Units of figures: sizes are converted into each other exactly, counts are all alike.

Decimal prefixes are powers of 1000 as storage is sold, binary ones (KiB) powers of 1024.
"""

from __future__ import annotations

from decimal import Decimal, localcontext

_SIZES = {
    "b": Decimal(1), "byte": Decimal(1), "bytes": Decimal(1),
    **{f"{letter}b": Decimal(1000) ** at for at, letter in enumerate("kmgtpe", 1)},
    **{f"{letter}ib": Decimal(1024) ** at for at, letter in enumerate("kmgtpe", 1)},
    "kilobytes": Decimal(10) ** 3, "megabytes": Decimal(10) ** 6, "gigabytes": Decimal(10) ** 9,
    "terabytes": Decimal(10) ** 12, "petabytes": Decimal(10) ** 15,
}  # fmt: skip


def normalized(text: str) -> str:
    """A measure or a unit as it is compared: without case and doubled spaces."""
    return " ".join(text.split()).casefold()


def is_size(unit: str) -> bool:
    """Whether a unit is one of storage."""
    return normalized(unit) in _SIZES


def comparable(one: str, other: str) -> bool:
    """Whether figures in these units can be compared. No unit fits every unit."""
    return not one or not other or is_size(one) == is_size(other)


def converted(quantity: Decimal, unit: str, into: str) -> Decimal:
    """A figure in another unit, exactly. Raises ValueError where they cannot be compared."""
    if not comparable(unit, into):
        raise ValueError(f"{unit} is no {into}")
    if not is_size(unit) or not is_size(into) or normalized(unit) == normalized(into):
        return quantity
    factor, divisor = _SIZES[normalized(unit)], _SIZES[normalized(into)]
    with localcontext() as exactly:
        # A division by a power of 1024 ends within so many digits; by one of 1000 sooner.
        exactly.prec = 120
        found = quantity * factor / divisor
    return found if found != found.to_integral_value() else found.quantize(Decimal(1))
