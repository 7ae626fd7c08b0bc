"""What a page shows when it has no rows: empty, loading, offline, no permission, a problem.

Each says what it is, why, and the next step.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from app.base.errors import ProblemReport
from app.base.text import _
from ui.kit.buttons import Button, ButtonKind
from ui.kit.cards import Card, Entry
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.paint import fill_round, is_mirrored, line_across
from ui.kit.panels import column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token

CENTER = Qt.AlignmentFlag.AlignHCenter
STATE_WIDTH = 560


class EmptyState(QWidget):
    """A picture, a title, a sentence and up to two buttons, in the middle of the page."""

    def __init__(
        self,
        theme: Theme,
        icon: Icon,
        title: str,
        text: str,
        *,
        primary: str = "",
        secondary: str = "",
        note: str = "",
        icon_tone: Token = Token.TEXT2,
        primary_icon: Icon | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._entries: Card | None = None
        self.primary = (
            Button(theme, primary, ButtonKind.PRIMARY, icon=primary_icon) if primary else None
        )
        self.secondary = Button(theme, secondary) if secondary else None
        picture = IconLabel(theme, icon, size=48, tone=icon_tone)
        head = Label(theme, title, TextStyle.SECTION, align=CENTER, wrap=True)
        words = Label(theme, text, TextStyle.BODY, Token.TEXT2, align=CENTER, wrap=True)
        buttons = [button for button in (self.primary, self.secondary) if button]
        self._inner = QWidget()
        self._inner.setMaximumWidth(STATE_WIDTH)
        self._stack = column(row(None, picture, None), 16, head, 2, words, spacing=0)
        if note:
            small = Label(theme, note, TextStyle.META, Token.TEXT2, align=CENTER, wrap=True)
            self._stack.addSpacing(Space.XS)
            self._stack.addWidget(small)
        if buttons:
            self._stack.addSpacing(Space.L + Space.XS)
            self._stack.addLayout(row(None, *buttons, None))
        self._inner.setLayout(self._stack)
        across = row(spacing=0, margins=(Space.L, Space.L, Space.L, Space.L))
        across.addStretch(1)
        across.addWidget(self._inner, 8)
        across.addStretch(1)
        self.setLayout(column(None, across, None, spacing=0))
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)

    def add_entry(self, entry: Entry) -> None:
        """Add something else one could do, in a card below."""
        if self._entries is None:
            self._entries = Card(self._theme)
            self._stack.addSpacing(Space.XL + Space.L)
            self._stack.addWidget(self._entries)
        else:
            self._entries.add_line()
        self._entries.add(entry)


def no_permission_state(
    theme: Theme, title: str, text: str, *, action: str = "", parent: QWidget | None = None
) -> EmptyState:
    """The signed-in person may not see this: say who can grant it."""
    return EmptyState(theme, Icon.LOCK, title, text, secondary=action, parent=parent)


def offline_state(
    theme: Theme, title: str, text: str, *, action: str = "", parent: QWidget | None = None
) -> EmptyState:
    """Nothing was stored yet and the portal cannot be reached."""
    return EmptyState(theme, Icon.CLOUD_SLASH, title, text, secondary=action, parent=parent)


def problem_state(
    theme: Theme, report: ProblemReport, *, action: str = "", parent: QWidget | None = None
) -> EmptyState:
    """A problem that leaves nothing else to show on the page."""
    said = " ".join(part for part in (report.explanation, report.kept, report.next_step) if part)
    return EmptyState(
        theme,
        Icon.WARNING_OUTLINE,
        report.title,
        said,
        secondary=action,
        note=report.code,
        icon_tone=Token.DANGER,
        parent=parent,
    )


class ProgressLine(QWidget):
    """Long work: its name, a count and an estimate in words, a bar, and Cancel."""

    cancelled = Signal()

    def __init__(
        self, theme: Theme, title: str, *, cancellable: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title = Label(theme, title)
        self._detail = Label(theme, "", TextStyle.META, Token.TEXT2, elide=True)
        self._bar = ProgressBar(theme, name=title)
        self.button = (
            Button(theme, _("Cancel"), ButtonKind.QUIET, small=True) if cancellable else None
        )
        top = row(self._title, spacing=10)
        top.addWidget(self._detail, 1)
        if self.button:
            self.button.clicked.connect(self.cancelled)
            top.addWidget(self.button)
        self.setLayout(column(top, self._bar, spacing=3))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_title(self, title: str) -> None:
        """Change the name of the work."""
        self._title.setText(title)
        self._bar.setAccessibleName(title)

    def set_progress(self, done: int, total: int | None, detail: str) -> None:
        """Show `done` of `total` (None: not known yet) and the words for it."""
        self._detail.setText(detail)
        self._bar.set_share(None if not total else done / total)
        self._bar.setAccessibleDescription(detail)


class ProgressBar(QWidget):
    """A bar of 4 px. Without a known total it is a hatch that does not move."""

    def __init__(self, theme: Theme, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._share: float | None = None
        self.setFixedHeight(4)
        self.setAccessibleName(name)

    def set_share(self, share: float | None) -> None:
        """Show a share of 0 to 1, None where it is not known."""
        self._share = None if share is None else min(1.0, max(0.0, share))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint track and bar."""
        painter = QPainter(self)
        color = self._theme.color
        painter.fillRect(self.rect(), color(Token.TRACK))
        if self._share is None:
            for left in range(0, self.width(), 12):
                painter.fillRect(QRectF(left, 0, 6, self.height()), color(Token.METER))
            return
        width = self.width() * self._share
        start = self.width() - width if is_mirrored(self) else 0.0
        painter.fillRect(QRectF(start, 0, width, self.height()), color(Token.METER))


