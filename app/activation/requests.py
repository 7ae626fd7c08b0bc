"""What an isolated host asks for: made and remembered here, carried in a set of one or of hundreds.

A request never holds the license key. Its hash is SHA-256 over its canonical JSON (RFC 8785); the
answer's signed part repeats request id, hash and nonce.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import uuid
from datetime import datetime
from typing import Any, NamedTuple

from app.activation import signed
from app.activation.faults import Malformed
from app.activation.fingerprint import Fingerprint, keyed_hash
from app.activation.payload import instant_of
from app.activation.problems import BadFile
from app.activation.state import HostState, MadeRequest, stamp
from app.activation.strict import json_object, url_base64
from app.activation.words import _

FORMAT, VERSION = "counterpart-activation-requests", 1
MOST = 1000
"""Requests in one set."""

_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
_HASH = re.compile(r"[0-9a-f]{64}")


class Wish(NamedTuple):
    """What is asked for, and how the host is called there."""

    product_id: str
    license_id: str
    host_name: str
    production: bool
    replaces: str = ""
    """What the host takes the place of, as canonical JSON; "" for nothing."""


class RequestSet(NamedTuple):
    """A set as it was read; each request exactly as its host wrote it."""

    client_id: str
    requests: tuple[dict[str, Any], ...]


def pending(state: HostState, wish: Wish, fingerprint: str) -> MadeRequest | None:
    """The request for the same thing that was made before and not answered yet."""
    for made in reversed(state.requests):
        body = json.loads(made.body)
        same = Wish(
            body["product_id"], body["license_id"], body["host_name"], body["production"],
            signed.canonical(body["replaces"]).decode("utf-8") if "replaces" in body else "",
        ) == wish  # fmt: skip
        if same and body["fingerprint"] == fingerprint and made.request_id not in state.closed:
            return made
    return None


def make(wish: Wish, fingerprint: Fingerprint, now: datetime) -> MadeRequest:
    """A fresh request with a nonce and a host key of its own. Raises BadFile for a bad id."""
    for name in (wish.product_id, wish.license_id):
        if not _NAME.fullmatch(name):
            raise BadFile(
                _("“{text}” is no id of a product or a license").format(text=name[:80]),
                _("Ids have letters, digits, dots, dashes and underscores."),
                _("Copy it from the order, or from the list of licenses."),
            )
    seed = signed.new_seed()
    request_id, created_at = new_id(now), stamp(now)
    body = {
        "request_id": request_id,
        "nonce": signed.base64url(os.urandom(32)),
        "fingerprint": fingerprint.value,
        "components": fingerprint.components,
        "product_id": wish.product_id,
        "license_id": wish.license_id,
        "host_name": wish.host_name.encode("utf-8", "replace").decode("utf-8"),
        "host_key": signed.jwk_of(signed.public_of(seed)),
        "production": wish.production,
        "created_at": created_at,
    }
    if wish.replaces:
        body["replaces"] = json.loads(wish.replaces)
    text = signed.canonical(body).decode("utf-8")
    return MadeRequest(request_id, text, seed.hex(), created_at)


def pseudonym(fingerprint: str) -> str:
    """A name for a host that tells nothing, the same one each time."""
    return f"host-{keyed_hash(fingerprint, 'host name')[:10]}"


def set_of(requests: list[Any], client_id: str) -> bytes:
    """A request file."""
    document = {
        "format": FORMAT, "version": VERSION, "client_id": client_id, "requests": requests
    }  # fmt: skip
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode("utf-8")


def read_set(data: bytes) -> RequestSet:
    """The set in a request file. Raises BadFile for anything else."""
    try:
        return _read_set(data)
    except Malformed as fault:
        raise BadFile(
            _("This is not a request file that can be used"),
            fault.reason,
            _("Write it again on the host with “counterpart license request”."),
        ) from fault


def request_hash(request: Any) -> str:
    """The hash of a request as its host wrote it, 64 hex digits."""
    return hashlib.sha256(signed.canonical(request)).hexdigest()


def new_id(now: datetime) -> str:
    """A fresh id that sorts by time (UUID version 7, RFC 9562)."""
    millis = int(now.timestamp() * 1000) & ((1 << 48) - 1)
    rest = int.from_bytes(os.urandom(10), "big")
    number = (millis << 80) | rest
    number = number & ~(0xF << 76) | (0x7 << 76)
    number = number & ~(0x3 << 62) | (0x2 << 62)
    return str(uuid.UUID(int=number))


def _read_set(data: bytes) -> RequestSet:
    document = json_object(data)
    if document.get("format") != FORMAT:
        raise Malformed(_("It does not say that it holds requests."))
    version = document.get("version")
    if isinstance(version, int) and version > VERSION:
        raise Malformed(_("It was made by a newer version of this program; use that one here too."))
    if version != VERSION:
        raise Malformed(_("It does not say in which form it is written."))
    requests = document.get("requests")
    if not isinstance(requests, list) or not 1 <= len(requests) <= MOST:
        raise Malformed(_("It holds no request, or more than a thousand."))
    client_id = document.get("client_id")
    if not isinstance(client_id, str) or not _ID.fullmatch(client_id):
        raise Malformed(_("It does not name itself."))
    for request in requests:
        _check(request)
    ids = [request["request_id"] for request in requests]
    if len(set(ids)) != len(ids):
        raise Malformed(_("A request stands in it twice."))
    return RequestSet(client_id, tuple(requests))


def _check(request: Any) -> None:
    """Raises Malformed for a request that no host made."""
    if not isinstance(request, dict) or "license_key" in request:
        raise Malformed(_("A request in it has not the form of one."))
    patterns = {
        "request_id": _ID, "fingerprint": _HASH, "product_id": _NAME, "license_id": _NAME
    }  # fmt: skip
    for name, pattern in patterns.items():
        value = request.get(name)
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise Malformed(_("A request in it lacks a proper “{name}”.").format(name=name))
    nonce, parts = request.get("nonce"), request.get("components")
    if not isinstance(nonce, str) or "=" in nonce or len(url_base64(nonce)) != 32:
        raise Malformed(_("A request in it lacks a proper “{name}”.").format(name="nonce"))
    if not isinstance(parts, dict) or not all(_part(value) for value in parts.values()):
        raise Malformed(_("A request in it lacks a proper “{name}”.").format(name="components"))
    signed.raw_key(request.get("host_key"))
    if "replaces" in request and not _replaces(request["replaces"]):
        raise Malformed(_("A request in it lacks a proper “{name}”.").format(name="replaces"))
    name = request.get("host_name", "")
    if not isinstance(name, str) or len(name) > 255:
        raise Malformed(_("A request in it lacks a proper “{name}”.").format(name="host_name"))
    try:
        instant_of(request.get("created_at", ""))
    except (ValueError, TypeError):
        raise Malformed(
            _("A request in it lacks a proper “{name}”.").format(name="created_at")
        ) from None


def _part(value: Any) -> bool:
    return value is None or (isinstance(value, str) and bool(_HASH.fullmatch(value)))


def _replaces(value: Any) -> bool:
    """A machine by its id, or a signed record."""
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        return False
    if set(value) == {"machine_id"}:
        return bool(_NAME.fullmatch(value["machine_id"]))
    return set(value) == {"payload", "jws"}
