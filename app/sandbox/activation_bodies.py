"""Activation requests and receipts as they must come in; the contract's schemas say the same."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from app.portal.wire import Instant, ProblemDocument
from app.sandbox.http import Refusal
from app.sandbox.submissions import Key, Sent, invalid

Id = Annotated[str, Meta(min_length=1, max_length=64, pattern="^[A-Za-z0-9._-]+$")]
Hash = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Bytes32 = Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{43}$")]


class HostKey(Struct, frozen=True):
    """The public key of a host."""

    kty: Literal["OKP"]
    crv: Literal["Ed25519"]
    kid: Id
    x: Bytes32
    alg: Literal["EdDSA"] | UnsetType = UNSET
    use: Literal["sig"] | UnsetType = UNSET
    status: Literal["current", "next", "retired"] | UnsetType = UNSET


class RequestIn(Struct, frozen=True):
    """What one host asks."""

    request_id: Key
    nonce: Bytes32
    fingerprint: Hash
    components: dict[str, Hash | None]
    product_id: Id
    license_id: Id
    host_key: HostKey
    created_at: Instant
    host_name: Annotated[str, Meta(max_length=255)] = ""
    production: bool = True
    replaces: Raw | UnsetType = UNSET


class RequestSetIn(Sent, frozen=True):
    """A set; each request is kept as it came, for its hash."""

    requests: Annotated[list[Raw], Meta(min_length=1, max_length=1000)]


class RecordIn(Struct, frozen=True):
    """A signed record."""

    payload: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]+$")]
    jws: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]+\.\.[A-Za-z0-9_-]+$")]


class ReceiptsIn(Sent, frozen=True):
    """What isolated hosts say."""

    receipts: Annotated[list[RecordIn], Meta(min_length=1, max_length=1000)]


class MachineIn(Struct, frozen=True):
    """A machine that a host takes the place of."""

    machine_id: Id


class Asked(Struct, frozen=True):
    """A request with the hash of what its host wrote, and what it takes the place of."""

    request: RequestIn
    sha256: str
    replaces: RecordIn | MachineIn | None = None


class Answer(Struct, frozen=True):
    """What one host gets."""

    request_id: str
    outcome: Literal["issued", "duplicate", "stale", "refused"]
    license_file: str | None = None
    machine_file: str | None = None
    reason: ProblemDocument | None = None


class AnswerSet(Struct, frozen=True):
    """What a set gets."""

    client_id: str
    issued_at: str
    responses: list[Answer]


def asked(body: RequestSetIn) -> list[Asked]:
    """The requests of a set. Refuses what does not fit, with its place."""
    found = []
    for place, raw in enumerate(body.requests):
        try:
            request = msgspec.json.decode(raw, type=RequestIn)
            replaces = _replaced(request.replaces)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            reason, _, where = str(error).partition(" - at `$")
            raise Refusal(invalid(f"{reason} - at `$.requests[{place}]{where}")) from None
        told = sha256(canonical(json.loads(bytes(raw)))).hexdigest()
        found.append(Asked(request, told, replaces))
    return found


def _replaced(raw: Raw | UnsetType) -> RecordIn | MachineIn | None:
    """What a host takes the place of: exactly one of the two forms. Raises DecodeError."""
    if raw is UNSET:
        return None
    members = msgspec.json.decode(raw, type=dict[str, Raw])
    if "machine_id" in members and {"payload", "jws"} <= members.keys():
        raise msgspec.ValidationError("a machine and a proof - at `$.replaces`")
    try:
        if "machine_id" in members:
            return msgspec.json.decode(raw, type=MachineIn)
        return msgspec.json.decode(raw, type=RecordIn)
    except msgspec.ValidationError as error:
        reason = str(error).partition(" - at `$")[0]
        raise msgspec.ValidationError(f"{reason} - at `$.replaces`") from None


def canonical(value: Any) -> bytes:
    """JSON in its one canonical form (RFC 8785), for values without numbers."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")
