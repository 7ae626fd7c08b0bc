"""The dialog that records by which way a certification left, and what shows it."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.base.dates import local
from app.base.text import _
from app.notices.model import Proof, Way
from ui.files_field import FilesField
from ui.jobs import Jobs
from ui.kit.buttons import ButtonKind
from ui.kit.dialogs import Dialog
from ui.kit.fields import TextField
from ui.kit.forms import Form, FormRow
from ui.kit.labels import Label
from ui.kit.panels import row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token

_LONGEST = 200
_SAMPLE = "2026-12-31"


class ProofDialog(Dialog):
    """On which day it left by post or e-mail, with the receipt."""

    def __init__(
        self,
        theme: Theme,
        way: Way,
        known: Proof | None,
        now: datetime,
        jobs: Jobs,
        *,
        parent: QWidget | None,
    ) -> None:
        post = way is Way.POST
        super().__init__(
            theme, _("Mark as posted") if post else _("Mark as e-mailed"), parent=parent
        )
        self._way = way
        self._now = now
        today = local(now).date()
        self.posted = TextField(theme, placeholder=_SAMPLE)
        self.posted.setText((known.posted_on if known else today).isoformat())
        self.tracking, self.words = TextField(theme), TextField(theme)
        for field, text in (
            (self.tracking, known.tracking if known else ""),
            (self.words, known.words if known else ""),
        ):
            field.setMaxLength(_LONGEST)
            field.setText(text)
        self.file = FilesField(theme, jobs, name=_("Proof"))
        self.file.show_files((known.file,) if known and known.file else ())
        self.posted_row = FormRow(
            theme, _("Sent on"), self.posted, hint=_("Year, month, day: {day}").format(day=_SAMPLE)
        )
        number = _("Tracking number (optional)") if post else _("Sent to (optional)")
        hint = _("A scan of the carrier's receipt") if post else _("The sent message as a file")
        self.file_row = FormRow(theme, _("Proof"), self.file, hint=hint)
        beside = QWidget()
        line = row(spacing=Space.M)
        for one in (self.posted_row, FormRow(theme, number, self.tracking)):
            line.addWidget(one, 1, Qt.AlignmentFlag.AlignTop)
        beside.setLayout(line)
        form = Form(theme)
        form.add(beside)
        form.add(self.file_row)
        form.add(FormRow(theme, _("Note (optional)"), self.words))
        self.body.addWidget(form)
        said = _("From then on it counts as given. Counterpart sends nothing by post or e-mail.")
        self.body.addWidget(Label(theme, said, TextStyle.META, Token.TEXT2, wrap=True))
        self.file.failed.connect(lambda report: self.file_row.set_error(report.explanation))
        self.file.changed.connect(self.fit)
        self.add_cancel()
        self.go = self.add_action(_("Keep the proof"), ButtonKind.PRIMARY, default=True)
        self.go.clicked.connect(self._accept_if_whole)
        self.posted.setFocus()
        self.fit()

    @property
    def proof(self) -> Proof | None:
        """What was said; None where the day is not readable."""
        day = self._day
        if day is None:
            return None
        return Proof(
            way=self._way,
            posted_on=day,
            tracking=self.tracking.text().strip(),
            words=self.words.text().strip(),
            file=next(iter(self.file.files), None),
        )

    @property
    def _day(self) -> date | None:
        try:
            return date.fromisoformat(self.posted.text().strip())
        except ValueError:
            return None

    def _accept_if_whole(self) -> None:
        day, fault = self._day, ""
        if day is None:
            fault = _("Give a day such as {day}.").format(day=_SAMPLE)
        elif day > local(self._now).date():
            fault = _("That day is still to come.")
        self.posted_row.set_error(fault)
        self.file_row.set_error(_("It is still being copied.") if self.file.is_copying else "")
        self.fit()
        if fault:
            self.posted.setFocus()
        elif not self.file.is_copying:
            self.accept()
