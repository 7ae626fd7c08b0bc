"""What a person can see of the account as the vendor knows it, and what they may do."""

from __future__ import annotations

from app.account.model import Account, Contact, SignedIn, SignInState, User
from app.account.records import AccountRecord, ContactRecord, UserRecord
from app.account.store import has_ended, read_me, records
from app.storage.database import Database


class AccountReading:
    """The account of one profile. `own` None: nothing is said about the sign-in."""

    def __init__(self, mirror: Database, own: Database | None = None) -> None:
        self._mirror = mirror
        self._own = own

    def account(self) -> Account | None:
        """The account's registration data; None before the first synchronization."""
        for key, found in records(self._mirror, "account", AccountRecord):
            return Account(
                id=key,
                name=found.name,
                legal_name=found.legal_name,
                customer_number=found.customer_number,
                review_by=found.review_by,
                time_zone=found.time_zone,
                country=found.country,
                permissions=found.permissions,
                organization=found.organization,
                affiliates=found.affiliates,
                tax_exemption=found.tax_exemption,
            )
        return None

    def users(self) -> tuple[User, ...]:
        """The named users that the vendor knows, active ones first, by name."""
        found = [
            User(id=key, name=user.name, email=user.email, role=user.role, active=user.active)
            for key, user in records(self._mirror, "user", UserRecord)
        ]
        return tuple(sorted(found, key=lambda u: (not u.active, u.name.casefold(), u.id)))

    def contacts(self) -> tuple[Contact, ...]:
        """The people the vendor writes to, by role and name."""
        found = [
            Contact(id=key, name=one.name, role=one.role, email=one.email, phone=one.phone)
            for key, one in records(self._mirror, "contact", ContactRecord)
        ]
        return tuple(sorted(found, key=lambda c: (c.role.casefold(), c.name.casefold(), c.id)))

    def signed_in(self) -> SignedIn:
        """Who is signed in and whether that holds. Without own.db: signed out."""
        me = read_me(self._own) if self._own is not None else None
        if self._own is None or me is None:
            return SignedIn(state=SignInState.SIGNED_OUT)
        return SignedIn(
            state=SignInState.EXPIRED if has_ended(self._own) else SignInState.SIGNED_IN,
            subject=me.subject,
            name=me.name,
            email=me.email,
            permissions=frozenset(me.permissions),
        )

    def may(self, operation: str) -> bool:
        """Whether the person signed in may do this. Unknown (nobody signed in): the portal decides.

        The portal checks every operation itself; this only spares a person a sure refusal.
        """
        signed_in = self.signed_in()
        if signed_in.state is SignInState.SIGNED_OUT:
            return True
        return operation in signed_in.permissions
