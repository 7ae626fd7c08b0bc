"""Leads through the open text: links, places found, clause by clause, and back again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.terms.answers import SearchHit
from ui.kit.theme import Theme
from ui.terms.acts import Acts
from ui.terms.clause_menu import ClauseMenu
from ui.terms.desk import Desk
from ui.terms.handing import Handing
from ui.terms.opening import Opener
from ui.terms.reading import Opened, clause_at, position_of
from ui.terms.side import DEFINITIONS
from ui.terms.spots import Spot, SpotKind

_STEPS = 50


class Guide(QObject):
    """Every jump can be gone back with Alt+Left."""

    compare_wanted = Signal(str)
    """The anchor of the clause to be compared with its other version."""
    remind_wanted = Signal(int)
    """The position of the clause to be reminded of."""

    def __init__(
        self, theme: Theme, desk: Desk, opener: Opener, handing: Handing, acts: Acts, page: QWidget
    ) -> None:
        super().__init__(page)
        self._desk = desk
        self._opener = opener
        self._handing = handing
        self._acts = acts
        self._trail: list[tuple[str, str]] = []
        self.comparable = False
        self.menu = ClauseMenu(theme, page)
        desk.outline.chosen.connect(self.go)
        desk.reader.current_changed.connect(desk.outline.follow)
        desk.reader.chosen.connect(self.follow)
        desk.reader.menu_wanted.connect(self._show_menu)
        desk.reader.citation_wanted.connect(self.cite)
        desk.hits.chosen.connect(self._open_hit)
        desk.bar.print_wanted.connect(lambda: self.print(-1))
        desk.bar.down_wanted.connect(self._enter)
        desk.side.place_wanted.connect(self._go_to_offset)
        desk.side.signals.clause_wanted.connect(self.go_to_anchor)
        acts.clause_wanted.connect(self.go_to_anchor)
        menu = self.menu
        menu.cite.connect(self.cite)
        menu.link.connect(lambda at: self._with(lambda opened: handing.link(opened, at)))
        menu.copy.connect(lambda at: self._with(lambda opened: handing.copy_clause(opened, at)))
        menu.print.connect(self.print)
        menu.compare.connect(self._compare)
        menu.remind.connect(self.remind_wanted)
        self._shortcuts()

    def _compare(self, position: int) -> None:
        self._with(lambda opened: self.compare_wanted.emit(opened.clauses[position].id))

    def _shortcuts(self) -> None:
        # They hold while the desk is seen, whatever in the window has the keyboard.
        bar = self._desk.bar
        for keys, act in (
            ("Ctrl+F", self.find),
            ("F3", lambda: bar.step_wanted.emit(True)),
            ("Shift+F3", lambda: bar.step_wanted.emit(False)),
            ("Ctrl+P", lambda: self.print(-1)),
            ("Alt+Left", self.go_back),
        ):
            QShortcut(QKeySequence(keys), self._desk).activated.connect(act)

    def find(self) -> None:
        """Put the cursor into the field that finds."""
        self._desk.bar.field.setFocus()
        self._desk.bar.field.selectAll()

    def go(self, position: int) -> None:
        """To a clause of the open text."""
        self._leave()
        self._desk.show_reader()
        self._desk.reader.go_to(position)

    def go_to_anchor(self, anchor: str) -> None:
        """To the clause with this anchor or number."""
        opened = self._opener.shown
        at = position_of(opened.clauses, anchor) if opened is not None else -1
        if at >= 0:
            self.go(at)

    def go_back(self) -> None:
        """To where one came from."""
        if not self._trail:
            return
        version, anchor = self._trail.pop()
        if version == self._opener.version_id:
            opened = self._opener.shown
            self._desk.show_reader()
            if opened is not None:
                self._desk.reader.go_to(max(0, position_of(opened.clauses, anchor)))
        else:
            self._opener.open(version, anchor)

    def here(self) -> str:
        """The anchor of the clause that is being read."""
        opened, at = self._opener.shown, self._desk.reader.current
        return opened.clauses[at].id if opened is not None and 0 <= at < len(opened.clauses) else ""

    def follow(self, spot: Spot) -> None:
        """Do what a spot of the text is for."""
        match spot.kind:
            case SpotKind.REFERENCE:
                self.go_to_anchor(spot.target)
            case SpotKind.LINK:
                self._acts.follow_link(spot.target)
            case SpotKind.TERM:
                marked = self._opener.marked
                known = marked.definitions if marked is not None else ()
                meaning = next((one for one in known if one.term == spot.target), None)
                if meaning is not None:
                    self._desk.side.turn_to(DEFINITIONS)
                    self._go_to_offset(meaning.start)

    def cite(self, position: int) -> None:
        """Copy the citation of a clause, of the document with -1."""
        self._with(lambda opened: self._handing.cite(opened, position))

    def print(self, position: int) -> None:
        """Print a clause, the whole text with -1."""
        self._with(lambda opened: self._handing.print(opened, position))

    def _leave(self) -> None:
        """Remember the place one leaves."""
        step = (self._opener.version_id, self.here())
        if all(step) and (not self._trail or self._trail[-1] != step):
            self._trail = [*self._trail[-_STEPS:], step]

    def _go_to_offset(self, start: int) -> None:
        opened = self._opener.shown
        if opened is None or not opened.clauses:
            return
        at = clause_at(opened.clauses, start)
        self._leave()
        self._desk.show_reader()
        self._desk.reader.go_to(at)
        inside = start - opened.clauses[at].body
        if inside > 0:
            self._desk.reader.go_to_line(at, inside)

    def _open_hit(self, hit: SearchHit) -> None:
        """Open the reader at a place found, and go on finding there."""
        self._leave()
        bar = self._desk.bar
        bar.everywhere.blockSignals(True)
        bar.everywhere.setChecked(False)
        bar.everywhere.blockSignals(False)
        self._desk.show_reader()
        if hit.version_id == self._opener.version_id:
            self.go_to_anchor(hit.clause_id)
            self._desk.finder.follow(hit.version_id)
        else:
            self._opener.open(hit.version_id, hit.clause_id)

    def _enter(self) -> None:
        if self._desk.stack.currentWidget() is self._desk.hits:
            self._desk.hits.list.setFocus()
        else:
            self._desk.reader.setFocus()

    def _show_menu(self, position: int, place: QPoint) -> None:
        self.menu.popup(position, place, comparable=self.comparable)

    def _with(self, act: Callable[[Opened], object]) -> None:
        opened = self._opener.shown
        if opened is not None and opened.clauses:
            act(opened)
