"""The bar below the guide: what is saved, what follows, Back, and the step's primary button."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.base.dates import clock_words, local, moment_words
from app.base.text import _
from app.certification.model import Draft, Step
from ui.certification.step import Primary
from ui.kit.buttons import Button, ButtonKind
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.panels import Panel, row
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token

_BETWEEN = 48


class GuideFooter(Panel):
    """Buttons are there once; each step says what the primary one does."""

    back_wanted = Signal()
    primary_wanted = Signal()

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, edges="top", parent=parent)
        self.setFixedHeight(Size.ACTIONS)
        self.icon = IconLabel(theme, Icon.SAVE)
        self.saved = Label(theme, "", TextStyle.META, Token.TEXT2)
        self.note = Label(
            theme, "", TextStyle.META, Token.TEXT2, elide=True, align=Qt.AlignmentFlag.AlignTrailing
        )
        self.back = Button(theme, _("Back"))
        self.primary = Button(theme, "", ButtonKind.PRIMARY)
        bar = row(self.icon, spacing=Space.S, margins=(Space.L, 0, Space.L, 0))
        bar.addWidget(self.saved)
        bar.addWidget(self.note, 1)
        bar.addWidget(self.back)
        bar.addWidget(self.primary)
        self.setLayout(bar)
        self.back.clicked.connect(self.back_wanted)
        self.primary.clicked.connect(self.primary_wanted)

    def show_saved(self, draft: Draft, now: datetime) -> None:
        """Say when the draft was kept."""
        if draft.finished:
            self.saved.setText(_("It has left and is never changed."))
            return
        same = local(draft.saved_at).date() == local(now).date()
        when = clock_words(draft.saved_at) if same else moment_words(draft.saved_at, now)
        self.saved.setText(_("Saved {when}. Leave and come back when you like.").format(when=when))

    def show_primary(self, primary: Primary | None, usual: str, *, back: bool) -> None:
        """Name the button; None hides it. `usual` is what it says where the step says nothing."""
        self.back.setVisible(back)
        text = (primary.text or usual) if primary is not None else ""
        self.primary.setVisible(bool(text))
        if primary is None:
            self.note.setText("")
            self._fit()
            return
        if text:
            self.primary.set_text(text)
        self.primary.setEnabled(primary.can)
        self.primary.setAccessibleDescription(primary.note)
        self.note.setText(primary.note)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What follows is more important than what is saved."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        buttons = sum(
            one.sizeHint().width() + Space.S
            for one in (self.back, self.primary)
            if one.isVisibleTo(self)
        )
        room = self.width() - 2 * Space.L - buttons - Space.S
        need = self.note.sizeHint().width() + self.saved.sizeHint().width() + _BETWEEN
        tight = need > room and bool(self.note.text())
        self.saved.setVisible(not tight)
        self.icon.setVisible(not tight)
        layout = self.layout()
        if layout is not None:
            # At once: a note drawn at its old place would lie under the buttons.
            layout.activate()


def continue_words(step: Step) -> str:
    """What leads to a step."""
    match step:
        case Step.REQUEST:
            return _("Continue to the request")
        case Step.SCOPE:
            return _("Continue to scope")
        case Step.USAGE:
            return _("Continue to usage")
        case Step.RECONCILE:
            return _("Continue to reconcile")
        case Step.ATTEST:
            return _("Continue to attest")
        case Step.SIGN:
            return _("Continue to sign")
        case Step.REVIEW:
            return _("Continue to review")
        case Step.SUBMIT:
            return _("Continue to submit")
