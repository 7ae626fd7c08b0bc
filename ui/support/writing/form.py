"""The fields of a new request: what it is about, how bad it is, what happened, and files."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.base.clock import Clock
from app.base.text import _
from app.support.requests.model import Draft, Entitlement, Product
from app.support.requests.problems import LONGEST_SUBJECT, LONGEST_TEXT
from ui.kit.buttons import Button
from ui.kit.choices import ComboBox
from ui.kit.fields import TextField
from ui.kit.forms import CheckRow, FormRow
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.support.writing.files import FilesList
from ui.support.writing.intake import Intake, WritingArea
from ui.support.writing.severity import SeverityChoice

WIDEST = 760


class RequestForm(QWidget):
    """Shows a `Draft`, and says what is typed."""

    edited = Signal()
    product_wanted = Signal(str)
    """More is to be known of this product."""
    sources_given = Signal(object)
    """A list of paths or (name, bytes)."""

    def __init__(self, theme: Theme, clock: Clock, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quiet = False
        self._known: Product | None = None
        """The product that is chosen, with all that is known of it."""
        self.product = ComboBox(theme)
        self.order = ComboBox(theme)
        self.version = ComboBox(theme)
        self.license = ComboBox(theme)
        self.machine = ComboBox(theme)
        self.severity = SeverityChoice(theme)
        self.subject = TextField(theme, placeholder=_("In one line"))
        self.text = WritingArea(
            theme,
            placeholder=_("What you expected, what happened, since when, what you tried"),
            lines=7,
        )
        self.impact = TextField(theme, placeholder=_("Who cannot work, and what it costs"))
        self.modified = CheckRow(
            theme,
            _("The software was modified by us or for us"),
            hint=_("There is no support for what a modification causes (§6.3)."),
        )
        self.files = FilesList(theme)
        self.intake = Intake(theme, clock, self)
        self.attach = Button(theme, _("Attach"), icon=Icon.PAPERCLIP, small=True)
        self.attach.set_menu(self.intake.menu(self.attach))
        self._subject_row = FormRow(theme, _("Subject"), self.subject)
        self._text_row = FormRow(theme, _("What happened"), self.text)
        self._lay_out(theme)
        self._connect()

    def _lay_out(self, theme: Theme) -> None:
        self.setMaximumWidth(WIDEST)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.M, Space.XL, Space.XL)
        layout.setSpacing(Space.M)
        layout.addWidget(Label(theme, _("What it is about"), TextStyle.SECTION))
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.L)
        grid.setVerticalSpacing(Space.M)
        places = (
            (_("Product"), self.product, 0, 0), (_("Order"), self.order, 0, 1),
            (_("Version"), self.version, 1, 0), (_("License"), self.license, 1, 1),
            (_("Machine"), self.machine, 2, 0),
        )  # fmt: skip
        for name, field, line, column in places:
            grid.addWidget(FormRow(theme, name, field), line, column)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        layout.addLayout(grid)
        layout.addSpacing(Space.S)
        layout.addWidget(Label(theme, _("How bad it is"), TextStyle.SECTION))
        layout.addWidget(self.severity)
        layout.addSpacing(Space.S)
        layout.addWidget(Label(theme, _("In your words"), TextStyle.SECTION))
        layout.addWidget(self._subject_row)
        layout.addWidget(self._text_row)
        layout.addWidget(FormRow(theme, _("What it means for your work"), self.impact))
        layout.addWidget(self.modified)
        layout.addSpacing(Space.S)
        head = row(Label(theme, _("Files"), TextStyle.SECTION), None, self.attach)
        layout.addLayout(head)
        layout.addWidget(self.files)
        hint = _("Drop files anywhere on this form, or paste files and pictures into the text.")
        layout.addWidget(Label(theme, hint, TextStyle.META, Token.TEXT2, wrap=True))
        layout.addStretch(1)

    def _connect(self) -> None:
        self.product.changed.connect(self._product_changed)
        for field in (self.product, self.order, self.version, self.license, self.machine):
            field.changed.connect(self._edited)
        self.severity.changed.connect(self._edited)
        self.subject.textChanged.connect(self._edited)
        self.text.textChanged.connect(self._edited)
        self.impact.textChanged.connect(self._edited)
        self.modified.toggled.connect(self._edited)
        self.text.files_given.connect(self.sources_given)
        self.text.picture_given.connect(self.intake.take)
        self.intake.given.connect(self.sources_given)

    def offer(self, products: Sequence[Product]) -> None:
        """Show what a request can be about; what is chosen stays."""
        before, self._quiet = self._quiet, True
        choices = [("", _("No particular product"))]
        self.product.set_choices(choices + [(one.id, one.name) for one in products])
        self._quiet = before

    def show_product(self, product: Product | None, *, choose: bool = True) -> None:
        """More is known of the product; `choose` takes its first order where none is chosen."""
        if product is not None and product.id != self.product.value:
            return
        before, self._quiet = self._quiet, True
        self._known = product
        orders = product.orders if product is not None else ()
        none = _("Not known")
        self._fill(
            self.order,
            _("No particular order"),
            [(one.order_id, _order_words(one)) for one in orders],
        )
        if choose and orders and not self.order.value:
            self.order.set_value(orders[0].order_id)
        versions = product.versions if product is not None else ()
        self._fill(self.version, none, [(one, one) for one in versions])
        licenses = product.licenses if product is not None else ()
        self._fill(self.license, none, [(one.id, one.name) for one in licenses])
        machines = product.machines if product is not None else ()
        self._fill(self.machine, none, [(one.id, one.name) for one in machines])
        self._quiet = before

    def show_draft(self, draft: Draft) -> None:
        """Show a draft as it was kept."""
        self._quiet = True
        _keep_offered(self.product, draft.product_id, draft.product_id)
        if self.product.value != draft.product_id or self._known is None:
            self.product.set_value(draft.product_id)
            self.show_product(None, choose=False)
            if draft.product_id:
                self.product_wanted.emit(draft.product_id)
        for field, value in (
            (self.order, draft.order_id),
            (self.version, draft.product_version),
            (self.license, draft.license_id),
            (self.machine, draft.machine_id),
        ):
            _keep_offered(field, value, value)
            field.set_value(value)
        self.severity.set_value(draft.severity)
        self.subject.setText(draft.subject)
        self.subject.setCursorPosition(0)
        if self.text.toPlainText() != draft.text:
            self.text.setPlainText(draft.text)
        self.impact.setText(draft.business_impact)
        self.impact.setCursorPosition(0)
        self.modified.set_checked(draft.modified)
        self._quiet = False
        self._judge()

    def typed(self, draft: Draft) -> Draft:
        """`draft` with what is in the fields now."""
        return msgspec.structs.replace(
            draft,
            product_id=self.product.value,
            order_id=self.order.value,
            product_version=self.version.value,
            license_id=self.license.value,
            machine_id=self.machine.value,
            severity=self.severity.value,
            subject=self.subject.text(),
            text=self.text.toPlainText(),
            business_impact=self.impact.text(),
            modified=self.modified.checked,
        )

    @property
    def entitlement(self) -> Entitlement | None:
        """The support of the order that is chosen."""
        orders = self._known.orders if self._known is not None else ()
        return next((one for one in orders if one.order_id == self.order.value), None)

    @property
    def hosted(self) -> bool:
        """Whether the product is a hosted service (terms §7.7.2 applies)."""
        return self._known is not None and self._known.hosted

    @property
    def ready(self) -> bool:
        """Whether there is something to send, and nothing of it is too long."""
        too_long = self._subject_row.has_error or self._text_row.has_error
        return (
            bool(self.subject.text().strip() and self.text.toPlainText().strip()) and not too_long
        )

    def _product_changed(self, key: str) -> None:
        if self._quiet:
            return
        for field in (self.order, self.version, self.license, self.machine):
            field.blockSignals(True)
            field.setCurrentIndex(0)
            field.blockSignals(False)
        self.show_product(None)
        if key:
            self.product_wanted.emit(key)

    def _fill(self, field: ComboBox, none: str, choices: list[tuple[str, str]]) -> None:
        """Offer these; what is chosen stays, also where it is not offered any more."""
        value, words = field.value, field.currentText()
        field.set_choices([("", none), *choices])
        _keep_offered(field, value, words)
        field.blockSignals(True)
        field.set_value(value)
        field.blockSignals(False)
        field.setEnabled(field.count() > 1)

    def _edited(self, *_what: object) -> None:
        if not self._quiet:
            self._judge()
            self.edited.emit()

    def _judge(self) -> None:
        for one, text, most in (
            (self._subject_row, self.subject.text(), LONGEST_SUBJECT),
            (self._text_row, self.text.toPlainText(), LONGEST_TEXT),
        ):
            words = _("At most {n} characters; these are {size}.").format(
                n=f"{most:,}", size=f"{len(text):,}"
            )
            one.set_error(words if len(text) > most else "")


def _order_words(one: Entitlement) -> str:
    if one.lapsed:
        return _("{number}, support lapsed").format(number=one.order_number)
    if one.partner is not None:
        return _("{number}, {partner}").format(number=one.order_number, partner=one.partner.name)
    return f"{one.order_number}, {one.level}" if one.level else one.order_number


def _keep_offered(field: ComboBox, value: str, words: str) -> None:
    """What a draft says stays in it, also where it is not offered (any more, or yet)."""
    if value and field.findData(value) < 0:
        field.addItem(words, value)
        field.setEnabled(True)
