"""The inventory as rows of a table: what, where, how, by whom, when, and whether it is done."""

from __future__ import annotations

from app.base.dates import day_words, local
from app.base.text import _
from app.certification.model import Deletion
from ui.kit.cells import Cell, Column
from ui.kit.icons import Icon
from ui.kit.tokens import Token

NOTHING = "–"


def is_settled(entry: Deletion) -> bool:
    """Whether it is said when it was deleted and by whom, or why it is kept."""
    if entry.deleted_at is None:
        return bool(entry.note)
    return bool(entry.by and entry.method)


def columns() -> tuple[Column, ...]:
    """What is said of an entry."""
    states = "\n".join((_("Deleted"), _("Kept"), _("To be filled in")))
    return (
        Column("product", _("Product"), sample="Relay Gateway EU", sortable=False),
        Column("what", _("What"), sample=_("Data in the hosted service"), sortable=False),
        Column("place", _("Where"), stretch=True, least=150, sortable=False),
        Column("method", _("How"), stretch=True, least=120, sortable=False),
        Column("by", _("By"), sample="Kim Sørensen", sortable=False, narrow=False),
        Column("when", _("When"), sample="28 Nov 2026", sortable=False, narrow=False),
        Column("state", _("State"), sample=states, icon=True, sortable=False),
    )


def cells(entry: Deletion) -> tuple[Cell, ...]:
    """The cells of an entry."""
    if not is_settled(entry):
        state = Cell(_("To be filled in"), Icon.CIRCLE_DASHED, tone=Token.WARN,
                     icon_tone=Token.WARN)  # fmt: skip
    elif entry.deleted_at is None:
        state = Cell(_("Kept"), Icon.MINUS_CIRCLE, icon_tone=Token.TEXT2)
    else:
        state = Cell(_("Deleted"), Icon.CHECK_CIRCLE, icon_tone=Token.OK)
    when = day_words(local(entry.deleted_at).date()) if entry.deleted_at else NOTHING
    return (
        Cell(entry.product_name, weight=500),
        Cell(entry.what),
        Cell(entry.place or NOTHING),
        Cell(entry.method or NOTHING),
        Cell(entry.by or NOTHING),
        Cell(when),
        state,
    )
