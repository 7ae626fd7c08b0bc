"""Tokens: short-lived access tokens, refresh tokens used once, and families that fall together.

All tokens of one sign-in are a family. A refresh token used twice (RFC 9700 section 4.14.2) or a
code used twice (RFC 6749 section 4.1.2) revokes the whole family. Only hashes are kept.
"""

from __future__ import annotations

import secrets
import sqlite3
from hashlib import sha256

from app.base.clock import Clock
from app.portal.wire import Tokens
from app.sandbox.state import State

REFRESH_SECONDS = 30 * 86_400


class Spent(Exception):
    """The token is unknown, expired, revoked or was used before."""


def digest(secret: str) -> str:
    """What the state keeps of a secret that only its owner knows."""
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


class TokenStore:
    """Issues, exchanges, checks and revokes. `access_seconds` is an access token's life."""

    def __init__(self, state: State, clock: Clock, access_seconds: int) -> None:
        self._state = state
        self._clock = clock
        self._access_seconds = access_seconds

    def start(
        self, connection: sqlite3.Connection, user: str, client_id: str, scope: str
    ) -> tuple[str, Tokens]:
        """A new family with its first tokens, within the caller's transaction."""
        family = secrets.token_hex(12)
        connection.execute("INSERT INTO family VALUES(?,?,?,?,0)", (family, user, client_id, scope))
        return family, self._issue(connection, family, scope)

    def refresh(self, token: str, client_id: str) -> Tokens:
        """New tokens for a refresh token. Raises Spent; a second use revokes the family."""
        with self._state.write() as connection:
            row = connection.execute(
                "SELECT t.family, t.expires, t.used, f.revoked, f.scope FROM token t"
                " JOIN family f ON f.id=t.family"
                " WHERE t.hash=? AND t.kind='refresh' AND f.client_id=?",
                (digest(token), client_id),
            ).fetchone()
            if row and not row[2] and not row[3] and row[1] > self._now():
                connection.execute("UPDATE token SET used=1 WHERE hash=?", (digest(token),))
                return self._issue(connection, row[0], row[4])
            if row and row[2]:
                self.revoke_family(connection, row[0])
        raise Spent

    def user_of(self, access_token: str) -> str:
        """Whose access token this is. Raises Spent."""
        row = self._state.one(
            "SELECT f.user FROM token t JOIN family f ON f.id=t.family"
            " WHERE t.hash=? AND t.kind='access' AND t.expires>? AND NOT f.revoked",
            (digest(access_token), self._now()),
        )
        if row is None:
            raise Spent
        return str(row[0])

    def revoke(self, token: str) -> None:
        """End the sign-in a token belongs to; nothing happens for an unknown one (RFC 7009)."""
        with self._state.write() as connection:
            row = connection.execute(
                "SELECT family FROM token WHERE hash=?", (digest(token),)
            ).fetchone()
            if row:
                self.revoke_family(connection, row[0])

    def revoke_all(self) -> None:
        """End every sign-in."""
        with self._state.write() as connection:
            connection.execute("UPDATE family SET revoked=1")

    def revoke_people(self, connection: sqlite3.Connection, emails: list[str], but: str) -> None:
        """End every sign-in of these people, but for the one with the access token `but`."""
        connection.executemany(
            "UPDATE family SET revoked=1 WHERE user IN (SELECT user FROM person WHERE email=?)"
            " AND id NOT IN (SELECT family FROM token WHERE hash=?)",
            [(email, digest(but)) for email in emails],
        )

    def revoke_family(self, connection: sqlite3.Connection, family: str) -> None:
        """End one sign-in, within the caller's transaction."""
        connection.execute("UPDATE family SET revoked=1 WHERE id=?", (family,))

    def _issue(self, connection: sqlite3.Connection, family: str, scope: str) -> Tokens:
        access, refresh = f"kat_{secrets.token_urlsafe(32)}", f"krt_{secrets.token_urlsafe(32)}"
        now = self._now()
        connection.execute("DELETE FROM token WHERE expires<?", (now - REFRESH_SECONDS,))
        connection.executemany(
            "INSERT INTO token VALUES(?,?,?,?,0)",
            (
                (digest(access), family, "access", now + self._access_seconds),
                (digest(refresh), family, "refresh", now + REFRESH_SECONDS),
            ),
        )
        return Tokens(access, "Bearer", self._access_seconds, refresh, scope)

    def _now(self) -> float:
        return self._clock.now().timestamp()
