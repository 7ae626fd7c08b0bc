"""Tooltips that never take their text for markup."""

from __future__ import annotations

import html

from PySide6.QtGui import Qt
from PySide6.QtWidgets import QWidget


def set_tip(widget: QWidget, text: str) -> None:
    """Give `widget` a tooltip of plain text; empty for none."""
    widget.setToolTip(plain_tip(text))


def plain_tip(text: str) -> str:
    """What to hand to Qt so that `text` is shown as it is.

    Qt guesses whether a tooltip is HTML: only what it would take for that is escaped and marked so.
    """
    return f"<p>{html.escape(text)}</p>" if Qt.mightBeRichText(text) else text
