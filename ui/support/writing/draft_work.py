"""A draft at work: kept while it is typed, files copied into it, looked through, sent.

Has no widgets. Whoever shows the draft hands over what is typed; files and decisions are the
store's own, and come back from it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from app.base.clock import Clock
from app.base.errors import ProblemReport
from app.base.tasks import CancelToken, Progress, Report
from app.services import Rooms
from app.support.diagnostics.model import Bundle
from app.support.requests.model import Draft
from app.support.scan.model import Finding, ScanResult
from ui.jobs import Handle, Jobs
from ui.support.writing.files import Coming

Source = Path | tuple[str, bytes]
_KEEP_MS = 800


class Outcome(msgspec.Struct, frozen=True):
    """What an attempt to send came to: an item of the outbox, or findings nobody decided about."""

    item: str = ""
    result: ScanResult | None = None
    draft: Draft | None = None


class DraftWork(QObject):
    """One draft at a time, or none."""

    changed = Signal()
    """The draft is another one, or its files, decisions or redacted texts are."""
    files_changed = Signal()
    """A file is being copied, is further, or is here."""
    kept = Signal()
    """What is typed is on the disk."""
    looking = Signal(bool)
    """It is being looked through, or that is over."""
    progressed = Signal(object)
    looked = Signal(object)
    """A ScanResult: what was found."""
    failed = Signal(object)
    sent = Signal(str)
    """The id of the item of the outbox."""

    def __init__(
        self,
        jobs: Jobs,
        clock: Clock,
        subject: str,
        typed: Callable[[Draft], Draft],
        owner: QObject,
    ) -> None:
        super().__init__(owner)
        self._jobs = jobs
        self._clock = clock
        self._subject = subject
        self._typed = typed
        self.draft: Draft | None = None
        self.result: ScanResult | None = None
        """What was found last; None: not looked through since it changed."""
        self.coming: tuple[Coming, ...] = ()
        self._waiting: deque[tuple[Coming, Source]] = deque()
        self._copying: Handle | None = None
        self._look: Handle | None = None
        self._count = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_KEEP_MS)
        self._timer.timeout.connect(self.keep)

    @property
    def busy(self) -> bool:
        """Whether it is being looked through or sent, or files are being copied into it."""
        return self._look is not None or bool(self.coming)

    @property
    def open_findings(self) -> tuple[Finding, ...]:
        """What was found and nobody has decided about."""
        if self.result is None or self.draft is None:
            return ()
        decided = self.draft.decided
        return tuple(one for one in self.result.findings if one.id not in decided)

    def use(self, draft: Draft | None) -> None:
        """Work on another draft."""
        self._timer.stop()
        self._waiting.clear()
        if self._copying is not None:
            self._copying.cancel()
        self.coming = ()
        self.draft, self.result = draft, None
        self.changed.emit()
        self.files_changed.emit()

    def edited(self) -> None:
        """Something was typed: keep it in a moment."""
        self.result = None
        self._timer.start()

    def flush(self) -> None:
        """Keep what is typed now, where that is still to be done."""
        if self._timer.isActive():
            self.keep()

    def keep(self) -> None:
        """Keep what is typed."""
        self._timer.stop()
        draft = self.draft
        if draft is None:
            return
        wanted = self._typed(draft)

        def keep(rooms: Rooms, _cancel: CancelToken, _report: Report) -> None:
            rooms.requests.save_draft(wanted)

        self._jobs.job(self, keep).on_success(lambda _none: self.kept.emit()).on_failure(
            self.failed.emit
        ).run()

    def attach(self, sources: Sequence[Source]) -> None:
        """Copy files into the draft, one after the other."""
        for source in sources:
            self._count += 1
            name = source.name if isinstance(source, Path) else source[0]
            self._waiting.append((Coming(self._count, name), source))
        self._show_coming()
        self._copy_next()

    def stop(self, key: int) -> None:
        """Do not copy this file after all."""
        if self._copying is not None and self.coming and self.coming[0].key == key:
            self._copying.cancel()
            return
        self._waiting = deque(one for one in self._waiting if one[0].key != key)
        self._show_coming()

    def detach(self, file_id: str) -> None:
        """Take a file out again."""
        self._act(lambda rooms, draft: rooms.requests.detach(draft.id, file_id))

    def redact(self, findings: Sequence[Finding]) -> None:
        """Black these out, then look again."""
        ids = tuple(one.id for one in findings)
        self._act(lambda rooms, draft: rooms.requests.redact(draft.id, ids), look=True)

    def decide(self, findings: Sequence[Finding], reason: str) -> None:
        """Let these leave all the same, for this reason."""
        ids = tuple(one.id for one in findings)
        self._act(lambda rooms, draft: rooms.requests.decide(draft.id, ids, reason), look=True)

    def remove(self, file_id: str) -> None:
        """Take a file out and look again."""
        self._act(lambda rooms, draft: rooms.requests.detach(draft.id, file_id), look=True)

    def attach_bundle(self, bundle: Bundle) -> None:
        """Put diagnostics into it that were previewed."""
        self._act(lambda rooms, draft: rooms.requests.attach_bundle(draft.id, bundle))

    def check(self) -> None:
        """Look through it, and tell what was found."""
        self._start(send=False)

    def send(self) -> None:
        """Look through it and send it, unless something is found that nobody has decided about."""
        self._start(send=True)

    def reopen_and_send(self) -> None:
        """The same, and reopen the closed request that it replies to before."""
        self._start(send=True, reopen=True)

    def cancel(self) -> None:
        """Stop looking."""
        if self._look is not None:
            self._look.cancel()

    def _start(self, *, send: bool, reopen: bool = False) -> None:
        draft = self.draft
        if draft is None or self._look is not None:
            return
        self._timer.stop()
        wanted, subject = self._typed(draft), self._subject

        def look(rooms: Rooms, cancel: CancelToken, report: Report) -> Outcome:
            room = rooms.requests
            room.save_draft(wanted)
            result = room.check(wanted.id, report, cancel)
            stored = room.draft(wanted.id)
            decided = stored.decided
            if not send or any(one.id not in decided for one in result.findings):
                return Outcome(result=result, draft=stored)
            return Outcome(item=room.send(wanted.id, subject, reopen=reopen))

        job = self._jobs.job(self, look, long=True)
        job.on_success(self._over).on_failure(self._went_wrong).on_canceled(self._look_over)
        self._look = job.on_progress(self.progressed.emit).run()
        self.looking.emit(True)

    def _over(self, outcome: Outcome) -> None:
        self._look_over()
        if outcome.item:
            self.draft, self.result = None, None
            self.sent.emit(outcome.item)
            return
        self.draft, self.result = outcome.draft, outcome.result
        self.looked.emit(outcome.result)

    def _went_wrong(self, report: ProblemReport) -> None:
        self._look_over()
        self.failed.emit(report)

    def _look_over(self) -> None:
        self._look = None
        self.looking.emit(False)

    def _act(self, act: Callable[[Rooms, Draft], Draft], *, look: bool = False) -> None:
        """Keep what is typed, then change the stored draft and show what became of it."""
        draft = self.draft
        if draft is None:
            return
        self._timer.stop()
        wanted = self._typed(draft)

        def change(rooms: Rooms, _cancel: CancelToken, _report: Report) -> Draft:
            rooms.requests.save_draft(wanted)
            return act(rooms, wanted)

        def done(changed: Draft) -> None:
            self._changed(changed)
            if look:
                self.check()

        self._jobs.job(self, change).on_success(done).on_failure(self.failed.emit).run()

    def _changed(self, draft: Draft) -> None:
        if self.draft is not None and draft.id == self.draft.id:
            self.draft, self.result = draft, None
            self.changed.emit()
            self.files_changed.emit()

    def _copy_next(self) -> None:
        draft = self.draft
        if self._copying is not None or not self._waiting or draft is None:
            return
        going, source = self._waiting[0]

        def copy(rooms: Rooms, cancel: CancelToken, report: Report) -> Draft:
            return rooms.requests.attach(draft.id, source, report, cancel)

        def progress(progress: Progress) -> None:
            now = going._replace(done=progress.done, total=progress.total)
            self.coming = (now, *self.coming[1:])
            self.files_changed.emit()

        job = self._jobs.job(self, copy, long=True).on_progress(progress)
        job.on_success(self._copied).on_failure(self._copy_failed).on_canceled(self._copy_over)
        self._copying = job.run()

    def _copied(self, draft: Draft) -> None:
        if self.draft is not None and draft.id == self.draft.id:
            files = draft.files
            self.draft, self.result = msgspec.structs.replace(self.draft, files=files), None
        self._copy_over()

    def _copy_failed(self, report: ProblemReport) -> None:
        self._copy_over()
        self.failed.emit(report)

    def _copy_over(self) -> None:
        self._copying = None
        if self._waiting:
            self._waiting.popleft()
        self._show_coming()
        self._copy_next()

    def _show_coming(self) -> None:
        self.coming = tuple(one for one, _source in self._waiting)
        self.files_changed.emit()
