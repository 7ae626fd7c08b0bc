"""What this computer asks for: license, name, use; and exactly what the file will contain."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from app.base.errors import ProblemReport
from app.base.text import _
from app.licenses.this_host.model import HostFacts
from ui.kit.choices import ComboBox, RadioButton
from ui.kit.fields import TextField
from ui.kit.forms import FormRow
from ui.kit.labels import Label
from ui.kit.panels import Panel, column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token
from ui.licenses.activate.crossing import request_facts
from ui.licenses.activate.crossing_panel import LOW, CrossingPanel
from ui.licenses.activate.here_acts import Offer, Wanted

_TYPED = "typed"
_REST_MS = 250
_FORM_WIDTH = 560


class AskPane(Panel):
    """A form, and below it what the file will contain, kept true as one types."""

    changed = Signal()
    """What is asked for changed, a moment after the last keystroke."""
    open_wanted = Signal()

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, parent=parent)
        self._theme_ = theme
        self._offers: dict[str, Offer] = {}
        self._preferred = ""
        self.text = ""
        """The content of the request as it would be made now, JSON."""
        self.choice = ComboBox(theme)
        self.product = TextField(theme, mono=True)
        self.license = TextField(theme, mono=True)
        self.name = TextField(theme)
        self.real = RadioButton(theme, _("Its own name"))
        self.pseudonym = RadioButton(theme, _("A pseudonym"))
        self.production = RadioButton(theme, _("Production"))
        self.other = RadioButton(theme, _("Test, staging or reserve"))
        self.rows = {
            "choice": FormRow(theme, _("License"), self.choice),
            "product": FormRow(theme, _("Product id"), self.product,
                               hint=_("From the order, such as relay-gateway-eu.")),
            "license": FormRow(theme, _("License id"), self.license,
                               hint=_("Its id, never its key.")),
            "name": FormRow(theme, _("Name of this computer"), self.name,
                            hint=_("The vendor sees it in the list of machines.")),
        }  # fmt: skip
        self.crossing = CrossingPanel(theme)
        self.crossing.open_wanted.connect(self.open_wanted)
        self._groups = [self._group(self.real, self.pseudonym),
                        self._group(self.production, self.other)]  # fmt: skip
        self.real.setChecked(True)
        self.production.setChecked(True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REST_MS)
        self._timer.timeout.connect(self.changed)
        self._lay_out()
        for field in (self.product, self.license, self.name):
            field.textChanged.connect(self._edited)
        for button in (self.real, self.pseudonym, self.production, self.other):
            button.toggled.connect(self._edited)
        self.choice.changed.connect(self._chosen)
        self.show_offers(())

    def _group(self, *buttons: RadioButton) -> QButtonGroup:
        group = QButtonGroup(self)
        for button in buttons:
            group.addButton(button)
        return group

    def _lay_out(self) -> None:
        ids = row(self.rows["product"], self.rows["license"], spacing=Space.M)
        call = column(
            Label(self._theme_, _("How this computer is called"), TextStyle.BODY_MEDIUM),
            Space.XS,
            row(self.real, self.pseudonym, None, spacing=Space.L),
            spacing=0,
        )
        use = column(
            Label(self._theme_, _("What it is used for"), TextStyle.BODY_MEDIUM),
            Space.XS,
            row(self.production, self.other, None, spacing=Space.L),
            spacing=0,
        )
        form = column(
            Label(self._theme_, _("What shall this computer be licensed for?"),
                  TextStyle.SECTION),
            self.rows["choice"], ids, call, self.rows["name"], use,
            spacing=Space.M,
        )  # fmt: skip
        inner = QWidget()
        inner.setMaximumWidth(_FORM_WIDTH)
        inner.setLayout(form)
        content = QWidget()
        across = row(spacing=0, margins=(Space.L, Space.M, Space.L, Space.M))
        across.addWidget(inner, 100)
        across.addStretch(1)
        content.setLayout(column(across, None, spacing=0))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(ScrollPane(self._theme_, content), 1)
        layout.addWidget(self.crossing)

    @property
    def wanted(self) -> Wanted:
        """What is asked for, as it stands in the form."""
        offer = self._offers.get(self.choice.value)
        return Wanted(
            offer.product_id if offer else self.product.text().strip(),
            offer.license_id if offer else self.license.text().strip(),
            "" if self.pseudonym.isChecked() else self.name.text().strip(),
            self.pseudonym.isChecked(),
            self.production.isChecked(),
        )

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """The licenses that the profile knows; ids are typed where there is none."""
        self._offers = {one.license_id: one for one in offers}
        choices = [(one.license_id, one.words) for one in offers]
        self.choice.set_choices([*choices, (_TYPED, _("Another one: type its ids"))])
        self.rows["choice"].setVisible(bool(offers))
        self._prefer()
        self._show_ids()

    def prefer(self, license_id: str) -> None:
        """Fill in this license; a person may choose another."""
        self._preferred = license_id
        self._prefer()

    def _prefer(self) -> None:
        if self._preferred in self._offers:
            self.choice.set_value(self._preferred)
            self._preferred = ""
            self._chosen("")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window the form comes first."""
        super().resizeEvent(event)
        self.crossing.set_low(self.height() < LOW - Size.ACTIONS)

    def show_facts(self, facts: HostFacts) -> None:
        """Offer this computer's own name."""
        if not self.name.text():
            self.name.setText(facts.host_name)

    def show_preview(self, text: str) -> None:
        """Show exactly what the file will contain."""
        self.text = text
        body = json.loads(text)
        self.crossing.show_facts(
            _("as it will be made, host {name}").format(name=body["host_name"]),
            request_facts(body),
        )
        for one in self.rows.values():
            one.clear_error()

    def show_problem(self, report: ProblemReport) -> None:
        """Why no request can be made of what is typed."""
        self.text = ""
        self.crossing.show_facts("", (), _("Nothing yet: name the product and the license."))
        if self.wanted.complete:
            self.rows["license"].set_error(f"{report.title}. {report.explanation}")

    def show_nothing(self) -> None:
        """Nothing can be shown before the ids are there."""
        self.text = ""
        self.crossing.show_facts("", (), _("Nothing yet: name the product and the license."))

    def _chosen(self, _key: str) -> None:
        self._show_ids()
        self._edited()

    def _show_ids(self) -> None:
        typed = self.choice.value == _TYPED or not self._offers
        self.rows["product"].setVisible(typed)
        self.rows["license"].setVisible(typed)

    def _edited(self) -> None:
        self.rows["name"].setEnabled(self.real.isChecked())
        self._timer.start()
