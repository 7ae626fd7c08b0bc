"""When a change of the account is settled: the feed says what was wanted, or something newer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.account.changing import ChangeKind, Kept
from app.account.model import Account, Contact, User
from app.portal.wire_sent import AccountChangeBody


class Known:
    """What the feed says now, with the versions of its records."""

    def __init__(
        self,
        account: Account | None,
        users: Sequence[User],
        contacts: Sequence[Contact],
        versions: Mapping[tuple[str, str], int],
    ) -> None:
        self.account = account
        self.users = {user.id: user for user in users}
        self.contacts = {contact.id: contact for contact in contacts}
        self._versions = versions

    def version(self, kind: ChangeKind, target: str) -> int:
        """The version of the record that a change is about; 0 where there is none yet."""
        match kind:
            case ChangeKind.USER | ChangeKind.CONTACT:
                return self._versions.get((kind.value, target)) or int(self._came(kind, target))
            case _:
                return self.account_version

    @property
    def account_version(self) -> int:
        """The version of the account's own record, which each change of the account raises."""
        key = self.account.id if self.account is not None else ""
        return self._versions.get(("account", key), 0)

    def _came(self, kind: ChangeKind, reach: str) -> bool:
        """Whether a new user or contact with this address is there by now."""
        if kind is ChangeKind.USER:
            return any(one.email == reach for one in self.users.values())
        return any(reach in (one.email, one.phone) for one in self.contacts.values())


def is_settled(
    kept: Kept,
    body: AccountChangeBody,
    known: Known,
    *,
    sent_at: datetime,
    synced_at: datetime | None,
) -> bool:
    """Whether the vendor's answer has come: the feed says what was wanted, or something newer.

    `sent_at` is when it left and `synced_at` when the feed was read last, both by this computer's
    clock. What the feed said before may equal what is wanted: that is no answer yet. Two of three
    signs are enough, so that a clock that was set back keeps no change waiting.
    """
    read_since = synced_at is not None and synced_at > sent_at
    moved_on = (
        known.version(kept.kind, kept.target) > kept.version
        or known.account_version > kept.account_version
    )
    return read_since + moved_on + _is_applied(kept, body, known) >= 2


def _is_applied(kept: Kept, body: AccountChangeBody, known: Known) -> bool:
    """Whether the feed says exactly what was wanted."""
    account = known.account
    match kept.kind:
        case ChangeKind.CONFIRM:
            by = account.review_by if account else None
            return by is not None and (kept.review_by is None or by > kept.review_by)
        case ChangeKind.ORGANIZATION:
            return account is not None and all(
                member_of(account, name) == value
                for name, value in (body.organization or {}).items()
            )
        case ChangeKind.USER:
            return all(
                any(
                    (one.name, one.email, one.role, one.active)
                    == (wanted.name, wanted.email, wanted.role, wanted.active)
                    for one in known.users.values()
                    if wanted.id in ("", one.id)
                )
                for wanted in body.users or ()
            )
        case ChangeKind.CONTACT:
            return all(
                wanted.id not in known.contacts
                if wanted.removed
                else any(
                    (one.name, one.role, one.email, one.phone)
                    == (wanted.name, wanted.role, wanted.email, wanted.phone)
                    for one in known.contacts.values()
                    if wanted.id in ("", one.id)
                )
                for wanted in body.contacts or ()
            )
        case ChangeKind.AFFILIATES:
            return account is not None and tuple(
                (one.name, one.country, one.ownership_percent, one.control)
                for one in account.affiliates
            ) == tuple(
                (one.name, one.country, one.ownership_percent, one.control)
                for one in body.affiliates or ()
            )
        case ChangeKind.TAX:
            wanted_tax, has = body.tax_exemption, account.tax_exemption if account else None
            return (
                wanted_tax is not None
                and has is not None
                and (has.region, has.number) == (wanted_tax.region, wanted_tax.number)
                and (has.valid_until.isoformat() if has.valid_until else None)
                == wanted_tax.valid_until
                and has.state != "refused"
            )


def member_of(account: Account, name: str) -> str:
    """A member of the organization's data by its name in the contract."""
    match name:
        case "legal_name":
            return account.legal_name
        case "street" | "city" | "postal_code" | "country" | "tax_id":
            return str(getattr(account.organization, name))
        case _:
            return ""
