"""Asks for the answer to a finding, and shows what would be certified with it."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QWidget

from app.base.text import _
from app.certification.reconcile.model import Finding, Line, Option, Resolution
from app.certification.reconcile.options import previewed
from ui.certification.looks import counted_in, difference, figure, permitted
from ui.kit.buttons import ButtonKind
from ui.kit.choices import RadioButton
from ui.kit.dialogs import Dialog
from ui.kit.fields import TextArea
from ui.kit.forms import FormRow
from ui.kit.labels import Label
from ui.kit.panels import Panel, column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token

_NEED_TEXT = frozenset({Resolution.EXPLAINED, Resolution.REASSIGN, Resolution.REDUCE})


class AnswerDialog(Dialog):
    """One of the finding's options with a text; `resolution` and `text` hold the answer."""

    def __init__(
        self,
        theme: Theme,
        finding: Finding,
        first: Resolution,
        line: Line | None,
        *,
        parent: QWidget | None,
    ) -> None:
        super().__init__(theme, finding.title, parent=parent, width=560)
        self.finding = finding
        self._line = line
        self.options: dict[Resolution, RadioButton] = {}
        self._group = QButtonGroup(self)
        if finding.text:
            self.body.addWidget(Label(theme, finding.text, TextStyle.BODY, Token.TEXT2, wrap=True))
        choices = column(spacing=Space.XS)
        for option in finding.options:
            if option.resolution is Resolution.CORRECTED:
                continue  # that is done among the sources, not by words
            button = RadioButton(theme, option.title)
            button.setChecked(option.resolution is first)
            button.toggled.connect(self._show)
            self._group.addButton(button)
            self.options[option.resolution] = button
            choices.addWidget(button)
        self.body.addLayout(choices)
        self.field = TextArea(theme, name=_("Your words"), lines=4)
        self.field.setPlainText(finding.answer)
        self.row = FormRow(theme, _("Your words"), self.field)
        self.body.addWidget(self.row)
        self.preview = _Preview(theme)
        self.body.addWidget(self.preview)
        self.add_cancel()
        self.save = self.add_action(_("Keep the answer"), ButtonKind.PRIMARY, default=True)
        self.save.clicked.connect(self._keep)
        if not any(one.isChecked() for one in self.options.values()) and self.options:
            next(iter(self.options.values())).setChecked(True)
        self._show()
        self.field.setFocus()
        self.fit()

    @property
    def resolution(self) -> Resolution:
        """What is chosen."""
        chosen = (way for way, button in self.options.items() if button.isChecked())
        return next(chosen, Resolution.EXPLAINED)

    @property
    def text(self) -> str:
        """What is said."""
        return self.field.toPlainText().strip()

    def _option(self) -> Option | None:
        way = self.resolution
        return next((one for one in self.finding.options if one.resolution is way), None)

    def _show(self) -> None:
        option = self._option()
        needs = self.resolution in _NEED_TEXT
        self.row.clear_error()
        self.preview.show_option(option, self._line)
        self.field.setPlaceholderText(
            _("Printed in the certificate beside the figure") if needs else _("Optional")
        )
        self.fit()

    def _keep(self) -> None:
        if self.resolution in _NEED_TEXT and not self.text:
            self.row.set_error(_("Say it in a sentence: it is printed beside the figure."))
            self.field.setFocus()
            self.fit()
            return
        self.accept()


class _Preview(Panel):
    """What the certificate would say."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SUNKEN, parent=parent)
        self.head = Label(theme, _("What would be certified"), TextStyle.META_STRONG, Token.TEXT2)
        self.words = Label(theme, "", TextStyle.BODY, wrap=True)
        self.figures = Label(theme, "", TextStyle.META, Token.TEXT2, wrap=True)
        layout = column(self.head, self.words, row(self.figures), spacing=Space.XS)
        layout.setContentsMargins(Space.M, Space.S + 2, Space.M, Space.S + 2)
        self.setLayout(layout)

    def show_option(self, option: Option | None, line: Line | None) -> None:
        """Show the sentence of an option, with the figures as they stand."""
        self.words.setText(option.preview if option is not None else "")
        said: list[str] = []
        if line is not None:
            entitlement = line.entitlement
            said.append(
                _("{product}, {metric}: {figures}").format(
                    product=entitlement.product_name,
                    metric=counted_in(entitlement.metric, entitlement.unit),
                    figures=_figures(line),
                )
            )
            after = previewed(line, option) if option is not None else line
            if after != line:
                said.append(
                    _("Once that is done and counted again: {figures}").format(
                        figures=_figures(after)
                    )
                )
        self.figures.setText("\n".join(said))
        self.figures.setVisible(bool(said))


def _figures(line: Line) -> str:
    if line.used is None:
        return _("{permitted} permitted, no evidence").format(permitted=permitted(line))
    return _("{permitted} permitted, {used} used, {difference}").format(
        permitted=permitted(line), used=figure(line.used), difference=difference(line.difference)
    )
