"""The parts of the navigation: items with icon, word and count, and the brand with its names."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy, QWidget

from app.base.text import ngettext
from ui.kit.icons import Icon
from ui.kit.paint import draw_icon, draw_text, fill_round, text_width, visual
from ui.kit.theme import Theme
from ui.kit.tips import set_tip
from ui.kit.tokens import Radius, Size, TextStyle, Token


class NavItem(QPushButton):
    """An entry of the navigation. Narrow, it shows its icon, a dot for a count, and a tooltip."""

    def __init__(
        self,
        theme: Theme,
        icon: Icon,
        icon_selected: Icon,
        text: str,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = (icon, icon_selected)
        self._count = 0
        self._narrow = False
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setFixedHeight(Size.CONTROL)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setProperty("focusRadius", int(Radius.CONTROL))
        self.setFont(theme.font(TextStyle.BODY_STRONG))

    def set_count(self, count: int) -> None:
        """Show how many things wait there."""
        self._count = count
        waiting = ngettext("{n} waiting", "{n} waiting", count).format(n=count) if count else ""
        self.setAccessibleDescription(waiting)
        self._tip()
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        """Show the icon alone."""
        self._narrow = narrow
        self._tip()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Icon and word, or the icon's square."""
        if self._narrow:
            return QSize(40, Size.CONTROL)
        return QSize(40 + text_width(self.font(), self.text()) + 28, Size.CONTROL)

    def minimumSizeHint(self) -> QSize:
        """The icon must fit."""
        return QSize(40, Size.CONTROL)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, bar, icon, word and count."""
        painter = QPainter(self)
        color, on = self._theme.color, self.isChecked()
        if on or self.underMouse():
            ground = Token.SELECT_HOVER if on else Token.NAV_HOVER
            fill_round(painter, QRectF(self.rect()), Radius.CONTROL, color(ground))
        if on:
            bar = visual(self, QRect(0, (self.height() - 16) // 2, 3, 16))
            fill_round(painter, QRectF(bar), 1, color(Token.ACCENT))
        side = 18
        left = (self.width() - side) // 2 if self._narrow else 12
        place = visual(self, QRect(left, (self.height() - side) // 2, side, side))
        draw_icon(
            painter, self._theme, self, place, self._icons[on], Token.ACCENT if on else Token.TEXT2
        )
        if self._narrow:
            if self._count:
                dot = QRectF(visual(self, QRect(left + side - 3, place.top() - 2, 7, 7)))
                fill_round(painter, dot, 3.5, color(Token.ACCENT))
            return
        figure, small = (
            (str(self._count) if self._count else ""),
            self._theme.font(TextStyle.META_MEDIUM),
        )
        end = text_width(small, figure)
        place = visual(self, QRect(40, 0, self.width() - 40 - end - 16, self.height()))
        font = self._theme.font(TextStyle.BODY_STRONG if on else TextStyle.BODY)
        draw_text(painter, self, place, self.text(), font, color(Token.TEXT))
        if figure:
            place = visual(self, QRect(self.width() - 11 - end, 0, end + 1, self.height()))
            draw_text(painter, self, place, figure, small, color(Token.TEXT2))

    def _tip(self) -> None:
        count = f", {self._count}" if self._count else ""
        set_tip(self, f"{self.text()}{count}" if self._narrow else "")


class Brand(QAbstractButton):
    """The mark, whose portal this is and for whom; a press offers the other profiles."""

    def __init__(
        self, theme: Theme, vendor: str, customer: str, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._narrow = False
        self._names = ("", "")
        self.setFixedHeight(40)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("focusRadius", int(Radius.CONTROL))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_names(vendor, customer)

    def set_names(self, vendor: str, customer: str) -> None:
        """Change both lines."""
        self._names = (vendor, customer)
        self.setAccessibleName(f"{vendor}, {customer}" if customer else vendor)
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        """Show the mark alone."""
        self._narrow = narrow
        self.update()

    def sizeHint(self) -> QSize:
        """The navigation's width, less its margins."""
        return QSize(40 if self._narrow else Size.NAV - 16, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint mark, names and caret."""
        painter = QPainter(self)
        color = self._theme.color
        if self.underMouse():
            fill_round(painter, QRectF(self.rect()), Radius.CONTROL, color(Token.NAV_HOVER))
        left = (self.width() - 24) // 2 if self._narrow else 6
        paint_mark(painter, self._theme, QRectF(visual(self, QRect(left, 8, 24, 24))))
        if self._narrow:
            return
        room = self.width() - 40 - 22
        place = visual(self, QRect(40, 2, room, 20))
        strong, meta = self._theme.font(TextStyle.BODY_STRONG), self._theme.font(TextStyle.META)
        draw_text(painter, self, place, self._names[0], strong, color(Token.TEXT))
        place = visual(self, QRect(40, 21, room, 16))
        draw_text(painter, self, place, self._names[1], meta, color(Token.TEXT2))
        place = visual(self, QRect(self.width() - 20, 12, 16, 16))
        draw_icon(painter, self._theme, self, place, Icon.CARET_UP_DOWN, Token.TEXT2)


def paint_mark(painter: QPainter, theme: Theme, rect: QRectF) -> None:
    """The program's mark: two halves that fit into each other."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    side = rect.width()
    whole = QPainterPath()
    whole.addRoundedRect(rect, side * 0.25, side * 0.25)

    def at(x: float, y: float) -> QPointF:
        return QPointF(rect.left() + x * side, rect.top() + y * side)

    seam = QPainterPath(at(0.62, -0.1))
    seam.cubicTo(at(0.62, 0.42), at(0.36, 0.5), at(0.38, 1.1))
    half = QPainterPath(seam)
    half.lineTo(at(-0.1, 1.1))
    half.lineTo(at(-0.1, -0.1))
    half.closeSubpath()
    painter.setClipPath(whole)
    painter.fillPath(whole, theme.color(Token.TEXT))
    painter.fillPath(half, theme.color(Token.FILL))
    pen = painter.pen()
    pen.setColor(theme.color(Token.NAV))
    pen.setWidthF(side * 0.075)
    painter.strokePath(seam, pen)
    painter.restore()


def mark_icon(theme: Theme) -> QIcon:
    """The mark as the window's icon, in the sizes that systems ask for."""
    made = QIcon()
    for side in (16, 24, 32, 48, 64, 128, 256):
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_mark(painter, theme, QRectF(0, 0, side, side))
        painter.end()
        made.addPixmap(pixmap)
    return made
