"""A picture of a scene: the window with the dialog or menu that is open over it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from tests.screens.stage import Stage


def photograph(stage: Stage) -> QPixmap:
    """Draw the window, then what is open over it, where it would be."""
    window = stage.window
    for widget in [window, *window.findChildren(QWidget)]:
        # Off screen the pointer rests in the corner; no person holds it there.
        widget.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    picture = window.grab()
    dialog = stage.application.actions.dialog
    popup = QApplication.activePopupWidget()
    if dialog is not None and dialog.isVisible():
        _lay_over(picture, window, dialog, _centered(window, dialog), dim=True)
    elif popup is not None:
        at = window.mapFromGlobal(popup.mapToGlobal(QPoint(0, 0)))
        _lay_over(picture, window, popup, at, dim=False)
        popup.close()
    return picture


def _centered(window: QWidget, dialog: QWidget) -> QPoint:
    return QPoint(
        (window.width() - dialog.width()) // 2, max(0, (window.height() - dialog.height()) // 2)
    )


def _lay_over(picture: QPixmap, window: QWidget, over: QWidget, at: QPoint, *, dim: bool) -> None:
    painter = QPainter(picture)
    if dim:
        painter.fillRect(window.rect(), QColor(0, 0, 0, 90))
    painter.drawPixmap(at, over.grab())
    painter.end()
