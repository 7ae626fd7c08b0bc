"""The rows of both tables: what waits, and what was sent lately."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from app.base.dates import day_words, local, moment_words
from app.base.text import _
from app.exchange.waiting import Hold, OutboxCard
from ui.kit.cells import Cell, Column
from ui.kit.tokens import Token
from ui.outbox.words import kind_icon, look_of, why_words
from ui.page import Standing


def waiting_columns() -> tuple[Column, ...]:
    """What is said of an item that waits; why takes the rest."""
    kinds = "\n".join((_("Support request"), _("Acceptance of terms")))
    return (
        Column("what", _("What"), stretch=True, least=200, sortable=False),
        Column("kind", _("Kind"), sample=kinds, icon=True, sortable=False),
        Column("state", _("State"), sample=_("Being sent"), icon=True, sortable=False),
        Column(
            "why",
            _("Why, and what is next"),
            sample=_("Goes once the portal can be reached, and more"),
            sortable=False,
            narrow=False,
        ),
        Column("since", _("Since"), sample="28 Nov 2026, 23:59", sortable=False, narrow=False),
    )


def waiting_cells(
    now: Callable[[], datetime], standing: Callable[[], Standing]
) -> Callable[[OutboxCard], tuple[Cell, ...]]:
    """Makes the cells of an item as it stands now."""

    def cells(card: OutboxCard) -> tuple[Cell, ...]:
        look = look_of(card)
        urgent = card.hold in (Hold.REFUSED, Hold.BLOCKED)
        return (
            Cell(card.title, weight=500),
            Cell(card.kind_words, kind_icon(card.kind), icon_tone=Token.TEXT2),
            Cell(look.word, look.icon, tone=look.tone, icon_tone=look.icon_tone, weight=500),
            Cell(
                why_words(card, standing(), now()),
                tone=Token.TEXT if urgent else Token.TEXT2,
            ),
            Cell(moment_words(card.created_at, now()), tone=Token.TEXT2),
        )

    return cells


def sent_columns() -> tuple[Column, ...]:
    """What is said of an item that was sent."""
    kinds = "\n".join((_("Support request"), _("Acceptance of terms")))
    return (
        Column("what", _("What"), stretch=True, least=240, sortable=False),
        Column("kind", _("Kind"), sample=kinds, icon=True, sortable=False),
        Column("written", _("Written"), sample="28 Nov 2026", sortable=False, narrow=False),
        Column("sent", _("Received there"), sample="28 Nov 2026, 23:59", sortable=False),
    )


def sent_cells(now: Callable[[], datetime]) -> Callable[[OutboxCard], tuple[Cell, ...]]:
    """Makes the cells of an item that was sent."""

    def cells(card: OutboxCard) -> tuple[Cell, ...]:
        at = card.receipt.received_at if card.receipt else card.changed_at
        old = (now() - at).days > 1
        return (
            Cell(card.title, weight=500),
            Cell(card.kind_words, kind_icon(card.kind), icon_tone=Token.TEXT2),
            Cell(day_words(local(card.created_at)), tone=Token.TEXT2),
            Cell(day_words(local(at)) if old else moment_words(at, now())),
        )

    return cells
