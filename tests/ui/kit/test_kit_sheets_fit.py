"""Nothing on the gallery's sheets is clipped, squeezed or laid over something else."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from tests.ui.kit.gallery import SHEETS
from ui.kit.theme import Scheme, Theme


def troubles(sheet: QWidget) -> list[str]:
    """Every label or button that shows less than it should."""
    found = []
    shown = [widget for widget in sheet.findChildren(QWidget) if widget.isVisible()]
    for widget in shown:
        if isinstance(widget, QLabel | QAbstractButton):
            found += clipped(widget)
    labels = [widget for widget in shown if isinstance(widget, QLabel) and widget.text()]
    for parent in {label.parentWidget() for label in labels}:
        inside = [label for label in labels if label.parentWidget() is parent]
        for first, second in pairwise(inside):
            if first.geometry().intersects(second.geometry()):
                found.append(f"{first.text()!r} lies over {second.text()!r}")
    return found


def clipped(widget: QLabel | QAbstractButton) -> list[str]:
    least, text = widget.minimumSizeHint(), widget.text()
    found = []
    if widget.height() < least.height() or widget.width() < least.width():
        found.append(f"{text!r} is squeezed to {widget.size().toTuple()}")
    parent = widget.parentWidget()
    place = QRect(widget.mapTo(parent, QPoint(0, 0)), widget.size())
    if not parent.rect().contains(place):
        found.append(f"{text!r} is cut by its parent")
    if isinstance(widget, QLabel) and not widget.wordWrap() and not widget.property("elides"):
        need = QFontMetricsF(widget.font()).horizontalAdvance(text)
        if need > widget.width() + 0.5:
            found.append(f"{text!r} needs {need} px and has {widget.width()}")
    return found


@pytest.mark.parametrize(
    "direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft]
)
@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
@pytest.mark.parametrize("name", list(SHEETS))
def test_a_sheet_shows_all_of_its_texts(theme: Theme, qtbot, name, scheme, direction) -> None:
    theme.set_scheme(scheme)
    sheet, _rings = SHEETS[name](theme)
    qtbot.addWidget(sheet)
    sheet.setLayoutDirection(direction)
    sheet.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    sheet.resize(1280, 800)
    sheet.show()
    QApplication.processEvents()
    assert not troubles(sheet)
