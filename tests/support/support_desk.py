"""Support, files, account and notices at a sandbox without the client under test."""

from __future__ import annotations

import hashlib
import json
import uuid
from base64 import b64encode
from typing import Any

from app.portal import wire
from tests.support.sandbox import SandboxServer, Visited, visit

AT = "2026-11-22T09:00:00Z"


def post(
    sandbox: SandboxServer, tokens: wire.Tokens, path: str, body: Any, key: str | None = None
) -> Visited:
    """Send a body (what has no `client_id` gets one); `key` may differ from it."""
    if isinstance(body, dict):
        body = {"client_id": str(uuid.uuid4()), **body}
        key = key or body["client_id"]
    headers = {
        "Authorization": f"Bearer {tokens.access_token}",
        "Content-Type": "application/json",
        "Idempotency-Key": key or "no-key-given",
    }
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return visit("POST", sandbox.address + path, content, headers)


def new_request(**changes: Any) -> dict[str, Any]:
    """A body for a new request, about a product with support."""
    return {
        "client_id": str(uuid.uuid4()),
        "created_at": AT,
        "subject": "Sessions end too soon",
        "text": "Since this morning they end after a minute.",
        "severity": "high",
        **changes,
    }


def open_request(sandbox: SandboxServer, tokens: wire.Tokens, **changes: Any) -> dict[str, Any]:
    """Open a request; its receipt."""
    reply = post(sandbox, tokens, wire.SUPPORT_REQUESTS_PATH, new_request(**changes))
    assert reply.status == 201, reply.text
    found: dict[str, Any] = reply.json()
    return found


def say(
    sandbox: SandboxServer, tokens: wire.Tokens, request: str, text: str, **changes: Any
) -> Visited:
    """Send a message in a request, named by the portal's or the client's id."""
    path = wire.SUPPORT_MESSAGES_PATH.format(request_id=request)
    body = {"request_id": request, "created_at": AT, "text": text, **changes}
    return post(sandbox, tokens, path, body)


def change(
    sandbox: SandboxServer, tokens: wire.Tokens, request: str, what: str, **changes: Any
) -> Visited:
    """Close, reopen or rate a request."""
    path = wire.SUPPORT_STATE_PATH.format(request_id=request)
    body = {"request_id": request, "created_at": AT, "change": what, **changes}
    return post(sandbox, tokens, path, body)


def announce(
    sandbox: SandboxServer, tokens: wire.Tokens, content: bytes, name: str, **changes: Any
) -> Visited:
    """Announce a file."""
    digest = hashlib.sha256(content).hexdigest()
    body = {"name": name, "size": len(content), "sha256": digest, **changes}
    return post(sandbox, tokens, wire.UPLOADS_PATH, body)


def send_part(
    sandbox: SandboxServer, tokens: wire.Tokens, upload: str, part: bytes, first: int, size: int
) -> Visited:
    """Send some bytes of a file."""
    headers = {
        "Authorization": f"Bearer {tokens.access_token}",
        "Content-Type": "application/octet-stream",
        "Content-Range": f"bytes {first}-{first + len(part) - 1}/{size}",
    }
    path = wire.UPLOAD_PATH.format(upload_id=upload)
    return visit("PATCH", sandbox.address + path, part, headers)


def upload(
    sandbox: SandboxServer,
    tokens: wire.Tokens,
    content: bytes = b"a line of a log\n",
    name: str = "gateway.log",
    *,
    part: int = 1 << 20,
) -> str:
    """Bring a whole file in, in parts; its client id."""
    told = announce(sandbox, tokens, content, name).json()
    for first in range(0, len(content), part):
        piece = content[first : first + part]
        reply = send_part(sandbox, tokens, told["id"], piece, first, len(content))
        assert reply.status == 200, reply.text
    return str(told["client_id"])


def records(sandbox: SandboxServer, tokens: wire.Tokens, kind: str) -> dict[str, Any]:
    """The feed's records of a kind by id; None for a deleted one."""
    page = sandbox.get("/v1/changes?limit=2000", tokens).json()
    assert not page["more"], "too many records for one page"
    return {c["id"]: c["data"] for c in page["changes"] if c["kind"] == kind}


def messages(sandbox: SandboxServer, tokens: wire.Tokens, request: str) -> list[dict[str, Any]]:
    """The messages of a request (the portal's id), oldest first."""
    found = records(sandbox, tokens, "message").values()
    mine = [message for message in found if message and message["request_id"] == request]
    return sorted(mine, key=lambda message: str(message["sent_at"]))


def agent_reply(
    sandbox: SandboxServer,
    request: str,
    text: str,
    state: str = "answered",
    file: tuple[str, bytes] | None = None,
) -> None:
    """An agent of the vendor's (or of the partner's) answers."""
    name, content = file or ("", b"")
    sandbox.mutate(
        "agent_reply",
        request=request,
        text=text,
        state=state,
        file_name=name,
        content=b64encode(content).decode(),
    )
