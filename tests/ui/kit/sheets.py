"""The contact sheet of all icons at 16, 18 and 48 px, and 16 px at 200 %."""

from __future__ import annotations

from PySide6.QtGui import QImage, QPainter, QPixmap

from ui.kit.icons import Icon
from ui.kit.theme import Theme
from ui.kit.tokens import TextStyle, Token

ACROSS = 10
CELL = (128, 96)


def icon_sheet(theme: Theme) -> QImage:
    """Draw every icon with its name."""
    rows = -(-len(Icon) // ACROSS)
    sheet = QImage(ACROSS * CELL[0], rows * CELL[1], QImage.Format.Format_RGB32)
    sheet.fill(theme.color(Token.SURFACE))
    painter = QPainter(sheet)
    painter.setFont(theme.font(TextStyle.META))
    painter.setPen(theme.color(Token.TEXT3))
    for at, icon in enumerate(Icon):
        x, y = at % ACROSS * CELL[0] + 6, at // ACROSS * CELL[1] + 6
        painter.drawPixmap(x, y, theme.pixmap(icon))
        painter.drawPixmap(x, y + 24, theme.pixmap(icon, size=18))
        sharp = QPixmap(theme.pixmap(icon, dpr=2.0))
        sharp.setDevicePixelRatio(1)
        painter.drawPixmap(x + 24, y, sharp)
        painter.drawPixmap(x + 64, y, theme.pixmap(icon, size=48))
        painter.drawText(x, y + 70, icon.name.lower())
    painter.end()
    return sheet
