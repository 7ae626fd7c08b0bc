"""Asks what the certification covers, and why an entitlement is left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.base.text import _
from app.certification.model import Draft
from ui.certification.days import SAMPLE, after, day_of, day_text, evening_of, start_of
from ui.jobs import Jobs
from ui.kit.buttons import ButtonKind
from ui.kit.dialogs import Dialog
from ui.kit.fields import TextArea, TextField
from ui.kit.forms import Form, FormRow
from ui.kit.labels import Label
from ui.kit.panels import row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.orders_field import Found, OrdersField


class DayField(TextField):
    """A day as text; `day` reads it, or says at `row` why it cannot."""

    def __init__(self, theme: Theme, name: str, text: str = "") -> None:
        super().__init__(theme, name=name, placeholder=SAMPLE)
        self.setText(text)


class ScopeDialog(Dialog):
    """As of when, for which period, for which orders; `answer` holds it after `accept`."""

    def __init__(
        self,
        theme: Theme,
        jobs: Jobs,
        draft: Draft,
        products: Callable[[str], str],
        *,
        parent: QWidget | None,
    ) -> None:
        super().__init__(theme, _("What it covers"), parent=parent, width=560)
        self.answer: ScopeAnswer | None = None
        self.as_of = DayField(theme, _("Figures as of"), day_text(draft.as_of))
        self.start = DayField(theme, _("Period from"), day_text(draft.period_start))
        self.end = DayField(theme, _("Period to"), day_text(draft.period_end, last=True))
        self.orders = OrdersField(theme, jobs)
        self.orders.show_orders(Found(number, products(number)) for number in draft.orders)
        self._before = draft
        self._form = Form(theme)
        hint = _("Year, month, day: {day}").format(day=SAMPLE)
        self.rows = {
            "as_of": FormRow(theme, _("Figures as of"), self.as_of, hint=hint),
            "start": FormRow(theme, _("Period from"), self.start, hint=_("Empty where none is"
                             " stated.")),
            "end": FormRow(theme, _("Period to, the last day"), self.end),
            "orders": FormRow(theme, _("Orders"), self.orders,
                              hint=_("None chosen: all orders that hold at that time.")),
        }  # fmt: skip
        self._form.add(self.rows["as_of"])
        pair = row(spacing=Space.L)
        for key in ("start", "end"):
            pair.addWidget(self.rows[key], 1, Qt.AlignmentFlag.AlignTop)
        box = QWidget()
        box.setLayout(pair)
        self._form.add(box)
        self._form.add(self.rows["orders"])
        self.body.addWidget(self._form)
        words = _("The scope has to be confirmed again after a change.")
        self.body.addWidget(Label(theme, words, TextStyle.META, Token.TEXT2, wrap=True))
        self.add_cancel()
        self.save = self.add_action(_("Keep"), ButtonKind.PRIMARY, default=True)
        self.save.clicked.connect(self._keep)
        self.orders.changed.connect(self.fit)
        self.fit()

    def _keep(self) -> None:
        found: dict[str, date | None] = {}
        for key, field in (("as_of", self.as_of), ("start", self.start), ("end", self.end)):
            self.rows[key].clear_error()
            try:
                found[key] = day_of(field.text())
            except ValueError as error:
                self.rows[key].set_error(str(error))
        if not self.rows["as_of"].has_error and found.get("as_of") is None:
            self.rows["as_of"].set_error(_("Figures need a day on which they hold."))
        start, end = found.get("start"), found.get("end")
        if start is not None and end is not None and end < start:
            self.rows["end"].set_error(_("The period ends before it begins."))
        if any(one.has_error for one in self.rows.values()):
            next(one for one in self.rows.values() if one.has_error).field.setFocus()
            self.fit()
            return
        self.answer = ScopeAnswer(
            self._same_or(found["as_of"]), start_of(start), after(end), self.orders.numbers
        )
        self.accept()

    def _same_or(self, day: date | None) -> datetime:
        """The instant as it was where its day did not change, else the evening of the day."""
        if day is None or day.isoformat() == day_text(self._before.as_of):
            return self._before.as_of
        return evening_of(day) or self._before.as_of


class ScopeAnswer:
    """What was answered: instants and numbers of orders."""

    def __init__(
        self,
        as_of: datetime,
        start: datetime | None,
        end: datetime | None,
        orders: Sequence[str],
    ) -> None:
        self.as_of = as_of
        self.start = start
        self.end = end
        self.orders = tuple(orders)


class ReasonDialog(Dialog):
    """Why something is left out; it is printed in the certificate."""

    def __init__(self, theme: Theme, title: str, words: str, *, parent: QWidget | None) -> None:
        super().__init__(theme, title, parent=parent, width=480)
        self.body.addWidget(Label(theme, words, TextStyle.BODY, Token.TEXT2, wrap=True))
        self.field = TextArea(theme, name=_("Reason"), lines=3)
        self.row = FormRow(theme, _("Reason"), self.field, hint=_("Printed in the certificate."))
        self.body.addWidget(self.row)
        self.add_cancel()
        self.save = self.add_action(_("Leave it out"), ButtonKind.PRIMARY, default=True)
        self.save.clicked.connect(self._keep)
        self.field.setFocus()
        self.fit()

    @property
    def text(self) -> str:
        """The reason."""
        return self.field.toPlainText().strip()

    def _keep(self) -> None:
        if self.text:
            self.accept()
            return
        self.row.set_error(_("Say why: without a reason nothing is left out."))
        self.field.setFocus()
        self.fit()
