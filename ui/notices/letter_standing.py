"""How a letter stands: by when to post it, or that it was sent, and what followed from that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtWidgets import QLayout, QWidget

from app.base.dates import deadline_words
from app.base.text import _
from app.deadlines.model import DeadlineEntry
from app.notices.model import NoticeDraft, Sending
from app.notices.own import sent_words
from ui.kit.banners import BannerTone, Tinted
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.panels import column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle
from ui.notices.started import Open, started


def posting_box(theme: Theme, draft: NoticeDraft, now: datetime) -> QWidget:
    """The latest safe day to post it, and how that is reckoned."""
    over = draft.post_by is not None and draft.post_by <= now
    tone = BannerTone.DANGER if over else BannerTone.WARN
    if draft.post_by is None:
        tone = BannerTone.INFO
    lines = column(spacing=1)
    if draft.post_by is not None:
        words = _("The safe posting day was {when}") if over else _("Post by {when}")
        said = words.format(when=deadline_words(draft.post_by))
        lines.addWidget(Label(theme, said, TextStyle.BODY_STRONG, wrap=True))
    if draft.post_by_words:
        lines.addWidget(Label(theme, draft.post_by_words, TextStyle.META, wrap=True))
    return _box(theme, tone, tone.icon, lines)


def sent_box(
    theme: Theme,
    sent: Sending,
    counts: str,
    follows: Sequence[DeadlineEntry],
    open_deadline: Open,
    open_clause: Open,
) -> QWidget:
    """When and how it left, from when it counts, and what it started or answered."""
    lines = column(spacing=1)
    lines.addWidget(Label(theme, sent_words(sent), TextStyle.BODY_STRONG, wrap=True))
    lines.addWidget(Label(theme, counts, TextStyle.META, wrap=True))
    for entry in follows:
        lines.addSpacing(Space.XS)
        lines.addLayout(started(theme, entry, open_deadline, open_clause))
    received = sent.received_on is not None
    tone, icon = (BannerTone.OK, Icon.CHECK_CIRCLE) if received else (BannerTone.INFO, Icon.PLANE)
    return _box(theme, tone, icon, lines)


def _box(theme: Theme, tone: BannerTone, icon: Icon, lines: QLayout) -> QWidget:
    box = Tinted(theme, tone)
    layout = row(spacing=8, margins=(13, 8, 13, 9))
    layout.addLayout(column(2, IconLabel(theme, icon, tone=tone.ink), None, spacing=0))
    layout.addLayout(lines, 1)
    box.setLayout(layout)
    return box
