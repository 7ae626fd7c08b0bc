"""What a printed line says, read back: its figures as numbers, its words as a person reads them."""

from __future__ import annotations

from decimal import Decimal

from app.base.text import _
from app.certification.reconcile.words import figure
from app.certification.scope.units import normalized
from app.certification.statement import StatedLine


def line_id(line: StatedLine) -> str:
    """The id of the entitlement that a printed line is about."""
    return f"{line.product_id}/{normalized(line.metric)}"


def result_words(result: str) -> str:
    """A result as a person reads it; one of a later program as it stands."""
    match result:
        case "within":
            return _("within scope")
        case "over":
            return _("over scope")
        case "missing":
            return _("no evidence")
        case "not_stated":
            return _("not stated")
        case "unlimited":
            return _("unlimited")
        case _:
            return result


def name_words(line: StatedLine) -> str:
    """The product and what is counted of it."""
    return _("{product}, {metric}").format(product=line.product, metric=line.metric)


def pair_words(line: StatedLine) -> str:
    """What is used and what is permitted, in one phrase."""
    return _("used {used}, permitted {permitted}").format(
        used=used_words(line), permitted=permitted_words(line)
    )


def used_words(line: StatedLine) -> str:
    """What is used, in words."""
    return _("no evidence") if line.used is None else _figure(line.used)


def permitted_words(line: StatedLine) -> str:
    """What is permitted, in words."""
    if line.permitted is None:
        return _("not stated") if line.result == "not_stated" else _("unlimited")
    return _figure(line.permitted)


def _figure(text: str) -> str:
    found = decimal_of(text)
    return text if found is None else figure(found)


def decimal_of(text: str | None) -> Decimal | None:
    """A stated figure as a number; None where there is none, or what stands there is no figure."""
    try:
        found = Decimal(text) if text is not None else None
    except ArithmeticError:
        return None
    return found if found is not None and found.is_finite() else None
