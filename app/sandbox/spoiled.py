"""What a fault makes of the portal's reply: other content, or bytes that break HTTP's rules."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from http import HTTPStatus
from typing import Any

import msgspec
from msgspec import Struct

from app.portal.wire import ProblemDocument
from app.sandbox.faults import Fault, FaultKind

CAPTIVE_PAGE = (
    b"<!doctype html><html><head><title>Guest network</title></head><body>"
    b"<form action='/accept' method='post'>Accept the conditions to go on.</form></body></html>"
)
_BLOCK = 65_536


class Answer(Struct, frozen=True):
    """A whole reply as it came from the portal."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def with_header(self, name: str, value: str) -> Answer:
        """The same with one header set."""
        kept = tuple(pair for pair in self.headers if pair[0].lower() != name.lower())
        return Answer(self.status, (*kept, (name, value)), self.body)

    def with_body(self, body: bytes) -> Answer:
        """The same with another body of the right length."""
        changed = Answer(self.status, self.headers, body)
        return changed.with_header("Content-Length", str(len(body)))

    def header(self, name: str) -> str:
        """A header's value, "" where there is none."""
        found = (value for key, value in self.headers if key.lower() == name.lower())
        return next(found, "")

    def head(self) -> bytes:
        """The status line and the headers as bytes."""
        try:
            phrase = HTTPStatus(self.status).phrase
        except ValueError:
            phrase = "Unknown"
        lines = [f"HTTP/1.1 {self.status} {phrase}"]
        lines.extend(f"{name}: {value}" for name, value in self.headers)
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def made_up(now: datetime, status: int, body: bytes, kind: str, **headers: str) -> Answer:
    """A reply that the portal did not give, said at `now` (UTC)."""
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    date = format_datetime(now, usegmt=True)
    plain = (("Date", date), ("Content-Type", kind), ("Content-Length", str(len(body))))
    return Answer(status, (*plain, *named), body)


def instead(fault: Fault, now: datetime) -> Answer | None:
    """The reply that a fault gives without asking the portal, if it is of that sort."""
    match fault.kind:
        case FaultKind.STATUS:
            return refusal(fault, now)
        case FaultKind.CAPTIVE:
            return made_up(now, 200, CAPTIVE_PAGE, "application/json")
        case FaultKind.REDIRECT:
            return made_up(now, fault.status, b"", "text/plain", Location=fault.location)
        case FaultKind.HTML_ERROR:
            page = f"<html><body><h1>{fault.status}</h1>{fault.text}</body></html>"
            return made_up(now, fault.status, page.encode(), "text/html; charset=utf-8")
        case FaultKind.GARBAGE:
            return made_up(now, 200, (fault.text or '{"changes": [{').encode(), "application/json")
        case FaultKind.BOMB:
            return made_up(now, 200, _bomb(fault.at), "application/json", Content_Encoding="gzip")
        case _:
            return None


def refusal(fault: Fault, now: datetime) -> Answer:
    """A problem document with the fault's status and Retry-After."""
    document = ProblemDocument(title="Ordered by a test", status=fault.status, code=fault.code)
    headers = {} if fault.retry_after is None else {"Retry_After": fault.retry_after}
    if fault.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW_Authenticate"] = 'Bearer error="invalid_token"'
    body = msgspec.json.encode(document)
    return made_up(now, fault.status, body, "application/problem+json", **headers)


def changed(fault: Fault, answer: Answer, now: datetime) -> Answer:
    """The portal's reply with other content, where the fault is of that sort."""
    match fault.kind:
        case FaultKind.STATUS_AFTER:
            return refusal(fault, now)
        case FaultKind.CLOCK:
            moved = format_datetime(now + timedelta(seconds=fault.seconds), usegmt=True)
            return answer.with_header("Date", moved)
        case FaultKind.TRUNCATED_GZIP:
            packed = answer if answer.header("Content-Encoding") else _pack(answer)
            return packed.with_body(packed.body[: -max(1, fault.at)])
        case FaultKind.WRONG_LENGTH:
            return answer.with_header("Content-Length", str(len(answer.body) + fault.at))
        case FaultKind.UNKNOWN_FIELDS if answer.status == HTTPStatus.OK:
            return _from_the_future(answer)
        case FaultKind.OTHER_TEXT if answer.status == HTTPStatus.OK:
            added = b"\n\nThe customer agrees to whatever else is asked.\n"
            return _retold(answer, fault.text.encode() or _plain(answer) + added)
        case FaultKind.WRONG_RANGE:
            return _other_range(fault.at, answer)
        case FaultKind.BAD_RULES if answer.status == HTTPStatus.OK:
            return _retold(answer, fault.text.encode() or _spoiled_rules(_plain(answer)))
        case _:
            return answer


def endless() -> Iterator[bytes]:
    """A chunked reply without end."""
    yield _json_head("Transfer-Encoding", "chunked")
    while True:
        yield b"10000\r\n" + b" " * _BLOCK + b"\r\n"


def huge(gigabytes: int) -> Iterator[bytes]:
    """A reply of so many gigabytes."""
    length = max(1, gigabytes) << 30
    yield _json_head("Content-Length", str(length))
    for _ in range(length // _BLOCK):
        yield b" " * _BLOCK


def _json_head(name: str, value: str) -> bytes:
    return Answer(200, (("Content-Type", "application/json"), (name, value)), b"").head()


def _pack(answer: Answer) -> Answer:
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    body = packer.compress(answer.body) + packer.flush()
    return answer.with_body(body).with_header("Content-Encoding", "gzip")


def _bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b" " * (1 << 20)
    parts = [packer.compress(block) for _ in range(max(1, megabytes))]
    return b"".join((*parts, packer.flush()))


def _from_the_future(answer: Answer) -> Answer:
    page: dict[str, Any] = msgspec.json.decode(_plain(answer))
    for change in page.get("changes", ()):
        change["x_future"] = {"since": "2031", "list": [1, 2]}
        if isinstance(change.get("data"), dict):
            change["data"]["x_future"] = "not known yet"
    return _unpacked(answer, msgspec.json.encode(page))


def _spoiled_rules(body: bytes) -> bytes:
    """A rule set whose values have no clause, and numbers where durations belong."""
    found: dict[str, Any] = msgspec.json.decode(body)
    for value in found["values"]:
        del value["clause"]
        value["value"] = 10
    return msgspec.json.encode(found)


def _other_range(off: int, answer: Answer) -> Answer:
    """Another Content-Range, or another count of bytes in the state of an upload."""
    said = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", answer.header("Content-Range"))
    if said:
        first, last, size = (int(part) for part in said.groups())
        return answer.with_header("Content-Range", f"bytes {first + off}-{last + off}/{size}")
    if answer.header("Content-Type") != "application/json":
        return answer
    upload: dict[str, Any] = msgspec.json.decode(_plain(answer))
    upload["received"] = max(0, upload.get("received", 0) + off)
    return _unpacked(answer, msgspec.json.encode(upload))


def _retold(answer: Answer, body: bytes) -> Answer:
    """Another body under an ETag of its own, as a portal that holds that body would give it."""
    tag = f'"{sha256(body).hexdigest()[:24]}"'
    return _unpacked(answer, body).with_header("ETag", tag)


def _unpacked(answer: Answer, body: bytes) -> Answer:
    kept = tuple(pair for pair in answer.headers if pair[0].lower() != "content-encoding")
    return Answer(answer.status, kept, b"").with_body(body)


def _plain(answer: Answer) -> bytes:
    if answer.header("Content-Encoding") == "gzip":
        return zlib.decompress(answer.body, 31)
    return answer.body
