"""Days and amounts as they are given on the command line."""

from __future__ import annotations

import argparse
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from app.base.text import _

if TYPE_CHECKING:
    from app.base.money import Money


def day(text: str) -> date:
    """A day of the command line. Raises ArgumentTypeError."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            _("“{text}” is no day such as 2026-11-30").format(text=text)
        ) from error


def money(text: str) -> Money:
    """An amount of the command line with its currency. Raises ArgumentTypeError."""
    from app.base.money import Money  # noqa: PLC0415 - not for usage and help

    figure, _blank, currency = text.strip().partition(" ")
    try:
        amount = Decimal(figure)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount < 0 or len(currency) != 3 or not currency.isalpha():
        raise argparse.ArgumentTypeError(
            _("“{text}” is no amount such as 1200.00 USD").format(text=text)
        )
    return Money(amount, currency.upper())
