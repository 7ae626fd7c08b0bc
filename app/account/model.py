"""The customer's account as the vendor knows it, and the profile that stands for it here."""

from __future__ import annotations

import enum
from datetime import date, datetime

import msgspec

from app.base.errors import ProblemReport


class Locked(msgspec.Struct, frozen=True):
    """Since when a profile is locked; `revoked`: the portal was told to end its sign-in."""

    at: datetime
    revoked: bool = False


class ProfileInfo(msgspec.Struct, frozen=True, kw_only=True):
    """One account with one vendor on this computer; kept in `profile.json`, nothing secret."""

    id: str
    name: str
    vendor: str
    address: str
    kind: str = "portal"
    subject: str = ""
    account: str = ""
    account_id: str = ""
    created_at: datetime
    demo: bool = False
    locked: Locked | None = None
    """None: open."""


class BrokenProfile(msgspec.Struct, frozen=True):
    """A profile folder whose description cannot be read; its stores are left untouched."""

    id: str
    problem: ProblemReport


class Organization(msgspec.Struct, frozen=True, kw_only=True):
    """The address the account is registered with (terms §3)."""

    street: str = ""
    city: str = ""
    postal_code: str = ""
    country: str = ""
    tax_id: str = ""


class Affiliate(msgspec.Struct, frozen=True, kw_only=True):
    """A company of the customer's group (terms §5). `control`: controlled whatever the share."""

    name: str
    country: str = ""
    """ISO 3166-1 alpha-2."""
    ownership_percent: int = 0
    control: bool = False


class TaxExemption(msgspec.Struct, frozen=True, kw_only=True):
    """What the vendor knows of a tax exemption (terms §10.3); `valid_until` None: no end."""

    region: str = ""
    number: str = ""
    valid_until: date | None = None
    state: str = ""
    """As the vendor says: "received", "accepted", "refused", "expired" or newer."""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """The account's registration data; `review_by` is when it wants to be confirmed (terms §3)."""

    id: str = ""
    name: str
    legal_name: str = ""
    customer_number: str = ""
    review_by: datetime | None = None
    time_zone: str = "UTC"
    country: str = ""
    permissions: tuple[str, ...] = ()
    organization: Organization = Organization()
    affiliates: tuple[Affiliate, ...] = ()
    tax_exemption: TaxExemption | None = None


class User(msgspec.Struct, frozen=True, kw_only=True):
    """A named person who may use the portal for this account (terms §7.3: never shared)."""

    id: str = ""
    name: str
    email: str = ""
    role: str = ""
    active: bool = True


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """Someone the vendor writes to."""

    id: str = ""
    name: str
    role: str = ""
    email: str = ""
    phone: str = ""


class SignInState(enum.StrEnum):
    """Whether this computer can act at the portal for a profile."""

    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    EXPIRED = "expired"
    """The portal no longer accepts the tokens: sign in again, nothing is lost."""


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in, and what that person may do."""

    state: SignInState
    subject: str = ""
    name: str = ""
    email: str = ""
    permissions: frozenset[str] = frozenset()
