"""Who may sign in: passwords, the lock after too many wrong ones, and what each person may do."""

from __future__ import annotations

import hmac

from msgspec import Struct

from app.sandbox.seeding import password_hash
from app.sandbox.state import State

_ATTEMPTS = 5


class Caller(Struct, frozen=True):
    """A signed-in person."""

    user: str
    subject: str
    name: str
    email: str
    permissions: tuple[str, ...]


class WrongPassword(Exception):
    """User and password do not go together (or there is no such user)."""


class Locked(Exception):
    """The person is locked: by the administrator, or after five wrong passwords."""


class People:
    """The people of the customer's account."""

    def __init__(self, state: State) -> None:
        self._state = state

    def check(self, user: str, password: str) -> Caller:
        """The person with this password. Raises WrongPassword or Locked."""
        row = self._state.one(
            "SELECT salt, password, locked, failures FROM person WHERE user=?", (user,)
        )
        if row is None:
            password_hash(password, bytes(16))
            raise WrongPassword
        right = hmac.compare_digest(password_hash(password, row[0]), row[1])
        if row[2] or row[3] >= _ATTEMPTS:
            raise Locked
        with self._state.write() as connection:
            connection.execute(
                "UPDATE person SET failures=CASE WHEN ? THEN 0 ELSE failures+1 END WHERE user=?",
                (right, user),
            )
        if not right:
            raise Locked if row[3] + 1 >= _ATTEMPTS else WrongPassword
        return self.get(user)

    def get(self, user: str) -> Caller:
        """The person with this user name. Raises KeyError where there is none."""
        row = self._state.one(
            "SELECT user, subject, name, email, permissions FROM person WHERE user=?", (user,)
        )
        if row is None:
            raise KeyError(user)
        return Caller(row[0], row[1], row[2], row[3], tuple(row[4].split()))

    def set_locked(self, user: str, locked: bool) -> None:
        """Lock or unlock a person."""
        with self._state.write() as connection:
            connection.execute(
                "UPDATE person SET locked=?, failures=0 WHERE user=?", (locked, user)
            )

    def set_permissions(self, user: str, permissions: list[str]) -> None:
        """Decide anew what a person may do."""
        with self._state.write() as connection:
            connection.execute(
                "UPDATE person SET permissions=? WHERE user=?", (" ".join(permissions), user)
            )
