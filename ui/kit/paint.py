"""Painting shared by the kit: sharp lines, round shapes, icons, lines of text, mirrored for RTL."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath
from PySide6.QtWidgets import QStyle, QWidget

from ui.kit.icons import Icon
from ui.kit.theme import Theme
from ui.kit.tokens import Token

HYPHEN = "\u2010"


def hairline_width(dpr: float) -> float:
    """One line of whole device pixels: 1 at 100 to 175 %, 2 at 200 %, in logical px."""
    return max(1, math.floor(dpr)) / dpr


def fill_round(
    painter: QPainter, rect: QRectF, radius: float, fill: QColor | None, line: QColor | None = None
) -> None:
    """Fill a rounded rectangle and draw its edge inside it, sharp at any ratio."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if line is None:
        if fill is not None:
            painter.setBrush(fill)
            painter.drawRoundedRect(rect, radius, radius)
        painter.restore()
        return
    width = hairline_width(painter.device().devicePixelRatioF())
    inner = rect.adjusted(width, width, -width, -width)
    if fill is not None:
        painter.setBrush(fill)
        painter.drawRoundedRect(inner, radius - width, radius - width)
    ring(painter, rect, radius, width, line)
    painter.restore()


def ring(painter: QPainter, rect: QRectF, radius: float, width: float, color: QColor) -> None:
    """Draw the edge of a rounded rectangle, `width` px wide, inside `rect`."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    path.addRoundedRect(rect, radius, radius)
    inner = rect.adjusted(width, width, -width, -width)
    path.addRoundedRect(inner, max(0.0, radius - width), max(0.0, radius - width))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(path, color)
    painter.restore()


def line_across(painter: QPainter, rect: QRect, edge: Qt.Edge, color: QColor) -> None:
    """Draw a hairline on one edge of `rect`, inside it."""
    width = hairline_width(painter.device().devicePixelRatioF())
    whole = QRectF(rect)
    match edge:
        case Qt.Edge.TopEdge:
            painter.fillRect(QRectF(whole.left(), whole.top(), whole.width(), width), color)
        case Qt.Edge.BottomEdge:
            painter.fillRect(
                QRectF(whole.left(), whole.bottom() - width, whole.width(), width), color
            )
        case Qt.Edge.LeftEdge:
            painter.fillRect(QRectF(whole.left(), whole.top(), width, whole.height()), color)
        case _:
            painter.fillRect(
                QRectF(whole.right() - width, whole.top(), width, whole.height()), color
            )


def visual(widget: QWidget, rect: QRect) -> QRect:
    """`rect`, given for left-to-right, where it lies in the widget's direction."""
    return QStyle.visualRect(widget.layoutDirection(), widget.rect(), rect)


def is_mirrored(widget: QWidget) -> bool:
    """Whether the widget is laid out from right to left."""
    return widget.layoutDirection() == Qt.LayoutDirection.RightToLeft


def draw_icon(
    painter: QPainter, theme: Theme, widget: QWidget, rect: QRect, icon: Icon, token: Token
) -> None:
    """Draw `icon` into the square `rect` (already visual)."""
    pixmap = theme.pixmap(
        icon,
        token,
        rect.width(),
        painter.device().devicePixelRatioF(),
        mirrored=is_mirrored(widget),
    )
    painter.drawPixmap(rect.topLeft(), pixmap)


def baseline(font: QFont, top: float, height: float) -> float:
    """The y of the baseline of one line centered in a box; whole px, so that neighbors agree."""
    metrics = QFontMetricsF(font)
    return round(top + (height - metrics.ascent() - metrics.descent()) / 2 + metrics.ascent())


def draw_text(
    painter: QPainter,
    widget: QWidget,
    rect: QRect,
    text: str,
    font: QFont,
    color: QColor,
    *,
    end: bool = False,
    center: bool = False,
) -> None:
    """Draw one line of plain text into `rect` (already visual), elided where it does not fit."""
    metrics = QFontMetricsF(font)
    text = shown(font, text)
    width = metrics.horizontalAdvance(text)
    if width > rect.width() + 0.5:
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        width = metrics.horizontalAdvance(text)
    left = float(rect.left())
    if center:
        left += (rect.width() - width) / 2
    elif end != is_mirrored(widget):
        left += rect.width() - width
    painter.setFont(font)
    painter.setPen(color)
    # A text runs in its own direction, wherever it is placed: names and numbers stay whole in RTL.
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    painter.drawText(QPointF(left, baseline(font, rect.top(), rect.height())), text)


def shown(font: QFont, text: str) -> str:
    """`text` as it is painted: with the hyphen proper in place of the hyphen-minus.

    Inter's tabular figures widen the latter like a figure, which tears numbers like KO-1 apart.
    """
    return text.replace("-", HYPHEN) if font.family() == "Inter" else text


def text_width(font: QFont, text: str) -> int:
    """The width of one line of text in whole px, rounded up."""
    return math.ceil(QFontMetricsF(font).horizontalAdvance(text))
