"""Units of capacity, exact: 1 TB is 1,000 GB as storage is sold, 1 TiB is 1,024 GiB."""

from __future__ import annotations

from decimal import Context, Decimal, Inexact

EXACT = Context(prec=120, traps=[Inexact])
"""Room for any sum or conversion of usage figures; a rounding would raise Inexact."""

_NAMES = {
    "b": 0, "byte": 0, "bytes": 0,
    "kb": 1, "mb": 2, "gb": 3, "tb": 4, "pb": 5,
    "kilobyte": 1, "kilobytes": 1, "megabyte": 2, "megabytes": 2, "gigabyte": 3, "gigabytes": 3,
    "terabyte": 4, "terabytes": 4, "petabyte": 5, "petabytes": 5,
    "ko": 1, "mo": 2, "go": 3, "to": 4, "po": 5,
}  # fmt: skip
_BINARY = {"kib": 1, "mib": 2, "gib": 3, "tib": 4, "pib": 5}


def bytes_of(unit: str) -> int | None:
    """How many bytes one of `unit` is; None for what is no unit of capacity."""
    name = unit.strip().casefold()
    if name in _NAMES:
        return int(1000 ** _NAMES[name])
    if name in _BINARY:
        return int(1024 ** _BINARY[name])
    return None


def converted(quantity: Decimal, unit: str, to: str) -> Decimal | None:
    """`quantity` of `unit` in the unit `to`, exactly; None where one cannot become the other."""
    if unit == to or unit.strip().casefold() == to.strip().casefold():
        return quantity
    of, into = bytes_of(unit), bytes_of(to)
    if of is None or into is None:
        return None
    found = EXACT.divide(EXACT.multiply(quantity, Decimal(of)), Decimal(into))
    return plain(found)


def plain(value: Decimal) -> Decimal:
    """The same number without trailing zeros behind the mark and without an exponent."""
    if not value:
        return Decimal(0)
    found = value.normalize(EXACT)
    _sign, _digits, exponent = found.as_tuple()
    if isinstance(exponent, int) and exponent > 0:
        return found.quantize(Decimal(1), context=EXACT)
    return found
