"""The questions of a kind of letter, as a form that is built from their description."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.money import Money
from app.base.text import _
from app.notices.questions import Asked, Question
from app.notices.wishes import LetterWishes
from app.terms.model import Version
from ui.files_field import FilesField
from ui.jobs import Jobs
from ui.kit.choices import ComboBox
from ui.kit.fields import TextArea, TextField
from ui.kit.forms import Form, FormRow
from ui.kit.theme import Theme
from ui.orders_field import Found, OrdersField

_SAMPLE = "2026-12-31"
_PRICE = "12000.00 USD"
_LONGEST, _LONGEST_TEXT = 200, 4_000
Field = TextField | TextArea | ComboBox | OrdersField | FilesField


class QuestionForm(QWidget):
    """Answers become the members of LetterWishes that the questions name."""

    changed = Signal()
    failed = Signal(object)
    """A ProblemReport: a file cannot be attached."""

    def __init__(self, theme: Theme, jobs: Jobs, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._jobs = jobs
        self._questions: tuple[Question, ...] = ()
        self.fields: dict[str, Field] = {}
        self.rows: dict[str, FormRow] = {}
        self._form = Form(theme)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self._form)

    def ask(
        self,
        questions: Sequence[Question],
        wishes: LetterWishes,
        orders: Sequence[Found] = (),
        versions: Sequence[Version] = (),
    ) -> None:
        """Ask these, with what is known already filled in."""
        self._questions = tuple(questions)
        self.fields, self.rows = {}, {}
        old, self._form = self._form, Form(self._theme)
        for question in questions:
            field = self._field(question, versions)
            self.fields[question.key] = field
            label = question.label if question.required else _optional(question.label)
            made = FormRow(self._theme, label, field, hint=_hint(question))
            self.rows[question.key] = made
            self._form.add(made)
            self._fill(question.key, field, wishes, orders)
            self._follow(field)
        self._layout.replaceWidget(old, self._form)
        old.hide()
        old.deleteLater()

    def focus_first(self) -> None:
        """Go to the first question."""
        if self._questions:
            self.fields[self._questions[0].key].setFocus()

    def read(self) -> LetterWishes:
        """The answers as they stand; what cannot be read counts as not given."""
        return self._read()[0]

    def check(self) -> LetterWishes | None:
        """The answers, or None: what is missing or cannot be read is said at its field."""
        wishes, faults = self._read()
        for question in self._questions:
            fault = faults.get(question.key, "")
            if not fault and question.required and not getattr(wishes, question.key):
                fault = _("This is needed for the letter.")
            field = self.fields[question.key]
            if isinstance(field, FilesField) and field.is_copying:
                fault = _("A file is still being copied.")
            self.rows[question.key].set_error(fault)
        return None if self._form.focus_first_error() else wishes

    def _read(self) -> tuple[LetterWishes, Mapping[str, str]]:
        found: dict[str, Any] = {}
        faults: dict[str, str] = {}
        for question in self._questions:
            value, fault = _answer(question, self.fields[question.key])
            if fault:
                faults[question.key] = fault
            elif value is not None:
                found[question.key] = value
        return msgspec.convert(found, LetterWishes, from_attributes=True), faults

    def _field(self, question: Question, versions: Sequence[Version]) -> Field:
        match question.asked:
            case Asked.LINES:
                return TextArea(self._theme, name=question.label, lines=3)
            case Asked.DAY:
                return TextField(self._theme, placeholder=_SAMPLE)
            case Asked.MONEY:
                return TextField(self._theme, placeholder=_PRICE)
            case Asked.CHOICE:
                return ComboBox(self._theme, [(one.value, one.label) for one in question.choices])
            case Asked.VERSION:
                titles = [(one.id, f"{one.title}, {one.label}") for one in versions]
                return ComboBox(self._theme, [("", _("Choose a version")), *titles])
            case Asked.ORDERS:
                return OrdersField(self._theme, self._jobs)
            case Asked.FILES:
                return FilesField(self._theme, self._jobs, name=question.label)
            case _:
                field = TextField(self._theme)
                field.setMaxLength(_LONGEST)
                return field

    def _fill(self, key: str, field: Field, wishes: LetterWishes, orders: Sequence[Found]) -> None:
        value = getattr(wishes, key)
        match field:
            case OrdersField():
                known = {one.id: one for one in orders}
                field.show_orders(known.get(number, Found(number, "")) for number in value)
            case FilesField():
                field.show_files(value)
            case ComboBox():
                field.set_value(str(value))
            case TextArea():
                field.setPlainText(value)
            case TextField():
                field.setText(_text_of(value))

    def _follow(self, field: Field) -> None:
        match field:
            case TextField() | TextArea():
                field.textChanged.connect(lambda *_text: self.changed.emit())
            case ComboBox():
                field.changed.connect(lambda _key: self.changed.emit())
            case OrdersField():
                field.changed.connect(self.changed)
            case FilesField():
                field.changed.connect(self.changed)
                field.failed.connect(self.failed)


def _answer(question: Question, field: Field) -> tuple[object, str]:
    """An answer and why it cannot be read; None where there is none."""
    match field:
        case OrdersField():
            return field.numbers, ""
        case FilesField():
            return field.files, ""
        case ComboBox():
            return field.value or None, ""
        case TextArea():
            return field.toPlainText().strip()[:_LONGEST_TEXT] or None, ""
    text = field.text().strip()
    if not text:
        return None, ""
    match question.asked:
        case Asked.DAY:
            return _day(text)
        case Asked.MONEY:
            return _money(text)
        case _:
            return text, ""


def _day(text: str) -> tuple[object, str]:
    try:
        return date.fromisoformat(text), ""
    except ValueError:
        return None, _("Give a day such as {day}.").format(day=_SAMPLE)


def _money(text: str) -> tuple[object, str]:
    """An amount and its currency: "12,000.00 USD"."""
    figure, _blank, currency = text.rpartition(" ")
    try:
        amount = Decimal(figure.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        amount = Decimal("NaN")
    code = currency.upper()
    fits = len(code) == 3 and code.isascii() and code.isalpha()
    if not amount.is_finite() or amount < 0 or not fits:
        return None, _("Give an amount and its currency, such as {price}.").format(price=_PRICE)
    return Money(amount, code), ""


def _text_of(value: object) -> str:
    match value:
        case date():
            return value.isoformat()
        case Money():
            return f"{value.amount} {value.currency}"
        case None:
            return ""
        case _:
            return str(value)


def _hint(question: Question) -> str:
    if question.asked is Asked.DAY:
        sample = _("Year, month, day: {day}").format(day=_SAMPLE)
        return f"{question.hint} {sample}".strip() if question.hint else sample
    return question.hint


def _optional(label: str) -> str:
    return _("{label} (optional)").format(label=label)
