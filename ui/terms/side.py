"""The pane beside the reader: what the text means for you, its definitions, notes about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.base.errors import ProblemReport
from app.base.text import _
from app.terms.model import Clause
from ui.kit.labels import Label
from ui.kit.panels import Panel, keep_margins
from ui.kit.scrolling import ScrollPane
from ui.kit.states import Skeleton, problem_state
from ui.kit.tabs import Tabs
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token
from ui.terms.knowing import definitions_content, notes_content
from ui.terms.meaning import MeaningSignals, meaning_content
from ui.terms.reading import Marked, Surroundings

MEANING, DEFINITIONS, NOTES = "meaning", "definitions", "notes"


class Side(Panel):
    """Three tabs; each is built anew for a version."""

    place_wanted = Signal(int)
    """An offset of the document's text to go to."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, Token.SURFACE)
        self._theme_ = theme
        self.signals = MeaningSignals(self)
        self.setMinimumWidth(Size.DETAIL)
        self.setAccessibleName(_("What this means for you"))
        self.tabs = Tabs(theme, name=_("About this text"))
        self.tabs.add_tab(MEANING, _("For you"))
        self.tabs.add_tab(DEFINITIONS, _("Definitions"), "0")
        self.tabs.add_tab(NOTES, _("Notes"), "0")
        self._stack = QStackedWidget()
        self._panes: dict[str, QWidget] = {}
        head = QVBoxLayout()
        keep_margins(self, head, (Space.L, 6, 0, 0))
        head.addWidget(self.tabs)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        self.tabs.changed.connect(self._turn)
        self.clear()

    def clear(self) -> None:
        """Another version is being read."""
        for key in (MEANING, DEFINITIONS, NOTES):
            self._put(key, Skeleton(self._theme_, 5))
        self.tabs.set_count(DEFINITIONS, "")
        self.tabs.set_count(NOTES, "")

    def show_meaning(self, found: Surroundings, now: datetime) -> None:
        """What it means for this account."""
        content = meaning_content(self._theme_, found, now, self.signals)
        self._put(MEANING, ScrollPane(self._theme_, content))

    def show_meaning_problem(self, report: ProblemReport) -> None:
        """It could not be worked out."""
        self._put(MEANING, problem_state(self._theme_, report))

    def show_marks(self, clauses: Sequence[Clause], marked: Marked) -> None:
        """Definitions, and what to know about the text."""
        theme, go = self._theme_, self.place_wanted.emit
        self._put(
            DEFINITIONS, ScrollPane(theme, definitions_content(theme, marked.definitions, go))
        )
        notes = notes_content(theme, clauses, marked.remarks, marked.references, go)
        self._put(NOTES, ScrollPane(theme, notes))
        known = len(marked.definitions)
        self.tabs.set_count(DEFINITIONS, f"{known:n}" if known else "")
        told = len(marked.remarks) + len(marked.references)
        self.tabs.set_count(NOTES, f"{told:n}" if told else "")

    def show_marks_problem(self, report: ProblemReport) -> None:
        """The text could not be gone through."""
        for key in (DEFINITIONS, NOTES):
            words = Label(self._theme_, report.title, TextStyle.BODY, Token.TEXT2, wrap=True)
            box = QWidget()
            layout = QVBoxLayout(box)
            layout.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
            layout.addWidget(words)
            layout.addStretch(1)
            self._put(key, box)

    def turn_to(self, key: str) -> None:
        """Show a tab."""
        self.tabs.set_current(key)
        self._turn(key)

    def _turn(self, key: str) -> None:
        pane = self._panes.get(key)
        if pane is not None:
            self._stack.setCurrentWidget(pane)

    def _put(self, key: str, pane: QWidget) -> None:
        old = self._panes.get(key)
        place = 0
        if isinstance(old, ScrollPane) and isinstance(pane, ScrollPane):
            place = old.verticalScrollBar().value()
        self._panes[key] = pane
        self._stack.addWidget(pane)
        if self.tabs.current_key == key:
            self._stack.setCurrentWidget(pane)
        if old is not None:
            self._stack.removeWidget(old)
            old.deleteLater()
        if place and isinstance(pane, ScrollPane):
            pane.verticalScrollBar().setValue(place)
