"""The dialogs of packs: a certification sealed for a colleague, and one that is opened."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.base.text import _
from app.certification.pack.sealed import LEAST_PASSPHRASE
from ui.kit.buttons import ButtonKind
from ui.kit.choices import RadioButton
from ui.kit.dialogs import Dialog
from ui.kit.fields import TextField
from ui.kit.forms import Form, FormRow
from ui.kit.labels import Label
from ui.kit.panels import column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token

_LONGEST = 200
_INDENT = 24


class SealDialog(Dialog):
    """A passphrase, given twice, and whether the colleague may change it."""

    def __init__(self, theme: Theme, title: str, *, parent: QWidget | None) -> None:
        super().__init__(theme, _("Hand it to a colleague"), parent=parent)
        words = _("{title} with its files becomes one sealed file. Tell your colleague the"
                  " passphrase by another way than the file.").format(title=title)  # fmt: skip
        self.body.addWidget(Label(theme, words, TextStyle.BODY, Token.TEXT2, wrap=True))
        self.first = TextField(theme, secret=True)
        self.second = TextField(theme, secret=True)
        for field in (self.first, self.second):
            field.setMaxLength(_LONGEST)
        self.first_row = FormRow(
            theme, _("Passphrase"), self.first,
            hint=_("At least {n} characters; several words are good.").format(n=LEAST_PASSPHRASE),
        )  # fmt: skip
        self.second_row = FormRow(theme, _("Passphrase once more"), self.second)
        self.read = RadioButton(theme, _("To be read"))
        self.edit = RadioButton(theme, _("To be worked on"))
        self.read.setChecked(True)
        choices = QWidget()
        lines = column(spacing=Space.S)
        for button, said in (
            (self.read, _("Every figure and its evidence can be seen, nothing can be changed.")),
            (self.edit, _("Your colleague goes on with a copy; yours stays as it is.")),
        ):
            button.setAccessibleDescription(said)
            below = row(_INDENT, spacing=0)
            below.addWidget(Label(theme, said, TextStyle.META, Token.TEXT2, wrap=True), 1)
            lines.addLayout(column(button, below, spacing=0))
        choices.setLayout(lines)
        self.form = Form(theme)
        for item in (self.first_row, self.second_row, choices):
            self.form.add(item)
        self.body.addWidget(self.form)
        self.add_cancel()
        self.go = self.add_action(_("Seal…"), ButtonKind.PRIMARY, default=True)
        self.go.clicked.connect(self._accept_if_whole)
        self.first.setFocus()
        self.fit()

    @property
    def editable(self) -> bool:
        """Whether it may be worked on."""
        return self.edit.isChecked()

    def take_passphrase(self) -> str:
        """What was typed; the fields are empty from then on."""
        passphrase = self.first.text()
        self.forget()
        return passphrase

    def forget(self) -> None:
        """Empty the fields."""
        self.first.clear()
        self.second.clear()

    def reject(self) -> None:
        """Nothing stays behind."""
        self.forget()
        super().reject()

    def _accept_if_whole(self) -> None:
        short = len(self.first.text()) < LEAST_PASSPHRASE
        other = self.first.text() != self.second.text()
        self.first_row.set_error(
            _("Take at least {n} characters.").format(n=LEAST_PASSPHRASE) if short else ""
        )
        self.second_row.set_error(_("The two are not the same.") if other and not short else "")
        self.fit()
        if not self.form.focus_first_error():
            self.accept()


class UnsealDialog(Dialog):
    """The passphrase that a colleague told."""

    def __init__(self, theme: Theme, name: str, *, parent: QWidget | None) -> None:
        super().__init__(theme, _("Open a sealed certification"), parent=parent, width=440)
        self.body.addWidget(Label(theme, name, TextStyle.BODY_MEDIUM, wrap=True))
        self.field = TextField(theme, secret=True)
        self.field.setMaxLength(_LONGEST)
        self.row = FormRow(
            theme, _("Passphrase"), self.field, hint=_("As your colleague told it to you")
        )
        self.body.addWidget(self.row)
        self.add_cancel()
        self.go = self.add_action(_("Open"), ButtonKind.PRIMARY, default=True)
        self.go.clicked.connect(self._accept_if_whole)
        self.field.setFocus()
        self.fit()

    def take_passphrase(self) -> str:
        """What was typed; the field is empty from then on."""
        passphrase = self.field.text()
        self.field.clear()
        return passphrase

    def reject(self) -> None:
        """Nothing stays behind."""
        self.field.clear()
        super().reject()

    def _accept_if_whole(self) -> None:
        self.row.set_error("" if self.field.text() else _("Give the passphrase."))
        self.fit()
        if self.field.text():
            self.accept()
        else:
            self.field.setFocus()
