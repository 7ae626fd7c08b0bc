"""Find in the open text and across all documents: jobs, the count, the place looked at."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from app.base.tasks import CancelToken
from app.base.text import _, ngettext
from app.services import Rooms
from app.terms.answers import SearchHit
from ui.jobs import Jobs
from ui.terms.findbar import FindBar
from ui.terms.finding import MOST, Place, by_clause, nearest, places_in
from ui.terms.hands import Reader

_PAUSE_MS = 120
_LEAST = 2
"""Letters before every document is searched."""


class Finder(QObject):
    """Follows the bar's words; newer ones overtake older ones."""

    hits_found = Signal(str, object)
    """The words, and the SearchHits across all documents."""
    hits_over = Signal()
    """Nothing is to be found across the documents any more."""
    place_shown = Signal()

    def __init__(self, jobs: Jobs, bar: FindBar, reader: Reader) -> None:
        super().__init__(reader)
        self._jobs = jobs
        self._bar = bar
        self._reader = reader
        self._version = ""
        self._places: tuple[Place, ...] = ()
        self._at = -1
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        bar.changed.connect(self._changed)
        bar.step_wanted.connect(self.step)

    @property
    def places(self) -> Sequence[Place]:
        """The places found in the open text."""
        return self._places

    def follow(self, version_id: str) -> None:
        """Another text is open: look there for the same words."""
        self._version = version_id
        self._forget()
        if self._bar.words and not self._bar.everywhere.isChecked():
            self._search()

    def step(self, forward: bool) -> None:
        """To the next place found, or the one before; round at the ends."""
        if not self._places:
            if self._pause.isActive():
                self._pause.stop()
                self._search()
            return
        self._at = (self._at + (1 if forward else -1)) % len(self._places)
        self._show()

    def _changed(self) -> None:
        if not self._bar.words:
            self._pause.stop()
            self._forget()
            self.hits_over.emit()
            return
        self._pause.start()

    def _forget(self) -> None:
        self._places, self._at = (), -1
        self._reader.set_found({}, None)
        self._bar.show_count("", several=False)

    def _search(self) -> None:
        words = self._bar.words
        if not words:
            return
        if self._bar.everywhere.isChecked():
            self._search_everywhere(words)
            return
        self.hits_over.emit()
        version = self._version
        if not version:
            return

        def find(rooms: Rooms, cancel: CancelToken, _report: object) -> tuple[Place, ...]:
            clauses = rooms.terms.outline(version)
            texts = rooms.terms.texts(version, 0, len(clauses))
            return places_in(words, clauses, texts, cancel)

        self._jobs.job(self, find, group="terms-find").on_success(self._found).run()

    def _search_everywhere(self, words: str) -> None:
        if len(words) < _LEAST:
            return

        def find(rooms: Rooms, _cancel: object, _report: object) -> tuple[SearchHit, ...]:
            return rooms.terms.search(words)

        self._jobs.job(self, find, group="terms-find").on_success(
            lambda hits: self._found_everywhere(words, hits)
        ).run()

    def _found_everywhere(self, words: str, hits: tuple[SearchHit, ...]) -> None:
        self._forget()
        if self._bar.everywhere.isChecked():
            count = ngettext("{count} clause", "{count} clauses", len(hits))
            self._bar.count.setText(count.format(count=f"{len(hits):n}"))
            self.hits_found.emit(words, hits)

    def _found(self, places: tuple[Place, ...]) -> None:
        self._places = places
        if not places:
            self._reader.set_found({}, None)
            self._bar.show_count(_("Not found"), several=False)
            return
        self._at = nearest(places, max(0, self._reader.current))
        self._show()

    def _show(self) -> None:
        place = self._places[self._at]
        now = (place.clause, place.heading, place.start)
        self._reader.set_found(by_clause(self._places), now)
        self._reader.go_to_line(place.clause, None if place.heading else place.start)
        total = len(self._places)
        words = _("{at} of {total}") if total < MOST else _("{at} of more than {total}")
        text = words.format(at=f"{self._at + 1:n}", total=f"{total:n}")
        self._bar.show_count(text, several=total > 1)
        self.place_shown.emit()
