"""The house's slim scroll bar over the edge of an item view or another scroll area."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractScrollArea

from ui.kit.paint import is_mirrored
from ui.kit.scrollbars import THICKNESS, ScrollBar
from ui.kit.theme import Theme


class SlimBar(ScrollBar):
    """Follows the area's own vertical bar, which stays hidden. Call `place` when it is resized."""

    def __init__(self, theme: Theme, area: QAbstractScrollArea, step: int) -> None:
        super().__init__(theme, parent=area)
        self._area = area
        inner = area.verticalScrollBar()
        inner.setSingleStep(step)
        inner.rangeChanged.connect(self._follow)
        inner.valueChanged.connect(self.setValue)
        self.valueChanged.connect(inner.setValue)
        self._follow(0, 0)

    def place(self) -> None:
        """At the edge where lines end, over everything."""
        left = 0 if is_mirrored(self._area) else self._area.width() - THICKNESS
        self.setGeometry(left, 2, THICKNESS, self._area.height() - 4)
        self.raise_()

    def _follow(self, low: int, high: int) -> None:
        inner = self._area.verticalScrollBar()
        self.setRange(low, high)
        self.setPageStep(inner.pageStep())
        self.setSingleStep(inner.singleStep())
        self.setVisible(high > low)
