"""What a host says about an installed license: signed with the key made for its request.

A receipt proves that whoever has the host's folder says so; a copy of the machine could say it too.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NamedTuple

from app.activation import signed
from app.activation.called import tool
from app.activation.faults import Malformed, Unusable
from app.activation.problems import BadFile, NothingKnown
from app.activation.requests import MOST
from app.activation.state import HostState, Installed, Removed, stamp
from app.activation.strict import json_object
from app.activation.words import _

FORMAT, VERSION = "counterpart-host-receipts", 1


class ReceiptSet(NamedTuple):
    """Receipts as they were read: each record exactly as its host signed it, and its facts."""

    client_id: str
    receipts: tuple[dict[str, str], ...]
    facts: tuple[dict[str, Any], ...]


def receipt(state: HostState, one: Installed, now: datetime) -> dict[str, str] | None:
    """The receipt for an installed license; None where no request of this host stands behind it."""
    request = state.request(one.request_id)
    if request is None:
        return None
    body = json.loads(request.body)
    facts = {
        "request_id": one.request_id,
        "done": "installed",
        "at": one.installed_at,
        "said_at": stamp(now),
        "license_id": one.license_id,
        "product_id": one.product_id,
        "fingerprint": body["fingerprint"],
        "file_sha256": one.sha256,
    }
    return signed.sign(signed.canonical(facts), bytes.fromhex(request.seed), signed.HOST_RECEIPT)


def removal(state: HostState, gone: Removed) -> dict[str, str] | None:
    """The proof of a removal, the same each time; None where no key of this host can sign it."""
    request = state.request(gone.request_id)
    if request is None or gone.no_proof:
        return None
    facts = {
        "request_id": gone.request_id,
        "also": gone.also.split(),
        "done": "removed",
        "at": gone.removed_at,
        "said_at": gone.said_at,
        "license_id": gone.license_id,
        "product_id": gone.product_id,
        "fingerprint": json.loads(request.body)["fingerprint"],
        "file_sha256": gone.sha256,
        "file": gone.file,
    }
    return signed.sign(signed.canonical(facts), bytes.fromhex(request.seed), signed.HOST_RECEIPT)


def removals(state: HostState, license_id: str = "") -> list[dict[str, str]]:
    """The proofs of what was removed: of this license, or of all; the latest that fit in a set."""
    rows = [one for one in state.removed if license_id in ("", one.license_id)]
    found = [removal(state, one) for one in rows]
    return [one for one in found if one is not None][-MOST:]


def all_of(state: HostState, now: datetime) -> list[dict[str, str]]:
    """All that this host can say. Raises NothingKnown where no request of it stands behind any."""
    found = [receipt(state, one, now) for one in state.installed]
    made = [*(one for one in found if one is not None), *removals(state)][:MOST]
    if not made:
        raise NothingKnown(
            _("There is nothing to give a receipt for"),
            _("No license that was asked for on this host is installed."),
            _("Install an answer first: “{tool} install”.").format(tool=tool()),
        )
    return made


def set_of(receipts: list[dict[str, str]], client_id: str) -> bytes:
    """A receipt file."""
    document = {
        "format": FORMAT, "version": VERSION, "client_id": client_id, "receipts": receipts
    }  # fmt: skip
    return (json.dumps(document, indent=2) + "\n").encode("utf-8")


def read_set(data: bytes) -> ReceiptSet:
    """The receipts in a file; whose key signed them, the vendor knows. Raises BadFile."""
    try:
        document = json_object(data)
        if document.get("format") != FORMAT or document.get("version") != VERSION:
            raise Malformed(_("It does not say that it holds receipts, or is of a newer version."))
        found, client_id = document.get("receipts"), document.get("client_id")
        if not isinstance(client_id, str) or not isinstance(found, list):
            raise Malformed(_("It holds no receipts."))
        if not 1 <= len(found) <= MOST:
            raise Malformed(_("It holds no receipts, or more than a thousand."))
        records = [signed.taken_apart(one, signed.HOST_RECEIPT) for one in found]
        facts = tuple(json_object(one.payload) for one in records)
        if not all(isinstance(one.get("request_id"), str) for one in facts):
            raise Malformed(_("A receipt in it names no request."))
        return ReceiptSet(client_id, tuple(found), facts)
    except Unusable as fault:
        raise BadFile(
            _("This is not a receipt file that can be used"),
            fault.reason,
            _("Write it again on the host with “counterpart license receipt”."),
        ) from fault
