"""Keeps the reader fed: opens a version with one small read, then windows, then its marks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from app.base.errors import ProblemReport
from app.services import Rooms
from ui.jobs import Jobs
from ui.terms.desk import Desk
from ui.terms.reading import (
    Marked,
    Opened,
    Surroundings,
    read_first,
    read_marks,
    read_surroundings,
)


class Opener(QObject):
    """Every answer is dropped where another version is open by then."""

    opened = Signal(object)
    """The Opened that is shown now."""
    surrounded = Signal(object)
    failed = Signal(object)

    def __init__(self, jobs: Jobs, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._desk = desk
        self.shown: Opened | None = None
        self.marked: Marked | None = None
        desk.reader.texts_wanted.connect(self._read_window)
        desk.reader.texts_for_copy.connect(self._read_for_copy)

    @property
    def version_id(self) -> str:
        """The version that is open, "" without one."""
        return self.shown.version.id if self.shown is not None else ""

    def open(self, version_id: str, anchor: str = "") -> None:
        """Show a version from a clause on."""

        def read(rooms: Rooms, _cancel: object, _report: object) -> Opened:
            return read_first(rooms, version_id, anchor)

        self._jobs.job(self, read, group="terms-open").on_success(self._show).on_failure(
            self.failed.emit
        ).run()

    def forget(self) -> None:
        """No version is open any more."""
        self.shown = self.marked = None

    def read_surroundings(self) -> None:
        """What it means for the account, anew."""
        version_id = self.version_id
        if not version_id:
            return

        def read(rooms: Rooms, _cancel: object, _report: object) -> Surroundings:
            return read_surroundings(rooms, version_id)

        self._jobs.job(self, read, group="terms-side").on_success(self._surround).on_failure(
            self._side_failed
        ).run()

    def _show(self, opened: Opened) -> None:
        self.shown = opened
        self.marked = None
        desk = self._desk
        texts = dict(enumerate(opened.texts, start=opened.first))
        desk.side.clear()
        desk.outline.show_clauses(opened.clauses)
        desk.reader.show_document(opened.version.title, opened.clauses, texts, opened.at)
        self.read_surroundings()
        self._read_marks()
        self.opened.emit(opened)

    def _surround(self, found: Surroundings) -> None:
        if found.version.id == self.version_id:
            self.surrounded.emit(found)

    def _side_failed(self, report: ProblemReport) -> None:
        self._desk.side.show_meaning_problem(report)

    def _read_marks(self) -> None:
        version_id = self.version_id

        def shown(marked: Marked) -> None:
            if version_id == self.version_id and self.shown is not None:
                self.marked = marked
                self._desk.reader.set_spots(marked.spots)
                self._desk.side.show_marks(self.shown.clauses, marked)
                self._desk.show_banner(self.shown.version, marked.remarks)

        self._jobs.job(
            self,
            lambda rooms, cancel, _report: read_marks(rooms, version_id, cancel),
            group="terms-marks",
            long=True,
        ).on_success(shown).on_failure(self._desk.side.show_marks_problem).run()

    def _read_window(self, first: int, count: int) -> None:
        self._texts(first, count, copy=False)

    def _read_for_copy(self, first: int, count: int) -> None:
        self._texts(first, count, copy=True)

    def _texts(self, first: int, count: int, *, copy: bool) -> None:
        version_id = self.version_id

        def came(texts: Sequence[str]) -> None:
            if version_id == self.version_id and texts:
                self._desk.reader.put_texts(first, texts)
                if copy:
                    self._desk.reader.copy()

        self._jobs.job(
            self,
            lambda rooms, _cancel, _report: rooms.terms.texts(version_id, first, count),
            group="terms-copy" if copy else "terms-window",
        ).on_success(came).run()
