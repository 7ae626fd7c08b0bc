"""One machine: what it holds, who hosts it and what the agreement says to that, its files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.dates import deadline_words, left_words
from app.base.text import _
from app.licenses.views.model import HistoryEntry, MachineView
from app.licenses.views.words import host_words, short_fingerprint
from ui.kit.buttons import Button, IconButton, LinkButton
from ui.kit.cards import Pairs
from ui.kit.icons import Icon
from ui.kit.labels import Label, StatusLabel
from ui.kit.panels import column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.licenses.history.words import act_words, kind_words
from ui.licenses.looks import machine_look
from ui.licenses.pane import FactsPane

_MOST_FILES = 6


class MachinePane(FactsPane):
    """Shows one `MachineView`."""

    license_wanted = Signal(str)
    host_wanted = Signal(object)
    """Say who hosts this MachineView."""
    move_wanted = Signal(object)
    """Move or return this MachineView."""
    copy_wanted = Signal(str)
    history_wanted = Signal(str)
    """Show what happened to this file, by the entry's id."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, _("Machine details"), parent=parent)
        self._view: MachineView | None = None

    @property
    def view(self) -> MachineView | None:
        """The machine that is shown."""
        return self._view

    def show_machine(self, view: MachineView, files: Sequence[HistoryEntry], now: datetime) -> None:
        """Show a machine and what happened to its files."""
        self._view = view
        look = machine_look(view)
        head = StatusLabel(
            self._theme_, look.icon, look.word, tone=look.tone, icon_tone=look.icon_tone
        )
        self.put(view.id, head, view.name, self._sections(view, files, now))

    def _sections(
        self, view: MachineView, files: Sequence[HistoryEntry], now: datetime
    ) -> Iterator[QWidget]:
        yield self._holds(view, now)
        yield self._hosted(view)
        yield self._id(view)
        if files:
            yield self._files(files)

    def _holds(self, view: MachineView, now: datetime) -> QWidget:
        theme = self._theme_
        pairs = Pairs(theme, key_width=104)
        link = LinkButton(theme, view.license_name, name=_("Show license {name}").format(
            name=view.license_name))  # fmt: skip
        link.clicked.connect(lambda: self.license_wanted.emit(view.license_id))
        pairs.add(_("License"), link)
        if view.order_number:
            pairs.add(_("Order"), self.order_link(view.order_number))
        pairs.add(_("Instance"), _("Production") if view.production else _("Not production"))
        if view.activated_at is not None:
            pairs.add(_("Activated"), deadline_words(view.activated_at))
        if view.ended_at is not None:
            pairs.add(_("Ended"), deadline_words(view.ended_at))
        ends = view.file_expires_at
        if ends is not None and view.active:
            pairs.add(_("File is stale"), deadline_words(ends))
            pairs.add("", Label(theme, left_words(ends, now), TextStyle.META, Token.TEXT2))
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addWidget(pairs)
        if view.active:
            move = Button(theme, _("Move or return…"), icon=Icon.ARROW_RIGHT)
            move.clicked.connect(lambda: self.move_wanted.emit(view))
            layout.addLayout(row(move, None))
        return box

    def _hosted(self, view: MachineView) -> QWidget:
        theme = self._theme_
        words = host_words(view.hosted_by)
        if view.hosted_words:
            words = _("{host}: {name}").format(host=words, name=view.hosted_words)
        change = Button(theme, _("Say who hosts it…"), icon=Icon.PENCIL)
        change.clicked.connect(lambda: self.host_wanted.emit(view))
        rule = QWidget()
        line = row(spacing=Space.S)
        if view.hosted_clause is not None:
            line.addLayout(column(self.clause_link(view.hosted_clause), None, spacing=0))
        line.addWidget(self.small(view.hosted_rule), 1)
        rule.setLayout(line)
        button = QWidget()
        button.setLayout(row(change, None, margins=(0, Space.S, 0, 0)))
        said = Label(theme, words, TextStyle.BODY_MEDIUM, wrap=True)
        return self.section(_("Who hosts it"), said, rule, button)

    def _id(self, view: MachineView) -> QWidget:
        theme = self._theme_
        short = Label(theme, short_fingerprint(view.fingerprint), TextStyle.MONO)
        short.setAccessibleDescription(view.fingerprint)
        copy = IconButton(theme, Icon.COPY, _("Copy the whole fingerprint"), small=True)
        copy.clicked.connect(lambda: self.copy_wanted.emit(view.fingerprint))
        line = QWidget()
        line.setLayout(row(short, None, copy))
        return self.section(_("Fingerprint"), line)

    def _files(self, files: Sequence[HistoryEntry]) -> QWidget:
        theme = self._theme_
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.XS)
        for one in files[:_MOST_FILES]:
            what = _("{act}: {kind}").format(act=act_words(one.act), kind=kind_words(one.kind))
            link = LinkButton(theme, what, style=TextStyle.BODY)
            link.clicked.connect(lambda _on=False, key=one.id: self.history_wanted.emit(key))
            when = Label(theme, deadline_words(one.at), TextStyle.META, Token.TEXT2)
            layout.addLayout(column(row(link, None), when, spacing=0))
        return self.section(_("Files of this machine"), box)
