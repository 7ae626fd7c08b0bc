"""The terms page: read every document, know what it means, compare, accept, object."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.account.model import ProfileInfo
from app.base.clock import Clock
from app.base.errors import ProblemReport
from app.base.text import _
from app.terms.model import Version
from ui.jobs import Jobs
from ui.kit.states import Skeleton, StateStack, problem_state
from ui.kit.theme import Theme
from ui.page import Memory, Page, Standing
from ui.terms.acts import Acts
from ui.terms.comparing import Comparing
from ui.terms.desk import Desk
from ui.terms.emptiness import no_documents, no_text
from ui.terms.guide import Guide
from ui.terms.handing import Handing
from ui.terms.offers import Offers
from ui.terms.opening import Opener
from ui.terms.phrases import since_words
from ui.terms.reading import Library, Opened, Surroundings
from ui.terms.shelf import first_to_open
from ui.terms.stock import Stock

KINDS = frozenset(
    {"terms_document", "terms_acceptance", "terms", "order", "outbox", "product", "service"}
)


class TermsPage(Page):
    """Parts: "VERSION", "VERSION#7.2", "compare:OLD:NEW", and "open" for a file."""

    key = "terms"

    def __init__(
        self, theme: Theme, jobs: Jobs, clock: Clock, profile: ProfileInfo, memory: Memory
    ) -> None:
        super().__init__()
        self.title = _("Terms")
        self._theme = theme
        self._jobs = jobs
        self._clock = clock
        self._profile = profile
        self._memory = memory
        self._standing = Standing()
        self._wanted = ""
        self._values_of = ""
        self.stock = Stock(jobs, self)
        self.desk = Desk(theme, jobs)
        self.opener = Opener(jobs, self.desk, self)
        self.acts = Acts(theme, jobs, clock, profile, self)
        self.handing = Handing(jobs, self)
        self.guide = Guide(theme, self.desk, self.opener, self.handing, self.acts, self)
        self.comparing = Comparing(theme, jobs, self)
        self.offers = Offers(theme, self.opener, self.guide, self.acts, self)
        self._stack = StateStack(theme, self.desk)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._connect()
        self._recall()
        self.offers.refresh()
        self._stack.show_state(Skeleton(theme, 14))
        self.stock.read()

    def _connect(self) -> None:
        desk, acts = self.desk, self.acts
        desk.shelf.chosen.connect(self.open)
        desk.shelf.open_wanted.connect(acts.ask_file)
        desk.pane_moved.connect(self._remember)
        desk.side.signals.order_wanted.connect(self.order_wanted)
        desk.side.signals.act_wanted.connect(self.offers.act)
        desk.side.signals.forget_reminder.connect(acts.forget_reminder)
        self.opener.opened.connect(self._opened)
        self.opener.surrounded.connect(self._surrounded)
        self.opener.failed.connect(self._open_failed)
        self.offers.comparison_wanted.connect(self.compare)
        acts.changed.connect(self.stock.read)
        self.stock.came.connect(self._show_library)
        self.stock.failed.connect(self._failed)
        acts.sent.connect(self.send_wanted)
        acts.drafted.connect(lambda draft: self.page_wanted.emit("notices", draft))
        acts.opened.connect(self._file_opened)
        acts.removed.connect(self._file_removed)
        comparing = self.comparing
        comparing.closed.connect(self.close_comparison)
        self.offers.reading_wanted.connect(self.close_comparison)
        comparing.clause_wanted.connect(self.open)
        comparing.order_wanted.connect(self.order_wanted)
        comparing.shown_changed.connect(self._tell_subtitle)
        for source in (acts, comparing, self.handing):
            source.said.connect(self.said)
        for worker in (acts, comparing):
            worker.working.connect(self.working)
            worker.problem.connect(self.problem_met)

    def _tell_subtitle(self) -> None:
        self.subtitle_changed.emit(self.subtitle())

    def subtitle(self) -> str:
        """The document that is open."""
        if self._compares:
            return self.comparing.subtitle(self._profile.vendor)
        shown = self.opener.shown
        return shown.version.title if shown is not None else ""

    def header_buttons(self) -> Sequence[QWidget]:
        """Compare, objection, acceptance, and more."""
        return self.offers.header.all

    def first_focus(self) -> QWidget:
        """The text."""
        view = self.comparing.view
        return view.first_focus() if self._compares and view is not None else self.desk.reader

    @property
    def _compares(self) -> bool:
        return self.offers.comparing

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read again how the documents stand; seldom while a first synchronization runs."""
        if not kinds or kinds & KINDS:
            self.stock.refresh()

    def set_standing(self, standing: Standing) -> None:
        """An empty page says why it is empty."""
        if standing == self._standing:
            return
        self._standing = standing
        if self.stock.empty:
            self._show_emptiness()
        elif self.opener.shown is not None and not self.opener.shown.readable:
            self._show_text_state(self.opener.shown)

    def show_part(self, part: str) -> None:
        """Open a version at a clause, a comparison, or the dialog for a file."""
        if part == "open":
            self.acts.ask_file()
            return
        self._wanted = part
        if self.stock.library is not None:
            self._show_wanted()

    def open(self, version_id: str, anchor: str = "") -> None:
        """Show a version, from a clause on."""
        self._end_comparison()
        self.opener.open(version_id, anchor)

    def compare(self, old: str, new: str, anchor: str = "") -> None:
        """Show two versions clause by clause; what can be done concerns the newer one."""
        self.offers.comparing = True
        self.comparing.open(old, new, anchor)
        widget = self.comparing.widget()
        if self._stack.indexOf(widget) < 0:
            self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)
        if self.opener.version_id != new:
            self.opener.open(new)
        self._tell_subtitle()
        self.offers.refresh()

    def close_comparison(self) -> None:
        """Back to the text."""
        self._end_comparison()
        self._stack.show_content()
        self._tell_subtitle()
        self.offers.refresh()
        self.desk.reader.setFocus()

    def _end_comparison(self) -> None:
        self.offers.comparing = False
        self.comparing.forget()

    def _failed(self, report: ProblemReport) -> None:
        state = problem_state(self._theme, report, action=_("Try again"))
        if state.secondary:
            state.secondary.clicked.connect(lambda _on=False: self.stock.read())
        self._stack.show_state(state)

    def _show_library(self, library: Library) -> None:
        self.offers.library = library
        if not library.versions:
            self._show_emptiness()
            return
        if not self._compares:
            self._stack.show_content()
        needed = frozenset(need.version_id for need in library.needs)
        self.desk.shelf.show_versions(
            library.versions,
            library.counts,
            self._clock.now(),
            library.zone,
            needed,
            self._profile.vendor,
        )
        self.desk.fit_shelf()
        self.desk.shelf.open_at(self.opener.version_id)
        if self._wanted:
            self._show_wanted()
        elif self.opener.shown is None:
            self.open(self._first_to_open(library))
        else:
            self._follow_changes(library, self.opener.shown.version)
        self.offers.refresh()

    def _first_to_open(self, library: Library) -> str:
        return first_to_open(library, self._memory.get("terms.version", ""), self._clock.now()).id

    def _follow_changes(self, library: Library, shown: Version) -> None:
        """The open version may have got its text, or another one."""
        now = next((one for one in library.versions if one.id == shown.id), None)
        if now is None:
            self.open(self._first_to_open(library))
        elif (now.text_state, now.sha256, now.rules_state) != (
            shown.text_state, shown.sha256, shown.rules_state
        ):  # fmt: skip
            self.open(now.id, self.guide.here())
        else:
            self.opener.read_surroundings()

    def _show_wanted(self) -> None:
        part, self._wanted = self._wanted, ""
        if part.startswith("compare:"):
            old, _sep, new = part.removeprefix("compare:").partition(":")
            self.compare(old, new)
            return
        version, _sep, anchor = part.partition("#")
        self.open(version, anchor)

    def _show_emptiness(self) -> None:
        self._stack.show_state(
            no_documents(
                self._theme,
                self._standing,
                self._profile.vendor,
                permitted=self.stock.library is None or self.stock.library.permitted,
                sync=self.sync_wanted.emit,
                open_local=self.acts.ask_file,
            )
        )

    def _opened(self, opened: Opened) -> None:
        self._memory["terms.version"] = opened.version.id
        if not self._compares:
            self._stack.show_content()
        zone = self.stock.library.zone if self.stock.library is not None else ""
        since = since_words(opened.version, self._clock.now(), zone)
        self.desk.bar.show_version(opened.version, since)
        self.desk.shelf.open_at(opened.version.id)
        self.desk.show_banner(opened.version)
        self._tell_subtitle()
        if opened.readable:
            self.desk.show_reader()
            self.desk.outline.follow(opened.at)
        else:
            self._show_text_state(opened)
        self.desk.finder.follow(opened.version.id)
        self.offers.refresh()
        if self._values_of == opened.version.id:
            self._values_of = ""
            self.acts.proposals(opened.version)

    def _show_text_state(self, opened: Opened) -> None:
        sync = self.sync_wanted.emit
        self.desk.stack.show_state(no_text(self._theme, opened.version, self._standing, sync))

    def _open_failed(self, report: ProblemReport) -> None:
        self._stack.show_content()
        self.desk.stack.show_state(problem_state(self._theme, report))

    def _surrounded(self, found: Surroundings) -> None:
        self.desk.side.show_meaning(found, self._clock.now())

    def _file_opened(self, version: Version) -> None:
        self.said.emit(self.offers.file_words(version))
        self._wanted = version.id
        self._values_of = version.id
        self.stock.read()

    def _file_removed(self) -> None:
        self.opener.forget()
        self._memory.pop("terms.version", None)
        self.stock.read()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The header has less room where the window has."""
        super().resizeEvent(event)
        self.offers.refresh()

    def _recall(self) -> None:
        self.desk.split.restore(self._memory.get("terms.pane", ""))

    def _remember(self) -> None:
        self._memory["terms.pane"] = self.desk.split.save()
