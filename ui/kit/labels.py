"""Texts and small marks: labels with one fixed line box a size, icons, status words, key caps."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QWidget

from ui.kit.icons import Icon
from ui.kit.paint import baseline, draw_icon, draw_text, fill_round, shown, text_width, visual
from ui.kit.theme import Theme
from ui.kit.tips import set_tip
from ui.kit.tokens import Radius, TextStyle, Token

LEADING = Qt.AlignmentFlag.AlignLeading


class Label(QLabel):
    """Plain text in a style and a tone. Never rich text, whatever it is given."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        style: TextStyle = TextStyle.BODY,
        tone: Token = Token.TEXT,
        *,
        wrap: bool = False,
        elide: bool = False,
        selectable: bool = False,
        align: Qt.AlignmentFlag = LEADING,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._style = style
        self._tone = tone
        self._elide = elide
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setAlignment(align | Qt.AlignmentFlag.AlignVCenter)
        self.setProperty("elides", elide)
        self.setText(text)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            theme.changed.connect(self._tint)
        self.set_style(style)
        self._tint()

    def setText(self, text: str) -> None:
        """Show `text`, as plain text."""
        super().setText(text)
        self.updateGeometry()
        self._tip()

    def set_tone(self, tone: Token) -> None:
        """Change the color."""
        if tone is not self._tone:
            self._tone = tone
            self._tint()
            self.update()

    def set_style(self, style: TextStyle) -> None:
        """Change size and weight."""
        self._style = style
        self.setFont(self._theme.font(style))
        horizontal = QSizePolicy.Policy.Ignored if self._elide else QSizePolicy.Policy.Preferred
        vertical = QSizePolicy.Policy.Preferred if self.wordWrap() else QSizePolicy.Policy.Fixed
        policy = QSizePolicy(horizontal, vertical)
        policy.setHeightForWidth(self.wordWrap())
        self.setSizePolicy(policy)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """The size of the text in whole line boxes."""
        lines = self.text().split("\n")
        width = max((text_width(self.font(), line) for line in lines), default=0)
        if self.wordWrap():
            width = min(width, 560)
            return QSize(width, self.heightForWidth(width))
        return QSize(width, self._style.line * len(lines))

    def minimumSizeHint(self) -> QSize:
        """As the size hint, but text that elides or wraps may become narrow."""
        hint = self.sizeHint()
        if self._elide:
            return QSize(min(hint.width(), 24), hint.height())
        if self.wordWrap():
            words = self.text().split()
            widest = max((text_width(self.font(), word) for word in words), default=0)
            return QSize(min(widest, 240), self._style.line)
        return hint

    def hasHeightForWidth(self) -> bool:
        """Wrapped text needs more lines where it is narrow."""
        return self.wordWrap()

    def heightForWidth(self, width: int) -> int:
        """The height of the wrapped text at `width`, in whole line boxes."""
        if not self.wordWrap():
            return -1
        return len(self._lay_out(width)) * self._style.line

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the whole text as a tooltip where it is elided."""
        super().resizeEvent(event)
        self._tip()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint line by line, each centered in its line box."""
        if self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        color = self._theme.color(self._tone if self.isEnabled() else Token.DISABLED)
        painter.setPen(color)
        if not self.wordWrap() and "\n" not in self.text():
            box = QRect(0, (self.height() - self._style.line) // 2, self.width(), self._style.line)
            flags = self.alignment()
            draw_text(
                painter,
                self,
                box,
                self.text(),
                self.font(),
                color,
                end=bool(flags & Qt.AlignmentFlag.AlignTrailing),
                center=bool(flags & Qt.AlignmentFlag.AlignHCenter),
            )
            return
        painter.setFont(self.font())
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        top = 0 if self.wordWrap() else (self.height() - self.sizeHint().height()) // 2
        for number, (left, line) in enumerate(self._lay_out(self.width())):
            y = baseline(self.font(), top + number * self._style.line, self._style.line)
            painter.drawText(QPointF(left, y), line)

    def _lay_out(self, width: int) -> list[tuple[float, str]]:
        """The lines of the text at `width`: where each starts and what it says."""
        side = QStyle.visualAlignment(self.layoutDirection(), self.alignment())
        option = QTextOption(side | Qt.AlignmentFlag.AlignAbsolute)
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        lines: list[tuple[float, str]] = []
        for paragraph in shown(self.font(), self.text()).split("\n"):
            layout = QTextLayout(paragraph, self.font())
            layout.setTextOption(option)
            layout.beginLayout()
            while (line := layout.createLine()).isValid():
                line.setLineWidth(max(1, width))
                words = _part(paragraph, line.textStart(), line.textLength()).rstrip()
                lines.append((line.naturalTextRect().left(), words))
            layout.endLayout()
            if not layout.lineCount():
                lines.append((0.0, ""))
        return lines

    def _tip(self) -> None:
        if self._elide:
            cut = text_width(self.font(), self.text()) > self.width()
            set_tip(self, self.text() if cut else "")

    def _tint(self) -> None:
        if self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse:
            palette = self.palette()
            palette.setColor(palette.ColorRole.WindowText, self._theme.color(self._tone))
            self.setPalette(palette)


def _part(text: str, start: int, length: int) -> str:
    """A part of `text` as Qt counts it: characters beyond U+FFFF are two units there."""
    if text.isascii():
        return text[start : start + length]
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * start : 2 * (start + length)].decode("utf-16-le", "surrogatepass")


