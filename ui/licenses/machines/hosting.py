"""Asks who hosts a machine; the certification of use rests on the answer."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from app.base.text import _
from app.deadlines.words import clause_name
from app.licenses.views.hosting import HostRule
from app.licenses.views.model import HostedBy, MachineView
from app.licenses.views.words import host_words
from ui.kit.buttons import ButtonKind
from ui.kit.choices import ComboBox
from ui.kit.dialogs import Dialog
from ui.kit.fields import TextField
from ui.kit.forms import FormRow
from ui.kit.labels import Label
from ui.kit.theme import Theme
from ui.kit.tokens import TextStyle, Token

LONGEST = 200
_NAMED = (HostedBy.AFFILIATE, HostedBy.CONTRACTOR, HostedBy.PROVIDER)


class HostDialog(Dialog):
    """Who hosts it, and which company that is."""

    def __init__(
        self,
        theme: Theme,
        machine: MachineView,
        rules: Mapping[HostedBy, HostRule],
        *,
        parent: QWidget | None,
    ) -> None:
        super().__init__(theme, _("Who hosts {name}?").format(name=machine.name), parent=parent)
        self._rules = rules
        self.host = ComboBox(theme, [(one.value or "-", host_words(one)) for one in HostedBy])
        self.host.set_value(machine.hosted_by.value or "-")
        self.words = TextField(theme)
        self.words.setMaxLength(LONGEST)
        self.words.setText(machine.hosted_words)
        self.rule = Label(theme, "", TextStyle.META, Token.TEXT2, wrap=True)
        self.body.addWidget(FormRow(theme, _("Hosted by"), self.host))
        self.body.addWidget(self.rule)
        self.row = FormRow(
            theme, _("Which one"), self.words,
            hint=_("The company's name and place, as you would name it to the vendor."),
        )  # fmt: skip
        self.body.addWidget(self.row)
        self.note.setText(_("It stays on this computer."))
        self.add_cancel()
        self.add_action(_("Save"), ButtonKind.PRIMARY, default=True).clicked.connect(self.accept)
        self.host.changed.connect(lambda _key: self._follow())
        self._follow()
        self.host.setFocus()

    @property
    def chosen(self) -> HostedBy:
        """Who hosts it."""
        value = self.host.value
        return HostedBy.UNKNOWN if value == "-" else HostedBy(value)

    @property
    def named(self) -> str:
        """Which company; "" where that is not asked."""
        return self.words.text().strip() if self.chosen in _NAMED else ""

    def _follow(self) -> None:
        """What the agreement says to the choice; a name is asked of others only."""
        rule = self._rules.get(self.chosen)
        words = rule.words if rule is not None else ""
        if rule is not None and rule.clause is not None:
            words = f"{clause_name(rule.clause.number)}  {words}"
        self.rule.setText(words)
        self.row.setEnabled(self.chosen in _NAMED)
        self.fit()
