"""What is known about the requests of hosts: where their sets are, answers, receipts, machines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from app.activation.faults import Unusable
from app.activation.strict import url_base64
from app.base.errors import ProblemReport
from app.licenses import answers, store
from app.licenses.answers import AnswerFacts
from app.licenses.store import KeptRequest
from app.storage.database import Database

T = TypeVar("T")


class Said(msgspec.Struct, frozen=True):
    """What a host said about its license, and how far that is on its way to the vendor."""

    done: str
    """What it is: "installed" or "removed"."""
    at: str
    state: str
    problem: ProblemReport | None = None

    @property
    def seen(self) -> bool:
        """Whether the vendor has it."""
        return self.state == "sent"

    @property
    def open(self) -> bool:
        """Whether it is on its way, or there."""
        return self.state not in ("refused", "discarded")


class LicenseFacts(msgspec.Struct, frozen=True):
    """A license as the vendor's feed has it."""

    product_id: str = ""
    name: str = ""


class MachineFacts(msgspec.Struct, frozen=True):
    """A machine as the vendor's feed has it."""

    license_id: str = ""
    name: str = ""
    fingerprint: str = ""
    state: str = ""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """All of it, as of `now`."""

    now: datetime
    sent: dict[str, KeptRequest] = {}
    """By request, as are the next two."""
    answers: dict[str, AnswerFacts] = {}
    receipts: dict[str, list[Said]] = {}
    licenses: dict[str, LicenseFacts] = {}
    """By id; none where the portal told of none yet."""
    products: dict[str, str] = {}
    machines: dict[str, MachineFacts] = {}
    """By the vendor's id for it."""


class _Product(msgspec.Struct, frozen=True):
    name: str = ""


class _Receipt(msgspec.Struct, frozen=True):
    payload: str


class _ReceiptFacts(msgspec.Struct, frozen=True):
    request_id: str = ""
    done: str = ""
    at: str = ""
    also: tuple[str, ...] = ()
    """Further requests of the host that are given up with it."""


def load(own: Database, mirror: Database, requests: Sequence[str], now: datetime) -> Known:
    """What is known about these requests."""
    return Known(
        now=now,
        sent=store.requests(own, requests),
        answers=answers.known(own),
        receipts=_receipts(own),
        licenses=_records(mirror, "license", LicenseFacts),
        products={name: one.name for name, one in _records(mirror, "product", _Product).items()},
        machines=_records(mirror, "machine", MachineFacts),
    )


def _receipts(own: Database) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = {}
    for kept in store.receipts(own):
        try:
            payload = url_base64(msgspec.json.decode(kept.body, type=_Receipt).payload)
            facts = msgspec.json.decode(payload, type=_ReceiptFacts)
        except (msgspec.MsgspecError, Unusable, UnicodeDecodeError):
            continue
        said = Said(facts.done, facts.at, kept.state, kept.problem)
        for name in (facts.request_id, *facts.also):
            found.setdefault(name, []).append(said)
    return found


def _records(mirror: Database, kind: str, of: type[T]) -> dict[str, T]:
    """The records of a kind; one that does not fit is left out."""
    decoder = msgspec.json.Decoder(of)
    found: dict[str, T] = {}
    for name, body in mirror.read("SELECT id, body FROM record WHERE kind = ?", (kind,)):
        try:
            found[str(name)] = decoder.decode(body)
        except msgspec.MsgspecError:
            continue
    return found