class IconLabel(QWidget):
    """An icon in a square of its size. Decorative, unless it is given a name to be read out."""

    def __init__(
        self,
        theme: Theme,
        icon: Icon,
        *,
        size: int = 16,
        tone: Token = Token.TEXT2,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._tone = tone
        self.setFixedSize(size, size)
        self.setAccessibleName(name)
        if name:
            set_tip(self, name)

    def set_icon(self, icon: Icon, tone: Token) -> None:
        """Change the icon and its color."""
        self._icon, self._tone = icon, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the icon."""
        tone = self._tone if self.isEnabled() else Token.DISABLED
        draw_icon(QPainter(self), self._theme, self, self.rect(), self._icon, tone)


class StatusLabel(Label):
    """A status: icon and word, so that color never carries the meaning alone."""

    GAP = 6

    def __init__(
        self,
        theme: Theme,
        icon: Icon,
        text: str,
        *,
        tone: Token = Token.TEXT,
        icon_tone: Token | None = None,
        style: TextStyle = TextStyle.BODY_MEDIUM,
        parent: QWidget | None = None,
    ) -> None:
        self._icon = icon
        self._icon_tone = icon_tone or tone
        super().__init__(theme, text, style, tone, parent=parent)

    def set_status(
        self, icon: Icon, text: str, tone: Token, icon_tone: Token | None = None
    ) -> None:
        """Change icon, word and color together."""
        self._icon, self._icon_tone = icon, icon_tone or tone
        self.set_tone(tone)
        self.setText(text)
        self.update()

    def sizeHint(self) -> QSize:
        """Icon, gap and word."""
        hint = super().sizeHint()
        return QSize(hint.width() + self._side() + self.GAP, hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint icon and word."""
        painter = QPainter(self)
        side = self._side()
        place = visual(self, QRect(0, (self.height() - side) // 2, side, side))
        draw_icon(painter, self._theme, self, place, self._icon, self._icon_tone)
        start = side + self.GAP
        words = visual(self, QRect(start, 0, self.width() - start, self.height()))
        draw_text(painter, self, words, self.text(), self.font(), self._theme.color(self._tone))

    def _side(self) -> int:
        return 16 if self._style.px > 11 else 14


class KeyCap(QWidget):
    """A key of a shortcut, as on the keyboard."""

    def __init__(self, theme: Theme, text: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = text
        font = theme.font(TextStyle.META_MEDIUM)
        self.setFixedSize(max(18, text_width(font, text) + 10), 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cap and its letter."""
        painter = QPainter(self)
        ground, line = self._theme.color(Token.SUNKEN), self._theme.color(Token.DIVIDER)
        fill_round(painter, QRectF(self.rect()), Radius.KEY, ground, line)
        font, color = self._theme.font(TextStyle.META_MEDIUM), self._theme.color(Token.TEXT2)
        draw_text(painter, self, self.rect(), self._text, font, color, center=True)


class CountLabel(Label):
    """A number beside a word: how many wait there."""

    def __init__(self, theme: Theme, count: int = 0, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", TextStyle.META_MEDIUM, Token.TEXT2, parent=parent)
        self.set_count(count)

    def set_count(self, count: int) -> None:
        """Show `count`; nothing for zero."""
        self.setText(f"{count:n}" if count else "")
