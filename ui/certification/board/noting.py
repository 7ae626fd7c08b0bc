"""Notes what came on paper or by e-mail: a request to certify, or the announcement of an audit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app.base.text import _
from app.certification.asked import Audit, Kind, Request
from app.exchange.attachments import KeptFile
from ui.certification.days import (
    MOMENT_SAMPLE,
    SAMPLE,
    after,
    day_of,
    day_text,
    evening_of,
    moment_of,
    moment_text,
    start_of,
)
from ui.certification.looks import kind_words
from ui.jobs import Jobs
from ui.kit.buttons import Button, ButtonKind
from ui.kit.choices import ComboBox
from ui.kit.dialogs import Dialog
from ui.kit.fields import TextArea, TextField
from ui.kit.forms import Form, FormRow
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.orders_field import Found, OrdersField

T = TypeVar("T")
_HEIGHT = 400
"""The form is never lower; where it needs more, it scrolls."""
_AROUND = 216


class NotedRequest(NamedTuple):
    """A request as it was typed in; instants are aware UTC."""

    kind: Kind
    reason: str
    issued_at: datetime
    due_at: datetime | None
    period_start: datetime | None
    period_end: datetime | None
    orders: tuple[str, ...]
    paper: Path | None


class NotedAudit(NamedTuple):
    """An announcement as it was typed in."""

    sent_at: datetime
    begins_at: datetime
    site: str
    scope: str
    auditor: str
    paper: Path | None


class PaperField(QWidget):
    """The letter or e-mail itself; a copy of it is kept."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path: Path | None = None
        self.name = Label(theme, _("none"), TextStyle.BODY, Token.TEXT2, elide=True)
        self.button = Button(theme, _("Choose a file…"), icon=Icon.PAPERCLIP, small=True)
        self.button.clicked.connect(self._ask)
        self.setFocusProxy(self.button)
        line = row(self.button, spacing=Space.S)
        line.addWidget(self.name, 1)
        self.setLayout(line)

    def show_kept(self, kept: KeptFile | None) -> None:
        """The one that was kept before; it stays where no other is chosen."""
        if kept is not None:
            self.name.setText(kept.given)

    def _ask(self) -> None:
        every = _("All files") + " (*)"
        name, _kind = QFileDialog.getOpenFileName(self, _("The letter or e-mail"), "", every)
        if name:
            self.path = Path(name)
            self.name.setText(self.path.name)


class _NoteDialog(Dialog):
    """A form in a pane that scrolls where the window is low."""

    def __init__(self, theme: Theme, title: str, *, parent: QWidget | None) -> None:
        super().__init__(theme, title, parent=parent, width=560)
        self.form = Form(theme)
        self.rows: dict[str, FormRow] = {}
        self.paper = PaperField(theme)

    def ask(self, key: str, label: str, field: QWidget, hint: str = "") -> FormRow:
        """A row of the form."""
        made = self.rows[key] = FormRow(self._theme, label, field, hint=hint)
        return made

    def finish(self, action: str) -> None:
        """Put the form into its pane, and the buttons below it."""
        inside = QWidget()
        layout = column(self.form, None, spacing=0)
        layout.setContentsMargins(0, 0, Space.L, 0)
        inside.setLayout(layout)
        pane = ScrollPane(self._theme, inside)
        pane.setFixedHeight(min(inside.sizeHint().height(), self._room()))
        self.body.addWidget(pane)
        self.body.setContentsMargins(0, Space.M, 0, Space.M)
        self.add_cancel()
        self.save = self.add_action(action, ButtonKind.PRIMARY, default=True)
        self.save.clicked.connect(self._keep)
        self.fit()

    def _room(self) -> int:
        """How high the form may be over this window."""
        over = self.parentWidget()
        return max(_HEIGHT, over.height() - _AROUND) if over is not None else _HEIGHT

    def read(self, key: str, read: Callable[[str], T]) -> T | None:
        """What a field says; what is wrong with it is said at its row."""
        field = self.rows[key].field
        text = field.text() if isinstance(field, TextField) else ""
        try:
            return read(text)
        except ValueError as error:
            self.rows[key].set_error(str(error))
            return None

    def need(self, key: str, value: object, words: str) -> None:
        """Say at a row that it may not be empty."""
        if not value and not self.rows[key].has_error:
            self.rows[key].set_error(words)

    def collect(self) -> bool:
        """Read the fields; False where something is wrong."""
        return False

    def _keep(self) -> None:
        for one in self.rows.values():
            one.clear_error()
        if self.collect() and not self.form.focus_first_error():
            self.accept()


