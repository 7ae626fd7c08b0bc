"""The figures beside the navigation: deadlines that press, terms to accept, answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from ui.shell.desk import Desk

if TYPE_CHECKING:
    from app.services import Rooms

_REST_MS = 400
"""So long nothing more may change before the figures are counted: pages of a sync come close."""
_FOLLOWED = frozenset(
    {
        "audit", "certification", "certification_request", "delivery", "invoice",
        "license", "machine", "notice", "order", "organization",
        "message", "outbox", "service", "support_request", "terms_acceptance", "terms_document",
    }
)  # fmt: skip


class Figures(NamedTuple):
    """How many things wait on each page."""

    deadlines: int = 0
    terms: int = 0
    licenses: int = 0
    notices: int = 0
    support: int = 0
    certification: int = 0


class Counter(QObject):
    """Counts anew when records changed or a page says that something was dealt with."""

    counted = Signal(object)
    """Figures."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._count)
        desk.profile_opened.connect(self.count_soon)
        desk.profile_closed.connect(self._forget)
        desk.kinds_changed.connect(self._changed)

    def count_soon(self) -> None:
        """Count when nothing more has changed for a moment."""
        self._rest.start()

    def _changed(self, kinds: frozenset[str]) -> None:
        if not kinds or kinds & _FOLLOWED:
            self.count_soon()

    def _forget(self) -> None:
        self._rest.stop()
        self.counted.emit(Figures())

    def _count(self) -> None:
        if self._desk.rooms is not None:
            self._desk.jobs.job(
                self, lambda rooms, _cancel, _report: _figures(rooms), group="shell-figures"
            ).on_success(self.counted.emit).run()


def _figures(rooms: Rooms) -> Figures:
    found = rooms.deadlines.check()
    batches = rooms.licenses.batches()
    asked = rooms.requests.counts()
    held_back = sum(card.closed_at is None and card.held_back > 0 for card in batches)
    return Figures(
        deadlines=found.soon + found.overdue,
        terms=len(rooms.terms.needs_acceptance()),
        licenses=rooms.licenses.views.counts().need + held_back,
        notices=rooms.notices.unread(),
        support=asked.unread + asked.waiting,
        certification=rooms.certification.counts().open,
    )
