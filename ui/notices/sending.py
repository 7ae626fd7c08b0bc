"""The dialog that records how a letter left, what shows it, and when it was received."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.base.dates import local
from app.base.text import _
from app.notices.model import DraftKind, NoticeDraft, Proof, Way
from ui.files_field import FilesField
from ui.jobs import Jobs
from ui.kit.buttons import ButtonKind
from ui.kit.choices import ComboBox
from ui.kit.dialogs import Dialog
from ui.kit.fields import TextField
from ui.kit.forms import Form, FormRow
from ui.kit.labels import Label
from ui.kit.panels import row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token

LONGEST = 200
_SAMPLE = "2026-12-31"


class SentDialog(Dialog):
    """On which day and by which way a letter left, and when it was received, if that is known."""

    def __init__(
        self,
        theme: Theme,
        letter: NoticeDraft,
        now: datetime,
        jobs: Jobs,
        *,
        way: Way | None = None,
        parent: QWidget | None,
    ) -> None:
        sent = letter.sent
        super().__init__(
            theme, _("Sending and receipt") if sent else _("Mark as sent"), parent=parent
        )
        self._now = now
        self.corrects = way is None
        """What is said here is how it left, whatever was said before; else it is one way more."""
        self.undone = False
        """The person says that it was not sent after all."""
        usual = Way.EMAIL if letter.kind is DraftKind.PUBLICITY else Way.POST
        self._shown = way or (sent.way if sent else usual)
        self._make_fields(letter, jobs)
        self.body.addWidget(Label(theme, letter.title, TextStyle.BODY_MEDIUM, wrap=True))
        self.body.addWidget(self._form())
        if sent is None:
            words = _("From then on its text stays as it is. Counterpart sends nothing by itself.")
            self.body.addWidget(Label(theme, words, TextStyle.META, Token.TEXT2, wrap=True))
        else:
            self.undo = self.add_action(_("Not sent after all"), ButtonKind.DANGER)
            self.undo.clicked.connect(self._undo)
        self.add_cancel()
        self.go = self.add_action(
            _("Save") if sent else _("Mark as sent"), ButtonKind.PRIMARY, default=True
        )
        self.go.clicked.connect(self._accept_if_whole)
        (self.received if sent and way is None else self.posted).setFocus()
        self.fit()

    def _make_fields(self, letter: NoticeDraft, jobs: Jobs) -> None:
        """The fields, with what is known filled in."""
        theme, sent, way = self._theme, letter.sent, self._shown
        proof = next((one for one in letter.proofs if one.way is way), None)
        left = local(self._now).date()
        if proof is not None:
            left = proof.posted_on
        elif sent is not None and sent.way is way:
            left = sent.posted_on
        self.posted = TextField(theme, placeholder=_SAMPLE)
        self.posted.setText(left.isoformat())
        self.way = ComboBox(
            theme,
            [
                (Way.POST.value, _("By post")),
                (Way.EMAIL.value, _("By e-mail")),
                (Way.PORTAL.value, _("In the portal")),
            ],
        )
        self.way.set_value(way.value)
        self.way.setEnabled(self.corrects)
        self.tracking, self.words = TextField(theme), TextField(theme)
        for field, text in (
            (self.tracking, proof.tracking if proof else ""),
            (self.words, proof.words if proof else ""),
        ):
            field.setMaxLength(LONGEST)
            field.setText(text)
        self.file = FilesField(theme, jobs, name=_("Proof"))
        self.file.show_files((proof.file,) if proof and proof.file else ())
        self.received = TextField(theme, placeholder=_SAMPLE)
        if sent is not None and sent.way is way and sent.received_on is not None:
            self.received.setText(sent.received_on.isoformat())

    def _form(self) -> Form:
        """The rows, two short ones beside each other."""
        theme = self._theme
        form = Form(theme)
        self.posted_row = FormRow(
            theme, _("Sent on"), self.posted, hint=_("Year, month, day: {day}").format(day=_SAMPLE)
        )
        self.received_row = FormRow(
            theme, _("Received on"), self.received,
            hint=_("As the vendor or the carrier confirms it. Leave it empty until you know."),
        )  # fmt: skip
        self.file_row = FormRow(
            theme, _("Proof"), self.file, hint=_("A scan of the carrier's receipt")
        )
        tracking = FormRow(theme, _("Tracking number (optional)"), self.tracking)
        note = FormRow(theme, _("Note (optional)"), self.words)
        form.add(_beside(self.posted_row, FormRow(theme, _("How"), self.way)))
        form.add(_beside(tracking, note))
        for item in (self.file_row, self.received_row):
            form.add(item)
        self.file.failed.connect(lambda report: self.file_row.set_error(report.explanation))
        self.file.changed.connect(self.fit)
        return form

    @property
    def posted_on(self) -> date | None:
        """The day on which it left; None while it is not readable."""
        return _day(self.posted.text())

    @property
    def received_on(self) -> date | None:
        """The day of its receipt; None while nobody knows it."""
        return _day(self.received.text())

    @property
    def proof(self) -> Proof | None:
        """What was said to show that it left; None where the day is not readable."""
        day = self.posted_on
        if day is None:
            return None
        return Proof(
            way=self.chosen_way,
            posted_on=day,
            tracking=self.tracking.text().strip(),
            words=self.words.text().strip(),
            file=next(iter(self.file.files), None),
        )

    @property
    def chosen_way(self) -> Way:
        """How it left."""
        return Way(self.way.value)

    def _undo(self) -> None:
        self.undone = True
        self.accept()

    def _accept_if_whole(self) -> None:
        self.posted_row.set_error(self._fault(self.posted_on))
        told = bool(self.received.text().strip())
        fault = self._fault(self.received_on) if told else ""
        posted, received = self.posted_on, self.received_on
        if not fault and posted is not None and received is not None and received < posted:
            fault = _("It cannot be received before it was sent.")
        self.received_row.set_error(fault)
        self.file_row.set_error(_("It is still being copied.") if self.file.is_copying else "")
        self.fit()
        rows = (self.posted_row, self.file_row, self.received_row)
        wrong = next((one for one in rows if one.has_error), None)
        if wrong is None:
            self.accept()
        else:
            wrong.field.setFocus()

    def _fault(self, day: date | None) -> str:
        if day is None:
            return _("Give a day such as {day}.").format(day=_SAMPLE)
        return _("That day is still to come.") if day > local(self._now).date() else ""


def _beside(*rows: QWidget) -> QWidget:
    """Rows of a form beside each other."""
    box = QWidget()
    line = row(spacing=Space.M)
    for one in rows:
        line.addWidget(one, 1, Qt.AlignmentFlag.AlignTop)
    box.setLayout(line)
    return box


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
