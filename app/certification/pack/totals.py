"""The sums of a pack's rows against the figures that the certificate states."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from app.base.text import _
from app.certification.pack.head import Head
from app.certification.pack.model import RowLine
from app.certification.reconcile.stated import decimal_of, name_words
from app.certification.scope.entitled import NO_CHARGE
from app.certification.scope.units import comparable, converted, normalized, total
from app.certification.statement import StatedLine
from app.certification.usage.units import EXACT

_Key = tuple[str, str, str]


class Totals:
    """Sums of rows by product, metric and unit; a row may hide its host, never its quantity."""

    def __init__(self) -> None:
        self._sums: dict[_Key, Decimal] = {}
        self._deletions = 0

    def add(self, line: RowLine) -> None:
        """Take a row in. Raises ValueError where its quantity is no figure."""
        part = line.open
        if part.kind == "deletion":
            self._deletions += 1
            return
        quantity = decimal_of(part.quantity)
        if quantity is None:
            raise ValueError(_("A row has a quantity that is no figure"))
        key = (part.product_id, normalized(part.metric), part.unit)
        self._sums[key] = EXACT.add(self._sums.get(key, Decimal(0)), quantity)

    def differences(self, head: Head) -> list[str]:
        """Where figures and rows differ, a sentence each."""
        found: list[str] = []
        if self._deletions and self._deletions != head.counts.get("deletions", 0):
            found.append(_("The rows name another number of deletions than the certificate"))
        stated = [*head.statement.lines, *head.statement.left_out]
        places = _places(stated)
        sums: dict[int, list[Decimal]] = {}
        for (product, metric, unit), quantity in self._sums.items():
            places_of = places.get((product, metric), [])
            at = next((n for n in places_of if comparable(unit, stated[n].unit)), None)
            if at is not None:
                sums.setdefault(at, []).append(converted(quantity, unit, stated[at].unit))
            elif quantity and not places_of:
                found.append(
                    _("Rows of {product}, {metric}, stand in no line of the certificate").format(
                        product=product, metric=metric
                    )
                )
        for n, line in enumerate(stated):
            used, counted = decimal_of(line.used), total(sums.get(n, ()))
            if used is not None and used != counted:
                found.append(
                    _("{name}: the certificate states {used}, the rows add up to {sum}").format(
                        name=name_words(line), used=line.used, sum=f"{counted:f}"
                    )
                )
        return found


def about(head: Head) -> Callable[[str, str], bool]:
    """Whether a product and metric stand in a certificate at all, which may be about some only."""
    places = _places([*head.statement.lines, *head.statement.left_out])
    return lambda product, metric: (product, normalized(metric)) in places


def _places(stated: Iterable[StatedLine]) -> dict[tuple[str, str], list[int]]:
    """By product and metric, the lines that its rows belong to."""
    found: dict[tuple[str, str], list[int]] = {}
    free: dict[tuple[str, str], list[int]] = {}
    for n, line in enumerate(stated):
        metric = normalized(line.metric)
        found.setdefault((line.product_id, metric), []).append(n)
        if metric.endswith(NO_CHARGE):
            free.setdefault((line.product_id, metric.removesuffix(NO_CHARGE)), []).append(n)
    for key, places in free.items():
        found.setdefault(key, places)
    return found