class NoteRequestDialog(_NoteDialog):
    """`noted` holds the request after `accept`; a `known` one is shown to be corrected."""

    def __init__(
        self,
        theme: Theme,
        jobs: Jobs,
        today: date,
        known: Request | None = None,
        *,
        parent: QWidget | None,
    ) -> None:
        title = _("Correct the request") if known else _("Note a request to certify")
        super().__init__(theme, title, parent=parent)
        self.noted: NotedRequest | None = None
        self.kind = ComboBox(theme, [(one.value, kind_words(one)) for one in Kind])
        self.reason = TextArea(theme, lines=3)
        self.issued = TextField(theme, placeholder=SAMPLE)
        self.issued.setText(today.isoformat())
        self.due = TextField(theme, placeholder=SAMPLE)
        self.start = TextField(theme, placeholder=SAMPLE)
        self.end = TextField(theme, placeholder=SAMPLE)
        self.orders = OrdersField(theme, jobs)
        self.form.add(self.ask("kind", _("What is asked"), self.kind))
        self.form.add(self.ask("reason", _("In the vendor's words"), self.reason))
        days = _("Year, month, day: {day}").format(day=SAMPLE)
        self.form.add(
            _pair(
                self.ask("issued", _("Dated"), self.issued, days),
                self.ask(
                    "due", _("Due (optional)"), self.due, _("Empty where the letter names no date.")
                ),
            )
        )
        self.form.add(
            _pair(
                self.ask("start", _("Period from (optional)"), self.start),
                self.ask("end", _("Period to, the last day (optional)"), self.end),
            )
        )
        self.form.add(self.ask("orders", _("Orders"), self.orders, _("None chosen: all of them.")))
        self.form.add(self.ask("paper", _("The letter or e-mail (optional)"), self.paper))
        if known is not None:
            self._show(known)
        self.finish(_("Save") if known else _("Note the request"))
        self.reason.setFocus()

    def _show(self, known: Request) -> None:
        self.kind.set_value(known.kind.value)
        self.reason.setPlainText(known.reason)
        self.issued.setText(day_text(known.issued_at))
        self.due.setText(day_text(known.due_at))
        self.start.setText(day_text(known.period_start))
        self.end.setText(day_text(known.period_end, last=True))
        self.orders.show_orders(Found(number, "") for number in known.orders)
        self.paper.show_kept(known.paper)

    def collect(self) -> bool:
        """Read the fields."""
        issued = self.read("issued", day_of)
        self.need("issued", issued, _("When is it dated?"))
        due, start, end = (self.read(key, day_of) for key in ("due", "start", "end"))
        reason = self.reason.toPlainText().strip()
        self.need("reason", reason, _("Say what is asked, in the vendor's words."))
        if start is not None and end is not None and end < start:
            self.rows["end"].set_error(_("The period ends before it begins."))
        issued_at = start_of(issued)
        if issued_at is None:
            return False
        self.noted = NotedRequest(
            Kind(self.kind.value), reason, issued_at, evening_of(due),
            start_of(start), after(end), self.orders.numbers, self.paper.path,
        )  # fmt: skip
        return True


class NoteAuditDialog(_NoteDialog):
    """`noted` holds the announcement after `accept`; a `known` one is shown to be corrected."""

    def __init__(
        self, theme: Theme, today: date, known: Audit | None = None, *, parent: QWidget | None
    ) -> None:
        title = _("Correct the announcement") if known else _("Note the announcement of an audit")
        super().__init__(theme, title, parent=parent)
        self.noted: NotedAudit | None = None
        self.sent = TextField(theme, placeholder=SAMPLE)
        self.sent.setText(today.isoformat())
        self.begins = TextField(theme, placeholder=MOMENT_SAMPLE)
        self.site, self.scope, self.auditor = (TextField(theme) for _n in range(3))
        days = _("Year, month, day: {day}").format(day=SAMPLE)
        self.form.add(
            _pair(
                self.ask("sent", _("The letter is dated"), self.sent, days),
                self.ask(
                    "begins",
                    _("The audit begins"),
                    self.begins,
                    _("Day and hour at the site: {moment}").format(moment=MOMENT_SAMPLE),
                ),
            )
        )
        self.form.add(self.ask("site", _("Site"), self.site))
        self.form.add(self.ask("scope", _("What is to be audited"), self.scope))
        self.form.add(self.ask("auditor", _("Auditor (optional)"), self.auditor))
        self.form.add(self.ask("paper", _("The letter or e-mail (optional)"), self.paper))
        if known is not None:
            self._show(known)
        self.finish(_("Save") if known else _("Note the audit"))
        self.begins.setFocus()

    def _show(self, known: Audit) -> None:
        self.sent.setText(day_text(known.sent_at))
        self.begins.setText(moment_text(known.begins_at))
        self.site.setText(known.site)
        self.scope.setText(known.scope)
        self.auditor.setText(known.auditor)
        self.paper.show_kept(known.paper)

    def collect(self) -> bool:
        """Read the fields."""
        sent = self.read("sent", day_of)
        self.need("sent", sent, _("When is the letter dated?"))
        begins = self.read("begins", moment_of)
        sent_at = start_of(sent)
        if sent_at is None or begins is None:
            return False
        texts = (self.site.text().strip(), self.scope.text().strip(), self.auditor.text().strip())
        self.noted = NotedAudit(sent_at, begins, *texts, self.paper.path)
        return True


def _pair(first: QWidget, second: QWidget) -> QWidget:
    box = QWidget()
    line = row(spacing=Space.L)
    line.addWidget(first, 1, Qt.AlignmentFlag.AlignTop)
    line.addWidget(second, 1, Qt.AlignmentFlag.AlignTop)
    box.setLayout(line)
    return box
