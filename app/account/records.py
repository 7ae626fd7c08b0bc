"""Small records that are kept as they came, once they are known to follow the contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated

import msgspec

from app.account.model import Affiliate, Organization, TaxExemption
from app.base.tasks import CancelToken, Report
from app.exchange.appliers import Broken, RawApplier
from app.portal.wire import Change
from app.storage.database import Database, Transaction

Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class AccountRecord(msgspec.Struct, frozen=True):
    """The account as it comes."""

    name: str
    legal_name: str = ""
    customer_number: str = ""
    review_by: Instant | None = None
    time_zone: str = "UTC"
    country: str = ""
    permissions: tuple[str, ...] = ()
    organization: Organization = Organization()
    affiliates: tuple[Affiliate, ...] = ()
    tax_exemption: TaxExemption | None = None


class UserRecord(msgspec.Struct, frozen=True):
    """A named user as it comes."""

    name: str
    email: str = ""
    role: str = ""
    active: bool = True


class ContactRecord(msgspec.Struct, frozen=True):
    """A contact as it comes."""

    name: str
    role: str = ""
    email: str = ""
    phone: str = ""


ACCOUNT_KINDS: Mapping[str, type[msgspec.Struct]] = {
    "account": AccountRecord,
    "user": UserRecord,
    "contact": ContactRecord,
}


class CheckedApplier:
    """Keeps records of these kinds in the table `record`, and sets aside what does not fit."""

    def __init__(self, types: Mapping[str, type[msgspec.Struct]]) -> None:
        self.kinds = frozenset(types)
        self._types = dict(types)
        self._raw = RawApplier()

    def apply(self, tx: Transaction, changes: Sequence[Change], generation: int) -> list[Broken]:
        """Store the records that can be read; the others are returned with the reason."""
        broken: list[Broken] = []
        good: list[Change] = []
        for change in changes:
            try:
                if not change.deleted:
                    msgspec.json.decode(change.data, type=self._types[change.kind])
            except msgspec.MsgspecError as error:
                body, reason = bytes(change.data), str(error)[:500]
                broken.append(Broken(change.kind, change.id, change.version, reason, body))
            else:
                good.append(change)
        return broken + self._raw.apply(tx, good, generation)

    def sweep(self, _tx: Transaction, _generation: int) -> int:
        """The table `record` is swept as a whole, by the applier of raw records."""
        return 0

    def settle(
        self, db: Database, *, first_load: bool, report: Report, cancel: CancelToken | None
    ) -> None:
        """Nothing is derived."""
