"""Lets a document of the person's own govern an order, or no longer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.base.text import _
from app.terms.model import Version
from ui.jobs import Jobs
from ui.kit.buttons import ButtonKind
from ui.kit.choices import ComboBox
from ui.kit.dialogs import Dialog
from ui.kit.forms import FormRow
from ui.kit.labels import Label
from ui.kit.theme import Theme
from ui.kit.tokens import TextStyle, Token
from ui.orders.detail import DetailPane


class Attaching(QObject):
    """Opens the dialog for the order that is shown, and does what is chosen there."""

    changed = Signal(str)
    """What was done, in words."""
    open_wanted = Signal()

    def __init__(self, theme: Theme, jobs: Jobs, pane: DetailPane, page: QWidget) -> None:
        super().__init__(page)
        self._theme = theme
        self._jobs = jobs
        self._pane = pane
        self._page = page
        self.dialog: AttachDialog | None = None
        """The dialog that is open, for tests and screens."""

    def ask(self) -> None:
        """Ask which text is to govern the order that is shown."""
        detail, terms = self._pane.detail, self._pane.terms
        if detail is None or terms is None:
            return
        dialog = AttachDialog(
            self._theme, detail.number, terms.attachable, terms.attached, parent=self._page
        )
        self.dialog = dialog
        dialog.attach_wanted.connect(partial(self.attach, detail.id))
        dialog.detach_wanted.connect(partial(self.detach, detail.id))
        dialog.open_wanted.connect(self.open_wanted)
        dialog.finished.connect(self._over)
        dialog.open()

    def attach(self, order_id: str, version_id: str) -> None:
        """Let the document govern the order."""
        self._jobs.job(
            self, lambda rooms, _cancel, _report: rooms.terms.attach(version_id, order_id)
        ).on_success(lambda _done: self.changed.emit(_("The text is attached."))).run()

    def detach(self, order_id: str, version_id: str) -> None:
        """Let it govern the order no longer."""
        self._jobs.job(
            self, lambda rooms, _cancel, _report: rooms.terms.detach(version_id, order_id)
        ).on_success(lambda _done: self.changed.emit(_("The text is detached."))).run()

    def _over(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None


class AttachDialog(Dialog):
    """Choose a document that was opened from a file; or go and open one."""

    attach_wanted = Signal(str)
    detach_wanted = Signal(str)
    open_wanted = Signal()
    """Another document is to be opened first."""

    def __init__(
        self,
        theme: Theme,
        number: str,
        documents: Sequence[Version],
        attached: frozenset[str],
        *,
        parent: QWidget | None,
    ) -> None:
        super().__init__(theme, _("Attach governing text"), parent=parent)
        self._attached = attached
        words = _("The text then governs order {number} before the vendor's documents, as it was"
                  " read from the file, pinned to its hash.")  # fmt: skip
        text = words.format(number=number)
        if not documents:
            text = _("Open the document first: an agreement of your own as text, Markdown, HTML"
                     " or PDF. Its outline is found, and it can govern this order.")  # fmt: skip
        self.body.addWidget(Label(theme, text, TextStyle.BODY, Token.TEXT2, wrap=True))
        self.which = ComboBox(theme, [(one.id, one.title) for one in documents])
        if documents:
            self.body.addWidget(FormRow(theme, _("Document"), self.which))
            self.which.changed.connect(self._show_action)
        else:
            self.which.setParent(self)
            self.which.hide()
        self.add_cancel()
        other = self.add_action(
            _("Open a document…"), ButtonKind.DEFAULT if documents else ButtonKind.PRIMARY
        )
        other.clicked.connect(self._open)
        self.go = self.add_action(_("Attach"), ButtonKind.PRIMARY, default=bool(documents))
        self.go.setVisible(bool(documents))
        self.go.clicked.connect(self._go)
        self._show_action()

    def _show_action(self) -> None:
        self.go.set_text(_("Detach") if self.which.value in self._attached else _("Attach"))

    def _open(self) -> None:
        self.open_wanted.emit()
        self.accept()

    def _go(self) -> None:
        key = self.which.value
        (self.detach_wanted if key in self._attached else self.attach_wanted).emit(key)
        self.accept()
