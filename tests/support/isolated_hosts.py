"""Isolated hosts for tests: requests with keys of their own, made by the portable room."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
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


def removal_of(made: MadeRequest) -> dict[str, str]:
    """The proof that a host removed the license it asked for."""
    body, now = body_of(made), stamp(datetime.now(UTC))
    values = dict.fromkeys(Removed._fields, "") | {
        "product_id": body["product_id"], "license_id": body["license_id"],
        "request_id": made.request_id, "path": "/x", "sha256": "00" * 32,
        "installed_at": now, "removed_at": now, "said_at": now,
    }  # fmt: skip
    found = receipts.removal(HostState(requests=(made,)), Removed(**values))
    assert found is not None
    return found
