"""What is shown in place of pages while the profile is locked: what to do next, and signing in."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.messages import ProfileLocked
from app.base.text import _, ngettext
from app.support.requests.unauthorized import checklist
from ui.kit.buttons import Button, ButtonKind
from ui.kit.cards import Card
from ui.kit.choices import BOX, GAP, CheckBox
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.panels import column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.page import Memory

_WIDTH = 640
_KEY = "lock.done"


class LockedState(QWidget):
    """Steps are ticked off by hand; that is remembered while the profile is locked."""

    sign_in_wanted = Signal()
    other_profile_wanted = Signal()

    def __init__(self, theme: Theme, locked: ProfileLocked, memory: Memory) -> None:
        super().__init__()
        self._memory = memory
        self._profile_id = locked.profile_id
        self.boxes: dict[str, CheckBox] = {}
        self.sign_in = Button(theme, _("Sign in again…"), ButtonKind.PRIMARY, icon=Icon.LICENSES)
        self.other = Button(theme, _("Other profiles…"))
        self.sign_in.clicked.connect(self.sign_in_wanted)
        self.other.clicked.connect(self.other_profile_wanted)
        self._count = Label(theme, "", TextStyle.BODY, Token.TEXT2)
        content = QWidget()
        across = row(margins=(Space.L, Space.XL, Space.L, Space.XL), spacing=0)
        inner = QWidget()
        inner.setMaximumWidth(_WIDTH)
        inner.setLayout(self._content(theme, locked))
        across.addStretch(1)
        across.addWidget(inner, 8)
        across.addStretch(1)
        content.setLayout(column(across, None, spacing=0))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(ScrollPane(theme, content, ground=Token.BG))
        self.setAccessibleName(locked.report.title)
        self._told()

    def _content(self, theme: Theme, locked: ProfileLocked) -> QVBoxLayout:
        report = locked.report
        told = _("The portal has revoked your sign-in.")
        if not locked.revoked:
            told = _("The portal could not be told to revoke your sign-in; it expires by itself.")
        said = " ".join(part for part in (report.explanation, told, report.kept) if part)
        lines = column(
            Label(theme, report.title, TextStyle.TITLE, wrap=True),
            Label(theme, said, TextStyle.BODY, Token.TEXT2, wrap=True),
            spacing=Space.XS,
        )
        head = row(spacing=Space.L)
        icon = IconLabel(theme, Icon.LOCK, size=32, tone=Token.WARN)
        head.addLayout(column(4, icon, None, spacing=0))
        head.addLayout(lines, 1)
        card = Card(theme, _("What to do now"))
        card.head.addWidget(self._count)
        ticked = self._ticked()
        for at, step in enumerate(checklist()):
            if at:
                card.add_line(inset=Space.L + BOX + GAP)
            card.add(self._step(theme, step.id, step.title, step.text, step.id in ticked))
        return column(
            head, Space.S, card, Space.S, row(self.sign_in, self.other, None), spacing=Space.M
        )

    def _step(self, theme: Theme, key: str, title: str, text: str, done: bool) -> QWidget:
        box = CheckBox(theme, title)
        box.setFont(theme.font(TextStyle.BODY_MEDIUM))
        box.setChecked(done)
        box.setAccessibleDescription(text)
        box.toggled.connect(lambda _on: self._tick())
        self.boxes[key] = box
        words = Label(theme, text, TextStyle.META, Token.TEXT2, wrap=True)
        made = QWidget()
        below = row(BOX + GAP, spacing=0)
        below.addWidget(words, 1)
        made.setLayout(column(box, below, spacing=0, margins=(Space.L, 7, Space.L, 8)))
        return made

    def _ticked(self) -> frozenset[str]:
        owner, _sep, ticks = self._memory.get(_KEY, "").partition(" ")
        return frozenset(ticks.split(",")) if owner == self._profile_id else frozenset()

    def _tick(self) -> None:
        ticks = ",".join(key for key, box in self.boxes.items() if box.isChecked())
        self._memory[_KEY] = f"{self._profile_id} {ticks}"
        self._told()

    def _told(self) -> None:
        done = sum(box.isChecked() for box in self.boxes.values())
        count = len(self.boxes)
        words = ngettext("{done} of {n} done", "{done} of {n} done", count)
        self._count.setText(words.format(done=done, n=count))
