"""Signing in: by the system's browser (code and PKCE, RFC 8252), or with a code (RFC 8628).

The password is typed into the portal's own page and never comes near this program.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable, Mapping
from urllib.parse import urlencode, urlsplit

import msgspec

from app.base.clock import Clock
from app.base.errors import Cancelled
from app.base.tasks import CancelToken, Pending, TooSlow
from app.portal import errors
from app.portal.loopback import Landing, parameters
from app.portal.server_text import plain
from app.portal.tokens import TokenSet, post_form, read_tokens, sign_in_problem
from app.portal.transport import Transport, checked_url
from app.portal.wire import DeviceStart, Discovery, OAuthError

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
SCOPE = "portal offline_access"
_MOST_SECONDS_BETWEEN = 60.0


def with_browser(
    transport: Transport,
    discovery: Discovery,
    *,
    open_browser: Callable[[str], None],
    clock: Clock,
    cancel: CancelToken | None = None,
    timeout: float = 300.0,
) -> TokenSet:
    """Sign in through the browser and return the tokens, not yet kept anywhere.

    `open_browser` gets the address to show; it may take its time, as it runs on a thread of its
    own. `timeout` is in seconds. Raises BrowserMissing, SignInExpired, SignInTampered,
    ConsentRefused, AccountLocked, WrongPassword, SignInFailed, Cancelled, or what `Transport`
    raises.
    """
    host = urlsplit(discovery.authorization_endpoint).netloc
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    with Landing(clock) as landing:
        page = _authorization_address(discovery, landing.address, state, verifier)
        browser = Pending(lambda: open_browser(page), name="open-browser")
        try:
            connection, query = landing.wait(timeout, _watch(browser, host, cancel))
        except TooSlow:
            raise errors.SignInExpired(host) from None
        fine = False
        try:
            code = _checked_code(parameters(query), discovery, state, host)
            form = {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": landing.address,
                "client_id": discovery.client_id,
                "code_verifier": verifier,
            }
            reply = post_form(transport, discovery.token_endpoint, form, cancel=cancel)
            given = read_tokens(reply, clock)
            if isinstance(given, OAuthError):
                raise sign_in_problem(given, host)
            fine = True
            return given
        finally:
            landing.answer(connection, fine=fine)


def with_device(
    transport: Transport,
    discovery: Discovery,
    *,
    show: Callable[[DeviceStart], None],
    clock: Clock,
    cancel: CancelToken | None = None,
) -> TokenSet:
    """Sign in with a code that the person types on any device, and return the tokens.

    `show` gets the code and the address to type it at. Raises SignInExpired, ConsentRefused,
    AccountLocked, WrongPassword, SignInFailed, Cancelled, or what `Transport` raises.
    """
    host = urlsplit(discovery.device_authorization_endpoint).netloc
    start = _device_start(transport, discovery, host, cancel)
    show(start)
    waiter = cancel or CancelToken()
    form = {
        "grant_type": DEVICE_GRANT,
        "device_code": start.device_code,
        "client_id": discovery.client_id,
    }
    ends = clock.monotonic() + start.expires_in
    pause = float(max(start.interval, 0))
    while clock.monotonic() < ends:
        if waiter.wait(min(pause, _MOST_SECONDS_BETWEEN)):
            raise Cancelled
        try:
            reply = post_form(transport, discovery.token_endpoint, form, cancel=cancel)
        except (errors.Unreachable, errors.TimedOut, errors.ServerFault, errors.Truncated):
            pause = max(pause, 1.0) * 2  # RFC 8628 section 3.5: back off, keep trying
            continue
        except errors.Throttled as busy:
            pause = max(pause + 5, busy.retry_after)
            continue
        given = read_tokens(reply, clock)
        if isinstance(given, TokenSet):
            return given
        match given.error:
            case "authorization_pending":
                pass
            case "slow_down":
                pause += 5
            case _:
                raise sign_in_problem(given, host)
    raise errors.SignInExpired(host)


def _authorization_address(discovery: Discovery, redirect: str, state: str, verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    query = {
        "response_type": "code",
        "client_id": discovery.client_id,
        "redirect_uri": redirect,
        "scope": SCOPE,
        "state": state,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii"),
        "code_challenge_method": "S256",
    }
    mark = "&" if urlsplit(discovery.authorization_endpoint).query else "?"
    return f"{discovery.authorization_endpoint}{mark}{urlencode(query)}"


def _watch(browser: Pending[None], host: str, cancel: CancelToken | None) -> Callable[[], None]:
    """What to check while waiting: that nobody cancelled, and that a browser could be opened."""

    def check() -> None:
        if cancel is not None:
            cancel.check()
        if browser.wait(0):
            try:
                browser.result()
            except Exception as error:
                raise errors.BrowserMissing(host, detail=type(error).__name__) from error

    return check


def _checked_code(answer: Mapping[str, str], discovery: Discovery, state: str, host: str) -> str:
    """The authorization code, once state and issuer (RFC 9207) proved whose answer it is."""
    if not secrets.compare_digest(answer.get("state", "").encode(), state.encode()):
        raise errors.SignInTampered(host, detail="state differs")
    if answer.get("iss") != discovery.issuer:
        raise errors.SignInTampered(host, detail="iss differs")
    if "error" in answer:
        raise sign_in_problem(
            OAuthError(answer["error"], answer.get("error_description", "")), host
        )
    if not answer.get("code"):
        raise errors.SignInTampered(host, detail="no code")
    return answer["code"]


def _device_start(
    transport: Transport, discovery: Discovery, host: str, cancel: CancelToken | None
) -> DeviceStart:
    reply = post_form(
        transport,
        discovery.device_authorization_endpoint,
        {"client_id": discovery.client_id, "scope": SCOPE},
        cancel=cancel,
    )
    try:
        if reply.status != 200:
            raise sign_in_problem(msgspec.json.decode(reply.body, type=OAuthError), host)
        start = msgspec.json.decode(reply.body, type=DeviceStart)
        checked_url(start.verification_uri)
        if start.verification_uri_complete is not None:
            checked_url(start.verification_uri_complete)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, errors.BadAddress):
        raise errors.NotAPortal(host, detail="device authorization") from None
    if start.user_code != plain(start.user_code, 40) or not start.user_code.isascii():
        raise errors.NotAPortal(host, detail="user code")
    return start