class Skeleton(QWidget):
    """Quiet bars in the shape of a table while its first rows are read."""

    SHARES = (
        (0.07, 0.10, 0.20, 0.09, 0.10),
        (0.07, 0.10, 0.15, 0.08, 0.08),
        (0.07, 0.10, 0.24, 0.09, 0.11),
    )

    def __init__(self, theme: Theme, rows: int = 8, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows = rows
        self.setAccessibleName(_("Loading"))

    def sizeHint(self) -> QSize:
        """Its rows."""
        return QSize(480, self._rows * Size.ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bars, fainter from row to row."""
        painter = QPainter(self)
        ground = line = self._theme.color(Token.HAIRLINE)
        mirrored = is_mirrored(self)
        for number in range(min(self._rows, math.ceil(self.height() / Size.ROW))):
            rect = self.rect()
            rect.setTop(number * Size.ROW)
            rect.setHeight(Size.ROW)
            line_across(painter, rect, Qt.Edge.BottomEdge, line)
            painter.setOpacity(max(0.25, 1 - number / self._rows))
            left = 16.0
            for share in self.SHARES[number % len(self.SHARES)]:
                width = share * self.width()
                at = self.width() - left - width if mirrored else left
                fill_round(painter, QRectF(at, rect.top() + 11, width, 10), 5, ground)
                left += max(width + 16, self.width() / 5.4)
            painter.setOpacity(1)


class StateStack(QStackedWidget):
    """A page's content, or a state in its place."""

    def __init__(self, theme: Theme, content: QWidget, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.content = content
        self._state: QWidget | None = None
        self.addWidget(content)

    def show_content(self) -> None:
        """Show the content again and drop the state."""
        self.setCurrentWidget(self.content)
        self._drop()

    def show_state(self, state: QWidget) -> None:
        """Show `state` in place of the content."""
        old = self._state
        self._state = state
        self.addWidget(state)
        self.setCurrentWidget(state)
        if old is not None and old is not state:
            self.removeWidget(old)
            old.deleteLater()

    def _drop(self) -> None:
        if self._state is not None:
            self.removeWidget(self._state)
            self._state.deleteLater()
            self._state = None
