"""A line of the board: the whole of it can be pressed, and holds texts and a button at its end."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from ui.kit.buttons import LinkButton
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.paint import fill_round
from ui.kit.panels import column, row
from ui.kit.theme import Theme
from ui.kit.tips import set_tip
from ui.kit.tokens import Radius, Size, Space, TextStyle, Token

_WHEN = 196
_ACTION = 108
_LINES = 2
_AROUND = 10


class RowTitle(Label):
    """A title on one line or two; what is longer still ends in an ellipsis, whole in its tip."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__(theme, text, TextStyle.BODY_MEDIUM, wrap=True)
        self.setProperty("elides", True)

    def _lay_out(self, width: int) -> list[tuple[float, str]]:
        lines = super()._lay_out(width)
        if len(lines) <= _LINES:
            return lines
        left, words = lines[_LINES - 1]
        rest = " ".join((words, *(one for _left, one in lines[_LINES:])))
        cut = self.fontMetrics().elidedText(rest, Qt.TextElideMode.ElideRight, max(1, width))
        return [*lines[: _LINES - 1], (left, cut)]

    def _tip(self) -> None:
        whole = len(super()._lay_out(self.width())) <= _LINES
        set_tip(self, "" if whole else self.text())


class PressRow(QAbstractButton):
    """`clicked` when it is pressed beside its button. `set_chosen` marks what is shown beside."""

    def __init__(
        self,
        theme: Theme,
        icon: Icon,
        tone: Token,
        title: str,
        texts: Sequence[QWidget],
        when: tuple[str, str, Token],
        trailing: QWidget | None = None,
        *,
        more: QWidget | None = None,
        spoken: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chosen = False
        self.title = RowTitle(theme, title)
        below = row(spacing=Space.XS + 2)
        for at, part in enumerate(texts):
            last = at == len(texts) - 1
            below.addWidget(part, 1 if last and not isinstance(part, LinkButton) else 0)
        date, left, left_tone = when
        dates = column(None, Label(theme, date, elide=True),
                       Label(theme, left, TextStyle.META_MEDIUM, left_tone, elide=True), None,
                       spacing=0)  # fmt: skip
        if not left:
            dates = column(None, Label(theme, date, elide=True), None, spacing=0)
        moment = QWidget()
        moment.setLayout(dates)
        moment.setFixedWidth(_WHEN)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.L, _AROUND, Space.L, _AROUND)
        layout.setSpacing(Space.M)
        layout.addWidget(IconLabel(theme, icon, size=18, tone=tone))
        layout.addLayout(column(None, self.title, below, None, spacing=0), 1)
        layout.addWidget(moment)
        if trailing is not None and more is not None:
            trailing.setMinimumWidth(_ACTION - more.width() - Space.XS)
            layout.addLayout(row(trailing, more, spacing=Space.XS))
        elif trailing is not None:
            trailing.setMinimumWidth(_ACTION)
            layout.addWidget(trailing)
        else:
            layout.addSpacing(_ACTION + Space.M)
        # The layout says how high it is at a width; one line of a title makes an entry.
        self.setMinimumHeight(Size.ENTRY)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("focusRadius", int(Radius.CONTROL))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        said = (spoken or title, date, left)
        self.setAccessibleName(", ".join(part for part in said if part))

    def set_chosen(self, chosen: bool) -> None:
        """Mark it as the one that is shown beside the list."""
        if chosen != self._chosen:
            self._chosen = chosen
            self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(400, Size.ENTRY)

    def minimumSizeHint(self) -> QSize:
        """Texts elide."""
        return QSize(240, Size.ENTRY)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground when it is chosen or under the mouse."""
        hovered = self.underMouse()
        if not (self._chosen or hovered):
            return
        painter = QPainter(self)
        token = Token.SELECT if self._chosen else Token.HOVER
        ground = self.rect().toRectF().adjusted(4, 3, -4, -3)
        fill_round(painter, ground, Radius.CONTROL, self._theme.color(token))

    def event(self, event: QEvent) -> bool:
        """Follow the mouse."""
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)
