"""One license: what it allows, how much of it is used, until when, and what can be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.base.dates import deadline_words, left_words
from app.base.text import _, ngettext
from app.licenses.views.model import LicenseStanding, LicenseView, MachineView
from app.licenses.views.words import host_words
from ui.kit.banners import BannerTone, Tinted
from ui.kit.buttons import Button, ButtonKind, LinkButton
from ui.kit.cards import Pairs
from ui.kit.charts import Meter
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label, StatusLabel
from ui.kit.panels import column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.licenses.looks import machine_look, standing_look, use_words
from ui.licenses.pane import FactsPane

_MOST_MACHINES = 8
_BAD = (LicenseStanding.REVOKED, LicenseStanding.SUSPENDED, LicenseStanding.OVER)
_NEAR = (LicenseStanding.ENDING, LicenseStanding.FULL)


class LicensePane(FactsPane):
    """Shows one `LicenseView` and the machines that hold it."""

    activate_wanted = Signal(str)
    """Activate a host for the license with this id."""
    machines_wanted = Signal(str)
    """Show the machines of the license with this id."""
    machine_wanted = Signal(str)
    copy_wanted = Signal(str)

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, _("License details"), parent=parent)
        self._view: LicenseView | None = None

    @property
    def view(self) -> LicenseView | None:
        """The license that is shown."""
        return self._view

    def show_license(
        self, view: LicenseView, machines: Sequence[MachineView], now: datetime
    ) -> None:
        """Show a license and its active machines."""
        self._view = view
        look = standing_look(view.standing)
        head = StatusLabel(
            self._theme_, look.icon, look.word, tone=look.tone, icon_tone=look.icon_tone
        )
        self.put(view.id, head, view.product_name, self._sections(view, machines, now))

    def _sections(
        self, view: LicenseView, machines: Sequence[MachineView], now: datetime
    ) -> Iterator[QWidget]:
        yield self._standing(view)
        yield self._use(view)
        yield self._ends(view, now)
        yield self._order(view)
        if view.used:
            yield self._machines(view, machines)

    def _standing(self, view: LicenseView) -> QWidget:
        """The sentence, and what can be done."""
        theme = self._theme_
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M - 2)
        if view.standing in (*_BAD, *_NEAR):
            tone = BannerTone.DANGER if view.standing in _BAD else BannerTone.WARN
            tinted = Tinted(theme, tone)
            look = standing_look(view.standing)
            inside = row(spacing=8, margins=(13, 8, 13, 9))
            icon = IconLabel(theme, look.icon, tone=look.icon_tone)
            inside.addLayout(column(2, icon, None, spacing=0))
            inside.addWidget(Label(theme, view.words, TextStyle.BODY_MEDIUM, wrap=True), 1)
            tinted.setLayout(inside)
            tinted.setAccessibleName(view.words)
            layout.addWidget(tinted)
        else:
            layout.addWidget(Label(theme, view.words, TextStyle.BODY, Token.TEXT2, wrap=True))
        activate = Button(theme, _("Activate a host…"), ButtonKind.DEFAULT, icon=Icon.DEVICE)
        activate.setEnabled(view.standing not in (*_BAD[:2], LicenseStanding.EXPIRED))
        activate.clicked.connect(lambda: self.activate_wanted.emit(view.id))
        copy = Button(theme, _("Copy id"), icon=Icon.COPY)
        copy.clicked.connect(lambda: self.copy_wanted.emit(view.id))
        layout.addLayout(row(activate, copy, None, spacing=Space.S))
        return box

    def _use(self, view: LicenseView) -> QWidget:
        theme, allowed = self._theme_, view.granted
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        meter = Meter(theme, name=_("Instances in use"))
        meter.set_values(view.used, view.permitted)
        meter.setAccessibleDescription(use_words(view))
        grid.addWidget(meter, 0, 0)
        grid.addWidget(Label(theme, use_words(view), TextStyle.BODY_STRONG), 0, 1)
        pairs = Pairs(theme, key_width=104)
        pairs.add(_("Production"), _of(view.production, allowed.production))
        if allowed.other or view.used != view.production:
            pairs.add(_("Other"), _of(view.used - view.production, allowed.other))
        said = QWidget()
        line = row(spacing=Space.S)
        if allowed.clause is not None:
            line.addLayout(column(self.clause_link(allowed.clause), None, spacing=0))
        line.addWidget(self.small(allowed.words), 1)
        said.setLayout(line)
        parts = [box, pairs, said]
        if view.permitted is not None and view.most not in (None, view.permitted):
            words = _("The vendor's record of this license lets {n} machines hold it.")
            parts.append(self.small(words.format(n=view.most)))
        return self.section(_("Use against scope"), *parts)

    def _ends(self, view: LicenseView, now: datetime) -> QWidget:
        pairs = Pairs(self._theme_, key_width=104)
        if view.starts_at is not None:
            pairs.add(_("Begins"), deadline_words(view.starts_at))
        ends = view.expires_at
        pairs.add(_("License ends"), deadline_words(ends) if ends else _("Has no end"))
        if ends is not None and ends > now:
            pairs.add("", Label(self._theme_, left_words(ends, now), TextStyle.META, Token.TEXT2))
        if view.line_ends_at is not None:
            pairs.add(_("Order term ends"), deadline_words(view.line_ends_at))
        return self.section(_("Until when"), pairs)

    def _order(self, view: LicenseView) -> QWidget:
        theme = self._theme_
        pairs = Pairs(theme, key_width=104)
        if view.order_number:
            pairs.add(_("Order"), self.order_link(view.order_number))
        else:
            pairs.add(_("Order"), _("Not here yet"))
        pairs.add(_("Scope of use"), view.line_words or _("Not stated"))
        if view.entitlements:
            pairs.add(_("Entitlements"), ", ".join(view.entitlements))
        if view.key_hint:
            key = Label(theme, f"•••• {view.key_hint}", TextStyle.MONO)
            key.setAccessibleName(_("Key, ends in {hint}").format(hint=view.key_hint))
            pairs.add(_("Key"), key)
        pairs.add(_("Id"), Label(theme, view.id, TextStyle.MONO, selectable=True))
        return self.section(_("What grants it"), pairs)

    def _machines(self, view: LicenseView, machines: Sequence[MachineView]) -> QWidget:
        theme = self._theme_
        active = [one for one in machines if one.active]
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for one in active[:_MOST_MACHINES]:
            look = machine_look(one)
            link = LinkButton(theme, one.name, style=TextStyle.BODY, name=one.name)
            link.clicked.connect(lambda _on=False, key=one.id: self.machine_wanted.emit(key))
            by = Label(theme, host_words(one.hosted_by), TextStyle.META, Token.TEXT2)
            layout.addLayout(
                row(IconLabel(theme, look.icon, tone=look.icon_tone), link, None, by, spacing=8)
            )
        if len(active) > _MOST_MACHINES:
            words = ngettext("Show all {n} machine", "Show all {n} machines", len(active))
            more = LinkButton(theme, words.format(n=len(active)))
            more.clicked.connect(lambda: self.machines_wanted.emit(view.id))
            layout.addLayout(row(more, None))
        return self.section(_("Machines on it"), box)


def _of(used: int, permitted: int | None) -> str:
    if permitted is None:
        return _("{used}, not limited").format(used=f"{used:,}")
    return _("{used} of {permitted}").format(used=f"{used:,}", permitted=f"{permitted:,}")
