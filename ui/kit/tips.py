"""Tooltips that never take their text for markup."""

from __future__ import annotations

import html

from PySide6.QtCore import QPoint
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QSystemTrayIcon, QToolTip, QWidget


def set_tip(widget: QWidget | QSystemTrayIcon, text: str) -> None:
    """Give `widget`, or the icon in the tray, a tooltip of plain text; empty for none."""
    widget.setToolTip(plain_tip(text))


def plain_tip(text: str) -> str:
    """What to hand to Qt so that `text` is shown as it is.

    Qt guesses whether a tooltip is HTML: only what it would take for that is escaped and marked so.
    """
    return f"<p>{html.escape(text)}</p>" if Qt.mightBeRichText(text) else text


def show_tip(at: QPoint, text: str, widget: QWidget) -> None:
    """Show `text`, plain, at a point of the screen; an empty one takes the tooltip away."""
    if text:
        QToolTip.showText(at, plain_tip(text), widget)
    else:
        QToolTip.hideText()
