"""The reading desk: documents and outline, the reader with its bar, and the pane beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.terms.model import Remark, TextState, Version
from ui.jobs import Jobs
from ui.kit.banners import BannerTone
from ui.kit.icons import Icon
from ui.kit.panels import Panel, VLine
from ui.kit.side_pane import SidePane
from ui.kit.states import StateStack
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, Token
from ui.terms.find import Finder
from ui.terms.findbar import FindBar
from ui.terms.hands import Reader
from ui.terms.hits import HitsView
from ui.terms.notice import notice
from ui.terms.outline import OutlinePane
from ui.terms.phrases import text_look
from ui.terms.shelf import Shelf
from ui.terms.side import Side

FOLDS_BELOW = 980
"""Narrower than this the pane steps aside for the text."""
_SHELF_SHARE = 0.46
UNNUMBERED = "no_numbering"


class Desk(QWidget):
    """Lays the parts out. The pane folds away where the text needs the room."""

    pane_moved = Signal()

    def __init__(self, theme: Theme, jobs: Jobs) -> None:
        super().__init__()
        self._theme = theme
        self._wanted: bool | None = None
        self._banner: QWidget | None = None
        self.bar = FindBar(theme)
        self.shelf = Shelf(theme)
        self.outline = OutlinePane(theme)
        self.reader = Reader(theme)
        self.hits = HitsView(theme)
        self.side = Side(theme)
        self.finder = Finder(jobs, self.bar, self.reader)
        left = QWidget()
        left.setFixedWidth(Size.OUTLINE)
        column = _column(left)
        column.addWidget(self.shelf)
        column.addWidget(self.outline, 1)
        middle = QWidget()
        self._middle = _column(middle)
        self.stack = StateStack(theme, self.reader)
        self.stack.addWidget(self.hits)
        self._middle.addWidget(self.stack, 1)
        main = QWidget()
        across = QHBoxLayout(main)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(left)
        across.addWidget(VLine(theme))
        across.addWidget(middle, 1)
        self.split = SidePane(theme, main, self.side, width=Size.DETAIL)
        self.split.moved.connect(self.pane_moved)
        whole = _column(self)
        whole.addWidget(self.bar)
        whole.addWidget(self.split, 1)
        self.bar.pane_toggled.connect(self._toggle)
        self.finder.hits_found.connect(self._show_hits)
        self.finder.hits_over.connect(self._hits_over)
        self._place()

    def show_banner(self, version: Version, remarks: Sequence[Remark] = ()) -> None:
        """Say above the text that it is not to be trusted, or that it has no numbering."""
        if self._banner is not None:
            self._middle.removeWidget(self._banner)
            self._banner.hide()
            self._banner.deleteLater()
            self._banner = None
        tone, icon, words = BannerTone.INFO, Icon.INFO, ""
        words = next((one.words for one in remarks if one.kind == UNNUMBERED), "")
        if version.text_state is TextState.UNTRUSTED:
            tone, icon, words = BannerTone.DANGER, Icon.OCTAGON, text_look(version.text_state).words
        if not words:
            return
        holder = Panel(self._theme, Token.SURFACE)
        inner = _column(holder)
        inner.setContentsMargins(Space.L, Space.M, Space.L, Space.XS)
        inner.addWidget(notice(self._theme, tone, "", title=words, icon=icon))
        self._banner = holder
        self._middle.insertWidget(0, holder)

    def fit_shelf(self) -> None:
        """Give the documents what they need, and the outline the rest."""
        most = max(120, int(self.split.height() * _SHELF_SHARE))
        self.shelf.setFixedHeight(min(self.shelf.wanted_height(), most))

    @property
    def pane_wanted(self) -> bool | None:
        """Whether the person wants the pane, None where it follows the width."""
        return self._wanted

    def want_pane(self, wanted: bool | None) -> None:
        """Show or fold the pane; None: as the width has it."""
        self._wanted = wanted
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The pane steps aside where it is narrow."""
        super().resizeEvent(event)
        wide = event.size().width() >= FOLDS_BELOW
        if wide != (event.oldSize().width() >= FOLDS_BELOW):
            self._wanted = None
        self._place()
        self.fit_shelf()

    def show_reader(self) -> None:
        """The text again, instead of the places found or a state."""
        self.stack.show_content()

    def _toggle(self) -> None:
        self.want_pane(not self.side.isVisibleTo(self))
        self.pane_moved.emit()

    def _place(self) -> None:
        shown = self.width() >= FOLDS_BELOW if self._wanted is None else self._wanted
        self.side.setVisible(shown)
        self.bar.pane.setChecked(shown)

    def _show_hits(self, words: str, hits: object) -> None:
        self.hits.show_hits(words, hits)  # type: ignore[arg-type]
        self.stack.setCurrentWidget(self.hits)

    def _hits_over(self) -> None:
        if self.stack.currentWidget() is self.hits:
            self.show_reader()


def _column(widget: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout
