"""The portal as a WSGI application: which path is answered by whom, and who may ask."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import bottle
import msgspec

from app.portal import wire
from app.sandbox import signing, vendor
from app.sandbox.account_desk import AccountDesk
from app.sandbox.activations import (
    ACTIVATION_SET_PATH,
    ACTIVATIONS_PATH,
    RECEIPTS_PATH,
    VENDOR_FILE_PATH,
    Activations,
)
from app.sandbox.agents import Agents
from app.sandbox.attachments import Attachments
from app.sandbox.authority import CA_PATH, CRL_PATH, Authority
from app.sandbox.certification_desk import CertificationDesk
from app.sandbox.control import Control, MovableClock
from app.sandbox.countersigning import Countersigner
from app.sandbox.deactivations import DEACTIVATIONS_PATH, Deactivations
from app.sandbox.feed import Feed
from app.sandbox.grants import Grants
from app.sandbox.http import (
    MAX_BODY,
    MAX_PART,
    MAX_SET,
    MAX_STATEMENT,
    NO_STORE,
    Handler,
    Refusal,
    Reply,
    Request,
    json_reply,
    packed,
    problem,
    tagged,
)
from app.sandbox.notice_desk import NoticeDesk
from app.sandbox.options import Options
from app.sandbox.orders_for_certification import CertificationControl
from app.sandbox.people import Caller, People
from app.sandbox.signin import SignIn
from app.sandbox.state import State, files_of
from app.sandbox.submissions import Submissions
from app.sandbox.support_desk import SupportDesk
from app.sandbox.terms import ACCEPTANCES_PATH, RULES_PATH, TEXT_PATH, Terms
from app.sandbox.time_stamps import TIMESTAMP_PATH, TimeStamps
from app.sandbox.tokens import Spent, TokenStore
from app.sandbox.uploads import Uploads

_CHALLENGE = 'Bearer realm="customer portal"'
_PHRASES = {404: ("not_found", "Nothing here"), 405: ("method_not_allowed", "Not this method")}


class Portal:
    """The invented vendor's portal at `address` (no final slash)."""

    def __init__(self, state: State, clock: MovableClock, address: str, options: Options) -> None:
        self._state = state
        self._address = address
        self._people = People(state)
        self._tokens = TokenStore(state, clock, options.access_seconds)
        self._feed = Feed(state)
        self._submissions = Submissions(state, clock, self._feed)
        self._terms = Terms(state, self._submissions)
        self._activations = Activations(state, clock, self._feed, self._submissions)
        self._deactivations = Deactivations(state, clock, self._feed, self._submissions)
        files = files_of(state.path)
        self._uploads = Uploads(state, clock, files, options.upload_cap)
        self._attachments = Attachments(state, files)
        self._agents = Agents(state, clock, self._feed, options.agent_seconds)
        self._support = SupportDesk(
            self._feed, self._submissions, self._uploads, self._agents, self._tokens
        )
        self._account = AccountDesk(self._feed, self._submissions, self._uploads)
        self._notices = NoticeDesk(self._feed, self._submissions, self._uploads)
        self._authority = Authority(state, clock, address)
        self._stamps = TimeStamps(self._authority, clock)
        self._certifications = CertificationDesk(
            state,
            clock,
            self._feed,
            self._submissions,
            self._uploads,
            Countersigner(self._authority, clock),
            options.agent_seconds,
        )
        self._signin = SignIn(
            state, clock, self._people, address=address, demo_consent=options.demo_consent
        )
        self._grants = Grants(
            state,
            clock,
            self._tokens,
            address=address,
            interval=options.device_interval,
            demo_consent=options.demo_consent,
        )
        self._control = Control(
            state,
            clock,
            self._feed,
            self._people,
            self._tokens,
            self._submissions,
            self._terms,
            self._activations,
            self._agents,
            CertificationControl(state, clock, self._feed, self._certifications, self._stamps),
        )
        self._allow_faults = options.allow_faults

    def application(self) -> Any:
        """What a WSGI server runs."""
        application = bottle.Bottle(catchall=True)
        application.default_error_handler = _unexpected
        routes: list[tuple[str, str, Handler]] = [
            ("GET", wire.DISCOVERY_PATH, self._discovery),
            ("GET", "/oauth/authorize", self._signin.authorize),
            ("POST", "/oauth/login", self._signin.login),
            ("POST", "/oauth/consent", self._signin.consent),
            ("POST", "/oauth/token", self._grants.token),
            ("POST", "/oauth/revoke", self._grants.revoke),
            ("POST", "/oauth/device_authorization", self._grants.device),
            ("GET", "/device", self._signin.device_page),
            ("POST", "/device", self._signin.device_code),
            ("GET", wire.ME_PATH, self._signed_in(self._me)),
            ("GET", wire.CHANGES_PATH, self._signed_in(self._changes, "orders")),
            ("POST", wire.FEEDBACK_PATH, self._signed_in(self._submissions.feedback)),
            ("GET", _with_part(wire.SUBMISSION_PATH), self._signed_in(self._submissions.find)),
            ("GET", _with_part(TEXT_PATH), self._signed_in(self._terms.text)),
            ("GET", _with_part(RULES_PATH), self._signed_in(self._terms.rules)),
            ("POST", ACCEPTANCES_PATH, self._signed_in(self._terms.accept)),
            ("POST", ACTIVATIONS_PATH, self._signed_in(self._activations.activate)),
            (
                "GET",
                _with_part(ACTIVATION_SET_PATH),
                self._signed_in(self._activations.answers, "licenses"),
            ),
            ("POST", RECEIPTS_PATH, self._signed_in(self._activations.receipts)),
            ("POST", DEACTIVATIONS_PATH, self._signed_in(self._deactivations.take)),
            ("GET", VENDOR_FILE_PATH, self._signed_in(self._activations.vendor_file)),
            ("POST", TIMESTAMP_PATH, self._stamps.stamp),
            ("GET", CA_PATH, self._authority.root),
            ("GET", CRL_PATH, self._authority.revocations),
            *self._help(),
        ]
        if self._allow_faults:
            routes.append(("POST", "/sandbox/control", self._control.act))
            routes.append(("GET", "/sandbox/submissions", self._control.submissions))
        for method, path, handler in routes:
            application.route(path, method, _adapt(handler))
        return application

    def _help(self) -> Iterator[tuple[str, str, Handler]]:
        """Support, files, the account, notices and certifications."""
        served: tuple[tuple[str, str, Callable[[Request, Caller], Reply]], ...] = (
            ("POST", wire.SUPPORT_REQUESTS_PATH, self._support.open),
            ("POST", wire.SUPPORT_MESSAGES_PATH, self._support.message),
            ("POST", wire.SUPPORT_STATE_PATH, self._support.change),
            ("POST", wire.UNAUTHORIZED_USE_PATH, self._support.unauthorized_use),
            ("POST", wire.UPLOADS_PATH, self._uploads.start),
            ("GET", wire.UPLOAD_PATH, self._uploads.show),
            ("PATCH", wire.UPLOAD_PATH, self._uploads.part),
            ("GET", wire.ATTACHMENT_PATH, self._attachments.content),
            ("POST", wire.ACCOUNT_CHANGES_PATH, self._account.change),
            ("POST", wire.FORMAL_NOTICES_PATH, self._notices.give),
            ("POST", wire.NOTICE_READ_PATH, self._notices.read),
            ("POST", wire.CERTIFICATIONS_PATH, self._certifications.submit),
            ("GET", wire.CERTIFICATION_DOCUMENT_PATH, self._certifications.document),
        )
        for method, path, handler in served:
            yield method, _with_part(path), self._signed_in(handler)

    def _changes(self, request: Request, caller: Caller) -> Reply:
        """The feed, after the agents said and did what is due."""
        self._agents.act()
        self._certifications.act()
        return self._feed.page(request, caller)

    def _discovery(self, request: Request) -> Reply:
        keys, key_changes = signing.published(self._state)
        address = self._address
        document = wire.Discovery(
            issuer=address,
            vendor=vendor.VENDOR,
            api=address,
            authorization_endpoint=f"{address}/oauth/authorize",
            token_endpoint=f"{address}/oauth/token",
            device_authorization_endpoint=f"{address}/oauth/device_authorization",
            revocation_endpoint=f"{address}/oauth/revoke",
            client_id=vendor.CLIENT_ID,
            keys=keys,
            key_changes=key_changes,
            contacts=list(vendor.CONTACTS),
            features=list(vendor.FEATURES),
            feedback_statement=vendor.FEEDBACK_STATEMENT,
        )
        return tagged(request, msgspec.json.encode(document), "application/json", 300)

    def _me(self, _request: Request, caller: Caller) -> Reply:
        me = wire.Me(
            caller.subject,
            caller.name,
            caller.email,
            vendor.ACCOUNT_ID,
            vendor.ACCOUNT_NAME,
            list(caller.permissions),
        )
        return json_reply(me, headers=NO_STORE)

    def _signed_in(
        self, handler: Callable[[Request, Caller], Reply], permission: str | None = None
    ) -> Handler:
        def checked(request: Request) -> Reply:
            caller = self._caller(request)
            if permission and permission not in caller.permissions:
                return problem(
                    403, "not_permitted", "You may not do this", f"permission: {permission}"
                )
            return handler(request, caller)

        return checked

    def _caller(self, request: Request) -> Caller:
        """Who asks. Refuses with 401 and says why in the header (RFC 6750 section 3)."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not token:
            raise Refusal(_not_signed_in(_CHALLENGE))
        try:
            return self._people.get(self._tokens.user_of(token.strip()))
        except Spent:
            raise Refusal(_not_signed_in(f'{_CHALLENGE}, error="invalid_token"')) from None


def _with_part(path: str) -> str:
    """A path of the contract as a route: its one variable is the request's `part`."""
    return re.sub(r"\{\w+\}", "<part>", path)


def _not_signed_in(challenge: str) -> Reply:
    return problem(401, "invalid_token", "Sign in first", headers={"WWW-Authenticate": challenge})


def _adapt(handler: Handler) -> Callable[..., Any]:
    def serve(part: str = "") -> Any:
        try:
            reply = handler(_request(part))
        except Refusal as refusal:
            reply = refusal.reply
        if reply.content_type != "application/octet-stream":
            reply = packed(reply, bottle.request.get_header("Accept-Encoding", ""))
        return _response(reply)

    return serve


def _request(part: str) -> Request:
    environ = bottle.request.environ
    length = int(environ.get("CONTENT_LENGTH") or 0)
    method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
    in_parts = method == "PATCH"
    most = MAX_SET if path.startswith("/v1/licenses/") else MAX_BODY
    most = MAX_STATEMENT if path == wire.CERTIFICATIONS_PATH else most
    most = MAX_PART if in_parts else most
    if length > most:
        raise Refusal(problem(413, "too_large", "The body is too large", f"{most} bytes"))
    headers = {
        name[5:].replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    headers["content-type"] = environ.get("CONTENT_TYPE", "")
    stream = environ["wsgi.input"]
    body = stream.read(length) if length and not in_parts else b""
    query = environ.get("QUERY_STRING", "")
    return Request(method, path, query, headers, body, part, stream, length)


def _response(reply: Reply) -> Any:
    headers = dict(reply.headers)
    if reply.content_type:
        headers["Content-Type"] = reply.content_type
    body = reply.body if reply.blocks is None else reply.blocks
    return bottle.HTTPResponse(body, reply.status, headers)


def _unexpected(error: Any) -> bytes:
    """The body for what bottle itself refuses: an unknown path, a wrong method, our own bug."""
    status = int(error.status_code)
    code, title = _PHRASES.get(status, ("server_error", "Something went wrong"))
    reply = problem(status, code, title)
    bottle.response.set_header("Content-Type", reply.content_type)
    bottle.response.set_header("Cache-Control", "no-store")
    return reply.body
