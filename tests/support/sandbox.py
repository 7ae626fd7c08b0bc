"""The embedded vendor for tests: a real sandbox on a real socket, and a person's browser for it.

`SandboxServer.start(orders=200)` serves from this process (quick to start); `process=True` starts
`python -m app.sandbox` instead. Faults and changes to the feed are ordered over HTTP either way.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import secrets
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import msgspec

from app.base.clock import Clock, SystemClock
from app.portal import wire
from app.sandbox import vendor
from app.sandbox.faults import Fault, FaultKind
from app.sandbox.front import FAULTS_PATH, REQUESTS_PATH, Received
from app.sandbox.options import UPLOAD_CAP, Options
from app.sandbox.server import Server

CALLBACK = "http://127.0.0.1:9/callback"
"""A redirect nobody listens at, for tests that only read the answer in it."""

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Visited:
    """What one plain HTTP request brought."""

    status: int
    headers: dict[str, str]
    body: bytes
    url: str

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        return json.loads(self.body)

    def answer(self) -> dict[str, str]:
        """The parameters in the address redirected to."""
        query = parse_qs(urlsplit(self.headers.get("location", "")).query)
        return {name: values[0] for name, values in query.items()}


def visit(
    method: str, url: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> Visited:
    """One request on a connection of its own; follows nothing, unpacks nothing."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target or "/", body, headers or {})
        reply = connection.getresponse()
        named = {name.lower(): value for name, value in reply.getheaders()}
        return Visited(reply.status, named, reply.read(), url)
    finally:
        connection.close()


def form(url: str, fields: dict[str, str]) -> Visited:
    """Send a form."""
    return visit("POST", url, urlencode(fields).encode(), _FORM)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = named.get("action", "")
        elif tag == "input" and "name" in named:
            self.fields[named["name"]] = named.get("value", "")


def submit(page: Visited, **filled: str) -> Visited:
    """Fill in the form on a page and send it, as a browser would."""
    parsed = _Page()
    parsed.feed(page.text)
    assert parsed.action, f"no form on the page: {page.status} {page.text}"
    return form(urljoin(page.url, parsed.action), {**parsed.fields, **filled})


