"""The sign-in endpoints that programs call: token, device authorization, revocation.

OAuth 2.1 for a public client: code with PKCE S256, refresh with rotation, device grant (RFC 8628).
"""

from __future__ import annotations

import hmac
import secrets
import sqlite3
from hashlib import sha256
from typing import Any

from app.base.clock import Clock
from app.portal.wire import DeviceStart
from app.sandbox import vendor
from app.sandbox.http import NO_STORE, Refusal, Reply, Request, json_reply, oauth_error
from app.sandbox.signing import base64url
from app.sandbox.state import State
from app.sandbox.tokens import Spent, TokenStore, digest

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_DEVICE_SECONDS = 900
_SLOWER = 5
_USER_CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"


def check_scope(text: str) -> str:
    """The scope to grant. Raises ValueError for one that is not offered."""
    wanted = text.split() or [vendor.SCOPES[0]]
    if not set(wanted) <= set(vendor.SCOPES):
        raise ValueError(text)
    return " ".join(dict.fromkeys(wanted))


class Grants:
    """Exchanges codes, device codes and refresh tokens for tokens."""

    def __init__(
        self,
        state: State,
        clock: Clock,
        tokens: TokenStore,
        *,
        address: str,
        interval: int,
        demo_consent: bool,
    ) -> None:
        self._state = state
        self._clock = clock
        self._tokens = tokens
        self._address = address
        self._interval = interval
        self._demo_consent = demo_consent

    def token(self, request: Request) -> Reply:
        """`POST /oauth/token`."""
        form = request.form()
        _known_client(form)
        match form.get("grant_type"):
            case "authorization_code":
                return self._with_code(form)
            case "refresh_token":
                return self._with_refresh_token(form)
            case str(grant) if grant == DEVICE_GRANT:
                return self._with_device_code(form)
            case None:
                return oauth_error("invalid_request", "grant_type is missing")
            case _:
                return oauth_error("unsupported_grant_type")

    def revoke(self, request: Request) -> Reply:
        """`POST /oauth/revoke` (RFC 7009): always 200 for a known client."""
        form = request.form()
        _known_client(form)
        self._tokens.revoke(_needed(form, "token"))
        return Reply(200, headers=NO_STORE)

    def device(self, request: Request) -> Reply:
        """`POST /oauth/device_authorization`: start a sign-in on another device."""
        form = request.form()
        client_id = _known_client(form)
        try:
            scope = check_scope(form.get("scope", ""))
        except ValueError:
            return oauth_error("invalid_scope")
        letters = "".join(secrets.choice(_USER_CODE_LETTERS) for _ in range(8))
        user_code = f"{letters[:4]}-{letters[4:]}"
        device_code = secrets.token_urlsafe(32)
        user = vendor.DEMO_USER if self._demo_consent else None
        with self._state.write() as connection:
            connection.execute(
                "INSERT INTO device VALUES(?,?,?,?,?,?,?,?,NULL)",
                (digest(device_code), user_code, client_id, scope,
                 "approved" if user else "pending", user, self._now() + _DEVICE_SECONDS,
                 self._interval),
            )  # fmt: skip
        page = f"{self._address}/device"
        start = DeviceStart(
            device_code, user_code, page, _DEVICE_SECONDS, f"{page}?user_code={user_code}",
            self._interval,
        )  # fmt: skip
        return json_reply(start, headers=NO_STORE)

    def _with_code(self, form: dict[str, str]) -> Reply:
        code, verifier = _needed(form, "code"), _needed(form, "code_verifier")
        with self._state.write() as connection:
            row = connection.execute(
                "SELECT user, client_id, scope, redirect_uri, challenge, expires, family"
                " FROM code WHERE hash=?",
                (digest(code),),
            ).fetchone()
            if row and row[6]:
                self._tokens.revoke_family(connection, row[6])
            fits = (
                row
                and not row[6]
                and row[5] > self._now()
                and form.get("client_id") == row[1]
                and form.get("redirect_uri") == row[3]
                and _proves(verifier, row[4])
            )
            if not fits:
                return oauth_error("invalid_grant")
            family, tokens = self._tokens.start(connection, row[0], row[1], row[2])
            connection.execute("UPDATE code SET family=? WHERE hash=?", (family, digest(code)))
        return json_reply(tokens, headers=NO_STORE)

    def _with_refresh_token(self, form: dict[str, str]) -> Reply:
        try:
            tokens = self._tokens.refresh(_needed(form, "refresh_token"), form["client_id"])
        except Spent:
            return oauth_error("invalid_grant")
        return json_reply(tokens, headers=NO_STORE)

    def _with_device_code(self, form: dict[str, str]) -> Reply:
        name = digest(_needed(form, "device_code"))
        now = self._now()
        with self._state.write() as connection:
            row = connection.execute(
                "SELECT state, user, scope, expires, interval, polled, client_id FROM device"
                " WHERE hash=?",
                (name,),
            ).fetchone()
            if row is None or row[6] != form["client_id"] or row[0] == "used":
                return oauth_error("invalid_grant")
            if row[3] <= now:
                return oauth_error("expired_token")
            if row[0] == "denied":
                return oauth_error("access_denied")
            if row[0] == "pending":
                return _wait(connection, name, row, now)
            connection.execute("UPDATE device SET state='used' WHERE hash=?", (name,))
            _, tokens = self._tokens.start(connection, row[1], row[6], row[2])
        return json_reply(tokens, headers=NO_STORE)

    def _now(self) -> float:
        return self._clock.now().timestamp()


def _wait(connection: sqlite3.Connection, name: str, row: tuple[Any, ...], now: float) -> Reply:
    interval, polled = int(row[4]), row[5]
    too_soon = polled is not None and now - polled < interval
    connection.execute(
        "UPDATE device SET polled=?, interval=? WHERE hash=?",
        (now, interval + _SLOWER if too_soon else interval, name),
    )
    return oauth_error("slow_down" if too_soon else "authorization_pending")


def _known_client(form: dict[str, str]) -> str:
    if form.get("client_id") != vendor.CLIENT_ID:
        raise Refusal(oauth_error("invalid_client", "unknown client_id"))
    return vendor.CLIENT_ID


def _needed(form: dict[str, str], name: str) -> str:
    value = form.get(name)
    if not value:
        raise Refusal(oauth_error("invalid_request", f"{name} is missing"))
    return value


def _proves(verifier: str, challenge: str) -> bool:
    """Whether the verifier belongs to the challenge (RFC 7636 section 4.6, S256)."""
    made = base64url(sha256(verifier.encode("utf-8", "replace")).digest())
    return 43 <= len(verifier) <= 128 and hmac.compare_digest(made, challenge)
