"""Two versions of a document side by side: outline, words, and what the changes mean for you."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.base.text import _
from app.terms.answers import GovernCount, Meaning
from app.terms.changes import Comparison, Touched
from app.terms.model import Version
from ui.kit.labels import Label
from ui.kit.panels import Hairline, Panel, VLine, keep_margins, row
from ui.kit.side_pane import SidePane
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token
from ui.terms.compare.bar import LEAST, CompareBar
from ui.terms.compare.finding import MOST, Hit, Stop, find_all, nearest, stops_of
from ui.terms.compare.hands import CompareReader
from ui.terms.compare.outline import HEAD, ChangesOutline
from ui.terms.compare.side import MeaningPane
from ui.terms.compare.words import column_words, found_words, step_words
from ui.terms.phrases import version_words

PANE_FOLDS_BELOW = 980
OUTLINE_FOLDS_BELOW = 760
"""Narrower than this first the pane steps aside for the words, then the outline."""


class CompareView(QWidget):
    """Shows a `Comparison`; tells what a person asks for beyond it."""

    version_wanted = Signal(str, str)
    """Compare these two versions instead (ids of the older and the newer)."""
    export_wanted = Signal()
    order_wanted = Signal(str)
    clause_wanted = Signal(str, str)
    """Show a clause in the reader: version id and anchor."""

    def __init__(self, theme: Theme, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._old: Version | None = None
        self._new: Version | None = None
        self._stops: tuple[Stop, ...] = ()
        self._stop = -1
        self._hits: tuple[Hit, ...] = ()
        self._hit = -1
        self._pane_wanted: bool | None = None
        self.setAccessibleName(name)
        # Said here, or the panes would keep the window from becoming as narrow as they can fold.
        self.setMinimumWidth(LEAST)
        self.bar = CompareBar(theme)
        self.outline = ChangesOutline(theme)
        self.outline.setFixedWidth(Size.OUTLINE)
        self.text = CompareReader(theme)
        self.side = MeaningPane(theme)
        self._heads = _ColumnHeads(theme)
        self._lay_out()
        self._connect()

    def show_comparison(
        self,
        comparison: Comparison,
        old: Version,
        new: Version,
        touched: Sequence[Touched],
        counts: Mapping[str, GovernCount],
        meanings: Sequence[Meaning] = (),
    ) -> None:
        """Show another comparison. `meanings` of the new version say who each value reaches."""
        self._old, self._new = old, new
        self.bar.old.show_version(old)
        self.bar.new.show_version(new)
        self._heads.show_versions(old, new, counts)
        name = _("{old} and {new} compared")
        self.text.setAccessibleName(name.format(old=version_words(old), new=version_words(new)))
        self.text.show_changes(comparison.clauses)
        self.outline.show_changes(comparison.clauses, comparison.counts)
        self.side.show_meaning(comparison.rules, touched, meanings)
        self._stops, self._stop = stops_of(comparison.clauses), -1
        self._hits, self._hit = (), -1
        self._find(self.bar.field.text())
        if self._stops:
            self.step(forward=True)
        else:
            self._show_step()

    def set_versions(self, versions: Sequence[Version]) -> None:
        """The versions that can be compared with each other. Call after `show_comparison`."""
        self.bar.old.offer(versions, self._old.id if self._old else "")
        self.bar.new.offer(versions, self._new.id if self._new else "")

    def first_focus(self) -> QWidget:
        """What has the keyboard when the comparison is shown."""
        return self.text

    def step(self, *, forward: bool) -> None:
        """To the next change, or the one before; nothing happens at the ends."""
        here = self.text.current
        known = 0 <= self._stop < len(self._stops) and self._stops[self._stop].change == here
        if known or here < 0:
            at = self._stop + (1 if forward else -1)
        else:
            at = nearest(self._stops, here, forward=forward)
        if 0 <= at < len(self._stops):
            self._stop = at
            self.text.go_to(*self._stops[at])
            self._show_step()

    def find_step(self, *, forward: bool) -> None:
        """To the next place found, or the one before; round at the ends."""
        if self._hits:
            self._hit = (self._hit + (1 if forward else -1)) % len(self._hits)
            self._show_found()

    def go_to_anchor(self, anchor: str) -> None:
        """Bring a clause of the new version into view, by its anchor or number."""
        self._go_to(anchor, old=False)

    def go_to_clause(self, anchor: str) -> None:
        """Bring a clause of either version into view, by its anchor; the new one goes first."""
        if not self._go_to(anchor, old=False):
            self._go_to(anchor, old=True)

    def want_pane(self, wanted: bool | None) -> None:
        """Show or fold the pane; None: as the width has it."""
        self._pane_wanted = wanted
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F7 steps from anywhere in the comparison, Ctrl+F finds."""
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        match event.key():
            case Qt.Key.Key_F7:
                back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
                self.step(forward=not back)
            case Qt.Key.Key_F if control:
                self.bar.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
                self.bar.field.selectAll()
            case _:
                super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Panes step aside where it is narrow."""
        super().resizeEvent(event)
        wide = event.size().width() >= PANE_FOLDS_BELOW
        if wide != (event.oldSize().width() >= PANE_FOLDS_BELOW):
            self._pane_wanted = None
        self._place()

    def _lay_out(self) -> None:
        middle = QWidget()
        column = _bare(QVBoxLayout(middle))
        column.addWidget(self._heads)
        column.addWidget(self.text, 1)
        main = QWidget()
        across = _bare(QHBoxLayout(main))
        self._outline_line = VLine(self._theme)
        across.addWidget(self.outline)
        across.addWidget(self._outline_line)
        across.addWidget(middle, 1)
        self.split = SidePane(self._theme, main, self.side, width=Size.DETAIL)
        whole = _bare(QVBoxLayout(self))
        whole.addWidget(self.bar)
        whole.addWidget(self.split, 1)

    def _connect(self) -> None:
        bar, text, side = self.bar, self.text, self.side
        bar.only_changes_set.connect(text.set_only_changes)
        bar.inline_set.connect(self._set_inline)
        bar.step_wanted.connect(lambda forward: self.step(forward=forward))
        bar.find_changed.connect(self._find)
        bar.find_step_wanted.connect(lambda forward: self.find_step(forward=forward))
        bar.down_wanted.connect(text.setFocus)
        bar.export_wanted.connect(self.export_wanted)
        bar.pane_toggled.connect(lambda: self.want_pane(not self.side.isVisibleTo(self)))
        bar.old.picked.connect(lambda key: self._pick(key, self._new.id if self._new else ""))
        bar.new.picked.connect(lambda key: self._pick(self._old.id if self._old else "", key))
        text.step_wanted.connect(lambda forward: self.step(forward=forward))
        text.current_changed.connect(self._came)
        text.clause_wanted.connect(self._open_clause)
        self.outline.chosen.connect(self._chosen)
        side.order_wanted.connect(self.order_wanted)
        side.clause_wanted.connect(lambda number: self._go_to(number, old=False))
        side.old_clause_wanted.connect(lambda number: self._go_to(number, old=True))

    def _place(self) -> None:
        shown = self.width() >= PANE_FOLDS_BELOW if self._pane_wanted is None else self._pane_wanted
        self.side.setVisible(shown)
        self.bar.pane.setChecked(shown)
        outlined = self.width() >= OUTLINE_FOLDS_BELOW
        self.outline.setVisible(outlined)
        self._outline_line.setVisible(outlined)

    def _set_inline(self, both: bool) -> None:
        self._heads.set_inline(both)
        self.text.set_inline(both)

    def _pick(self, old: str, new: str) -> None:
        if old != new:
            self.version_wanted.emit(old, new)
        elif self._old is not None and self._new is not None:
            # The other side's version was picked: they change places.
            self.version_wanted.emit(self._new.id, self._old.id)

    def _came(self, change: int) -> None:
        self.outline.follow(change)
        if not (0 <= self._stop < len(self._stops) and self._stops[self._stop].change == change):
            at = nearest(self._stops, change - 1, forward=True)
            if at >= 0 and self._stops[at].change == change:
                self._stop = at
        self._show_step()

    def _chosen(self, change: int) -> None:
        self.text.go_to(change)
        self.text.setFocus()

    def _open_clause(self, change: int) -> None:
        found = self.text.changes[change]
        if found.new_id and self._new is not None:
            self.clause_wanted.emit(self._new.id, found.new_id)
        elif self._old is not None:
            self.clause_wanted.emit(self._old.id, found.old_id)

    def _go_to(self, number: str, *, old: bool) -> bool:
        for at, change in enumerate(self.text.changes):
            names = (
                (change.old_id, change.old_number) if old else (change.new_id, change.new_number)
            )
            if number in names:
                self._chosen(at)
                return True
        return False

    def _show_step(self) -> None:
        total = len(self._stops)
        self.bar.show_step(
            step_words(self._stop, total), before=self._stop > 0, after=self._stop + 1 < total
        )

    def _find(self, words: str) -> None:
        self._hits = find_all(words, self.text.changes) if words.strip() else ()
        here = max(0, self.text.current)
        self._hit = next((n for n, hit in enumerate(self._hits) if hit.change >= here), 0)
        self._show_found()

    def _show_found(self) -> None:
        sought = bool(self.bar.field.text().strip())
        self.text.set_found(self._hits, self._hit if self._hits else -1)
        more = len(self._hits) >= MOST
        self.bar.show_found(found_words(self._hit, self._hits, more) if sought else "")


class _ColumnHeads(Panel):
    """Which version stands in which column, and how many orders it governs."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, Token.SURFACE)
        self._labels = [
            (
                Label(theme, "", TextStyle.BODY_STRONG),
                Label(theme, "", TextStyle.META, Token.TEXT2, elide=True),
            )
            for _side in range(2)
        ]
        sides = []
        for name, meta in self._labels:
            side = QWidget()
            side.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            words = row(name, spacing=Space.S)
            keep_margins(side, words, (Space.L, 0, Space.S, 0))
            words.addWidget(meta, 1)
            side.setLayout(words)
            sides.append(side)
        self._line = VLine(theme)
        across = row(sides[0], self._line, sides[1], spacing=0)
        across.setStretch(0, 1)
        across.setStretch(2, 1)
        layout = _bare(QVBoxLayout(self))
        layout.addLayout(across, 1)
        layout.addWidget(Hairline(theme))
        self.setFixedHeight(HEAD)

    def show_versions(self, old: Version, new: Version, counts: Mapping[str, GovernCount]) -> None:
        """Name the columns."""
        for (name, meta), version in zip(self._labels, (old, new), strict=True):
            name.setText(version_words(version))
            meta.setText(column_words(counts.get(version.id)))

    def set_inline(self, both: bool) -> None:
        """One column has no line in the middle."""
        self._line.setVisible(not both)


def _bare(layout: QVBoxLayout | QHBoxLayout) -> QVBoxLayout | QHBoxLayout:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout
