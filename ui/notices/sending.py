"""Dialogs of letters: that one was sent, and what a dispute is about."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtWidgets import QWidget

from app.base.dates import local
from app.base.text import _
from app.notices.model import DraftKind, NoticeDraft, Way
from ui.kit.buttons import ButtonKind
from ui.kit.choices import ComboBox
from ui.kit.dialogs import Dialog
from ui.kit.fields import TextField
from ui.kit.forms import Form, FormRow
from ui.kit.labels import Label
from ui.kit.theme import Theme
from ui.kit.tokens import TextStyle, Token

LONGEST = 200
_SAMPLE = "2026-12-31"


class SentDialog(Dialog):
    """On which day and by which way a letter left, and when it was received, if that is known."""

    def __init__(
        self, theme: Theme, letter: NoticeDraft, now: datetime, *, parent: QWidget | None
    ) -> None:
        sent = letter.sent
        title = _("Sending and receipt") if sent else _("Mark as sent")
        super().__init__(theme, title, parent=parent)
        self._now = now
        self.undone = False
        """The person says that it was not sent after all."""
        by_email = letter.kind is DraftKind.PUBLICITY
        self.posted = TextField(theme, placeholder=_SAMPLE)
        self.posted.setText((sent.posted_on if sent else local(now).date()).isoformat())
        self.way = ComboBox(
            theme,
            [
                (Way.POST.value, _("By post")),
                (Way.EMAIL.value, _("By e-mail")),
                (Way.PORTAL.value, _("In the portal")),
            ],
        )
        usual = Way.EMAIL if by_email else Way.POST
        self.way.set_value((sent.way if sent else usual).value)
        self.received = TextField(theme, placeholder=_SAMPLE)
        if sent is not None and sent.received_on is not None:
            self.received.setText(sent.received_on.isoformat())
        words = _("From then on its text stays as it is. Counterpart sends nothing by itself.")
        self.body.addWidget(Label(theme, letter.title, TextStyle.BODY_MEDIUM, wrap=True))
        form = Form(theme)
        self.posted_row = FormRow(
            theme, _("Sent on"), self.posted, hint=_("Year, month, day: {day}").format(day=_SAMPLE)
        )
        self.received_row = FormRow(
            theme, _("Received on"), self.received,
            hint=_("As the vendor or the carrier confirms it. Leave it empty until you know."),
        )  # fmt: skip
        for item in (self.posted_row, FormRow(theme, _("How"), self.way), self.received_row):
            form.add(item)
        self._form = form
        self.body.addWidget(form)
        if sent is None:
            self.body.addWidget(Label(theme, words, TextStyle.META, Token.TEXT2, wrap=True))
        else:
            self.undo = self.add_action(_("Not sent after all"), ButtonKind.DANGER)
            self.undo.clicked.connect(self._undo)
        self.add_cancel()
        self.go = self.add_action(
            _("Save") if sent else _("Mark as sent"), ButtonKind.PRIMARY, default=True
        )
        self.go.clicked.connect(self._accept_if_whole)
        (self.received if sent else self.posted).setFocus()
        self.fit()

    @property
    def posted_on(self) -> date | None:
        """The day on which it left; None while it is not readable."""
        return _day(self.posted.text())

    @property
    def received_on(self) -> date | None:
        """The day of its receipt; None while nobody knows it."""
        return _day(self.received.text())

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
        self.fit()
        if not self._form.focus_first_error():
            self.accept()

    def _fault(self, day: date | None) -> str:
        if day is None:
            return _("Give a day such as {day}.").format(day=_SAMPLE)
        return _("That day is still to come.") if day > local(self._now).date() else ""


class DisputeDialog(Dialog):
    """What a dispute is about, in the person's own words, and which order it concerns."""

    def __init__(self, theme: Theme, *, parent: QWidget | None) -> None:
        super().__init__(theme, _("Demand a consultation"), parent=parent)
        words = _("A letter is drafted that demands to talk before either side begins a"
                  " proceeding. You read and change it before you send it.")  # fmt: skip
        self.about = TextField(theme)
        self.about.setMaxLength(LONGEST)
        self.order = TextField(theme, placeholder="KO-20417")
        self.about_row = FormRow(
            theme, _("What the dispute is about"), self.about,
            hint=_("A few words: “the invoice of October”"),
        )  # fmt: skip
        self.order_row = FormRow(
            theme, _("Order"), self.order, hint=_("Its number, if it is about one order")
        )
        self._form = Form(theme)
        self._form.add(self.about_row)
        self._form.add(self.order_row)
        self.body.addWidget(Label(theme, words, TextStyle.BODY, Token.TEXT2, wrap=True))
        self.body.addWidget(self._form)
        self.add_cancel()
        self.go = self.add_action(_("Draft the letter"), ButtonKind.PRIMARY, default=True)
        self.go.clicked.connect(self._accept_if_whole)
        self.about.setFocus()
        self.fit()

    @property
    def orders(self) -> tuple[str, ...]:
        """The number of the order, where one was given."""
        number = self.order.text().strip()
        return (number,) if number else ()

    def _accept_if_whole(self) -> None:
        empty = not self.about.text().strip()
        self.about_row.set_error(_("Say what it is about.") if empty else "")
        self.fit()
        if not self._form.focus_first_error():
            self.accept()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
