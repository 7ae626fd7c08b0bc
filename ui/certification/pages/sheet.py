"""One page of a document: white paper in both themes, decoded when it is first seen."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from ui.kit.theme import Theme
from ui.kit.tokens import Token

_A4 = QSize(210, 297)


class Sheet(QWidget):
    """A page at the width that its owner gives it; hidden pages cost no more than their PNG."""

    def __init__(
        self, theme: Theme, png: bytes, name: str, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._png = b""
        self._pixels = _A4
        self._scaled: QPixmap | None = None
        self.show_png(png, name)

    @property
    def png(self) -> bytes:
        """The picture as it was made."""
        return self._png

    @property
    def pixels(self) -> QSize:
        """The size of the picture in its own pixels."""
        return self._pixels

    def show_png(self, png: bytes, name: str) -> None:
        """Show this picture; one that is shown already is left alone."""
        self.setAccessibleName(name)
        if png == self._png:
            return
        self._png = png
        self._pixels = _size(png) or _A4
        self._scaled = None
        self.update()

    def lay_out(self, width: int) -> QSize:
        """Take this width; the height follows the shape of the paper."""
        size = QSize(width, round(width * self._pixels.height() / self._pixels.width()))
        self.setFixedSize(size)
        return size

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the paper and its edge."""
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        wanted = QSize(round(self.width() * ratio), round(self.height() * ratio))
        if self._scaled is None or self._scaled.size() != wanted:
            self._scaled = QPixmap.fromImage(
                QImage.fromData(self._png).scaled(
                    wanted,
                    Qt.AspectRatioMode.IgnoreAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
            )
            self._scaled.setDevicePixelRatio(ratio)
        painter.drawPixmap(0, 0, self._scaled)
        painter.setPen(self._theme.color(Token.DIVIDER))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def let_go(self) -> None:
        """Drop what was decoded: it is far from what is shown."""
        self._scaled = None


def _size(png: bytes) -> QSize | None:
    """The size that the head of a picture gives; None where it is none."""
    buffer = QBuffer()
    buffer.setData(QByteArray(png))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    size = QImageReader(buffer, QByteArray(b"png")).size()
    return size if size.isValid() and not size.isEmpty() else None
