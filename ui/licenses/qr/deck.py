"""The codes of one set as something one leafs through, by hand or by itself at a chosen speed."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QObject, QTimer, Signal

from app.activation.qr.drawing import Modules, modules
from app.activation.qr.frames import frames
from app.activation.qr.parts import Head, part_of
from app.base.text import _


class Speed(Enum):
    """Milliseconds that a part is shown; never three changes a second (WCAG 2.2, 2.3.1)."""

    SLOW = 1600
    NORMAL = 900
    FAST = 500


def speed_words(speed: Speed) -> str:
    """A speed, for a person."""
    match speed:
        case Speed.SLOW:
            return _("Slow speed")
        case Speed.NORMAL:
            return _("Normal speed")
        case Speed.FAST:
            return _("High speed")


class Deck(QObject):
    """Which part is shown, which were, and whether the next one follows by itself."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.texts: tuple[str, ...] = ()
        self.title = ""
        self.head: Head | None = None
        self.at = 0
        self.shown: frozenset[int] = frozenset()
        self.speed = Speed.NORMAL
        self._drawn: dict[int, Modules] = {}
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.forth)

    def load(self, data: bytes, kind: str, title: str) -> None:
        """Show the codes of `data` from the first one. Raises TooMuchForQr."""
        self.clear()
        self.texts = frames(data, kind)
        self.head = part_of(self.texts[0]).head
        self.title = title
        self.go(0)

    def clear(self) -> None:
        """Show nothing."""
        self._timer.stop()
        self.texts, self.head, self.title = (), None, ""
        self.at, self.shown, self._drawn = 0, frozenset(), {}
        self.changed.emit()

    @property
    def count(self) -> int:
        """How many codes there are."""
        return len(self.texts)

    @property
    def modules(self) -> Modules:
        """The code that is shown; drawn when it is first asked for."""
        if self.at not in self._drawn:
            self._drawn[self.at] = modules(self.texts[self.at])
        return self._drawn[self.at]

    def go(self, at: int) -> None:
        """Show a part, counted from 0, round and round."""
        if self.texts:
            self.at = at % self.count
            self.shown |= {self.at}
            self.changed.emit()

    def forth(self) -> None:
        """Show the next part."""
        self.go(self.at + 1)

    def back(self) -> None:
        """Show the part before."""
        self.go(self.at - 1)

    @property
    def playing(self) -> bool:
        """Whether the next part follows by itself."""
        return self._timer.isActive()

    def play(self, on: bool) -> None:
        """Let the parts follow each other, or hold."""
        if on and self.count > 1:
            self._timer.start(self.speed.value)
        else:
            self._timer.stop()
        self.changed.emit()

    def set_speed(self, speed: Speed) -> None:
        """Change how long a part is shown."""
        self.speed = speed
        self.play(self.playing)

    def part_words(self) -> str:
        """Which part is shown."""
        return _("Part {number} of {total}").format(number=self.at + 1, total=self.count)
