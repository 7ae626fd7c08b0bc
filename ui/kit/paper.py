"""A text document for paper: blocks of plain text, and nothing that could be loaded."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument


class InertDocument(QTextDocument):
    """Loads nothing, whatever stands in it (threat 39). Fill it by a cursor with plain text."""

    def loadResource(self, _kind: int, _url: QUrl | str) -> object:
        """Nothing, ever."""
        return None
