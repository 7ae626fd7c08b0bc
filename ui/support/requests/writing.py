"""Joins the form of a new request with its draft: begun, continued, sent, discarded."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from app.base.clock import Clock
from app.base.errors import ProblemReport
from app.base.text import _
from app.services import Rooms
from app.support.requests.model import Draft, Product, Severity
from app.support.requests.words import severity_words
from ui.jobs import Jobs
from ui.kit.theme import Theme
from ui.link import WorkerLink
from ui.support.requests.acts import RequestActs
from ui.support.writing.diagnosing import Diagnosing
from ui.support.writing.draft_work import DraftWork
from ui.support.writing.new_request import NewRequest


class Writing(QObject):
    """Owns the form; who shows it is told by `opened` and `left`."""

    opened = Signal()
    left = Signal()
    sent = Signal(str)
    changed = Signal()
    """There is a draft more or less."""

    def __init__(
        self,
        theme: Theme,
        jobs: Jobs,
        clock: Clock,
        subject: str,
        acts: RequestActs,
        link: WorkerLink | None,
    ) -> None:
        super().__init__(acts)
        self._jobs = jobs
        self._acts = acts
        self.form = NewRequest(theme, clock)
        self.work = DraftWork(jobs, clock, subject, self.form.form.typed, self)
        self.diagnosing = Diagnosing(theme, jobs, clock, link, acts, self.work)
        self.form.follow(self.work)
        self.form.closed.connect(self._leave)
        self.form.discard_wanted.connect(self._discard)
        self.form.form.product_wanted.connect(self._read_product)
        self.form.form.intake.diagnostics_wanted.connect(self.diagnosing.ask)
        self.form.target_wanted.connect(self._read_target)
        self.work.sent.connect(self._sent)

    def begin(self, product_id: str = "") -> None:
        """A new request, about this product where one is named; an empty draft is used again."""

        def begin(rooms: Rooms, _cancel: object, _report: object) -> Draft:
            room = rooms.requests
            for one in room.drafts():
                if one.is_empty and not one.request_id and one.product_id == product_id:
                    return one
            return room.new_draft(product_id=product_id)

        self._jobs.job(self, begin).on_success(self.show).on_failure(self._acts.failed.emit).run()

    def open(self, draft_id: str) -> None:
        """Continue a draft."""
        self._jobs.job(
            self, lambda rooms, _cancel, _report: rooms.requests.draft(draft_id)
        ).on_success(self.show).on_failure(self._acts.failed.emit).run()

    def show(self, draft: Draft) -> None:
        """Show a draft in the form, which keeps the one before."""
        if self.work.draft is not None and self.work.draft.id == draft.id:
            self.opened.emit()
            return
        self.work.flush()
        self.form.show_problem(None)
        self.form.say("")
        self.work.use(draft)
        self._read_products()
        self.opened.emit()
        self.form.form.product.setFocus()

    def _read_products(self) -> None:
        self._jobs.job(
            self, lambda rooms, _cancel, _report: rooms.requests.products(), group="products"
        ).on_success(self.form.offer).on_failure(self._acts.failed.emit).run()

    def _read_product(self, product_id: str) -> None:
        def read(rooms: Rooms, _cancel: object, _report: object) -> Product | None:
            return rooms.requests.product(product_id)

        self._jobs.job(self, read, group="product").on_success(self.form.show_product).on_failure(
            self._product_failed
        ).run()

    def _read_target(self, order_id: str, severity: Severity) -> None:
        def read(rooms: Rooms, _cancel: object, _report: object) -> str:
            found = rooms.requests.target(order_id, severity)
            if not found.words:
                return ""
            said = _("Severity {severity}: first answer within {target}").format(
                severity=severity_words(severity), target=found.words
            )
            return f"{said} ({found.clause})" if found.clause else said

        self._jobs.job(self, read, group="target").on_success(
            partial(self.form.show_target, order_id, severity)
        ).on_failure(lambda _problem: None).run()

    def _product_failed(self, report: ProblemReport) -> None:
        self.form.show_problem(report)

    def _leave(self) -> None:
        self.work.flush()
        self.left.emit()
        self.changed.emit()

    def _discard(self) -> None:
        if self.work.draft is not None:
            draft = self.form.form.typed(self.work.draft)
            self._acts.ask_discard_draft(draft, self._discarded)

    def _discarded(self) -> None:
        self.work.use(None)
        self.left.emit()

    def _sent(self, item: str) -> None:
        self.work.use(None)
        self.sent.emit(item)
