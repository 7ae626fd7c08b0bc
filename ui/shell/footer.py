"""The footer: how the profile stands, in words, and which profile it is."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.base.clock import Clock
from app.base.messages import OutboxTally
from app.base.text import _
from ui.kit.banners import BannerTone, TagLabel
from ui.kit.buttons import LinkButton
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.panels import Panel
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token
from ui.page import Standing
from ui.shell.words import unsent_words, when_words

_TICK_MS = 20_000


class Footer(Panel):
    """One line along the bottom of the window; what has not left leads to the outbox."""

    outbox_wanted = Signal()

    def __init__(self, theme: Theme, clock: Clock, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.NAV, edges="top", parent=parent)
        self._clock = clock
        self._standing = Standing()
        self._tally = OutboxTally()
        self._open = False
        self._note = _("No profile yet")
        self.setFixedHeight(Size.FOOTER)
        self._icon = IconLabel(theme, Icon.CLOUD_CHECK)
        self._words = Label(theme, "", TextStyle.META, Token.TEXT2)
        self.unsent = LinkButton(theme, "", style=TextStyle.META_MEDIUM)
        self.unsent.clicked.connect(self.outbox_wanted)
        self._offline = TagLabel(theme, _("Offline"), BannerTone.WARN)
        self._profile_icon = IconLabel(theme, Icon.USER_CIRCLE)
        self._profile = Label(theme, "", TextStyle.META, Token.TEXT2)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.L, 1, Space.L, 0)
        layout.setSpacing(Space.S)
        for item in (self._icon, self._words, self.unsent, self._offline):
            layout.addWidget(item)
        layout.addStretch(1)
        layout.addWidget(self._profile_icon)
        layout.addWidget(self._profile)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._show)
        self.set_profile("")

    def set_profile(self, name: str, *, note: str = "") -> None:
        """Name the open profile; without one the line says so."""
        self._open = bool(name)
        words = _("Profile: {name}").format(name=name) if name else ""
        self._profile.setText(f"{words}, {note}" if note else words)
        self._profile_icon.setVisible(self._open)
        self._timer.start() if self._open else self._timer.stop()
        self._show()

    def set_note(self, note: str) -> None:
        """Say why no profile is open."""
        self._note = note
        self._show()

    def set_standing(self, standing: Standing, tally: OutboxTally) -> None:
        """Say how the profile stands now."""
        self._standing, self._tally = standing, tally
        self._show()

    @property
    def words(self) -> str:
        """What the line says about the profile."""
        shown = self._words.text()
        return _(", ").join(filter(None, (shown, self._unsent_words)))

    @property
    def _unsent_words(self) -> str:
        return unsent_words(self._tally) if self._open else ""

    def _show(self) -> None:
        standing = self._standing
        if not self._open:
            self._icon.set_icon(Icon.INFO_OUTLINE, Token.TEXT2)
            self._words.setText(self._note)
            self._offline.hide()
            self.unsent.hide()
            return
        icon, tone = Icon.CLOUD_CHECK, Token.TEXT2
        if standing.syncing:
            icon = Icon.SYNC
        elif standing.offline or not standing.signed_in:
            icon, tone = Icon.CLOUD_SLASH, Token.WARN
        self._icon.set_icon(icon, tone)
        self._words.setText(when_words(standing, self._clock.now()))
        unsent = self._unsent_words
        self.unsent.setText(unsent)
        self.unsent.updateGeometry()
        self.unsent.setAccessibleName(_("{unsent}: show the outbox").format(unsent=unsent))
        self.unsent.setVisible(bool(unsent))
        self._offline.setVisible(standing.offline and not standing.syncing)
