"""Sign-in in the person's browser: authorize, log in, consent, and the page for device codes.

A sign-in under way is a row in `pending` with an unguessable id that changes at each step.
"""

from __future__ import annotations

import re
import secrets
from urllib.parse import urlencode

from msgspec import Struct

from app.base.clock import Clock
from app.base.text import _
from app.sandbox import pages, vendor
from app.sandbox.grants import check_scope
from app.sandbox.http import NO_STORE, Refusal, Reply, Request
from app.sandbox.people import Locked, People, WrongPassword
from app.sandbox.state import State
from app.sandbox.tokens import digest

_REDIRECT = re.compile(r"http://(?:127\.0\.0\.1|\[::1\]):(?:[1-9][0-9]{0,4})/callback")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_PENDING_SECONDS = 600
_CODE_SECONDS = 60


class Pending(Struct, frozen=True):
    """A sign-in under way: by redirect, or (with `user_code`) for another device."""

    stage: str
    user: str | None
    client_id: str
    scope: str
    redirect_uri: str | None
    challenge: str | None
    echo: str | None
    user_code: str | None


class SignIn:
    """The pages and what they lead to."""

    def __init__(
        self, state: State, clock: Clock, people: People, *, address: str, demo_consent: bool
    ) -> None:
        self._state = state
        self._clock = clock
        self._people = people
        self._address = address
        self._demo_consent = demo_consent

    def authorize(self, request: Request) -> Reply:
        """`GET /oauth/authorize`: the sign-in page, or an error sent back to the program.

        An unknown program or a redirect that is not ours is never redirected to (RFC 9700).
        """
        query = request.query()
        redirect_uri, echo = query.get("redirect_uri", ""), query.get("state")
        if query.get("client_id") != vendor.CLIENT_ID or not _allowed(redirect_uri):
            return pages.message(
                _("This sign-in cannot start"),
                _("The program that opened this page is not known here."),
                400,
            )
        if query.get("response_type") != "code":
            return self._back(redirect_uri, echo, error="unsupported_response_type")
        challenge = query.get("code_challenge", "")
        if query.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(challenge):
            return self._back(redirect_uri, echo, error="invalid_request")
        try:
            scope = check_scope(query.get("scope", ""))
        except ValueError:
            return self._back(redirect_uri, echo, error="invalid_scope")
        pending = Pending(
            "login", None, vendor.CLIENT_ID, scope, redirect_uri, challenge, echo, None
        )
        if self._demo_consent:
            return self._grant(pending, vendor.DEMO_USER)
        return pages.sign_in(self._keep(pending), vendor.VENDOR.name)

    def login(self, request: Request) -> Reply:
        """`POST /oauth/login`: user name and password."""
        form = request.form()
        pending = self._take(form.get("pending", ""), "login")
        try:
            person = self._people.check(form.get("user", ""), form.get("password", ""))
        except WrongPassword:
            trouble = _("User name and password do not match.")
        except Locked:
            trouble = _("This account is locked. Ask your administrator to unlock it.")
        else:
            step = self._keep(_at_consent(pending, person.user))
            return pages.consent(step, person.name, vendor.ACCOUNT_NAME)
        return pages.sign_in(self._keep(pending), vendor.VENDOR.name, trouble, 403)

    def consent(self, request: Request) -> Reply:
        """`POST /oauth/consent`: the person's decision."""
        form = request.form()
        pending = self._take(form.get("pending", ""), "consent")
        assert pending.user is not None
        if form.get("decision") == "allow":
            return self._grant(pending, pending.user)
        if pending.redirect_uri:
            return self._back(pending.redirect_uri, pending.echo, error="access_denied")
        self._decide_device(pending, "denied")
        return pages.message(_("Access refused"), _("You can close this page."))

    def device_page(self, request: Request) -> Reply:
        """`GET /device`: where the code of another device is entered."""
        return pages.device(request.query().get("user_code", "")[:20])

    def device_code(self, request: Request) -> Reply:
        """`POST /device`: the code; then the sign-in goes on as usual."""
        letters = re.sub("[^A-Z]", "", request.form().get("user_code", "").upper())
        user_code = f"{letters[:4]}-{letters[4:]}"
        row = self._state.one(
            "SELECT client_id, scope FROM device WHERE user_code=? AND state='pending'"
            " AND expires>?",
            (user_code, self._now()),
        )
        if row is None:
            return pages.device("", _("This code is not known, or it has expired."), 404)
        pending = Pending("login", None, row[0], row[1], None, None, None, user_code)
        return pages.sign_in(self._keep(pending), vendor.VENDOR.name)

    def _grant(self, pending: Pending, user: str) -> Reply:
        if pending.redirect_uri is None:
            self._decide_device(pending, "approved", user)
            return pages.message(_("Signed in"), _("Go back to your device; close this page."))
        code = secrets.token_urlsafe(32)
        with self._state.write() as connection:
            connection.execute(
                "INSERT INTO code VALUES(?,?,?,?,?,?,?,NULL)",
                (digest(code), user, pending.client_id, pending.scope, pending.redirect_uri,
                 pending.challenge, self._now() + _CODE_SECONDS),
            )  # fmt: skip
        return self._back(pending.redirect_uri, pending.echo, code=code)

    def _decide_device(self, pending: Pending, outcome: str, user: str | None = None) -> None:
        with self._state.write() as connection:
            connection.execute(
                "UPDATE device SET state=?, user=? WHERE user_code=? AND state='pending'",
                (outcome, user, pending.user_code),
            )

    def _back(self, redirect_uri: str, echo: str | None, **outcome: str) -> Reply:
        """Redirect to the program with the outcome, its state and our name (RFC 9207)."""
        answer = {**outcome, "iss": self._address}
        if echo is not None:
            answer["state"] = echo
        location = f"{redirect_uri}?{urlencode(answer)}"
        headers = {**NO_STORE, "Location": location, "Referrer-Policy": "no-referrer"}
        return Reply(303, headers=headers)

    def _keep(self, pending: Pending) -> str:
        name = secrets.token_urlsafe(24)
        values = tuple(getattr(pending, field) for field in Pending.__struct_fields__)
        with self._state.write() as connection:
            connection.execute("DELETE FROM pending WHERE expires<?", (self._now(),))
            connection.execute(
                "INSERT INTO pending VALUES(?,?,?,?,?,?,?,?,?,?)",
                (digest(name), *values, self._now() + _PENDING_SECONDS),
            )
        return name

    def _take(self, name: str, stage: str) -> Pending:
        with self._state.write() as connection:
            row = connection.execute(
                "DELETE FROM pending WHERE id=? AND stage=? AND expires>? RETURNING"
                " stage, user, client_id, scope, redirect_uri, challenge, echo, user_code",
                (digest(name), stage, self._now()),
            ).fetchone()
        if row is None:
            raise Refusal(
                pages.message(
                    _("This page has expired"), _("Start the sign-in again from the program."), 400
                )
            )
        return Pending(*row)

    def _now(self) -> float:
        return self._clock.now().timestamp()


def _allowed(redirect_uri: str) -> bool:
    """A loopback address, any port, our path, nothing else (RFC 8252 section 7.3)."""
    return _REDIRECT.fullmatch(redirect_uri) is not None


def _at_consent(pending: Pending, user: str) -> Pending:
    return Pending(
        "consent", user, pending.client_id, pending.scope, pending.redirect_uri,
        pending.challenge, pending.echo, pending.user_code,
    )  # fmt: skip
