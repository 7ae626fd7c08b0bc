"""What a certification needs from the rooms around it; heavy rooms are made when first asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.account.store import read_me
from app.base.clock import Clock
from app.exchange.outbox import Outbox
from app.storage.database import Database

if TYPE_CHECKING:
    from app.account.reading import AccountReading
    from app.exchange.attachments import Files
    from app.licenses.service import LicenseService
    from app.notices.service import NoticeService
    from app.orders.service import OrderService
    from app.terms.service import TermsService


class Around:
    """The stores and rooms of one profile, as certifications use them."""

    def __init__(
        self,
        own: Database,
        mirror: Database,
        outbox: Outbox,
        clock: Clock,
        *,
        orders: OrderService,
        who: AccountReading,
        files: Callable[[], Files],
        terms: Callable[[], TermsService],
        licenses: Callable[[], LicenseService],
    ) -> None:
        self.own = own
        self.mirror = mirror
        self.outbox = outbox
        self.clock = clock
        self.orders = orders
        self.who = who
        self._files = files
        self._terms = terms
        self._licenses = licenses

    @property
    def files(self) -> Files:
        """The kept files of the profile."""
        return self._files()

    @property
    def terms(self) -> TermsService:
        """The terms and what governs an order."""
        return self._terms()

    @property
    def notices(self) -> NoticeService:
        """The vendor's notices and letters of one's own."""
        return self._terms().notices

    @property
    def licenses(self) -> LicenseService:
        """Machines and licenses."""
        return self._licenses()

    def me(self) -> str:
        """The name of who is signed in; "" where nobody is."""
        found = read_me(self.own)
        return found.name or found.subject if found is not None else ""

    def read_file(self, file_id: str) -> bytes:
        """The whole content of a kept file. Raises FileLost, FileAltered."""
        with self.files.open(file_id) as stream:
            return stream.read()
