"""The documents on the left: each with its versions, newest first, and how they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import QModelIndex, QRect, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.text import _
from app.terms.answers import GovernCount
from app.terms.model import DocumentKind, TextState, Version
from ui.kit.buttons import IconButton
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.paint import draw_icon, draw_text, text_width
from ui.kit.panels import Panel, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.terms.phrases import short_governs, text_look, version_words
from ui.terms.reading import Library
from ui.terms.shelf_model import Index, ShelfModel
from ui.terms.tree import CARET, INSET, Look, Tree, within

HEAD = 36
DOCUMENT = 30
VERSION = 42
_ICONS = {
    DocumentKind.END_CUSTOMER: Icon.TERMS,
    DocumentKind.SUPPORT_POLICY: Icon.HEADSET,
    DocumentKind.PRIVACY_POLICY: Icon.SHIELD,
    DocumentKind.TRAINING: Icon.TRAINING,
    DocumentKind.PRODUCT: Icon.PACKAGE,
    DocumentKind.LOCAL: Icon.FILE,
}
_QUIET = frozenset({TextState.TRUSTED, TextState.LOCAL})


class Shelf(Panel):
    """Opens a version; opens a document at its version that matters most."""

    chosen = Signal(str)
    """The id of the version to show."""
    open_wanted = Signal()
    """A document from a file is to be opened."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, Token.BG, edges="bottom")
        self._theme_ = theme
        self._now: datetime | None = None
        self._needed: frozenset[str] = frozenset()
        self.model = ShelfModel(self)
        self.tree = Tree(theme, self._paint, self._height, name=_("Documents and versions"))
        self.tree.setModel(self.model)
        self.tree.chosen.connect(self._chosen)
        self.open = IconButton(theme, Icon.PLUS, _("Open a local document…"), small=True)
        self.open.clicked.connect(self.open_wanted)
        head = QWidget()
        head.setFixedHeight(HEAD)
        title = Label(theme, _("Documents"), TextStyle.META_STRONG, Token.TEXT2)
        head.setLayout(row(title, None, self.open, margins=(Space.L, 0, Space.S, 0)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, Space.S)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(self.tree, 1)

    def show_versions(
        self,
        versions: Sequence[Version],
        counts: Mapping[str, GovernCount],
        now: datetime,
        zone: str = "",
        needed: frozenset[str] = frozenset(),
        vendor: str = "",
    ) -> None:
        """Show these documents; dates in the vendor's `zone`, `needed` waits for acceptance."""
        self._now, self._needed = now, needed
        self.model.show_versions(versions, counts, now, zone, vendor)

    def open_at(self, version_id: str) -> None:
        """Mark the version that is open; fold the other documents."""
        index = self.model.index_of(version_id)
        for at in range(self.model.rowCount()):
            document = self.model.index(at, 0)
            if document != index.parent():
                self.tree.collapse(document)
        self.tree.mark(index)

    def wanted_height(self) -> int:
        """The height at which all rows are seen, with one document unfolded."""
        rows = range(self.model.rowCount())
        most = max((self.model.rowCount(self.model.index(at, 0)) for at in rows), default=0)
        return HEAD + Space.S + len(rows) * DOCUMENT + most * VERSION + 2

    def _chosen(self, index: QModelIndex) -> None:
        version = self.model.version(index)
        if version is None:
            version = preferred(self.model.versions(index), self._now)
        if version is not None:
            self.chosen.emit(version.id)

    def _height(self, index: Index) -> int:
        return VERSION if self.model.version(index) else DOCUMENT

    def _paint(self, painter: QPainter, rect: QRect, index: Index, look: Look) -> None:
        version = self.model.version(index)
        self.tree.paint_ground(painter, rect, look)
        if version is None:
            self._paint_document(painter, rect, index, look)
        else:
            self._paint_version(painter, rect, version, look)

    def _paint_document(self, painter: QPainter, rect: QRect, index: Index, look: Look) -> None:
        theme, tree = self._theme_, self.tree
        kind = self.model.versions(index)[0].kind
        place = within(tree, rect, Space.L, 16)
        place.setTop(rect.top() + (rect.height() - 16) // 2)
        place.setHeight(16)
        draw_icon(painter, theme, tree, place, _ICONS[kind], Token.TEXT2)
        room = rect.width() - 40 - INSET - CARET
        font = theme.font(TextStyle.BODY_MEDIUM)
        ink = theme.color(Token.TEXT)
        draw_text(painter, tree, within(tree, rect, 40, room), self.model.title(index), font, ink)
        tree.paint_caret(painter, rect, look)

    def _paint_version(self, painter: QPainter, rect: QRect, version: Version, look: Look) -> None:
        theme, tree = self._theme_, self.tree
        style = TextStyle.BODY_STRONG if look.chosen else TextStyle.BODY
        font, small = theme.font(style), theme.font(TextStyle.META)
        room = rect.width() - 40 - Space.L
        upper = QRect(rect.left(), rect.top() + 3, rect.width(), 20)
        lower = QRect(rect.left(), rect.top() + 22, rect.width(), 16)
        label = version_words(version)
        draw_text(
            painter, tree, within(tree, upper, 40, room), label, font, theme.color(Token.TEXT)
        )
        mark: tuple[Icon, Token] | None = None
        if version.text_state not in _QUIET:
            state = text_look(version.text_state)
            mark = (state.icon, state.tone)
        elif version.id in self._needed:
            mark = (Icon.CLOCK, Token.WARN)
        if mark is not None:
            start = min(40 + text_width(font, label) + 8, rect.width() - 36)
            place = within(tree, upper, start, 14)
            place.setTop(upper.top() + 3)
            place.setHeight(14)
            draw_icon(painter, theme, tree, place, *mark)
        quiet = theme.color(Token.TEXT2)
        words = self.model.since(version)
        draw_text(painter, tree, within(tree, lower, 40, room), words, small, quiet)
        governs = short_governs(self.model.count(version))
        if governs:
            wide = text_width(small, governs) + 1
            place = within(tree, lower, rect.width() - Space.L - wide, wide)
            draw_text(painter, tree, place, governs, small, quiet)


def preferred(versions: Sequence[Version], now: datetime | None) -> Version | None:
    """The version of a document to open first: the newest in force, else the newest."""
    for version in versions:
        at = version.effective_from or version.published_at
        if now is not None and at is not None and at <= now:
            return version
    return versions[0] if versions else None


def first_to_open(library: Library, remembered: str, now: datetime) -> Version:
    """What is opened unasked: what was open last, what waits for acceptance, what is in force."""
    versions = {one.id: one for one in library.versions}
    for key in (remembered, *(need.version_id for need in library.needs)):
        if key in versions:
            return versions[key]
    first = library.versions[0]
    same = [one for one in library.versions if one.document == first.document]
    return preferred(same, now) or first
