"""Desktop notifications: by the session bus where a desktop listens there, else by the tray.

The bus is asked first also where there is a tray: there each notification tells that it itself was
clicked, and what the vendor wrote cannot be taken for markup.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape

from PySide6.QtCore import QObject, QTimer, Signal

from app.base.text import _
from app.overview.alerts import Alert
from ui.shell.bus import Bus, session_address
from ui.shell.bus_wire import Message

Fallback = Callable[[Alert], bool]
"""Shows an alert another way; False where there is none."""
_PLACE = (
    "org.freedesktop.Notifications",
    "/org/freedesktop/Notifications",
    "org.freedesktop.Notifications",
)
_NOTIFY = "susssasa{sv}i"
_OPEN = "default"
_ENTRY = "counterpart"
_LOW, _NORMAL = 0, 1
_PATIENCE_MS = 5_000
"""So long a desktop may take to say what it can; then the tray is used."""
_KEPT = 40
"""So many notifications are remembered, to know what a click on one is about."""
_TITLE, _TEXT = 120, 600
"""Characters that are shown at most: what a vendor sends may be of any length."""


class Notifier(QObject):
    """Shows alerts; `clicked` has the one that a person wants to see. Without any way: nothing."""

    clicked = Signal(object)

    def __init__(
        self, fallback: Fallback, *, address: str | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._fallback = fallback
        self._address = session_address() if address is None else address
        self._bus: Bus | None = None
        self._markup: bool | None = None
        self._shown: dict[int, Alert] = {}
        self._early: list[Alert] = []
        """What waits until it is known whether text is markup there."""
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._give_up)

    def show(self, alert: Alert) -> None:
        """Show an alert, now or when the bus has answered."""
        if not self._address:
            self._fallback(alert)
        elif self._bus is not None and self._markup is not None:
            self._send(self._bus, alert)
        else:
            self._early.append(alert)
            if not self._patience.isActive():
                self._ask()

    def close(self) -> None:
        """Hang up; what is on the screen stays there."""
        self._patience.stop()
        if self._bus is not None:
            self._bus.close()
            self._bus = None

    def _ask(self) -> None:
        """Ask what the desktop can do: somebody may have come to show notifications by now."""
        self._patience.start()
        if self._bus is None:
            bus = Bus(self._address, self)
            if bus.over:
                bus.deleteLater()
                self._give_up()
                return
            self._bus = bus
            bus.signaled.connect(self._hear)
            bus.lost.connect(self._lost)
            for member in ("ActionInvoked", "NotificationClosed"):
                bus.listen(f"type='signal',interface='{_PLACE[2]}',member='{member}'")
        self._bus.call(_PLACE, "GetCapabilities", answer=self._know)

    def _know(self, message: Message | None) -> None:
        """What the desktop's notifications can do; an error: nobody shows any."""
        if message is None or self._bus is None:
            self._give_up()
            return
        self._patience.stop()
        able = message.body[0] if message.body else ()
        self._markup = isinstance(able, tuple) and "body-markup" in able
        early, self._early = self._early, []
        for alert in early:
            self._send(self._bus, alert)

    def _give_up(self) -> None:
        """Nobody answers: what waits for that is shown another way."""
        self._patience.stop()
        early, self._early = self._early, []
        for alert in early:
            self._fallback(alert)

    def _send(self, bus: Bus, alert: Alert) -> None:
        title, text = _cut(alert.title, _TITLE), _cut(alert.text, _TEXT)
        hints: dict[str, str | int] = {"desktop-entry": _ENTRY}
        hints["urgency"] = _NORMAL if alert.pressing else _LOW
        bus.call(
            _PLACE,
            "Notify",
            _NOTIFY,
            (
                "Counterpart", 0, _ENTRY, title,
                escape(text, quote=False) if self._markup else text,
                (_OPEN, _("Open")), hints, -1,
            ),
            partial(self._noted, alert),
        )  # fmt: skip

    def _noted(self, alert: Alert, message: Message | None) -> None:
        if message is None:
            self._fallback(alert)
        elif message.body and isinstance(message.body[0], int):
            self._shown[message.body[0]] = alert
            while len(self._shown) > _KEPT:
                self._shown.pop(next(iter(self._shown)))

    def _hear(self, message: Message) -> None:
        if len(message.body) != 2 or message.interface != _PLACE[2]:
            return
        which, what = message.body
        if not isinstance(which, int) or which not in self._shown:
            return
        if message.member == "NotificationClosed":
            self._shown.pop(which)
        elif message.member == "ActionInvoked" and what == _OPEN:
            self.clicked.emit(self._shown.pop(which))

    def _lost(self) -> None:
        """The bus went away; the next alert tries it anew."""
        if self._bus is not None:
            self._bus.deleteLater()
        self._bus, self._markup = None, None
        self._shown.clear()
        self._give_up()


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
