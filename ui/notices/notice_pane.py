"""One notice by the vendor: whether it is genuine, from when it counts, what it starts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.clock import Clock
from app.base.dates import deadline_words
from app.base.text import _
from app.deadlines.model import DeadlineEntry
from app.notices.model import VendorNotice
from ui.kit.banners import BannerTone, Tinted
from ui.kit.buttons import IconButton, LinkButton
from ui.kit.cards import Pairs, SectionHeading
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label, StatusLabel
from ui.kit.panels import Hairline, Panel, column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.notices.acknowledging import AckBar
from ui.notices.started import started
from ui.notices.words import kind_icon, kind_words

WIDTH = 376
_LEAST = 304


class NoticePane(Panel):
    """Shows one `VendorNotice` with the deadlines it starts. Esc closes it."""

    closed = Signal()
    order_wanted = Signal(str)
    version_wanted = Signal(str)
    deadline_wanted = Signal(str)
    acknowledge_wanted = Signal(str)
    """The notice's id."""
    item_wanted = Signal(str)

    def __init__(self, theme: Theme, clock: Clock, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, parent=parent)
        self._theme_ = theme
        self._clock = clock
        self._pane: QWidget | None = None
        self._shown: tuple[VendorNotice, tuple[DeadlineEntry, ...]] | None = None
        self.setMinimumWidth(_LEAST)
        self.setAccessibleName(_("Notice"))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self.ack = AckBar(theme)
        self._layout.addWidget(self.ack)
        self.ack.wanted.connect(self._acknowledge)
        self.ack.item_wanted.connect(self.item_wanted)

    @property
    def notice(self) -> VendorNotice | None:
        """The notice that is shown."""
        return self._shown[0] if self._shown else None

    def show_notice(self, notice: VendorNotice, starts: Sequence[DeadlineEntry]) -> None:
        """Show a notice and the deadlines that it starts."""
        self.ack.show_notice(notice, self._clock.now())
        if self._shown == (notice, tuple(starts)):
            return
        self._shown = (notice, tuple(starts))
        if self._pane is not None:
            self._layout.removeWidget(self._pane)
            self._pane.hide()
            self._pane.deleteLater()
        self._pane = ScrollPane(self._theme_, self._content(notice, starts))
        self._layout.insertWidget(0, self._pane, 1)

    def _acknowledge(self) -> None:
        if self.notice is not None:
            self.acknowledge_wanted.emit(self.notice.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the pane."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def _content(self, notice: VendorNotice, starts: Sequence[DeadlineEntry]) -> QWidget:
        theme = self._theme_
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(Space.L, Space.S + 2, Space.L, Space.L)
        layout.setSpacing(0)
        kind = StatusLabel(
            theme, kind_icon(notice.kind), kind_words(notice.kind), icon_tone=Token.TEXT2
        )
        close = IconButton(theme, Icon.CLOSE, _("Close the notice"), small=True)
        close.clicked.connect(self.closed)
        layout.addLayout(row(kind, None, close, spacing=Space.S))
        layout.addWidget(Label(theme, notice.subject, TextStyle.SECTION, wrap=True))
        layout.addSpacing(Space.S)
        layout.addWidget(self._standing(notice))
        for part in self._sections(notice, starts):
            layout.addSpacing(Space.M)
            layout.addWidget(Hairline(theme))
            layout.addSpacing(Space.S - 2)
            layout.addWidget(part)
        layout.addStretch(1)
        return content

    def _standing(self, notice: VendorNotice) -> QWidget:
        """What was verified: a letter that only pretends must not start anything."""
        theme = self._theme_
        if notice.genuine:
            words = _("Signed by the vendor, and unaltered")
            return StatusLabel(
                theme, Icon.CHECK_CIRCLE, words, tone=Token.TEXT2, icon_tone=Token.OK,
                style=TextStyle.META_MEDIUM,
            )  # fmt: skip
        box = Tinted(theme, BannerTone.DANGER)
        lines = column(
            Label(theme, _("Not genuine: it starts nothing"), TextStyle.BODY_MEDIUM, wrap=True),
            Label(theme, notice.fault, TextStyle.META, wrap=True),
            spacing=2,
        )
        layout = row(spacing=8, margins=(13, 8, 13, 9))
        icon = IconLabel(theme, Icon.WARNING, tone=Token.DANGER)
        layout.addLayout(column(2, icon, None, spacing=0))
        layout.addLayout(lines, 1)
        box.setLayout(layout)
        box.setAccessibleName(_("Not genuine"))
        box.setAccessibleDescription(notice.fault)
        return box

    def _sections(self, notice: VendorNotice, starts: Sequence[DeadlineEntry]) -> Iterator[QWidget]:
        yield self._facts(notice)
        if notice.genuine and (starts or notice.starts):
            yield self._started(notice, starts)
        if notice.text:
            text = Label(self._theme_, notice.text, wrap=True)
            yield self._section(_("What it says"), text)

    def _facts(self, notice: VendorNotice) -> QWidget:
        theme = self._theme_
        box = QWidget()
        pairs = Pairs(theme, key_width=112)
        pairs.add(_("Sent"), deadline_words(notice.sent_at))
        if notice.given_at is not None:
            pairs.add(_("Counts as given"), deadline_words(notice.given_at))
        if notice.begins_at is not None:
            pairs.add(_("Audit begins"), deadline_words(notice.begins_at))
        if notice.due_at is not None:
            pairs.add(_("Due"), deadline_words(notice.due_at))
        if notice.order_number:
            number = notice.order_number
            link = LinkButton(theme, number, name=_("Open order {number}").format(number=number))
            link.clicked.connect(lambda: self.order_wanted.emit(number))
            pairs.add(_("Order"), link)
        if notice.version_id:
            link = LinkButton(theme, _("Read the version"))
            link.clicked.connect(lambda: self.version_wanted.emit(notice.version_id))
            pairs.add(_("Terms"), link)
        layout = column(pairs, spacing=Space.XS)
        if notice.given_words:
            words = Label(theme, notice.given_words, TextStyle.META, Token.TEXT2, wrap=True)
            layout.addWidget(words)
        if notice.given_working:
            layout.addSpacing(Space.XS)
            layout.addWidget(SectionHeading(theme, _("How that is reckoned")))
            for step in notice.given_working:
                layout.addWidget(Label(theme, step, TextStyle.META, Token.TEXT2, wrap=True))
        box.setLayout(layout)
        return box

    def _started(self, notice: VendorNotice, starts: Sequence[DeadlineEntry]) -> QWidget:
        theme = self._theme_
        box = QWidget()
        layout = column(spacing=Space.XS)
        if notice.starts:
            layout.addWidget(Label(theme, notice.starts, wrap=True))
        for entry in starts:
            deadline, clause = self.deadline_wanted.emit, self.version_wanted.emit
            layout.addLayout(started(theme, entry, deadline, clause))
        box.setLayout(layout)
        return self._section(_("What it starts"), box)

    def _section(self, title: str, content: QWidget) -> QWidget:
        box = QWidget()
        box.setLayout(column(SectionHeading(self._theme_, title), content, spacing=0))
        return box
