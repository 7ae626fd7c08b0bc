"""Isolated hosts for tests: requests with keys of their own, made by the portable room."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from app.activation import receipts, requests
from app.activation.fingerprint import Fingerprint
from app.activation.requests import Wish
from app.activation.state import HostState, Installed, MadeRequest, Removed, stamp


def digits(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def host_request(
    name: str = "gw-1",
    license_id: str = "lic-21640-1",
    product_id: str = "relay-gateway-eu",
    at: datetime | None = None,
    machine: str = "",
) -> MadeRequest:
    """A request of the host called `name`; the same name is the same machine, or `machine` is."""
    board = machine or name
    parts = {part: digits(f"{board}/{part}") for part in ("board", "cpu", "disk", "mac")}
    fingerprint = Fingerprint(digits(board), {**parts, "system_uuid": None})
    wish = Wish(product_id, license_id, name, production=True)
    return requests.make(wish, fingerprint, at or datetime.now(UTC))


def body_of(made: MadeRequest) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(made.body)
    return body


def receipt_of(made: MadeRequest, sha256: str = "00" * 32) -> dict[str, str]:
    """What a host that installed the answer to its request would say."""
    body, now = body_of(made), datetime.now(UTC)
    one = Installed(
        body["product_id"], body["license_id"], made.request_id, "/x", sha256, "", "", "",
        stamp(now), "",
    )  # fmt: skip
    found = receipts.receipt(HostState(requests=(made,)), one, now)
    assert found is not None
    return found


def removal_of(made: MadeRequest, *also: str, **changes: str) -> dict[str, str]:
    """What a host says that gave up the answer to its request, now or as `changes` say."""
    body = body_of(made)
    at = stamp(datetime.fromisoformat(body["created_at"]) + timedelta(seconds=30))
    told = {
        "product_id": body["product_id"], "license_id": body["license_id"],
        "request_id": made.request_id, "also": " ".join(also), "path": "/x", "sha256": "00" * 32,
        "installed_at": at, "removed_at": at, "said_at": at, "file": "deleted", "no_proof": "",
    } | changes  # fmt: skip
    found = receipts.removal(HostState(requests=(made,)), Removed(**told))
    assert found is not None
    return found
