"""After the feed: the texts and rule sets it offers, then what follows from them for each order."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from app.base.tasks import CancelToken, Report, no_report
from app.exchange.errors import SyncBusy, sync_busy
from app.exchange.locks import held
from app.exchange.outbox import Outbox
from app.storage.database import Database
from app.terms.acceptance import Acceptances
from app.terms.library import Library

if TYPE_CHECKING:
    from app.account.profiles import ProfileFolder
    from app.base.clock import Clock
    from app.portal.session import Session
    from app.services.traffic import Way

Heard = Callable[[frozenset[str]], None]

FETCHED = frozenset({"terms_document"})
RECKONED = frozenset({"deadline", "governing"})
"""What is said when texts or rule sets came, and when deadlines were reckoned anew."""


class Places(msgspec.Struct, frozen=True):
    """Both stores of a profile, the mirror open for writing."""

    mirror: Database
    own: Database


def bring_terms(
    way: Way,
    places: Places,
    session: Session,
    report: Report,
    cancel: CancelToken | None,
    on_kinds: Heard,
) -> int:
    """Fetch texts and rule sets, then reckon; how many requests that took.

    Where another process does the same at this moment it is left to that one. Raises SignInNeeded,
    Cancelled and the store's problems; a document that cannot be had is only noted.
    """
    from app.terms.fetch import Fetcher  # noqa: PLC0415 - after the feed

    try:
        with held(way.folder.sync_lock, sync_busy, cancel=cancel):
            fetched = Fetcher(places.mirror, session, way.clock).fetch(report, cancel)
            if fetched.changed:
                on_kinds(FETCHED)
            _reckon(way.folder, places, way.clock, report, cancel, on_kinds)
            return fetched.requests
    except SyncBusy:
        return 0


def reckon_terms(
    folder: ProfileFolder,
    places: Places,
    clock: Clock,
    cancel: CancelToken | None,
    on_kinds: Heard,
) -> None:
    """Bring deadlines and verdicts up to date, also offline. Raises Cancelled."""
    try:
        with held(folder.sync_lock, sync_busy, cancel=cancel):
            _reckon(folder, places, clock, no_report, cancel, on_kinds)
    except SyncBusy:
        return


def _reckon(
    folder: ProfileFolder,
    places: Places,
    clock: Clock,
    report: Report,
    cancel: CancelToken | None,
    on_kinds: Heard,
) -> None:
    from app.terms.settle import Settler, basis_of  # noqa: PLC0415 - after what was fetched

    outbox = Outbox(places.own, folder.ledger, clock)
    acceptances = Acceptances(places.mirror, places.own, outbox, clock)
    basis = basis_of(Library(places.mirror, places.own), acceptances)
    if Settler(places.mirror, basis, clock).settle(report, cancel).changed:
        on_kinds(RECKONED)
