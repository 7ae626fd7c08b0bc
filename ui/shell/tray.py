"""The icon in the desktop's tray, where there is one: how many things wait, and a short menu."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QFont, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from app.base.text import _, ngettext
from app.overview.alerts import Alert
from ui.kit.menus import menu
from ui.kit.nav import paint_mark
from ui.kit.theme import Theme
from ui.kit.tips import set_tip
from ui.kit.tokens import Token

_SIDES = (16, 22, 24, 32, 48, 64)
_MOST = 99
_SHOWN_MS = 10_000


class Tray(QObject):
    """Comes with `show`, if the desktop has a tray by then, and goes with `close`."""

    open_wanted = Signal()
    sync_wanted = Signal()
    quit_wanted = Signal()
    clicked = Signal(object)
    """The Alert whose notification was clicked."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._count = 0
        self._shown: Alert | None = None
        self._icon: QSystemTrayIcon | None = None
        self.menu: QMenu = menu(theme, window)
        self.open = self._add(_("Open Counterpart"))
        self.sync = self._add(_("Synchronize"))
        self.menu.addSeparator()
        self.quit = self._add(_("Quit"))
        self.open.triggered.connect(lambda _on=False: self.open_wanted.emit())
        self.sync.triggered.connect(lambda _on=False: self.sync_wanted.emit())
        self.quit.triggered.connect(lambda _on=False: self.quit_wanted.emit())

    @property
    def there(self) -> bool:
        """Whether a person can see it."""
        return self._icon is not None and self._icon.isVisible()

    def show(self) -> bool:
        """Appear in the tray; False where the desktop has none."""
        if self._icon is None and QSystemTrayIcon.isSystemTrayAvailable():
            icon = QSystemTrayIcon(self)
            icon.setContextMenu(self.menu)
            icon.activated.connect(self._activated)
            icon.messageClicked.connect(self._message_clicked)
            self._icon = icon
            self._theme.changed.connect(self._paint)
            self._paint()
            icon.show()
        return self.there

    def close(self) -> None:
        """Disappear."""
        if self._icon is not None:
            self._icon.hide()
            self._icon.deleteLater()
            self._icon = None

    def set_count(self, count: int) -> None:
        """Show how many things wait."""
        if count != self._count:
            self._count = count
            self._paint()

    def tell(self, alert: Alert) -> bool:
        """Show an alert at the icon; False where there is none. A click leads to the last one."""
        if self._icon is None or not QSystemTrayIcon.supportsMessages():
            return False
        self._shown = alert
        self._icon.showMessage(
            _no_markup(alert.title), _no_markup(alert.text), tray_icon(self._theme, 0), _SHOWN_MS
        )
        return True

    def _add(self, text: str) -> QAction:
        return self.menu.addAction(text)

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is not QSystemTrayIcon.ActivationReason.Context:
            self.open_wanted.emit()

    def _message_clicked(self) -> None:
        shown, self._shown = self._shown, None
        if shown is not None:
            self.clicked.emit(shown)

    def _paint(self) -> None:
        if self._icon is None:
            return
        self._icon.setIcon(tray_icon(self._theme, self._count))
        words = ngettext("{n} thing waits for you", "{n} things wait for you", self._count)
        waits = words.format(n=self._count)
        set_tip(self._icon, f"Counterpart: {waits}" if self._count else "Counterpart")


def tray_icon(theme: Theme, count: int) -> QIcon:
    """The mark, with a figure in its corner where something waits."""
    made = QIcon()
    for side in _SIDES:
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_mark(painter, theme, QRectF(0, 0, side, side))
        if count > 0:
            _paint_badge(painter, theme, side, count)
        painter.end()
        made.addPixmap(pixmap)
    return made


def _paint_badge(painter: QPainter, theme: Theme, side: int, count: int) -> None:
    """A disc at the lower end; where it is too small for a figure, the disc alone."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    across = side * (0.5 if side < 22 else 0.62)
    place = QRectF(side - across, side - across, across, across)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(Token.DANGER_FILL))
    painter.drawEllipse(place)
    if side < 22:
        return
    text = str(count) if count <= 9 or side >= 32 else "+"
    text = text if count <= _MOST else "+"
    font = QFont(painter.font())
    font.setPixelSize(max(8, int(across * (0.72 if len(text) == 1 else 0.56))))
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(theme.color(Token.ON_FILL))
    painter.drawText(place.translated(QPointF(0, 0)), Qt.AlignmentFlag.AlignCenter, text)


def _no_markup(text: str) -> str:
    """Text of a vendor that no desktop takes for markup."""
    return text.replace("<", "‹").replace(">", "›")
