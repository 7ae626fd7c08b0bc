"""A figure typed in: for what, how much, counted how, and why there is no better evidence."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from PySide6.QtWidgets import QWidget

from app.base.text import _
from app.certification.reconcile.model import Line
from ui.certification.looks import counted_in
from ui.kit.buttons import ButtonKind
from ui.kit.choices import ComboBox
from ui.kit.dialogs import Dialog
from ui.kit.fields import TextArea, TextField
from ui.kit.forms import Form, FormRow
from ui.kit.labels import Label
from ui.kit.theme import Theme
from ui.kit.tokens import TextStyle, Token

_MOST = Decimal(10) ** 15


class TypedDialog(Dialog):
    """The reason is printed in the certificate beside the figure."""

    def __init__(
        self, theme: Theme, lines: Sequence[Line], chosen: Line | None, *, parent: QWidget | None
    ) -> None:
        super().__init__(theme, _("Type a figure"), parent=parent, width=520)
        self._lines = {line.entitlement.id: line for line in lines}
        words = _("Better evidence is a file or a report. A figure that is typed in stands in the"
                  " certificate with its reason, and with who typed it.")  # fmt: skip
        self.body.addWidget(Label(theme, words, TextStyle.BODY, Token.TEXT2, wrap=True))
        choices = [(key, _said(line)) for key, line in self._lines.items()]
        self.of = ComboBox(theme, choices, name=_("For"))
        if chosen is not None:
            self.of.set_value(chosen.entitlement.id)
        self.quantity = TextField(theme, name=_("How many"), placeholder="12")
        self.definition = TextField(theme, name=_("Counted how"))
        self.reason = TextArea(theme, name=_("Reason"), lines=3)
        self.rows = {
            "of": FormRow(theme, _("For"), self.of),
            "quantity": FormRow(theme, _("How many"), self.quantity),
            "definition": FormRow(
                theme, _("Counted how (optional)"), self.definition,
                hint=_("What one of them is, and by which tool or list it was counted."),
            ),
            "reason": FormRow(
                theme, _("Why it is typed in"), self.reason, hint=_("Printed in the certificate.")
            ),
        }  # fmt: skip
        self._form = Form(theme)
        for one in self.rows.values():
            self._form.add(one)
        self.body.addWidget(self._form)
        self.add_cancel()
        self.save = self.add_action(_("Add the figure"), ButtonKind.PRIMARY, default=True)
        self.save.clicked.connect(self._keep)
        self.quantity.setFocus()
        self.fit()

    @property
    def line(self) -> Line | None:
        """For which entitlement it is."""
        return self._lines.get(self.of.value)

    @property
    def figure(self) -> Decimal | None:
        """The figure; None where it cannot be read."""
        text = self.quantity.text().strip().replace(" ", "").replace(",", "")
        try:
            found = Decimal(text)
        except InvalidOperation:
            return None
        return found if found.is_finite() and 0 <= found < _MOST else None

    def _keep(self) -> None:
        for one in self.rows.values():
            one.clear_error()
        if self.line is None:
            self.rows["of"].set_error(_("Choose what it is for."))
        if self.figure is None:
            self.rows["quantity"].set_error(_("Give a figure such as 12 or 1,250.5, 0 or more."))
        if not self.reason.toPlainText().strip():
            self.rows["reason"].set_error(_("Say why there is no better evidence."))
        if self._form.focus_first_error():
            self.fit()
            return
        self.accept()


def _said(line: Line) -> str:
    one = line.entitlement
    return f"{one.product_name}, {counted_in(one.metric, one.unit)}"
