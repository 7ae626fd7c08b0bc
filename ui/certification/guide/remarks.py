"""The banners above a step: what changed meanwhile, what is frozen, what may not be changed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.text import _, ngettext
from app.certification.asked import Origin
from app.certification.model import Draft, Step
from ui.kit.banners import Banner, BannerTone
from ui.kit.buttons import ButtonKind
from ui.kit.dialogs import Dialog
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.panels import row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token

_CONTENT = (Step.REQUEST, Step.SCOPE, Step.USAGE, Step.RECONCILE, Step.ATTEST, Step.SIGN)


class Remarks(QWidget):
    """At most one line for each thing that a person should know before going on."""

    changes_wanted = Signal()
    """Show what changed, and offer to take it over."""
    reopen_wanted = Signal()
    again_wanted = Signal()
    """Begin a new one from this one."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.banners: list[Banner] = []
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)

    def show_draft(self, draft: Draft, changes: Sequence[str], here: Step) -> None:
        """Show what holds for this draft at this step."""
        for old in self.banners:
            self._lines.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.banners = []
        if changes and not draft.finished:
            words = changes[0]
            if len(changes) > 1:
                words = ngettext(
                    "{first}, and {n} more change", "{first}, and {n} more changes",
                    len(changes) - 1,
                ).format(first=words, n=len(changes) - 1)  # fmt: skip
            self._add(BannerTone.WARN, words, _("Look…"), self.changes_wanted)
        if draft.finished:
            self._add(BannerTone.INFO, _("This certification has left; it is never changed."),
                      _("New one from it"), self.again_wanted)  # fmt: skip
        elif draft.read_only:
            words = _("{who} gave it to you to read.").format(who=draft.handed_by or _("Somebody"))
            self._add(BannerTone.INFO, words)
        elif draft.made is not None and here in _CONTENT:
            words = _("The document is made. To change what it says, open it again.")
            self._add(BannerTone.INFO, words, _("Change it again…"), self.reopen_wanted)
        elif draft.origin is Origin.REHEARSAL and here is Step.REQUEST:
            words = _("A dress rehearsal: every page says so, and it cannot be submitted.")
            self._add(BannerTone.INFO, words)
        self.setVisible(bool(self.banners))

    def _add(self, tone: BannerTone, words: str, action: str = "", signal: object = None) -> None:
        banner = Banner(self._theme, tone, words, action=action)
        if signal is not None:
            banner.acted.connect(signal)
        self.banners.append(banner)
        self._lines.addWidget(banner)


class ChangesDialog(Dialog):
    """Everything that changed while the draft lay open; taking over keeps the draft's answers."""

    def __init__(self, theme: Theme, changes: Sequence[str], *, parent: QWidget | None) -> None:
        super().__init__(theme, _("What changed meanwhile"), parent=parent, width=520)
        words = _("Your draft is kept as it is until you take this over. Figures and findings are"
                  " then worked out anew; sources and answers stay.")  # fmt: skip
        self.body.addWidget(Label(theme, words, TextStyle.BODY, Token.TEXT2, wrap=True))
        for one in changes:
            line = row(IconLabel(theme, Icon.WARNING, tone=Token.WARN), spacing=Space.S)
            line.addWidget(Label(theme, one, wrap=True), 1)
            self.body.addLayout(line)
        self.add_cancel(_("Not now"))
        self.take = self.add_action(_("Take over"), ButtonKind.PRIMARY, default=True)
        self.take.clicked.connect(self.accept)
        self.fit()
