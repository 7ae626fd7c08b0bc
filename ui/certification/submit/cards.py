"""The cards of the ways out: how each stands, and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtWidgets import QWidget

from app.base.dates import deadline_words, weekday_words
from app.base.text import _
from app.certification.model import Draft, Filed
from app.notices.model import Fate, Proof, Way
from ui.certification.review.facts import wants_countersignature
from ui.fates import fate_words
from ui.kit.cards import Card
from ui.kit.icons import Icon
from ui.kit.labels import Label, StatusLabel
from ui.kit.panels import column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token

OVER = frozenset({"refused", "discarded"})
"""States of the outbox after which it may be submitted anew."""


def way_card(
    theme: Theme,
    title: str,
    words: str,
    standing: Sequence[QWidget],
    parts: Sequence[QWidget],
) -> Card:
    """One way: what it is, how it stands, its buttons."""
    card = Card(theme, title)
    box = QWidget()
    lines = column(Label(theme, words, TextStyle.BODY, Token.TEXT2, wrap=True), spacing=Space.S)
    for one in standing:
        lines.addWidget(one)
    if parts:
        lines.addLayout(row(*parts, None, spacing=Space.S, margins=(0, Space.XS, 0, 0)))
    box.setLayout(lines)
    card.add_padded(box)
    return card


def standing_line(theme: Theme, icon: Icon, word: str, tone: Token, said: str) -> QWidget:
    """A state in a word with its icon, and a sentence below."""
    box = QWidget()
    lines = column(StatusLabel(theme, icon, word, icon_tone=tone), spacing=0)
    if said:
        lines.addWidget(Label(theme, said, TextStyle.META, Token.TEXT2, wrap=True))
    box.setLayout(lines)
    return box


def fate_line(theme: Theme, fate: Fate, now: datetime) -> QWidget:
    """Where it is on its way to the portal."""
    icon, word, tone = Icon.PLANE, _("On its way"), Token.ACCENT
    match fate.state:
        case "refused":
            icon, word, tone = Icon.OCTAGON, _("Refused"), Token.DANGER
        case "sent":
            icon, word, tone = Icon.CHECK_CIRCLE, _("Received"), Token.OK
        case "discarded":
            icon, word, tone = Icon.MINUS_CIRCLE, _("Taken back"), Token.TEXT2
    said = fate_words(fate, now)
    if fate.receipt:
        said = f"{said} {_('Receipt {number}.').format(number=fate.receipt)}"
    return standing_line(theme, icon, word, tone, said)


def filed_line(theme: Theme, filed: Filed) -> QWidget:
    """What the vendor says about it."""
    when = filed.countersigned_at or filed.changed_at
    said = deadline_words(when) if when is not None else ""
    match filed.state:
        case "received":
            icon, word, tone = Icon.CLOCK, _("The vendor has it, and has not answered"), Token.TEXT2
        case "accepted":
            icon, word, tone = Icon.CHECK_CIRCLE, _("Accepted by the vendor"), Token.OK
        case "questioned":
            icon, word, tone = Icon.WARNING, _("The vendor asks about it"), Token.WARN
            said = " ".join(filter(None, (filed.note, said)))
        case "countersigned":
            icon, word, tone = Icon.CERTIFICATION_FILL, _("Countersigned by the vendor"), Token.OK
        case _:
            icon, word, tone = Icon.INFO, filed.state, Token.TEXT2
    return standing_line(theme, icon, word, tone, said)


def proof_line(theme: Theme, proof: Proof) -> QWidget:
    """What shows that it left by post or e-mail."""
    words = _("Left on {day}").format(day=weekday_words(proof.posted_on))
    number = _("Tracking number {number}") if proof.way is Way.POST else _("To {number}")
    details = [
        number.format(number=proof.tracking) if proof.tracking else "",
        _("Proof: {name}").format(name=proof.file.name) if proof.file else "",
        proof.words,
    ]
    said = " · ".join(filter(None, details)) or _("No receipt or number was kept.")
    return standing_line(theme, Icon.CHECK_CIRCLE, words, Token.OK, said)


def what_holds_it(draft: Draft) -> str:
    """Why nothing can leave yet; "" where it can."""
    if draft.made is None:
        return _("The document is not made yet.")
    if not draft.signed:
        return _("The document is not signed yet.")
    if wants_countersignature(draft):
        return _("The second person has not signed yet.")
    return ""
