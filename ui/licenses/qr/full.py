"""One code after the other on the whole screen, for a camera at some distance."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QWidget

from app.activation.qr.frames import short_hash_of
from app.base.text import _
from ui.kit.paint import is_mirrored
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle
from ui.licenses.qr.code import leaf_by_key, paint_code
from ui.licenses.qr.deck import Deck

_LINE = 28


class QrFullScreen(QDialog):
    """White from edge to edge. Esc closes, arrows leaf, Space plays and holds."""

    def __init__(self, theme: Theme, deck: Deck, *, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._deck = deck
        self.setModal(True)
        self.setWindowTitle(_("QR codes"))
        self.setCursor(Qt.CursorShape.BlankCursor)
        deck.changed.connect(self._tell)
        self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the code as large as it goes, with a line of words above and below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("white"))
        if not self._deck.texts:
            return
        area = self.rect().adjusted(Space.L, _LINE + Space.S, -Space.L, -_LINE - Space.S)
        paint_code(painter, area, self._deck.modules)
        painter.setPen(QColor("black"))
        painter.setFont(self._theme.font(TextStyle.SECTION))
        top = QRect(0, Space.S, self.width(), _LINE)
        painter.drawText(top, Qt.AlignmentFlag.AlignCenter, self._words())
        painter.setFont(self._theme.font(TextStyle.BODY))
        below = QRect(0, self.height() - _LINE - Space.S, self.width(), _LINE)
        hint = _("Esc closes. Arrow keys leaf, Space plays and holds.")
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, hint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leaf, play, hold, close."""
        if not leaf_by_key(self._deck, event, mirrored=is_mirrored(self)):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click shows the next part."""
        self._deck.forth()

    def _words(self) -> str:
        head = self._deck.head
        digits = short_hash_of(head.set_id) if head else ""
        return f"{self._deck.part_words()}  ·  " + _("Set hash {digits}").format(digits=digits)

    def _tell(self) -> None:
        self.setAccessibleName(self._words() if self._deck.texts else _("QR codes"))
        self.update()
