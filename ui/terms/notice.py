"""A tinted box of several lines: what a dialog or a page has to say in full."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.kit.banners import BannerTone, Tinted
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.panels import column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle


def notice(
    theme: Theme,
    tone: BannerTone,
    text: str,
    *,
    title: str = "",
    icon: Icon | None = None,
    trailing: QWidget | None = None,
) -> QWidget:
    """Nothing of it is ever cut: the text wraps."""
    box = Tinted(theme, tone)
    words = column(spacing=2)
    if title:
        words.addWidget(Label(theme, title, TextStyle.BODY_MEDIUM, wrap=True))
    if text:
        words.addWidget(Label(theme, text, TextStyle.BODY, wrap=True))
    layout = row(spacing=Space.S, margins=(13, 8, 13, 8))
    picture = IconLabel(theme, icon or tone.icon, tone=tone.ink)
    layout.addLayout(column(2, picture, None, spacing=0))
    layout.addLayout(words, 1)
    if trailing is not None:
        layout.addWidget(trailing)
    box.setLayout(layout)
    box.setAccessibleName(title or text)
    box.setAccessibleDescription(text if title else "")
    return box
