"""Changes of the account as values: what a person wants, what is on its way, what became of it."""

from __future__ import annotations

import enum
from datetime import date, datetime

import msgspec

from app.account.model import Affiliate, Contact, User
from app.base.errors import Problem, ProblemReport
from app.base.text import _
from app.portal.wire_sent import AccountChangeBody


class ChangeKind(enum.StrEnum):
    """What a change of the account is about."""

    CONFIRM = "confirm"
    ORGANIZATION = "organization"
    USER = "user"
    CONTACT = "contact"
    AFFILIATES = "affiliates"
    TAX = "tax"


class ChangeState(enum.StrEnum):
    """Where a change is on its way; the outbox and the feed decide."""

    QUEUED = "queued"
    SENDING = "sending"
    WAITING = "waiting"
    REFUSED = "refused"
    RECEIVED = "received"
    """The vendor has it, and its answer in the feed is still to come."""


class OrganizationWish(msgspec.Struct, frozen=True, kw_only=True):
    """The organization's data as they should be."""

    legal_name: str = ""
    street: str = ""
    city: str = ""
    postal_code: str = ""
    country: str = ""
    tax_id: str = ""


class TaxWish(msgspec.Struct, frozen=True, kw_only=True):
    """A tax exemption as it should be known; `valid_until` None: the certificate states no end."""

    region: str = ""
    number: str = ""
    valid_until: date | None = None


class Kept(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What own.db remembers of a change beside its bytes in the outbox.

    `target` is the id of the user or contact, or the e-mail address of a new one; `version`,
    `account_version` and `review_by` are what the feed said when the change was made.
    """

    kind: ChangeKind
    target: str = ""
    version: int = 0
    account_version: int = 0
    review_by: datetime | None = None
    files: tuple[str, ...] = ()
    """Ids of the copies that go along."""


class PendingChange(msgspec.Struct, frozen=True, kw_only=True):
    """A change that has not left, was refused, or whose answer has not come. Instants are UTC."""

    item: str
    kind: ChangeKind
    target: str = ""
    title: str
    state: ChangeState
    created_at: datetime
    body: AccountChangeBody
    attempts: int = 0
    next_at: datetime | None = None
    received_at: datetime | None = None
    problem: ProblemReport | None = None
    files: tuple[str, ...] = ()
    after_refused: bool = False
    """It waits behind a change that was refused."""


class UserLine(msgspec.Struct, frozen=True, kw_only=True):
    """A named user as it is to be shown: as wanted, with the change that is on its way."""

    user: User
    change: PendingChange | None = None


class ContactLine(msgspec.Struct, frozen=True, kw_only=True):
    """A contact as it is to be shown."""

    contact: Contact
    change: PendingChange | None = None
    removed: bool = False


class Counted(enum.StrEnum):
    """Why a company's people count as authorized users, or do not (terms §5)."""

    CONTROL = "control"
    OWNERSHIP = "ownership"
    LEGAL_MAXIMUM = "legal_maximum"
    """A law of its place allows no larger share; a person said so by marking control there."""
    BELOW = "below"
    NOT_STATED = "not_stated"
    """The rule set states no share."""


class Ownership(msgspec.Struct, frozen=True, kw_only=True):
    """The share that makes an affiliate, as the agreement states it; None: not stated."""

    percent: int | None = None
    clause: str = "5"
    version_id: str = ""
    version_label: str = ""


class AffiliateLine(msgspec.Struct, frozen=True, kw_only=True):
    """A company of the group and whether its people count as authorized users."""

    affiliate: Affiliate
    counted: Counted
    words: str

    @property
    def authorized(self) -> bool:
        """Whether its people may use the products."""
        return self.counted in (Counted.CONTROL, Counted.OWNERSHIP, Counted.LEGAL_MAXIMUM)


class Register(msgspec.Struct, frozen=True, kw_only=True):
    """The affiliates, with what makes one."""

    lines: tuple[AffiliateLine, ...] = ()
    rule: Ownership = Ownership()
    rule_words: str = ""
    change: PendingChange | None = None


class SeatOrder(msgspec.Struct, frozen=True):
    """An order that grants named users of a product. `quantity` None: unlimited."""

    number: str
    quantity: int | None
    ends_at: datetime | None = None


class Seats(msgspec.Struct, frozen=True, kw_only=True):
    """Named users that the orders in force grant for a product, beside those of the account.

    Orders are summed only where they count the same metric. `granted` None: unlimited.
    """

    product_id: str
    product_name: str
    metric: str
    unit: str
    granted: int | None
    used: int
    orders: tuple[SeatOrder, ...] = ()

    @property
    def over(self) -> int:
        """How many named users are beyond what is granted."""
        return 0 if self.granted is None else max(0, self.used - self.granted)


class NotValid(Problem):
    """What was filled in cannot be sent; `fields` says what is wrong with which field."""

    code = "CP-5011"

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(
            _("Some of this cannot be sent yet"),
            " ".join(fields.values()),
            _("Correct the marked fields, then save again."),
            kept=_("Nothing was changed."),
        )
        self.fields = fields


class NothingChanged(Problem):
    """A change that changes nothing."""

    code = "CP-5012"

    def __init__(self) -> None:
        super().__init__(
            _("Nothing was changed"),
            _("What you entered is what your vendor knows already."),
            _("To say that all is still accurate, use “Confirm”."),
        )
