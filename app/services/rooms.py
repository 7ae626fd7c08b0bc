"""Wires the rooms of one profile over its two stores; neither network nor keyring is imported."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from app.account.keys import Keys
from app.account.profiles import ProfileFolder
from app.account.reading import AccountReading
from app.base.clock import Clock
from app.exchange.outbox import Outbox
from app.exchange.state import FeedState, read_state
from app.orders.service import OrderService
from app.overview.service import OverviewService
from app.storage.database import Database
from app.storage.key import StoreKey
from app.storage.opening import open_mirror, open_own
from app.support.service import SupportService

if TYPE_CHECKING:
    from app.account.changes import Changes
    from app.account.changing import Ownership
    from app.account.service import AccountService
    from app.certification.service import CertificationService
    from app.deadlines.service import DeadlineService
    from app.exchange.attachments import Files
    from app.exchange.waiting import OutboxList
    from app.licenses.service import LicenseService
    from app.notices.service import NoticeService
    from app.overview.alerting import AlertService
    from app.support.requests.service import RequestService
    from app.terms.service import TermsService

SyncState = FeedState


class Rooms:
    """The rooms of one profile over one pair of connections; used by the thread that opened it."""

    def __init__(
        self, folder: ProfileFolder, mirror: Database, own: Database, clock: Clock
    ) -> None:
        self._mirror = mirror
        self._own = own
        self._clock = clock
        self._folder = folder
        self.outbox = Outbox(own, folder.ledger, clock)
        self.orders = OrderService(mirror, clock)
        self.who = AccountReading(mirror, own)
        """What the vendor knows of the account, and who is signed in; `account` changes it."""
        self.support = SupportService(own, mirror, self.outbox, clock, lambda: self.terms)
        self.overview = OverviewService(
            mirror,
            self.outbox,
            self.who,
            clock,
            lambda: self.terms,
            lambda: self.deadlines,
            lambda: self.licenses,
            lambda: self.requests,
            lambda: self.certification,
        )

    @functools.cached_property
    def terms(self) -> TermsService:
        """The terms: their documents, what governs an order, acceptance, objection."""
        from app.terms.service import TermsService  # noqa: PLC0415 - not for the first paint (P1)

        return TermsService(self._mirror, self._own, self.outbox, self._clock, lambda: self.files)

    @functools.cached_property
    def account(self) -> AccountService:
        """The account with its changes: confirm, organization, users, affiliates, tax."""
        from app.account.service import AccountService  # noqa: PLC0415 - as above

        return AccountService(
            self._mirror,
            self._own,
            clock=self._clock,
            changes=self._account_changes,
            ownership=self._ownership,
        )

    @functools.cached_property
    def waiting(self) -> OutboxList:
        """What waits in the outbox and what was sent lately, as a list to be read."""
        from app.exchange.waiting import OutboxList  # noqa: PLC0415 - not for the first paint (P1)

        return OutboxList(self._own, self.outbox, self._clock)

    @functools.cached_property
    def licenses(self) -> LicenseService:
        """Isolated hosts: requests exchanged for answers, receipts returned."""
        from app.licenses.service import LicenseService  # noqa: PLC0415 - as above

        return LicenseService(self._own, self._mirror, self.outbox, self._clock)

    @functools.cached_property
    def files(self) -> Files:
        """Files attached to what is written, each an encrypted copy."""
        from app.exchange.attachments import Files  # noqa: PLC0415 - as above
        from app.storage.blobs import Blobs  # noqa: PLC0415 - as above

        return Files(self._own, Blobs(self._folder.attachments), self._clock)

    @functools.cached_property
    def requests(self) -> RequestService:
        """Requests for support: their threads, what is being written, what was sent."""
        from app.support.requests.service import RequestService  # noqa: PLC0415 - as above

        return RequestService(
            self._own,
            self._mirror,
            self.outbox,
            self._clock,
            orders=self.orders,
            files=lambda: self.files,
            terms=lambda: self.terms,
            licenses=lambda: self.licenses,
        )

    @functools.cached_property
    def certification(self) -> CertificationService:
        """Requests to certify, announced audits, certifications in progress and those that left."""
        from app.certification.around import Around  # noqa: PLC0415 - not for the first paint (P1)
        from app.certification.service import CertificationService  # noqa: PLC0415 - as above
        from app.certification.usage.service import UsageService  # noqa: PLC0415 - as above

        around = Around(
            self._own,
            self._mirror,
            self.outbox,
            self._clock,
            orders=self.orders,
            who=self.who,
            files=lambda: self.files,
            terms=lambda: self.terms,
            licenses=lambda: self.licenses,
        )
        return CertificationService(around, UsageService(around))

    @functools.cached_property
    def notices(self) -> NoticeService:
        """The vendor's notices, and letters of one's own that are being written."""
        return self.terms.notices

    @functools.cached_property
    def deadlines(self) -> DeadlineService:
        """Every deadline of this profile, with what it rests on."""
        from app.certification.due import CertificationDeadlines  # noqa: PLC0415 - as above
        from app.deadlines.service import DeadlineService  # noqa: PLC0415 - as above
        from app.licenses.due import LicenseDeadlines  # noqa: PLC0415 - as above

        licenses = LicenseDeadlines(
            self._mirror, self._own, self.licenses.views, self.terms.vendor_zone
        )
        certifications = CertificationDeadlines(self._own, lambda: self.certification)
        return DeadlineService(
            (certifications, *self.terms.contributors(), licenses),
            self._clock,
            self.terms.vendor_zone(),
            profile_id=self._folder.id,
        )

    def _account_changes(self) -> Changes:
        from app.account.changes import Changes  # noqa: PLC0415 - not for the first paint (P1)

        return Changes(self._own, self._mirror, self.outbox, self._clock, lambda: self.files)

    def _ownership(self) -> Ownership:
        """The share that makes an affiliate, as the terms of now state it."""
        from app.account.changing import Ownership  # noqa: PLC0415 - as above
        from app.licenses.views.granting import Rules  # noqa: PLC0415 - as above
        from app.licenses.views.hosting import OWNERSHIP  # noqa: PLC0415 - as above

        stated = Rules(self._mirror, lambda: self.terms).in_force(OWNERSHIP)
        return Ownership(
            percent=int(stated.value) if stated.value.isdecimal() else None,
            clause=stated.clause or "5",
            version_id=stated.version_id,
            version_label=stated.version_label,
        )

    @functools.cached_property
    def alerts(self) -> AlertService:
        """What nobody at this computer was told of yet."""
        from app.overview.alerting import AlertService  # noqa: PLC0415 - as above
        from app.overview.store import has_filed  # noqa: PLC0415 - as above

        return AlertService(
            self._own,
            self.outbox,
            self._clock,
            lambda: self.notices,
            lambda: self.deadlines,
            lambda: self.requests.requests(),  # noqa: PLW0108 - made when first asked
            lambda: self.certification.unseen() if has_filed(self._mirror) else (),
        )

    def sync_state(self) -> SyncState:
        """When the portal was last asked, and how many records were set aside."""
        return read_state(self._mirror)

    def interrupt(self) -> None:
        """Stop the running statement; may be called from another thread."""
        self._mirror.interrupt()
        self._own.interrupt()

    def close(self) -> None:
        """Close both connections; harmless when done twice."""
        self._mirror.close()
        self._own.close()


def open_rooms(
    folder: ProfileFolder, keys: Keys, *, clock: Clock, read_only_mirror: bool = True
) -> Rooms:
    """Open both stores and wire the rooms.

    Raises the problems of the stores; read-only also StoreMissing and OlderStore, until the worker
    has made or migrated the mirror.
    """
    own = open_own(folder.own, keys.own)
    try:
        mirror = open_mirror(folder.mirror, keys.mirror, read_only=read_only_mirror)
    except BaseException:
        own.close()
        raise
    return Rooms(folder, mirror, own, clock)


def keys_of(mirror: bytes, own: bytes) -> Keys:
    """The keys as the worker's pipe carries them. Raises ValueError for anything but 32 bytes."""
    return Keys(StoreKey(mirror), StoreKey(own))
