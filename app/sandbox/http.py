"""Requests and replies as values, and the forms of reply the contract knows."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import Any, BinaryIO
from urllib.parse import parse_qs

import msgspec
from msgspec import Struct, field

from app.portal.wire import FieldError, OAuthError, ProblemDocument

MAX_BODY = 1 << 20
"""Bytes of a request's body that are read: two texts of 100,000 characters. More gets 413."""

MAX_SET = 2 * MAX_BODY
"""The same for a set of up to a thousand activation requests or receipts."""

MAX_STATEMENT = 8 * MAX_BODY
"""The same for a certification, whose statement lists every host and user."""

MAX_PART = 4 << 20
"""The same for a part of an uploaded file."""

_WORTH_PACKING = 1_024
NO_STORE = {"Cache-Control": "no-store"}


class Reply(Struct, frozen=True):
    """What goes back. `blocks` stands for the body of a file, whose length a header says."""

    status: int
    body: bytes = b""
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    blocks: Iterable[bytes] | None = None


class Refusal(Exception):
    """Ends the handling of a request with `reply`."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(f"refused with {reply.status}")
        self.reply = reply


class Request(Struct, frozen=True):
    """What came in. Header names are lower case; `part` is the variable part of the path.

    A part of a file is not in `body`: its `length` bytes are read from `stream`.
    """

    method: str
    path: str
    query_string: str
    headers: Mapping[str, str]
    body: bytes
    part: str = ""
    stream: BinaryIO | None = None
    length: int = 0

    def query(self) -> dict[str, str]:
        """The query's parameters. Refuses a repeated one with 400."""
        return _single(self.query_string)

    def form(self) -> dict[str, str]:
        """The body's form fields. Refuses a repeated field or another media type with 400."""
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/x-www-form-urlencoded":
            raise Refusal(oauth_error("invalid_request", "the body must be a form"))
        return _single(self.body.decode("utf-8", "replace"))


Handler = Callable[[Request], Reply]


def _single(text: str) -> dict[str, str]:
    try:
        found = parse_qs(text, keep_blank_values=True, max_num_fields=64)
    except ValueError:
        raise Refusal(oauth_error("invalid_request", "too many parameters")) from None
    for name, values in found.items():
        if len(values) > 1:
            raise Refusal(oauth_error("invalid_request", f"{name} is repeated"))
    return {name: values[0] for name, values in found.items()}


def json_reply(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """`value` as JSON."""
    return Reply(status, msgspec.json.encode(value), "application/json", headers or {})


def tagged(request: Request, body: bytes, content_type: str, seconds: int) -> Reply:
    """`body` with an ETag, or 304 where the other side has it; it may be kept for `seconds`."""
    tag = f'"{sha256(body).hexdigest()[:24]}"'
    headers = {"ETag": tag, "Cache-Control": f"private, max-age={seconds}"}
    known = request.headers.get("if-none-match", "")
    if tag in (part.strip().removeprefix("W/") for part in known.split(",")):
        return Reply(304, headers=headers)
    return Reply(200, body, content_type, headers)


def problem(
    status: int,
    code: str,
    title: str,
    detail: str = "",
    *,
    headers: Mapping[str, str] | None = None,
    errors: list[FieldError] | None = None,
) -> Reply:
    """An error as RFC 9457 says it; `code` is the contract's stable word for it."""
    document = ProblemDocument(
        "about:blank", title, status, detail, code=code, errors=errors or msgspec.UNSET
    )
    body = msgspec.json.encode(document)
    return Reply(status, body, "application/problem+json", {**NO_STORE, **(headers or {})})


def oauth_error(error: str, description: str = "", status: int = 400) -> Reply:
    """A refusal by a sign-in endpoint (RFC 6749 section 5.2)."""
    return json_reply(OAuthError(error, description), status, NO_STORE)


def packed(reply: Reply, accept_encoding: str) -> Reply:
    """`reply` with a gzip body where the other side takes it and it is worth it."""
    if len(reply.body) < _WORTH_PACKING or not _takes_gzip(accept_encoding):
        return reply
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    body = packer.compress(reply.body) + packer.flush()
    headers = {**reply.headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Reply(reply.status, body, reply.content_type, headers)


def _takes_gzip(accept_encoding: str) -> bool:
    for offer in accept_encoding.lower().split(","):
        name, _, quality = offer.partition(";")
        if name.strip() in ("gzip", "*"):
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
