"""Handing a text on: citations, links and words into the clipboard, pages to the printer."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.base.text import _
from app.services import Rooms
from app.terms.model import Clause
from ui.jobs import Jobs
from ui.terms.blocks import heading_words
from ui.terms.printing import ask_printer, print_on, printable
from ui.terms.reading import Opened


class Handing(QObject):
    """Reads what it needs in jobs; what it copied, it says."""

    said = Signal(str)

    def __init__(self, jobs: Jobs, window: QWidget) -> None:
        super().__init__(window)
        self._jobs = jobs
        self._window = window

    def cite(self, opened: Opened, position: int) -> None:
        """Copy the citation of a clause; of the document where the position is -1."""
        anchor = opened.clauses[position].id if position >= 0 else ""
        version_id = opened.version.id

        def read(rooms: Rooms, _cancel: object, _report: object) -> str:
            return rooms.terms.citation(version_id, anchor)

        self._jobs.job(self, read).on_success(
            lambda text: self._copy(text, _("The citation is copied."))
        ).run()

    def link(self, opened: Opened, position: int) -> None:
        """Copy what leads here: the palette and `show_part` open it."""
        anchor = opened.clauses[position].id
        self._copy(f"{opened.version.id}#{anchor}", _("The link to this clause is copied."))

    def copy_clause(self, opened: Opened, position: int) -> None:
        """Copy number, heading and text of a clause with the clauses below it."""

        def read(rooms: Rooms, _cancel: object, _report: object) -> str:
            clauses, texts = _whole(rooms, opened, position)
            return "\n".join(
                " ".join(filter(None, (one.number, heading_words(one), text)))
                for one, text in zip(clauses, texts, strict=True)
            )

        self._jobs.job(self, read).on_success(
            lambda text: self._copy(text, _("The text of this clause is copied."))
        ).run()

    def print(self, opened: Opened, position: int = -1) -> None:
        """Print a clause with those below it, or (-1) the whole document."""

        def read(
            rooms: Rooms, _cancel: object, _report: object
        ) -> tuple[list[Clause], tuple[str, ...], str]:
            clauses, texts = _whole(rooms, opened, position)
            anchor = opened.clauses[position].id if position >= 0 else ""
            return clauses, texts, rooms.terms.citation(opened.version.id, anchor)

        def show(found: tuple[list[Clause], tuple[str, ...], str]) -> None:
            clauses, texts, citation = found
            printer = ask_printer(self._window, opened.version.title)
            if printer is not None:
                pages = printable(opened.version.title, citation, clauses, texts)
                print_on(printer, pages, citation)

        self._jobs.job(self, read, long=True).on_success(show).run()

    def _copy(self, text: str, said: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.said.emit(said)


def _whole(rooms: Rooms, opened: Opened, position: int) -> tuple[list[Clause], tuple[str, ...]]:
    """A clause and those below it, or all; with their own texts."""
    if position < 0:
        clauses = list(opened.clauses)
        return clauses, rooms.terms.texts(opened.version.id, 0, len(clauses))
    end = position + 1
    stop = opened.clauses[position].end
    while end < len(opened.clauses) and opened.clauses[end].start < stop:
        end += 1
    clauses = list(opened.clauses[position:end])
    return clauses, rooms.terms.texts(opened.version.id, position, len(clauses))
