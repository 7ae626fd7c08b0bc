"""The rows of the licenses: cells, columns, what is searched, how they are sorted."""

from __future__ import annotations

from app.base.dates import deadline_words
from app.base.text import _
from app.licenses.views.model import LicenseStanding, LicenseView
from app.licenses.views.words import standing_words
from ui.kit.cells import Cell, Column
from ui.kit.tokens import Token
from ui.licenses.looks import NOTHING, share, standing_look, use_words

_OVER = (LicenseStanding.EXPIRED, LicenseStanding.REVOKED)
_PRESSING = (
    LicenseStanding.REVOKED, LicenseStanding.SUSPENDED, LicenseStanding.OVER,
    LicenseStanding.ENDING, LicenseStanding.FULL,
)  # fmt: skip


def columns() -> tuple[Column, ...]:
    """As wide as their longest usual value; the product takes the rest."""
    standings = "\n".join(standing_words(one) for one in LicenseStanding)
    return (
        Column("product", _("Product"), stretch=True, least=150),
        Column("order", _("Order"), sample="KB-100353", narrow=False),
        Column("standing", _("Standing"), sample=standings, icon=True),
        Column("use", _("In use"), width=136),
        Column("ends", _("Ends"), sample="Wed 30 Nov 2026, 23:59 CEST"),
        Column("key", _("Key"), sample="•••• MMMM", narrow=False),
    )


def row_cells(one: LicenseView) -> tuple[Cell, ...]:
    """The cells of a license; what is over stands back."""
    look_ = standing_look(one.standing)
    over = one.standing in _OVER
    tone = Token.TEXT2 if over else Token.TEXT
    return (
        Cell(one.product_name, tone=tone, weight=400 if over else 500,
             detail=one.name if one.name != one.product_name else ""),
        Cell(one.order_number or NOTHING, tone=tone, link=bool(one.order_number)),
        Cell(look_.word, look_.icon, tone=look_.tone, icon_tone=look_.icon_tone,
             weight=500 if one.standing in _PRESSING else 400),
        Cell(use_words(one), tone=tone, share=share(one)),
        Cell(deadline_words(one.expires_at) if one.expires_at else _("Has no end"), tone=tone),
        Cell(f"•••• {one.key_hint}" if one.key_hint else NOTHING, tone=tone, mono=True),
    )  # fmt: skip


def said(one: LicenseView) -> str:
    """What a search looks through."""
    words = (
        one.product_name, one.name, one.order_number, one.id, one.key_hint,
        standing_words(one.standing), *one.entitlements,
    )  # fmt: skip
    return " ".join(words)


def sort_key(one: LicenseView, column: str) -> tuple[object, ...]:
    """What a column sorts by."""
    match column:
        case "order":
            return (one.order_number,)
        case "standing":
            return (list(LicenseStanding).index(one.standing), one.product_name)
        case "use":
            return (share(one) or 0.0, one.used)
        case "ends":
            ends = one.expires_at
            return (ends is None, ends.timestamp() if ends else 0.0)
        case "key":
            return (one.key_hint,)
        case _:
            return (one.product_name.casefold(), one.order_number)
