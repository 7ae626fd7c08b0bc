"""One order as the cells of its row: text, icon and tone for each column."""

from __future__ import annotations

from app.base.dates import day_words, local
from app.base.money import format_amount
from app.base.text import _
from app.orders.model import OrderColumn, OrderRow
from app.orders.words import column_words
from ui.kit.cells import Cell, Column
from ui.kit.tokens import Token
from ui.orders.words import QUIET_STATES, kind_look, state_look

NOTHING = "—"


def columns() -> tuple[Column, ...]:
    """The table's columns, as wide as their longest usual value; products take the rest."""
    c = OrderColumn
    return (
        Column(c.NUMBER, column_words(c.NUMBER), sample="KB-100353"),
        Column(c.PLACED, column_words(c.PLACED), sample="28 Nov 2026", narrow=False),
        Column(c.PRODUCTS, column_words(c.PRODUCTS), stretch=True, least=104),
        Column(c.KIND, column_words(c.KIND), sample=_("No charge"), icon=True),
        Column(c.BOUGHT_FROM, column_words(c.BOUGHT_FROM), sample="Lumenhof Systems", narrow=False),
        Column(c.TERM_END, column_words(c.TERM_END), sample="28 Nov 2026"),
        Column(c.STATUS, column_words(c.STATUS), sample=_("Suspended"), icon=True),
        Column(c.AMOUNT, column_words(c.AMOUNT), sample="JPY 6,800,000", end=True),
    )


def row_cells(row: OrderRow) -> tuple[Cell, ...]:
    """The cells of one row, in the order of `OrderColumn`."""
    tone = Token.TEXT2 if row.state in QUIET_STATES else Token.TEXT
    kind, state = kind_look(row.kind), state_look(row.state)
    signal = state.tone not in {Token.TEXT, Token.TEXT2}
    return (
        Cell(row.number, tone=tone, weight=500),
        Cell(day_words(local(row.placed_at)), tone=tone),
        Cell(row.products, tone=tone),
        Cell(kind.word, kind.icon, tone=tone, icon_tone=Token.TEXT2),
        Cell(row.bought_from or _("Direct"), tone=tone),
        Cell(day_words(local(row.term_end)) if row.term_end else NOTHING, tone=tone),
        Cell(
            state.word,
            state.icon,
            tone=state.tone if signal else tone,
            icon_tone=state.icon_tone,
            weight=500 if signal else 400,
        ),
        _amount(row, tone),
    )


def _amount(row: OrderRow, tone: Token) -> Cell:
    if row.amount is None:
        return Cell(_("No charge"), tone=Token.TEXT2)
    return Cell(format_amount(row.amount, cents=False), tone=tone, prefix=row.amount.currency)
