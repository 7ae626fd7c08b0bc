"""What the parts of the requests' room work with."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from app.base.clock import Clock
from app.exchange.outbox import Outbox
from app.orders.service import OrderService
from app.storage.database import Database
from app.support.requests.entitlement import Entitlements

if TYPE_CHECKING:
    from app.exchange.attachments import Files
    from app.licenses.service import LicenseService
    from app.terms.service import TermsService


class Tools(msgspec.Struct, frozen=True):
    """The two stores of a profile and the rooms that are asked; files and rooms when needed."""

    own: Database
    mirror: Database
    outbox: Outbox
    clock: Clock
    orders: OrderService
    files: Callable[[], Files]
    terms: Callable[[], TermsService]
    licenses: Callable[[], LicenseService]

    def entitlements(self) -> Entitlements:
        """What orders grant now."""
        return Entitlements(self.own, self.orders, self.terms, self.clock)
