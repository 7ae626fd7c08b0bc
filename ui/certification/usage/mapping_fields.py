"""What each column of a file means, as fields: from a column, the same for all, or not said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.base.text import _
from app.certification.usage.look import Look, LookQuestion
from app.certification.usage.model import Belongs, Environment, Mapping
from ui.kit.choices import ComboBox
from ui.kit.forms import Form, FormRow
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.panels import column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token

_COLUMN, _FIXED = "column:", "fixed:"


class Meaning(NamedTuple):
    """A member of a row: what it is called, and what it is where no column says it."""

    member: str
    label: str
    unsaid: str
    fixed: tuple[tuple[str, str], ...] = ()
    """Values that may hold for every row, with their words."""


def meanings(look: Look) -> tuple[Meaning, ...]:
    """What can be said of a row, the most telling first."""
    products = tuple((one.id, one.name) for one in look.products)
    metrics = tuple(
        dict.fromkeys((one.name, one.name) for product in look.products for one in product.metrics)
    )
    return (
        Meaning("product_id", _("Product"), _("not said"), products),
        Meaning("metric", _("Counted in"), _("not said"), metrics),
        Meaning("name", _("Host, user or tenant"), _("not named: each row counts")),
        Meaning("quantity", _("How many"), _("each row counts as 1")),
        Meaning("environment", _("Production or not"), _("not said"), (
            (Environment.PRODUCTION.value, _("all are production")),
            (Environment.OTHER.value, _("none is production")),
        )),
        Meaning("belongs", _("Whose it is"), _("all are your own"), (
            (Belongs.AFFILIATE.value, _("all of an affiliate")),
            (Belongs.CONTRACTOR.value, _("all of a contractor")),
            (Belongs.PROVIDER.value, _("all at a hosting provider")),
        )),
        Meaning("company", _("Company"), _("not said")),
        Meaning("place", _("Place"), _("not said")),
        Meaning("counted_at", _("Date"), _("the day of the file")),
    )  # fmt: skip


class MappingFields(QWidget):
    """Tells when an answer changed; `mapping` holds them all."""

    changed = Signal()

    def __init__(self, theme: Theme, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._mapping = look.mapping
        self.fields: dict[str, ComboBox] = {}
        columns = [(_COLUMN + one.title, one.title) for one in look.columns]
        form = Form(theme)
        for meaning in meanings(look):
            choices = [("", meaning.unsaid), *columns]
            choices += [(_FIXED + value, words) for value, words in meaning.fixed]
            field = ComboBox(theme, choices, name=meaning.label)
            field.set_value(_chosen(self._mapping, meaning.member))
            field.changed.connect(lambda value, member=meaning.member: self._choose(member, value))
            self.fields[meaning.member] = field
            form.add(FormRow(theme, meaning.label, field))
        self.setLayout(column(form, spacing=0))

    @property
    def mapping(self) -> Mapping:
        """What was chosen so far."""
        return self._mapping

    def use(self, mapping: Mapping) -> None:
        """Show another mapping, such as one with questions answered."""
        self._mapping = mapping
        for member, field in self.fields.items():
            field.blockSignals(True)
            field.set_value("")
            field.set_value(_chosen(mapping, member))
            field.blockSignals(False)

    def _choose(self, member: str, value: str) -> None:
        columns = {k: v for k, v in self._mapping.columns.items() if k != member}
        fixed = {k: v for k, v in self._mapping.fixed.items() if k != member}
        if value.startswith(_COLUMN):
            columns[member] = value.removeprefix(_COLUMN)
        elif value.startswith(_FIXED):
            fixed[member] = value.removeprefix(_FIXED)
        self._mapping = msgspec.structs.replace(self._mapping, columns=columns, fixed=fixed)
        self.changed.emit()


class Questions(QWidget):
    """What the file leaves open, each with its choices; those that block come first."""

    answered = Signal(object, str)
    """A LookQuestion, and the value that was chosen."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[LookQuestion, ...] = ()
        self.fields: list[ComboBox] = []
        self._form = Form(theme)
        self.setLayout(column(self._form, spacing=Space.S))

    def show_questions(self, questions: Sequence[LookQuestion], given: Sequence[str] = ()) -> None:
        """Show these; the same ones again stay as they are, so that the focus does."""
        ordered = tuple(sorted(questions, key=lambda one: not one.blocks))
        if ordered == self._shown:
            return
        self._shown = ordered
        self.fields = []
        form = Form(self._theme)
        answers = dict(zip((id(one) for one in questions), given, strict=False))
        for question in ordered:
            choices = [("", _("Choose…"))]
            choices += [(one.value, one.words) for one in question.choices if one.value]
            field = ComboBox(self._theme, choices, name=question.text)
            field.set_value(answers.get(id(question), ""))
            field.changed.connect(
                lambda value, question=question: self.answered.emit(question, value)
            )
            self.fields.append(field)
            form.add(self._line(question, field))
        layout = self.layout()
        if layout is not None:
            layout.replaceWidget(self._form, form)
        self._form.hide()
        self._form.deleteLater()
        self._form = form
        self.setVisible(bool(ordered))

    def _line(self, question: LookQuestion, field: ComboBox) -> QWidget:
        icon, tone = (
            (Icon.WARNING, Token.WARN) if question.blocks else (Icon.INFO_OUTLINE, Token.TEXT2)
        )
        top = row(spacing=Space.XS + 2)
        top.addWidget(IconLabel(self._theme, icon, tone=tone), 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(Label(self._theme, question.text, TextStyle.BODY_MEDIUM, wrap=True), 1)
        box = QWidget()
        box.setLayout(column(top, field, spacing=Space.XS))
        return box

    @property
    def open(self) -> bool:
        """Whether one of them has to be answered before the file can be counted."""
        return any(one.blocks for one in self._shown)


def _chosen(mapping: Mapping, member: str) -> str:
    if member in mapping.columns:
        return _COLUMN + mapping.columns[member]
    if member in mapping.fixed:
        return _FIXED + mapping.fixed[member]
    return ""
