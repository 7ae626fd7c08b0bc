"""The real pages, looked at; then the document is made, and signed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QWidget

from app.base.errors import ProblemReport
from app.base.tasks import CancelToken, Report
from app.base.text import _, ngettext
from app.certification.model import Draft, Step, StepState, Way
from app.documents.problems import GlyphMissing
from ui.certification.pages.making import Unprintable, preview
from ui.certification.pages.pane import PagesPane
from ui.certification.review.facts import FactsPane, missing_to_make, wants_countersignature
from ui.certification.signing.acting import SignActs
from ui.certification.signing.replacing import ReplaceDialog
from ui.certification.signing.step import pages_key
from ui.certification.step import Primary, StepView
from ui.exporting import Exporter
from ui.kit.printing import ask_and_print_pages
from ui.kit.side_pane import SidePane
from ui.page import Work

if TYPE_CHECKING:
    from app.services import Rooms

_SIDE = 304
_PRINTED_DPI = 300.0
"""Dots an inch of printed pages: letters at this measure show no steps on paper."""


class ReviewStep(StepView):
    """Nothing here changes what the pages say; that is done in the steps before."""

    step = Step.REVIEW

    def __init__(self, *parts: Any, **more: Any) -> None:
        super().__init__(*parts, **more)
        self._front = False
        self._busy = False
        self.dialog: ReplaceDialog | None = None
        self.pages = PagesPane(self.theme, self.jobs)
        self.facts = FactsPane(self.theme)
        self.facts.setMinimumWidth(240)
        self.signing = SignActs(self.theme, self.clock, self.link, self)
        self.exporter = Exporter(self.jobs, self)
        self._split = SidePane(self.theme, self.pages, self.facts, width=_SIDE)
        self._split.restore(self.memory.get("certification.review.pane", ""))
        self.body.addWidget(self._split, 1)
        self.head.show_title(
            _("Read the real pages, then sign"),
            _("This is the document itself, page by page, as it will be signed and sent."),
        )
        self._connect()

    def _connect(self) -> None:
        facts, signing, exporter = self.facts, self.signing, self.exporter
        facts.step_wanted.connect(self.step_wanted)
        facts.history_wanted.connect(self._show_history)
        facts.print_wanted.connect(self._print)
        facts.pdf_wanted.connect(self._save_pdf)
        signing.signed.connect(self.changed)
        signing.said.connect(self.said)
        signing.settings_wanted.connect(lambda: self.page_wanted.emit("account", "computer"))
        exporter.started.connect(self.working)
        exporter.failed.connect(self.problem_met)
        exporter.exported.connect(
            lambda path: self.said.emit(_("Saved as {path}.").format(path=path))
        )
        self.pages.shown.connect(lambda _count: self._show_facts())
        self.pages.unprintable.connect(self._ask_replaced)
        self._split.moved.connect(
            lambda: self.memory.__setitem__("certification.review.pane", self._split.save())
        )

    def _show_history(self) -> None:
        if self.draft is not None:
            self.page_wanted.emit("certification", f"history:{self.draft.id}")

    def show_draft(self, draft: Draft, states: Sequence[StepState]) -> None:
        """Show the pages of this draft, and what is missing."""
        before = self.draft
        super().show_draft(draft, states)
        if before is None or before.id != draft.id:
            self.pages.forget()
        self._show_facts()
        if self._front:
            self._show_pages()
        self.primary_changed.emit()

    def enter(self) -> None:
        """Make the pages."""
        self._front = True
        self._show_pages()

    def keep(self) -> None:
        """The pages are not made anew while nobody looks."""
        self._front = False
        self.pages.rest()

    def first_focus(self) -> QWidget | None:
        """The pages: they are read with the keys."""
        return self.pages.view

    def primary(self) -> Primary | None:
        """Make it, sign it, have it countersigned, go on: whatever comes next."""
        draft = self.draft
        if draft is None:
            return None
        if draft.read_only:
            return Primary("")
        if draft.made is None:
            missing = len(missing_to_make(self.states))
            note = ngettext("{n} thing is missing.", "{n} things are missing.", missing)
            return Primary(
                _("Make the document"),
                can=not missing and not self._busy,
                note=note.format(n=missing) if missing else "",
            )
        if not draft.signed:
            if draft.way is Way.PAPER:
                return Primary(_("Attach the signed scan…"), can=not self._busy)
            return Primary(_("Sign…"), can=self.signing.can)
        if wants_countersignature(draft):
            if draft.way is Way.PAPER:
                return Primary(_("Attach the countersigned scan…"), can=not self._busy)
            return Primary(_("Countersign…"), can=self.signing.can)
        return Primary("")

    def go_on(self) -> None:
        """Do what the button says."""
        draft = self.draft
        if draft is None:
            return
        if draft.read_only:
            self.next_wanted.emit()
        elif draft.made is None:
            self._make(draft)
        elif not draft.signed or wants_countersignature(draft):
            second = bool(draft.signed)
            if draft.way is Way.PAPER:
                self._attach(draft, countersigns=second)
            else:
                self.signing.ask(draft, countersigns=second)
        else:
            self.next_wanted.emit()

    def _show_facts(self) -> None:
        if self.draft is not None:
            count = len(self.pages.view.sheets)
            self.facts.show_draft(self.draft, self.states, count, self.clock.now())

    def _show_pages(self) -> None:
        draft = self.draft
        if draft is None:
            return
        draft_id = draft.id
        key = draft.made.file.sha256 if draft.made else pages_key(draft)
        self.pages.ask(
            key, lambda rooms, cancel, report, dpi: preview(rooms, draft_id, cancel, report, dpi)
        )

    def _make(self, draft: Draft) -> None:
        draft_id = draft.id

        def make(rooms: Rooms, cancel: CancelToken, report: Report) -> Draft | Unprintable:
            try:
                return rooms.certification.make(draft_id, report=report, cancel=cancel)
            except GlyphMissing as problem:
                return Unprintable(problem.characters, problem.report())

        work = Work(_("Making the document"), None, self)

        def over() -> None:
            work.end()
            self._set_busy(False)

        def made(result: Draft | Unprintable) -> None:
            over()
            if isinstance(result, Unprintable):
                self.problem_met.emit(result.report)
                self._ask_replaced(result.characters)
                return
            self.changed.emit()

        def failed(report: ProblemReport) -> None:
            over()
            self.problem_met.emit(report)
            self.changed.emit()

        self._set_busy(True)
        job = self.jobs.job(self, make, group="certificate-make", long=True)
        job.on_success(made).on_failure(failed).on_canceled(over).on_progress(work.progress)
        work.cancel = job.run().cancel
        self.working.emit(work)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.primary_changed.emit()

    def _attach(self, draft: Draft, *, countersigns: bool) -> None:
        path, _kind = QFileDialog.getOpenFileName(
            self, _("The scan of the signed pages"), "",
            f"{_('Scans')} (*.pdf *.png *.jpg *.jpeg);;{_('All files')} (*)",
        )  # fmt: skip
        if path:
            self.attach(draft, Path(path), countersigns=countersigns)

    def attach(self, draft: Draft, path: Path, *, countersigns: bool = False) -> None:
        """Keep the scan of the signed pages."""
        draft_id = draft.id

        def keep(rooms: Rooms) -> None:
            by = rooms.account.signed_in().name
            rooms.certification.attach_scan(draft_id, path, by, countersigns=countersigns)

        self.act(keep, lambda _done: self.said.emit(_("The scan is kept with the document.")))

    def _print(self) -> None:
        draft = self.draft
        if draft is None:
            return
        draft_id, title = draft.id, draft.title
        self.jobs.job(
            self,
            lambda rooms, cancel, report: preview(rooms, draft_id, cancel, report, _PRINTED_DPI),
            group="certificate-print",
            long=True,
        ).on_success(partial(self._printed, title)).on_failure(self.problem_met.emit).run()

    def _printed(self, title: str, pages: Sequence[bytes] | Unprintable) -> None:
        if isinstance(pages, Unprintable):
            self.problem_met.emit(pages.report)
        elif ask_and_print_pages(self, title, pages):
            self.said.emit(_("The document was sent to the printer."))

    def _save_pdf(self) -> None:
        draft = self.draft
        if draft is None:
            return
        draft_id = draft.id
        name = f"{draft.title}.pdf".replace("/", "-")
        path = self.exporter.ask_path(_("Save the document"), name, "PDF (*.pdf)")
        if path is not None:
            self.exporter.save(
                path,
                "certificate-pdf",
                lambda rooms, path, _report, _cancel: rooms.certification.export(draft_id, path),
            )

    def _ask_replaced(self, characters: tuple[str, ...]) -> None:
        draft = self.draft
        if draft is None or not self.editable or self.dialog is not None:
            return
        dialog = ReplaceDialog(self.theme, characters, draft.replaced, parent=self.window())
        self.dialog = dialog
        dialog.accepted.connect(partial(self._replace, draft, dialog))
        dialog.finished.connect(self._dialog_over)
        dialog.open()

    def _replace(self, draft: Draft, dialog: ReplaceDialog) -> None:
        replaced = dialog.replaced
        self.act(lambda rooms: rooms.certification.set_document(draft.id, replaced=replaced))

    def _dialog_over(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
