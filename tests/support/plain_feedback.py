"""Feedback sent to a sandbox without the client under test."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import msgspec

from app.portal import wire
from tests.support.sandbox import SandboxServer, Visited, visit

KEY = "01976b2c-8f4e-7c11-9a3d-5b0f2e6d7a81"


def feedback(key: str = KEY, **changes: Any) -> dict[str, Any]:
    body = wire.FeedbackBody(
        client_id=key,
        topic="product",
        text="One file a month, please. <b>ä</b>",
        created_at=datetime(2026, 11, 22, 9, tzinfo=UTC),
        acknowledged=wire.Acknowledgement(
            SandboxServer.feedback_statement, datetime(2026, 11, 22, 9, 1, tzinfo=UTC)
        ),
    )
    return {**msgspec.to_builtins(body), **changes}


def send(
    sandbox: SandboxServer, tokens: wire.Tokens, body: Any, key: str | None = KEY, **more: str
) -> Visited:
    headers = {
        "Authorization": f"Bearer {tokens.access_token}",
        "Content-Type": "application/json",
        **({"Idempotency-Key": key} if key else {}),
        **more,
    }
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return visit("POST", f"{sandbox.address}/v1/feedback", content, headers)
