"""What stands above a letter: what it is, to whom, which orders, and by when to post it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget

from app.base.text import _
from app.deadlines.model import DeadlineEntry
from app.notices.model import NoticeDraft
from ui.kit.buttons import IconButton, LinkButton
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.notices.letter_standing import posting_box, sent_box
from ui.notices.started import Open
from ui.notices.words import draft_kind_words

_NAMED = 4
"""So many orders are named; the letter has them all."""


class Ways(NamedTuple):
    """What the links of a head lead to."""

    close: Open
    order: Open
    deadline: Open
    clause: Open


def letter_head(
    theme: Theme, draft: NoticeDraft, follows: Sequence[DeadlineEntry], now: datetime, ways: Ways
) -> QWidget:
    """The head of a letter as it stands now."""
    box = QWidget()
    close = IconButton(theme, Icon.CLOSE, _("Close the letter"), small=True)
    close.clicked.connect(lambda: ways.close(draft.id))
    words = draft.title or draft_kind_words(draft.kind)
    top = row(spacing=Space.S)
    top.addWidget(Label(theme, words, TextStyle.SECTION, wrap=True), 1)
    top.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
    layout = column(top, spacing=Space.XS)
    if draft.recipient:
        to = _("To {recipient}").format(recipient=one_line(draft.recipient))
        layout.addWidget(Label(theme, to, TextStyle.META, Token.TEXT2, wrap=True))
    if draft.order_numbers:
        layout.addLayout(_orders(theme, draft.order_numbers, ways.order))
    if draft.enclosures:
        names = _(", ").join(file.name for file in draft.enclosures)
        words = _("Enclosed: {files}").format(files=names)
        layout.addWidget(Label(theme, words, TextStyle.META, Token.TEXT2, wrap=True))
    if draft.sent is not None:
        layout.addSpacing(Space.XS)
        layout.addWidget(
            sent_box(theme, draft.sent, draft.counts_words, follows, ways.deadline, ways.clause)
        )
    elif draft.post_by is not None or draft.post_by_words:
        layout.addSpacing(Space.XS)
        layout.addWidget(posting_box(theme, draft, now))
    box.setLayout(layout)
    return box


def one_line(recipient: str) -> str:
    """Name and address in one line."""
    lines = [" ".join(line.split()) for line in recipient.splitlines()]
    return _(", ").join(filter(None, lines))


def _orders(theme: Theme, numbers: tuple[str, ...], wanted: Open) -> QLayout:
    line = row(spacing=Space.S)
    for number in numbers[:_NAMED]:
        name = _("Open order {number}").format(number=number)
        link = LinkButton(theme, number, style=TextStyle.META_MEDIUM, name=name)
        link.clicked.connect(partial(wanted, number))
        line.addWidget(link)
    if len(numbers) > _NAMED:
        more = _("and {n} more").format(n=len(numbers) - _NAMED)
        line.addWidget(Label(theme, more, TextStyle.META, Token.TEXT2))
    line.addStretch(1)
    return line
