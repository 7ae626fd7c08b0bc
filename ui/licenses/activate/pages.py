"""Pages in one place that is as high as the page that is shown, not as the highest of them."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget


class Pages(QWidget):
    """Shows one page at a time and takes its size from that one alone.

    Qt's own stacked layout takes the height for a width from all of its pages.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: list[QWidget] = []
        self._current: QWidget | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def addWidget(self, page: QWidget) -> None:
        """Add a page; the first one is shown."""
        self._pages.append(page)
        self._layout.addWidget(page)
        self.setCurrentWidget(self._current or page)

    def setCurrentWidget(self, page: QWidget) -> None:
        """Show this page, and hide the others."""
        self._current = page
        for one in self._pages:
            if one is not page:
                one.hide()
        page.show()

    def currentWidget(self) -> QWidget | None:
        """The page that is shown."""
        return self._current
