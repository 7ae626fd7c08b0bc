"""What a person can see of the account and change in it: data, named users, contacts, affiliates.

Every change leaves by the outbox and is shown in place until the vendor's answer has come.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from app.account import rules
from app.account.changing import (
    ChangeKind,
    Kept,
    NothingChanged,
    NotValid,
    OrganizationWish,
    Ownership,
    PendingChange,
    Register,
    Seats,
    TaxWish,
)
from app.account.model import Affiliate, Contact, User
from app.account.reading import AccountReading
from app.account.settling import Known, member_of
from app.account.shown import Shown, shown
from app.base.clock import Clock, SystemClock
from app.base.tasks import CancelToken
from app.portal.wire_sent import (
    AccountChangeBody,
    AffiliateBody,
    NamedContact,
    NamedUser,
    TaxExemption,
)
from app.storage.database import Database

if TYPE_CHECKING:
    from app.account.changes import Changes
    from app.exchange.attachments import KeptFile

MEMBERS = ("legal_name", "street", "city", "postal_code", "country", "tax_id")
"""What of the organization's data can be changed, by the contract's names."""


class AccountService(AccountReading):
    """The account of one profile with its changes.

    `changes` and `ownership` are called when first needed: most of what is asked needs neither.
    """

    def __init__(
        self,
        mirror: Database,
        own: Database | None = None,
        *,
        clock: Clock | None = None,
        changes: Callable[[], Changes] | None = None,
        ownership: Callable[[], Ownership] = Ownership,
    ) -> None:
        super().__init__(mirror, own)
        self._clock = clock or SystemClock()
        self._make_changes = changes
        self._ownership = ownership
        self._made: Changes | None = None

    def shown(self) -> Shown:
        """All of the account, with what was changed and is not settled in place."""
        known = self._known()
        changes = self._changes().pending(known)
        users, contacts = tuple(known.users.values()), tuple(known.contacts.values())
        return shown(known.account, users, contacts, changes, self._ownership())

    def pending(self) -> tuple[PendingChange, ...]:
        """Changes that have not left, were refused, or whose answer has not come."""
        return self.shown().changes

    def change(self, item: str) -> PendingChange:
        """One change, to be corrected. Raises UnknownItem."""
        return self._changes().change(item)

    def affiliates(self) -> Register:
        """The register of affiliates, each authorized or not with the reason (terms §5)."""
        return self.shown().register

    def seats(self, cancel: CancelToken | None = None) -> tuple[Seats, ...]:
        """Named users against the scope of use of the orders in force, by product (§4.1, §5)."""
        from app.account.seats import read_seats  # noqa: PLC0415 - reads orders, when asked for

        used = self.shown().active_users
        return read_seats(self._mirror, used, self._clock.now(), cancel)

    def confirm(self, subject: str) -> str:
        """Say that all registration data are still accurate (terms §3); the item's id."""
        account = self.account()
        kept = self._kept(ChangeKind.CONFIRM, review_by=account.review_by if account else None)
        return self._changes().put(
            kept, lambda item, _files: self._body(item, confirmed=True), subject
        )

    def change_organization(
        self, wish: OrganizationWish, subject: str, *, corrects: str = ""
    ) -> str:
        """Change the organization's data; only what differs leaves. The item's id.

        Raises NotValid, NothingChanged.
        """
        wish = OrganizationWish(**{name: rules.tidy(getattr(wish, name)) for name in MEMBERS})
        _valid(rules.check_organization(wish))
        account = self.account()
        wanted = {
            name: getattr(wish, name)
            for name in MEMBERS
            if account is None or getattr(wish, name) != member_of(account, name)
        }
        if not wanted:
            raise NothingChanged
        kept = self._kept(ChangeKind.ORGANIZATION)
        return self._changes().put(
            kept,
            lambda item, _files: self._body(item, organization=wanted),
            subject,
            corrects=corrects,
        )

    def put_user(self, user: User, subject: str, *, corrects: str = "") -> str:
        """Add a named user (without an id), or change one: name, role, active. The item's id.

        Raises NotValid, NothingChanged.
        """
        user = User(
            id=user.id,
            name=rules.tidy(user.name),
            email=rules.tidy(user.email),
            role=rules.tidy(user.role),
            active=user.active,
        )
        known = self.users()
        target = user.id or user.email
        waiting = [
            line.user
            for line in self.shown().users
            if line.change is not None and line.change.item != corrects
            and line.change.target != target
        ]  # fmt: skip
        _valid(rules.check_user(user, [*(u for u in known if u.id != user.id), *waiting]))
        if user in known and not corrects and self._is_quiet(ChangeKind.USER, target):
            raise NothingChanged
        wanted = NamedUser(
            id=user.id, name=user.name, email=user.email, role=user.role, active=user.active
        )
        return self._changes().put(
            self._kept(ChangeKind.USER, target),
            lambda item, _files: self._body(item, users=(wanted,)),
            subject,
            corrects=corrects,
        )

    def put_contact(
        self, contact: Contact, subject: str, *, removed: bool = False, corrects: str = ""
    ) -> str:
        """Add, change or remove whom the vendor writes to. The item's id.

        Raises NotValid, NothingChanged.
        """
        contact = Contact(
            id=contact.id,
            name=rules.tidy(contact.name),
            role=rules.tidy(contact.role),
            email=rules.tidy(contact.email),
            phone=rules.tidy(contact.phone),
        )
        if not removed:
            _valid(rules.check_contact(contact))
        target = contact.id or contact.email or contact.phone
        if (
            not removed
            and contact in self.contacts()
            and not corrects
            and self._is_quiet(ChangeKind.CONTACT, target)
        ):
            raise NothingChanged
        wanted = NamedContact(
            id=contact.id,
            name=contact.name,
            role=contact.role,
            email=contact.email,
            phone=contact.phone,
            removed=removed,
        )
        return self._changes().put(
            self._kept(ChangeKind.CONTACT, target),
            lambda item, _files: self._body(item, contacts=(wanted,)),
            subject,
            corrects=corrects,
        )

    def set_affiliates(
        self, affiliates: Sequence[Affiliate], subject: str, *, corrects: str = ""
    ) -> str:
        """Replace the register of affiliates. The item's id. Raises NotValid, NothingChanged."""
        listed = tuple(
            Affiliate(
                name=rules.tidy(one.name),
                country=rules.tidy(one.country),
                ownership_percent=one.ownership_percent,
                control=one.control,
            )
            for one in affiliates
        )
        for at, one in enumerate(listed):
            _valid(rules.check_affiliate(one, listed[:at]))
        account = self.account()
        if (
            account is not None
            and account.affiliates == listed
            and not corrects
            and self._is_quiet(ChangeKind.AFFILIATES, "")
        ):
            raise NothingChanged
        wanted = tuple(
            AffiliateBody(
                name=one.name,
                country=one.country,
                ownership_percent=one.ownership_percent,
                control=one.control,
            )
            for one in listed
        )
        return self._changes().put(
            self._kept(ChangeKind.AFFILIATES),
            lambda item, _files: self._body(item, affiliates=wanted),
            subject,
            corrects=corrects,
        )

    def set_tax(
        self,
        wish: TaxWish,
        subject: str,
        *,
        files: Sequence[KeptFile] = (),
        corrects: str = "",
    ) -> str:
        """Tell the vendor of a tax exemption (terms §10.3), with its certificate. The item's id.

        Raises NotValid.
        """
        wish = TaxWish(
            region=rules.tidy(wish.region),
            number=rules.tidy(wish.number),
            valid_until=wish.valid_until,
        )
        changes = self._changes()
        _valid(rules.check_tax(wish, self._clock.now().date()))

        def body(item: str, uploads: tuple[str, ...]) -> AccountChangeBody:
            until = wish.valid_until.isoformat() if wish.valid_until else None
            tax = TaxExemption(
                region=wish.region, number=wish.number, valid_until=until, uploads=uploads
            )
            return self._body(item, tax_exemption=tax)

        kept = self._kept(ChangeKind.TAX, files=tuple(file.id for file in files))
        return changes.put(kept, body, subject, corrects=corrects, files=files)

    def _known(self) -> Known:
        rows = self._mirror.read(
            "SELECT kind, id, version FROM record WHERE kind IN ('account', 'user', 'contact')"
        )
        versions = {(str(kind), str(key)): int(version) for kind, key, version in rows}
        return Known(self.account(), self.users(), self.contacts(), versions)

    def _kept(
        self,
        kind: ChangeKind,
        target: str = "",
        *,
        review_by: datetime | None = None,
        files: tuple[str, ...] = (),
    ) -> Kept:
        known = self._known()
        return Kept(
            kind=kind,
            target=target,
            version=known.version(kind, target),
            account_version=known.account_version,
            review_by=review_by,
            files=files,
        )

    def _is_quiet(self, kind: ChangeKind, target: str) -> bool:
        """Whether nothing is on its way for the same thing."""
        return all((one.kind, one.target) != (kind, target) for one in self.pending())

    def _body(
        self,
        item: str,
        *,
        confirmed: bool = False,
        organization: dict[str, str] | None = None,
        users: tuple[NamedUser, ...] | None = None,
        contacts: tuple[NamedContact, ...] | None = None,
        affiliates: tuple[AffiliateBody, ...] | None = None,
        tax_exemption: TaxExemption | None = None,
    ) -> AccountChangeBody:
        return AccountChangeBody(
            client_id=item,
            created_at=self._clock.now(),
            confirmed=confirmed,
            organization=organization,
            users=users,
            contacts=contacts,
            affiliates=affiliates,
            tax_exemption=tax_exemption,
        )

    def _changes(self) -> Changes:
        if self._made is None:
            if self._make_changes is None:
                raise LookupError("this account was opened to be read only")
            self._made = self._make_changes()
        return self._made


def _valid(errors: dict[str, str]) -> None:
    if errors:
        raise NotValid(errors)
