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
from ui.kit.tokens import Radius, Size, Space, TextStyle, Token

_WHEN = 196
_ACTION = 108


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
        spoken: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chosen = False
        self.title = Label(theme, title, TextStyle.BODY_MEDIUM, elide=True)
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
        layout.setContentsMargins(Space.L, 0, Space.L, 0)
        layout.setSpacing(Space.M)
        layout.addWidget(IconLabel(theme, icon, size=18, tone=tone))
        layout.addLayout(column(None, self.title, below, None, spacing=0), 1)
        layout.addWidget(moment)
        if trailing is not None:
            trailing.setMinimumWidth(_ACTION)
            layout.addWidget(trailing)
        else:
            layout.addSpacing(_ACTION + Space.M)
        self.setFixedHeight(Size.ENTRY)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
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
