"""The rows of both tables: the vendor's notices, and letters of one's own."""

from __future__ import annotations

from app.base.dates import day_words, local
from app.base.text import _
from app.notices.model import NoticeDraft, VendorNotice
from ui.kit.cells import Cell, Column
from ui.kit.tokens import Token
from ui.notices.words import (
    draft_kind_words,
    kind_icon,
    kind_words,
    letter_look,
    post_words,
    state_look,
)

NOTHING = "—"


def inbox_columns() -> tuple[Column, ...]:
    """What is said of a notice by the vendor; its subject takes the rest."""
    longest = "\n".join((_("Changed terms"), _("Certification")))
    states = "\n".join((_("Acknowledging"), _("Acknowledged"), _("To acknowledge")))
    return (
        Column("subject", _("Subject"), stretch=True, least=220, sortable=False),
        Column("sent", _("Sent"), sample="28 Nov 2026", sortable=False, narrow=False),
        Column("given", _("Counts as given"), sample="28 Nov 2026", sortable=False),
        Column("kind", _("Kind"), sample=longest, icon=True, sortable=False, narrow=False),
        Column("order", _("Concerns"), sample="KB-100353", sortable=False),
        Column("state", _("State"), sample=states, icon=True, sortable=False),
    )


def inbox_cells(notice: VendorNotice) -> tuple[Cell, ...]:
    """The cells of a notice; one that nobody opened stands out by its weight and its word."""
    look = state_look(notice)
    fresh = not notice.read
    given = day_words(local(notice.given_at)) if notice.given_at else NOTHING
    return (
        Cell(notice.subject, weight=600 if fresh else 400),
        Cell(day_words(local(notice.sent_at))),
        Cell(given),
        Cell(kind_words(notice.kind), kind_icon(notice.kind), icon_tone=Token.TEXT2),
        Cell(
            notice.order_number or NOTHING,
            tone=Token.ACCENT if notice.order_number else Token.TEXT,
            link=bool(notice.order_number),
        ),
        Cell(
            look.word,
            look.icon,
            tone=look.tone,
            icon_tone=look.icon_tone,
            weight=500 if fresh or not notice.genuine else 400,
        ),
    )


def draft_columns() -> tuple[Column, ...]:
    """What is said of a letter of one's own."""
    return (
        Column("title", _("Letter"), stretch=True, least=150, sortable=False),
        Column("orders", _("Concerns"), sample="KB-100353", sortable=False, narrow=False),
        Column("post", _("Post by"), sample="Wed 30 Nov 2026", sortable=False),
        Column("changed", _("Changed"), sample="28 Nov 2026", sortable=False, narrow=False),
        Column("state", _("State"), sample=_("Sent, received"), icon=True, sortable=False),
    )


def draft_cells(draft: NoticeDraft) -> tuple[Cell, ...]:
    """The cells of a letter of one's own."""
    numbers = draft.order_numbers
    concerns = numbers[0] if numbers else NOTHING
    if len(numbers) > 1:
        concerns = _("{order} +{n}").format(order=concerns, n=len(numbers) - 1)
    look = letter_look(draft)
    return (
        Cell(draft.title or draft_kind_words(draft.kind), weight=500),
        Cell(concerns),
        Cell(post_words(draft) or NOTHING),
        Cell(day_words(local(draft.changed_at))),
        Cell(look.word, look.icon, tone=look.tone, icon_tone=look.icon_tone),
    )
