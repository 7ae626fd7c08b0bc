"""The tokens of one sign-in: what they are, and how the token endpoint gives and takes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlencode, urlsplit

import msgspec

from app.base.clock import Clock
from app.base.tasks import CancelToken
from app.portal import errors
from app.portal.server_text import plain
from app.portal.transport import Reply, Transport
from app.portal.wire import OAuthError, Tokens

FORM = "application/x-www-form-urlencoded"
_CAP = 256 * 1024
_LONGEST_LIFE = 366 * 86400


class TokenSet(msgspec.Struct, frozen=True, kw_only=True):
    """What a sign-in gave. Lives in the keyring only; its repr shows no token."""

    access_token: str
    refresh_token: str | None
    expires_at: datetime
    scope: str = ""
    obtained_at: datetime | None = None
    """When the portal gave them; None for tokens of an older version of this client."""

    def __repr__(self) -> str:
        return f"TokenSet(<hidden>, expires_at={self.expires_at.isoformat()})"


class TokenKeeper(Protocol):
    """Where one profile's tokens are kept; each method may raise a vault problem."""

    def load(self) -> TokenSet | None:
        """The tokens kept last, by whatever process; None when there are none."""

    def save(self, tokens: TokenSet) -> None:
        """Keep `tokens` in place of those before; they are safe when this returns."""

    def clear(self) -> None:
        """Forget the tokens."""


class Endpoints(msgspec.Struct, frozen=True):
    """The addresses a signed-in session needs, as discovery gave them."""

    api: str
    token_endpoint: str
    revocation_endpoint: str
    client_id: str


def post_form(
    transport: Transport,
    url: str,
    form: Mapping[str, str],
    *,
    cancel: CancelToken | None = None,
) -> Reply:
    """Send an OAuth form; statuses 400 and 401 come back as answers, the rest as problems."""
    return transport.request(
        "POST",
        url,
        headers={"content-type": FORM},
        body=urlencode(form).encode("ascii"),
        cap=_CAP,
        cancel=cancel,
        also=(400, 401),
    )


def read_tokens(reply: Reply, clock: Clock) -> TokenSet | OAuthError:
    """What the token endpoint answered. Raises NotAPortal when it is neither of the two."""
    host = urlsplit(reply.url).netloc
    try:
        if reply.status in (400, 401):
            return msgspec.json.decode(reply.body, type=OAuthError)
        given = msgspec.json.decode(reply.body, type=Tokens)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        # The error's text names the member that is wrong, not its value.
        raise errors.NotAPortal(host, detail=plain(str(error), 200)) from None
    if given.token_type.lower() != "bearer" or not _is_token(given.access_token):
        raise errors.NotAPortal(host, detail="not a bearer token")
    life = min(max(given.expires_in, 0), _LONGEST_LIFE)
    now = clock.now()
    return TokenSet(
        access_token=given.access_token,
        refresh_token=given.refresh_token,
        expires_at=now + timedelta(seconds=life),
        scope=given.scope,
        obtained_at=now,
    )


def sign_in_problem(answer: OAuthError, host: str) -> errors.PortalProblem:
    """The problem that an OAuth error word means (RFC 6749, RFC 8628, OpenID Connect).

    `account_locked`, `invalid_credentials` and `login_required` are this contract's words for what
    a portal's own page found.
    """
    detail = "\n".join(
        part for part in (plain(answer.error, 80), plain(answer.error_description, 500)) if part
    )
    match answer.error:
        case "access_denied" | "consent_required":
            return errors.ConsentRefused(host, detail=detail)
        case "account_locked":
            return errors.AccountLocked(host, detail=detail)
        case "invalid_credentials" | "login_required":
            return errors.WrongPassword(host, detail=detail)
        case "expired_token":
            return errors.SignInExpired(host, detail=detail)
        case "temporarily_unavailable":
            return errors.Throttled(host, detail=detail)
        case "server_error":
            return errors.ServerFault(host, detail=detail)
        case _:
            return errors.SignInFailed(host, detail=detail)


def _is_token(text: str) -> bool:
    """Whether `text` can stand in an Authorization header: visible ASCII (RFC 6750)."""
    return bool(text) and text.isascii() and text.isprintable() and " " not in text
