"""One deadline as the cells of its row, and the columns they stand in."""

from __future__ import annotations

import enum
from datetime import datetime

from app.base.text import _, ngettext
from app.deadlines.model import DeadlineEntry, DeadlineState, Origin
from app.deadlines.words import when_words
from ui.deadlines.words import (
    clause_part,
    clause_words,
    concern,
    kind_icon,
    source_words,
    state_look,
    time_words,
)
from ui.kit.cells import Cell, Column
from ui.kit.tokens import Token

NOTHING = "—"
_QUIET = (DeadlineState.PAST, DeadlineState.DONE)


class DeadlineColumn(enum.StrEnum):
    """The columns, in their order on the screen."""

    WHAT = "what"
    BY = "by"
    CONCERNS = "concerns"
    SOURCE = "source"
    LEFT = "left"
    STATE = "state"


def columns() -> tuple[Column, ...]:
    """As wide as their longest usual value; what it is about takes the rest."""
    c = DeadlineColumn
    left = ngettext("{n} day left", "{n} days left", 288).format(n=288)
    over = ngettext("{n} day overdue", "{n} days overdue", 888).format(n=888)
    return (
        Column(c.WHAT, _("What"), stretch=True, icon=True, least=220),
        Column(c.BY, _("Date"), sample="Wed 30 Nov 2026, 23:59 CEST"),
        Column(c.CONCERNS, _("Concerns"), sample="KB-100353"),
        Column(c.SOURCE, _("From"), sample=_("Not stated"), narrow=False),
        Column(c.LEFT, _("Time left"), sample=f"{left}\n{over}", narrow=False),
        Column(c.STATE, _("State"), sample=_("Due soon"), icon=True),
    )


def row_cells(entry: DeadlineEntry, now: datetime) -> tuple[Cell, ...]:
    """The cells of one row, in the order of `DeadlineColumn`."""
    deadline = entry.deadline
    quiet = entry.state in _QUIET
    tone = Token.TEXT2 if quiet else Token.TEXT
    look = state_look(entry.state)
    pressing = entry.state in (DeadlineState.OVERDUE, DeadlineState.DUE_SOON)
    strong = pressing and deadline.acts
    about = concern(deadline)
    return (
        Cell(
            deadline.title,
            kind_icon(deadline.kind),
            tone=tone,
            icon_tone=Token.TEXT2,
            weight=500 if deadline.acts and not quiet else 400,
        ),
        Cell(when_words(deadline.at, deadline.zone), tone=tone),
        Cell(about or NOTHING, tone=Token.ACCENT if about else tone, link=bool(about)),
        _source(entry, tone),
        Cell(time_words(entry, now), tone=look.tone if strong else tone),
        Cell(
            look.word,
            look.icon,
            tone=look.tone if pressing else tone,
            icon_tone=look.icon_tone,
            weight=500 if pressing else 400,
        ),
    )


def _source(entry: DeadlineEntry, tone: Token) -> Cell:
    deadline = entry.deadline
    clause = clause_words(deadline)
    if not deadline.stated:
        return Cell(_("Not stated"), tone=tone)
    if clause and clause_part(deadline):
        return Cell(clause, tone=Token.ACCENT, link=True)
    match deadline.source.origin:
        case Origin.ORDER_LINE:
            return Cell(_("Order line"), tone=tone)
        case Origin.INVOICE:
            return Cell(_("Invoice"), tone=tone)
        case Origin.LICENSE:
            return Cell(_("License"), tone=tone)
        case Origin.NOTICE:
            return Cell(_("Notice"), tone=tone)
        case Origin.REQUEST:
            return Cell(_("Request"), tone=tone)
        case Origin.OWN:
            return Cell(_("Yourself"), tone=tone)
        case _:
            return Cell(clause or source_words(deadline) or NOTHING, tone=tone)
