"""The comparison on the terms page: reads two versions in a job, shows them, exports them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.base.errors import ProblemReport
from app.base.tasks import CancelToken
from app.base.text import _
from app.services import Rooms
from app.terms.answers import GovernCount, Meaning
from app.terms.changes import Comparison, Touched
from app.terms.model import TextState, Version
from ui.jobs import Jobs
from ui.kit.dialogs import ask_save_path
from ui.kit.states import Skeleton, StateStack, problem_state
from ui.kit.theme import Theme
from ui.page import Work
from ui.terms.compare import CompareView
from ui.terms.phrases import version_words
from ui.terms.shelf_model import short_title

_READABLE = frozenset({TextState.TRUSTED, TextState.UNTRUSTED, TextState.LOCAL})


class Compared(NamedTuple):
    """All that a comparison shows."""

    comparison: Comparison
    old: Version
    new: Version
    touched: tuple[Touched, ...]
    counts: Mapping[str, GovernCount]
    meanings: tuple[Meaning, ...]
    versions: tuple[Version, ...]


class Comparing(QObject):
    """The view is made when it is first needed, and stays."""

    closed = Signal()
    clause_wanted = Signal(str, str)
    order_wanted = Signal(str)
    said = Signal(str)
    working = Signal(object)
    problem = Signal(object)
    shown_changed = Signal()

    def __init__(self, theme: Theme, jobs: Jobs, page: QWidget) -> None:
        super().__init__(page)
        self._theme = theme
        self._jobs = jobs
        self._page = page
        self._view: CompareView | None = None
        self._stack: StateStack | None = None
        self._asked, self._anchor = ("", ""), ""
        self.shown: Compared | None = None
        """What is shown now, None before it is read."""

    @property
    def view(self) -> CompareView | None:
        """The view, once something was compared."""
        return self._view

    @property
    def pair(self) -> tuple[str, str]:
        """The ids that are compared, or are being read to be."""
        return self._asked

    def widget(self) -> StateStack:
        """What is shown in place of the reader."""
        if self._stack is None:
            view = CompareView(self._theme, name=_("Comparison of two versions"))
            self._view = view
            self._stack = StateStack(self._theme, view)
            view.version_wanted.connect(self.open)
            view.export_wanted.connect(self.ask_export)
            view.order_wanted.connect(self.order_wanted)
            view.clause_wanted.connect(self.clause_wanted)
            QShortcut(QKeySequence("Alt+Left"), self._stack).activated.connect(self.closed)
        return self._stack

    def open(self, old: str, new: str, anchor: str = "") -> None:
        """Compare these two versions; `anchor`: the clause to begin with."""
        self._asked, self._anchor = (old, new), anchor
        stack = self.widget()
        if self.shown is None:
            stack.show_state(Skeleton(self._theme, 14))

        def compare(rooms: Rooms, cancel: CancelToken, _report: object) -> Compared:
            terms = rooms.terms
            found = terms.compare(old, new, cancel)
            versions = tuple(one for one in terms.versions() if one.text_state in _READABLE)
            touched = terms.touched(old, new)
            return Compared(
                found,
                terms.version(old),
                terms.version(new),
                touched,
                terms.counts(),
                terms.meaning(new),
                versions,
            )

        self._jobs.job(self, compare, group="terms-compare", long=True).on_success(
            self._show
        ).on_failure(self._failed).run()

    def forget(self) -> None:
        """The comparison was left."""
        self._asked = ("", "")

    def subtitle(self, vendor: str) -> str:
        """What is compared, beside the page's title; every document has the vendor's name."""
        title = short_title(self.shown.new.title, vendor) if self.shown is not None else ""
        return _("{title}, two versions compared").format(title=title) if title else ""

    def _show(self, found: Compared) -> None:
        if (found.old.id, found.new.id) != self._asked:
            return
        self.shown = found
        stack = self.widget()
        assert self._view is not None
        self._view.show_comparison(
            found.comparison, found.old, found.new, found.touched, found.counts, found.meanings
        )
        self._view.set_versions(found.versions)
        stack.show_content()
        self.shown_changed.emit()
        if self._anchor:
            self._view.go_to_clause(self._anchor)
        if self._page.isAncestorOf(self._page.window().focusWidget()):
            self._view.first_focus().setFocus()

    def _failed(self, report: ProblemReport) -> None:
        state = problem_state(self._theme, report, action=_("Back to the text"))
        if state.secondary:
            state.secondary.clicked.connect(lambda _on=False: self.closed.emit())
        self.widget().show_state(state)

    def ask_export(self) -> None:
        """Ask where to, then write the comparison as one HTML file."""
        found = self.shown
        if found is None:
            return
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = f"{version_words(found.old)}-{version_words(found.new)}.html".replace("/", "-")
        path = ask_save_path(
            self._page, _("Export the comparison"), Path(place or Path.home()) / name,
            "HTML (*.html)",
        )  # fmt: skip
        if path is not None:
            self.export(path)

    def export(self, path: Path) -> None:
        """Write the comparison; an older file stays until the new one is whole."""
        old, new = self._asked
        job = self._jobs.job(
            self,
            lambda rooms, cancel, report: rooms.terms.export_comparison(
                path, old, new, report, cancel
            ),
            group="terms-export",
            long=True,
        )

        def ended(_none: object) -> None:
            work.end()
            self.said.emit(_("The comparison was saved as {path}.").format(path=path))

        def failed(report: ProblemReport) -> None:
            work.end()
            self.problem.emit(report)

        work = Work(_("Exporting to {name}").format(name=path.name), None, self)
        job.on_success(ended).on_failure(failed)
        job.on_progress(work.progress).on_canceled(work.end)
        work.cancel = job.run().cancel
        self.working.emit(work)
