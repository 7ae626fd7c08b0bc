"""The fields of one person who signs: name, title, place, e-mail and authority."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.text import _
from app.certification.model import Signatory
from ui.kit.choices import ComboBox
from ui.kit.fields import TextField
from ui.kit.forms import FormRow
from ui.kit.panels import row
from ui.kit.theme import Theme
from ui.kit.tokens import Space

UNSAID, OFFICER, ATTORNEY, OTHER = "", "officer", "power_of_attorney", "other"
_LONGEST = 200
_PAUSE_MS = 600


class PersonForm(QWidget):
    """What is typed is handed over a moment after the last key, and when a field is left."""

    edited = Signal(object)
    """The Signatory as it is to be kept."""

    def __init__(
        self, theme: Theme, *, second: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kept = Signatory()
        self._quiet = False
        self.name = TextField(theme)
        self.title = TextField(theme)
        self.place = TextField(theme)
        self.email = TextField(theme)
        self.words = TextField(theme)
        self.authority = ComboBox(
            theme,
            [
                (UNSAID, _("Choose…")),
                (OFFICER, _("Officer or legal representative")),
                (ATTORNEY, _("Power of attorney")),
                (OTHER, _("In other words")),
            ],
        )
        self._timer = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._timer.timeout.connect(self.keep)
        self._lay_out(second)
        for field in self._fields():
            field.setMaxLength(_LONGEST)
            field.textEdited.connect(lambda _text: self._timer.start())
            field.editingFinished.connect(self.keep)
        self.authority.changed.connect(self._authority_chosen)

    def _lay_out(self, second: bool) -> None:
        theme = self._theme
        self.name_row = FormRow(
            theme, _("Second person's name") if second else _("Name"), self.name
        )
        self.title_row = FormRow(
            theme, _("Second person's title") if second else _("Title"), self.title
        )
        self.place_row = FormRow(theme, _("Place"), self.place)
        email_row = FormRow(theme, _("E-mail (not printed)"), self.email)
        authority_row = FormRow(
            theme, _("Second person signs as") if second else _("Signs as"), self.authority,
            hint=_("Who signs states the authority to bind the customer."),
        )  # fmt: skip
        self.words_row = FormRow(theme, _("Authority, as it will be printed"), self.words)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        layout.addWidget(_beside(self.name_row, self.title_row))
        if second:
            for one in (self.place_row, email_row):
                one.setParent(self)
                one.hide()
        else:
            layout.addWidget(_beside(self.place_row, email_row))
        layout.addWidget(authority_row)
        layout.addWidget(self.words_row)
        self.words_row.hide()

    def _fields(self) -> tuple[TextField, ...]:
        return self.name, self.title, self.place, self.email, self.words

    @property
    def signatory(self) -> Signatory:
        """What the fields say."""
        authority = self.authority.value
        if authority == OTHER:
            authority = self.words.text().strip()
        return Signatory(
            name=self.name.text().strip(),
            title=self.title.text().strip(),
            place=self.place.text().strip(),
            email=self.email.text().strip(),
            authority=authority,
        )

    def show_person(self, person: Signatory, *, editable: bool) -> None:
        """Fill the fields."""
        self._quiet = True
        self._timer.stop()
        self._kept = person
        for field, text in (
            (self.name, person.name),
            (self.title, person.title),
            (self.place, person.place),
            (self.email, person.email),
        ):
            field.setText(text)
            field.setCursorPosition(0)
        known = person.authority in (UNSAID, OFFICER, ATTORNEY)
        self._choose(person.authority if known else OTHER)
        self.words.setText("" if known else person.authority)
        self._quiet = False
        self.words_row.setVisible(self.authority.value == OTHER)
        self.set_editable(editable)

    def _choose(self, key: str) -> None:
        """Also the choice that is none yet."""
        self.authority.setCurrentIndex(max(0, self.authority.findData(key)))

    def set_editable(self, editable: bool) -> None:
        """Whether the fields may be changed."""
        for field in self._fields():
            field.setReadOnly(not editable)
        self.authority.setEnabled(editable)

    def propose(self, name: str, email: str, place: str) -> None:
        """Fill what is empty with what is known of who works here; it counts once it is kept."""
        for field, text in ((self.name, name), (self.email, email), (self.place, place)):
            if not field.text() and text:
                field.setText(text)
        self.keep()

    def keep(self) -> None:
        """Hand over what was typed, if it is new."""
        self._timer.stop()
        now = self.signatory
        if not self._quiet and now != self._kept:
            self._kept = now
            self.edited.emit(now)

    def is_empty(self) -> bool:
        """Whether nothing is known of the person yet."""
        return msgspec.structs.replace(self.signatory, authority="") == Signatory()

    def _authority_chosen(self) -> None:
        other = self.authority.value == OTHER
        self.words_row.setVisible(other)
        if self._quiet:
            return
        if other:
            self.words.setFocus()
        self.keep()


def _beside(*rows: QWidget) -> QWidget:
    """Rows of a form beside each other."""
    box = QWidget()
    line = row(spacing=Space.M)
    for one in rows:
        line.addWidget(one, 1, Qt.AlignmentFlag.AlignTop)
    box.setLayout(line)
    return box
