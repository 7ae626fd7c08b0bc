"""All that an examination found: a verdict, findings by area, parts and "what if" beside."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.activation.commands.doctor import total
from app.activation.doctor.model import Area, Finding, Level, in_order, worst
from app.base.text import _
from app.licenses.doctor.here import Here
from ui.kit.banners import Banner, BannerTone
from ui.kit.panels import column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Space, Token
from ui.licenses.doctor.cards import AreaCard, FindingRow
from ui.licenses.doctor.looks import LEVELS
from ui.licenses.doctor.parts import PartsCard, WhatIfCard

SIDE = 356
OFFLINE = "network.offline"
_TONES = {
    Level.OK: BannerTone.OK,
    Level.NOTE: BannerTone.OK,
    Level.WARN: BannerTone.WARN,
    Level.BAD: BannerTone.DANGER,
}


class Board(QWidget):
    """Shows findings; `acted` hands over the one whose button was pressed."""

    acted = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._here: Here | None = None
        self.findings: tuple[Finding, ...] = ()
        self.cards: list[AreaCard] = []
        self.banner: Banner | None = None
        self.parts = PartsCard(theme)
        self.what_if = WhatIfCard(theme)
        self.parts.chosen.connect(self._play)
        self.what_if.how.changed.connect(self._play)
        self._verdict = QVBoxLayout()
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.L)
        left = QWidget()
        left.setLayout(column(self._list, None, spacing=0))
        side = QWidget()
        side.setFixedWidth(SIDE)
        side.setLayout(column(self.parts, self.what_if, None, spacing=Space.L))
        inner = row(spacing=Space.L)
        inner.addWidget(left, 1)
        inner.addWidget(side)
        content = QWidget()
        outer = column(self._verdict, inner, spacing=Space.M)
        outer.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        content.setLayout(outer)
        self.pane = ScrollPane(theme, content, ground=Token.BG)
        self.setLayout(column(self.pane, spacing=0))

    @property
    def rows(self) -> list[FindingRow]:
        """Every finding that is shown."""
        return [one for card in self.cards for one in card.rows]

    def show_here(self, here: Here) -> None:
        """Show the parts of this computer."""
        self._here = here
        self.parts.show_parts(here.parts)
        self._play()

    def show_findings(self, found: Sequence[Finding], *, over: bool) -> None:
        """Show these; the verdict stands over them when the examination is `over`."""
        self.findings = in_order(found)
        for card in self.cards:
            self._list.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = []
        for area, some in _by_need(self.findings):
            card = AreaCard(self._theme, area, some)
            card.acted.connect(self.acted)
            self.cards.append(card)
            self._list.addWidget(card)
        self._show_verdict(over=over)

    def _show_verdict(self, *, over: bool) -> None:
        if self.banner is not None:
            self._verdict.removeWidget(self.banner)
            self.banner.hide()
            self.banner.deleteLater()
            self.banner = None
        if not over:
            return
        level = worst(self.findings)
        icon = LEVELS[Level.OK if level is Level.NOTE else level][0]
        self.banner = Banner(
            self._theme, _TONES[level], verdict_words(self.findings), icon=icon, strong=True
        )
        self._verdict.addWidget(self.banner)

    def _play(self, *_args: object) -> None:
        self.what_if.show_change(self._here, self.parts.changed)


def _by_need(found: Sequence[Finding]) -> list[tuple[Area, tuple[Finding, ...]]]:
    """The areas with their findings, first those where something needs a person."""
    groups = [
        (area, tuple(some)) for area, some in groupby(in_order(found), key=lambda one: one.area)
    ]
    weight = {Level.BAD: 0, Level.WARN: 1}
    return sorted(groups, key=lambda group: weight.get(worst(group[1]), 2))


def verdict_words(found: Sequence[Finding]) -> str:
    """What the whole comes to, in a sentence or two."""
    said = total(found)
    if any(one.id == OFFLINE for one in found):
        return _("You are offline; everything else was looked at.") + " " + said
    return said
