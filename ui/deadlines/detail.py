"""Everything about one deadline, beside the list: where it comes from and how it is reckoned."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QVBoxLayout, QWidget

from app.base.clock import Clock
from app.base.text import _
from app.deadlines.model import DeadlineEntry, DeadlineKind, DeadlineState, Origin
from app.deadlines.words import when_words
from ui.deadlines.words import (
    clause_part,
    clause_words,
    elsewhere_words,
    is_direct,
    origin_words,
    reminded_of,
    source_words,
    state_look,
    time_words,
)
from ui.kit.banners import BannerTone, Tinted
from ui.kit.buttons import Button, ButtonKind, IconButton, LinkButton
from ui.kit.cards import Pairs, SectionHeading
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label, StatusLabel
from ui.kit.panels import Hairline, Panel, column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token

_TOP = Qt.AlignmentFlag.AlignTop
_AHEAD = (DeadlineState.OVERDUE, DeadlineState.DUE_SOON, DeadlineState.LATER)


class DetailPane(Panel):
    """Shows one `DeadlineEntry`, built anew for each. Esc closes it."""

    closed = Signal()
    order_wanted = Signal(str)
    clause_wanted = Signal(str)
    """A part of the terms page."""
    notice_wanted = Signal(str)
    deadline_wanted = Signal(str)
    """The deadline that a reminder belongs to, by its uid."""
    reminder_wanted = Signal(object)
    """Remind of this DeadlineEntry."""
    forget_wanted = Signal(object)
    """Forget the reminder that this DeadlineEntry is."""
    letter_wanted = Signal(object)
    """Prepare the letter that keeps this DeadlineEntry."""
    license_wanted = Signal(str)
    """A part of the licenses page."""
    certification_wanted = Signal(str)
    """A part of the certification page."""
    calendar_wanted = Signal(object)
    """Write this DeadlineEntry into a calendar file."""

    def __init__(self, theme: Theme, clock: Clock, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, parent=parent)
        self._theme_ = theme
        self._clock = clock
        self._shown: DeadlineEntry | None = None
        self._pane: ScrollPane | None = None
        self.setMinimumWidth(Size.DETAIL)
        self.setAccessibleName(_("Deadline details"))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    @property
    def entry(self) -> DeadlineEntry | None:
        """The deadline that is shown."""
        return self._shown

    def clear(self) -> None:
        """Show nothing."""
        self._shown = None
        self._replace(None)

    def show_entry(self, entry: DeadlineEntry) -> None:
        """Show `entry`; the same deadline read anew keeps place and focus."""
        before = self._shown
        same = before is not None and before.deadline.uid == entry.deadline.uid
        if same and before == entry:
            return
        old = self._pane.verticalScrollBar().value() if same and self._pane is not None else 0
        focused = QGuiApplication.focusObject()
        had_focus = isinstance(focused, QWidget) and self.isAncestorOf(focused)
        self._shown = entry
        pane = ScrollPane(self._theme_, self._content(entry))
        self._replace(pane)
        if old:
            pane.verticalScrollBar().setValue(old)
        if had_focus and same:
            self._close.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the pane."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def _replace(self, pane: ScrollPane | None) -> None:
        if self._pane is not None:
            self._layout.removeWidget(self._pane)
            self._pane.hide()
            self._pane.deleteLater()
        self._pane = pane
        if pane is not None:
            self._layout.addWidget(pane)

    def _content(self, entry: DeadlineEntry) -> QWidget:
        theme, deadline = self._theme_, entry.deadline
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(Space.L, Space.S + 2, Space.L, Space.L)
        layout.setSpacing(0)
        look = state_look(entry.state)
        status = StatusLabel(theme, look.icon, look.word, tone=look.tone, icon_tone=look.icon_tone)
        self._close = IconButton(theme, Icon.CLOSE, _("Close the details"), small=True)
        self._close.clicked.connect(self.closed)
        layout.addLayout(row(status, None, self._close, spacing=Space.S))
        layout.addWidget(Label(theme, deadline.title, TextStyle.SECTION, wrap=True))
        if deadline.text:
            layout.addSpacing(2)
            text = Label(theme, deadline.text, TextStyle.META, Token.TEXT2, wrap=True)
            layout.addWidget(text)
        layout.addSpacing(Space.S)
        layout.addWidget(self._moment(entry))
        for part in self._sections(entry):
            layout.addSpacing(Space.M)
            layout.addWidget(Hairline(theme))
            layout.addSpacing(Space.S - 2)
            layout.addWidget(part)
        layout.addStretch(1)
        return content

    def _moment(self, entry: DeadlineEntry) -> QWidget:
        """The date with hour and zone, how far away, and what is not stated."""
        theme, deadline = self._theme_, entry.deadline
        tone = {
            DeadlineState.OVERDUE: BannerTone.DANGER,
            DeadlineState.DUE_SOON: BannerTone.WARN,
        }.get(entry.state, BannerTone.INFO)
        lines = [
            Label(theme, when_words(deadline.at, deadline.zone), TextStyle.BODY_STRONG, wrap=True),
            Label(theme, time_words(entry, self._clock.now()), TextStyle.META_MEDIUM),
        ]
        elsewhere = elsewhere_words(deadline)
        if elsewhere:
            lines.append(Label(theme, elsewhere, TextStyle.META, Token.TEXT2, wrap=True))
        if not deadline.stated:
            words = _("No period is stated for this: neither the order nor a clause gives one. The"
                      " last safe moment is shown.")  # fmt: skip
            lines.append(Label(theme, words, TextStyle.META, wrap=True))
        box = Tinted(theme, tone)
        layout = row(spacing=8, margins=(13, 8, 13, 9))
        icon = IconLabel(
            theme, state_look(entry.state).icon, tone=state_look(entry.state).icon_tone
        )
        layout.addLayout(column(2, icon, None, spacing=0))
        layout.addLayout(column(*lines, spacing=1), 1)
        box.setLayout(layout)
        box.setAccessibleName(when_words(deadline.at, deadline.zone))
        return box

    def _sections(self, entry: DeadlineEntry) -> Iterator[QWidget]:
        deadline = entry.deadline
        yield self._actions(entry)
        yield self._source(entry)
        if deadline.working:
            yield self._working(deadline.working)
        if deadline.changed_by:
            words = Label(self._theme_, deadline.changed_by, wrap=True)
            yield self._section(_("What moves it at the next renewal"), words)

    def _source(self, entry: DeadlineEntry) -> QWidget:
        theme, deadline = self._theme_, entry.deadline
        pairs = Pairs(theme)
        if is_direct(deadline):
            pairs.add(_("Stated by"), origin_words(deadline))
        else:
            pairs.add(_("Value"), source_words(deadline) or _("a date"))
        clause, part = clause_words(deadline), clause_part(deadline)
        if part:
            label = deadline.source.version_label
            text = (
                _("{clause}, v{version}").format(clause=clause, version=label) if clause else label
            )
            link = LinkButton(theme, text, name=_("Read {clause}").format(clause=text))
            link.clicked.connect(lambda: self.clause_wanted.emit(part))
            pairs.add(_("Clause"), link)
        elif deadline.source.origin is Origin.TERMS and deadline.stated:
            pairs.add(_("Stated by"), origin_words(deadline))
        if deadline.order_number:
            number = deadline.order_number
            link = LinkButton(theme, number, name=_("Open order {number}").format(number=number))
            link.clicked.connect(lambda: self.order_wanted.emit(number))
            pairs.add(_("Order"), link)
        if deadline.notice_id:
            link = LinkButton(theme, _("Open the notice"))
            link.clicked.connect(lambda: self.notice_wanted.emit(deadline.notice_id))
            pairs.add(_("Notice"), link)
        if deadline.certification_part:
            link = LinkButton(theme, _("Open it in certification"))
            part_there = deadline.certification_part
            link.clicked.connect(lambda: self.certification_wanted.emit(part_there))
            pairs.add(_("Request"), link)
        return self._section(_("Where it comes from"), pairs)

    def _working(self, steps: tuple[str, ...]) -> QWidget:
        theme = self._theme_
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Space.S)
        grid.setVerticalSpacing(Space.XS)
        grid.setColumnStretch(1, 1)
        for at, step in enumerate(steps):
            number = Label(theme, f"{at + 1}", TextStyle.BODY, Token.TEXT2)
            grid.addWidget(number, at, 0, _TOP)
            grid.addWidget(Label(theme, step, wrap=True), at, 1)
        return self._section(_("How it is reckoned"), box)

    def _actions(self, entry: DeadlineEntry) -> QWidget:
        """What can be done about it, the most useful first."""
        theme, deadline = self._theme_, entry.deadline
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(Space.S)
        ahead = entry.state in _AHEAD
        if deadline.kind is DeadlineKind.CANCEL_BY and ahead:
            self._add(layout, _("Prepare notice…"), self.letter_wanted, Icon.PENCIL, entry)
        if deadline.kind is DeadlineKind.ACCEPTANCE_DUE and clause_part(deadline):
            read = Button(theme, _("Read and accept"), icon=Icon.TERMS)
            read.clicked.connect(lambda: self.clause_wanted.emit(deadline.source.version_id))
            layout.addWidget(read)
        if deadline.license_part:
            renews = deadline.kind is DeadlineKind.LICENSE_FILE_END
            text = _("Renew the files…") if renews else _("Show the license")
            deal = Button(theme, text, icon=Icon.LICENSES)
            deal.clicked.connect(lambda: self.license_wanted.emit(deadline.license_part))
            layout.addWidget(deal)
        if deadline.kind is DeadlineKind.REMINDER:
            about = Button(theme, _("Show what it is about"), icon=Icon.ARROW_RIGHT)
            about.clicked.connect(lambda: self.deadline_wanted.emit(reminded_of(deadline)))
            layout.addWidget(about)
            self._add(layout, _("Forget this reminder"), self.forget_wanted, Icon.TRASH, entry)
        beside = row(spacing=Space.S)
        if ahead and deadline.kind is not DeadlineKind.REMINDER:
            self._add(beside, _("Remind me…"), self.reminder_wanted, Icon.CLOCK_OUTLINE, entry)
        self._add(beside, _("Calendar…"), self.calendar_wanted, Icon.CALENDAR, entry)
        layout.addLayout(beside)
        return box

    def _add(
        self,
        layout: QBoxLayout,
        text: str,
        signal: SignalInstance,
        icon: Icon,
        entry: DeadlineEntry,
    ) -> None:
        name = _("{action}: {title}").format(action=text, title=entry.deadline.title)
        button = Button(self._theme_, text, ButtonKind.DEFAULT, icon=icon, name=name)
        button.clicked.connect(lambda: signal.emit(entry))
        layout.addWidget(button)

    def _section(self, title: str, content: QWidget) -> QWidget:
        box = QWidget()
        box.setLayout(column(SectionHeading(self._theme_, title), content, spacing=0))
        return box
