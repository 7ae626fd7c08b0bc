"""Banners: one line that informs, or a whole problem: what happened, was kept, is to be done."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.base.errors import ProblemReport
from app.base.text import _
from ui.kit.buttons import Button, ButtonKind, IconButton
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.paint import draw_text, fill_round, text_width
from ui.kit.panels import column, keep_margins, row
from ui.kit.theme import Theme
from ui.kit.tokens import Radius, Size, Space, TextStyle, Token


class BannerTone(Enum):
    """What a banner says: (ground, edge, icon color, icon, text color of a pill)."""

    INFO = (Token.SELECT, Token.SELECT_HOVER, Token.ACCENT, Icon.INFO)
    OK = (Token.OK_BG, Token.OK_LINE, Token.OK, Icon.CHECK_CIRCLE)
    WARN = (Token.WARN_BG, Token.WARN_LINE, Token.WARN, Icon.CLOCK)
    DANGER = (Token.DANGER_BG, Token.DANGER_LINE, Token.DANGER, Icon.OCTAGON)

    @property
    def ground(self) -> Token:
        """The tint."""
        return self.value[0]

    @property
    def line(self) -> Token:
        """The edge."""
        return self.value[1]

    @property
    def ink(self) -> Token:
        """Icon and emphasis."""
        return self.value[2]

    @property
    def icon(self) -> Icon:
        """The silhouette that says the same without color."""
        return self.value[3]


class Tinted(QWidget):
    """A rounded tint with an edge."""

    def __init__(self, theme: Theme, tone: BannerTone, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tone = tone

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint tint and edge."""
        color = self._theme.color
        ground, line = color(self._tone.ground), color(self._tone.line)
        fill_round(QPainter(self), QRectF(self.rect()), Radius.CARD, ground, line)


class Banner(Tinted):
    """One line, 36 px: icon, text, an action, a cross."""

    acted = Signal()
    closed = Signal()

    def __init__(
        self,
        theme: Theme,
        tone: BannerTone,
        text: str,
        *,
        action: str = "",
        icon: Icon | None = None,
        strong: bool = False,
        closable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, tone, parent=parent)
        self.setFixedHeight(Size.BANNER)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        style = TextStyle.BODY_MEDIUM if strong else TextStyle.BODY
        self._text = Label(theme, text, style, elide=True)
        self.button = Button(theme, action, ButtonKind.QUIET, small=True) if action else None
        layout = row(
            IconLabel(theme, icon or tone.icon, tone=tone.ink),
            spacing=Space.S,
        )
        keep_margins(self, layout, (13, 0, 4 if action or closable else 13, 0))
        layout.addWidget(self._text, 1)
        if self.button:
            self.button.clicked.connect(self.acted)
            layout.addWidget(self.button)
        if closable:
            cross = IconButton(theme, Icon.CLOSE, _("Close"), size=12, small=True)
            cross.clicked.connect(self.closed)
            layout.addWidget(cross)
        self.setLayout(layout)
        self.setAccessibleName(text)

    def set_text(self, text: str) -> None:
        """Change the text."""
        self._text.setText(text)
        self.setAccessibleName(text)


class ProblemBanner(Tinted):
    """A problem: title, what happened and was kept, what to do, buttons, the code to quote."""

    acted = Signal(int)
    closed = Signal()

    def __init__(
        self,
        theme: Theme,
        report: ProblemReport,
        *,
        actions: Sequence[str] = (),
        closable: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, BannerTone.DANGER, parent=parent)
        self._report = report
        self.buttons: list[Button] = []
        said = " ".join(part for part in (report.explanation, report.kept) if part)
        self.setAccessibleName(report.title)
        self.setAccessibleDescription(" ".join((said, report.next_step)).strip())
        title = Label(theme, report.title, TextStyle.BODY_STRONG)
        top = row(title, None, margins=(0, 0, 0, 0))
        if closable:
            cross = IconButton(theme, Icon.CLOSE, _("Close"), small=True)
            cross.clicked.connect(self.closed)
            top.addWidget(cross)
        words = column(top, spacing=2)
        for text in (said, report.next_step):
            if text:
                words.addWidget(Label(theme, text, TextStyle.BODY, wrap=True))
        words.addSpacing(Space.S)
        words.addLayout(self._action_row(theme, actions))
        self._detail = Label(theme, report.detail, TextStyle.MONO, Token.TEXT2, wrap=True)
        self._detail.setVisible(False)
        words.addWidget(self._detail)
        icon = IconLabel(theme, Icon.OCTAGON, size=18, tone=Token.DANGER)
        layout = row(spacing=Space.M)
        keep_margins(self, layout, (18, 9, 9, 11))
        layout.addLayout(column(5, icon, None, spacing=0))
        layout.addLayout(words, 1)
        self.setLayout(layout)

    def _action_row(self, theme: Theme, actions: Sequence[str]) -> QHBoxLayout:
        line = row(spacing=Space.S, margins=(0, 0, 0, 0))
        for at, text in enumerate(actions):
            kind = ButtonKind.DEFAULT if at == 0 else ButtonKind.QUIET
            button = Button(theme, text, kind, small=True)
            button.clicked.connect(lambda _on=False, number=at: self.acted.emit(number))
            self.buttons.append(button)
            line.addWidget(button)
        if self._report.detail:
            more = Button(theme, _("Details"), ButtonKind.QUIET, small=True)
            more.setCheckable(True)
            more.toggled.connect(self._show_detail)
            line.addWidget(more)
        line.addStretch(1)
        line.addWidget(
            Label(theme, self._report.code, TextStyle.MONO, Token.TEXT2, selectable=False)
        )
        copy = IconButton(theme, Icon.COPY, _("Copy this code"), small=True)
        copy.clicked.connect(self._copy)
        line.addWidget(copy)
        return line

    def _show_detail(self, shown: bool) -> None:
        self._detail.setVisible(shown)

    def _copy(self) -> None:
        lines = [f"{self._report.code} {self._report.title}", self._report.explanation]
        if self._detail.isVisible():
            lines.append(self._report.detail)
        QGuiApplication.clipboard().setText("\n".join(lines))


class TagLabel(QWidget):
    """A small pill with a word, such as "Offline"."""

    def __init__(
        self, theme: Theme, text: str, tone: BannerTone, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tone = tone
        self._text = text
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def set_text(self, text: str) -> None:
        """Change the word."""
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The word and the ends of the pill."""
        return QSize(text_width(self._theme.font(TextStyle.META_STRONG), self._text) + 18, 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint pill and word."""
        painter = QPainter(self)
        color = self._theme.color
        rect = QRectF(self.rect())
        fill_round(
            painter, rect, rect.height() / 2, color(self._tone.ground), color(self._tone.line)
        )
        font = self._theme.font(TextStyle.META_STRONG)
        draw_text(painter, self, self.rect(), self._text, font, color(self._tone.ink), center=True)