class SandboxServer:
    """A running sandbox. Use `start`, then `stop` (or `with`)."""

    user = vendor.DEMO_USER
    password = vendor.DEMO_PASSWORD
    feedback_statement = vendor.FEEDBACK_STATEMENT

    def __init__(self, address: str, server: Server | None, process: Any) -> None:
        self.address = address
        self._server = server
        self._process: subprocess.Popen[bytes] | None = process

    @classmethod
    def start(
        cls,
        orders: int = 40,
        seed: int = 1,
        state: Path | None = None,
        *,
        process: bool = False,
        port: int = 0,
        today: date | None = None,
        requests: int = 0,
        messages: int = 10,
        agent_seconds: float | None = 120.0,
        upload_cap: int = UPLOAD_CAP,
        access_seconds: int = 600,
        device_interval: int = 0,
        demo_consent: bool = False,
        allow_faults: bool = True,
        clock: Clock | None = None,
    ) -> Self:
        """Start one. In a test the polls of a device sign-in may follow each other at once.

        Agents answer `agent_seconds` later by the portal's clock: move it, or let them run.
        """
        options = Options(
            port=port,
            orders=orders,
            seed=seed,
            state=state,
            today=today,
            requests=requests,
            messages=messages,
            agent_seconds=agent_seconds,
            upload_cap=upload_cap,
            access_seconds=access_seconds,
            device_interval=device_interval,
            demo_consent=demo_consent,
            allow_faults=allow_faults,
        )
        if process:
            started = subprocess.Popen(
                [sys.executable, "-m", "app.sandbox", *arguments(options)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=Path(__file__).parents[2],
            )
            assert started.stdout is not None
            line = started.stdout.readline()
            if not line:
                started.communicate()
                raise AssertionError(f"the sandbox ended with code {started.returncode}")
            return cls(json.loads(line)["address"], None, started)
        server = Server(options, clock or SystemClock())
        return cls(server.address, server, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    @property
    def port(self) -> int:
        """The port it listens at, to start another one there."""
        found = urlsplit(self.address).port
        assert found is not None
        return found

    @property
    def state_path(self) -> Path | None:
        """The state file, of one that runs in this process."""
        return self._server.state_path if self._server else None

    def stop(self) -> None:
        """End it and wait until it is gone. More than once does no harm."""
        if self._server is not None:
            self._server.stop()
        if self._process is not None:
            self._process.communicate(timeout=30)

    def kill(self) -> None:
        """End a sandbox process at once, without goodbye."""
        assert self._process is not None
        self._process.kill()
        self._process.communicate()

    def faults(self, *faults: Fault) -> None:
        """From now on these faults and no others; none clears them."""
        self._order(FAULTS_PATH, faults)

    def fault(self, kind: FaultKind | str, **details: Any) -> None:
        """From now on this one fault: `fault("status", status=429, retry_after="5")`."""
        self.faults(Fault(kind=FaultKind(kind), **details))

    def faults_pending(self) -> int:
        """How many ordered faults have not happened (often enough) yet."""
        return int(visit("GET", self.address + FAULTS_PATH).json())

    def requests(self, path: str = "", *, forget: bool = False) -> list[Received]:
        """What came in, oldest first, where the target begins with `path`."""
        found = visit("DELETE" if forget else "GET", self.address + REQUESTS_PATH).body
        received = msgspec.json.decode(found, type=list[Received])
        return [request for request in received if request.target.startswith(path)]

    def submissions(self) -> list[dict[str, Any]]:
        """What customers sent and the portal kept: id, client_id, subject, kind, body."""
        found: list[dict[str, Any]] = visit("GET", f"{self.address}/sandbox/submissions").json()
        return found

    def mutate(self, action: str, **details: Any) -> Any:
        """Change something inside: `mutate("put", kind=..., id=..., data=...)`.

        Further actions: "delete" (kind, id), "put_text" (id, text, rules), "forget_cursors",
        "rotate_key", "revoke_all", "advance_clock" (seconds), "set_person" (user, locked,
        permissions), "revoke_license" (id), "agent_reply" (request, text, state, file_name,
        content in base64), "close_request" (request), "delete_request" (request), "set_agents"
        (seconds, None: never), "run_agents", "put_notice" (id, kind, subject, text, order_id,
        terms_document_id, sent_at), and those of certification in
        app/sandbox/orders_for_certification.py. Returns the version.
        """
        return self._order("/sandbox/control", {"action": action, **details}).json()["version"]

    def sign_in_as_browser(
        self,
        url: str,
        user: str | None = None,
        password: str | None = None,
        *,
        decision: str = "allow",
        follow: bool = True,
    ) -> Visited:
        """Be the person's browser: open the page, sign in, decide, follow to the loopback.

        Returns the last page; with `follow=False` the redirect itself. Stops at the page that
        refuses user and password.
        """
        page = visit("GET", url)
        if page.status == 200:
            page = submit(page, user=user or self.user, password=password or self.password)
        if page.status == 200:
            page = submit(page, decision=decision)
        if follow and page.status in (302, 303):
            return visit("GET", page.headers["location"])
        return page

    def approve_device(
        self, user_code: str, user: str | None = None, *, decision: str = "allow"
    ) -> Visited:
        """Be the person who enters the code of another device and signs in."""
        page = submit(visit("GET", f"{self.address}/device"), user_code=user_code)
        if page.status == 200:
            page = submit(page, user=user or self.user, password=self.password)
        return submit(page, decision=decision) if page.status == 200 else page

    def authorize_url(self, verifier: str, **changes: str | None) -> str:
        """A right authorization request with `changes` (None leaves a parameter out)."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
        query: dict[str, str | None] = {
            "response_type": "code",
            "client_id": vendor.CLIENT_ID,
            "redirect_uri": CALLBACK,
            "scope": "portal offline_access",
            "state": "the-state",
            "code_challenge": challenge.rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            **changes,
        }
        kept = {name: value for name, value in query.items() if value is not None}
        return f"{self.address}/oauth/authorize?{urlencode(kept)}"

    def token(self, **fields: str) -> Visited:
        """Ask the token endpoint."""
        return form(f"{self.address}/oauth/token", {"client_id": vendor.CLIENT_ID, **fields})

    def sign_in(self, user: str | None = None) -> wire.Tokens:
        """The whole sign-in without the client under test, for tests of what comes after."""
        verifier = secrets.token_urlsafe(48)
        back = self.sign_in_as_browser(self.authorize_url(verifier), user, follow=False)
        reply = self.token(
            grant_type="authorization_code",
            code=back.answer()["code"],
            redirect_uri=CALLBACK,
            code_verifier=verifier,
        )
        return msgspec.json.decode(reply.body, type=wire.Tokens)

    def get(self, path: str, tokens: wire.Tokens, **headers: str) -> Visited:
        """Read `path` as a signed-in client."""
        bearer = {"Authorization": f"Bearer {tokens.access_token}"}
        return visit("GET", self.address + path, None, {**bearer, **headers})

    def _order(self, path: str, what: Any) -> Visited:
        reply = visit("POST", self.address + path, msgspec.json.encode(what))
        assert reply.status == 200, f"{path}: {reply.status} {reply.text}"
        return reply


def arguments(options: Options) -> list[str]:
    """The command line that says the same as `options`."""
    words = [f"--port={options.port}", f"--orders={options.orders}", f"--seed={options.seed}"]
    words += [f"--access-seconds={options.access_seconds}", "--json", "--until-stdin-closes"]
    words += [f"--device-interval={options.device_interval}", f"--requests={options.requests}"]
    words += [f"--messages={options.messages}", f"--upload-cap={options.upload_cap}"]
    pause = "never" if options.agent_seconds is None else f"{options.agent_seconds:g}"
    words += [f"--agent-seconds={pause}"]
    words += [f"--state={options.state}"] if options.state else []
    words += [f"--today={options.today}"] if options.today else []
    words += ["--demo-consent"] if options.demo_consent else []
    words += ["--allow-faults"] if options.allow_faults else []
    return words
