"""What cells of a file mean by its mapping: products, environments, whose it is, what counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from app.certification.usage.days import instant
from app.certification.usage.model import Belongs, Environment, Mapping
from app.certification.usage.numbers import figure
from app.certification.usage.vocabulary import BELONGS, NO, OTHER, PRODUCTION, YES, plain_value
from app.certification.usage.words import Fault

DEFAULTS: dict[str, object] = {
    "name": "",
    "product_id": "",
    "metric": "",
    "quantity": Decimal(1),
    "unit": "",
    "environment": Environment.UNKNOWN,
    "belongs": Belongs.OWN,
    "company": "",
    "place": "",
    "fingerprint": "",
    "counted_at": None,
}
"""Members of UsageRow that a file can give, with what holds where it does not."""


class Meaning:
    """Reads single cells by one mapping."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._products = _by_value(mapping.products)
        self._values = {member: _by_value(known) for member, known in mapping.values.items()}

    def fixed(self, member: str) -> object:
        """What every row has as this member; a Fault where the mapping's value is none."""
        text = self._mapping.fixed.get(member, "").strip()
        if not text:
            return DEFAULTS[member]
        return self.reader(member)(text)

    def reader(self, member: str) -> Callable[[object], object]:
        """What reads the cells of a column of this member."""
        match member:
            case "product_id":
                return self._product
            case "metric":
                return lambda cell: text_of(cell) or Fault.NO_METRIC
            case "quantity":
                mark = self._mapping.decimal_mark
                return lambda cell: figure(cell, mark)
            case "environment":
                return self.environment
            case "belongs":
                return self._belongs
            case "counted_at":
                first = self._mapping.day_first
                return lambda cell: instant(cell, day_first=first)
            case _:
                return text_of

    @staticmethod
    def condition(wanted: Iterable[str]) -> Callable[[object], object]:
        """Whether a cell is one of the values with which a row counts."""
        values = frozenset(plain_value(one) for one in wanted)
        return lambda cell: plain_value(text_of(cell)) in values

    def _product(self, cell: object) -> str | Fault:
        text = text_of(cell)
        if "\x00" in text:
            return Fault.NUL
        return self._products.get(plain_value(text)) or text or Fault.NO_PRODUCT

    def environment(self, cell: object) -> Environment:
        """What a cell says about an environment."""
        if isinstance(cell, Environment):
            return cell
        value = plain_value(text_of(cell))
        known = self._values.get("environment", {}).get(value)
        return environment_of(value) if known is None else Environment(known)

    def _belongs(self, cell: object) -> Belongs:
        value = plain_value(text_of(cell))
        known = self._values.get("belongs", {}).get(value)
        return belongs_of(value) if known is None else Belongs(known)


def environment_of(value: str) -> Environment:
    """What a plain value says about an environment, in the usual words."""
    if value in PRODUCTION or (value in YES and value):
        return Environment.PRODUCTION
    if value in OTHER or (value in NO and value):
        return Environment.OTHER
    return Environment.UNKNOWN


def belongs_of(value: str) -> Belongs:
    """Whose a plain value says that it is, in the usual words; an empty one is one's own."""
    if not value:
        return Belongs.OWN
    return next((Belongs(key) for key, words in BELONGS.items() if value in words), Belongs.UNKNOWN)


def text_of(cell: object) -> str:
    """A cell as one line of text."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


def _by_value(known: dict[str, str]) -> dict[str, str]:
    return {plain_value(value): meant for value, meant in known.items()}
