"""What the workstation knows about isolated hosts, as values."""

from __future__ import annotations

import enum
from collections.abc import Collection

import msgspec

KIND = "activation"
RECEIPTS_KIND = "host_receipts"
"""Kinds of items in the outbox."""

ANSWERS, VENDOR, REVOCATIONS, SLIP = (
    "activation-answers.json", "vendor.json", "revocations.json", "transfer-slip.txt"
)  # fmt: skip
"""Names of the files that are carried to the hosts."""


def install_command(names: Collection[str], tool: str) -> str:
    """What a person runs at a host for these files, by the words that start a command there."""
    command = f"{tool} install {ANSWERS} --vendor-file {VENDOR}"
    return f"{command} --revocations {REVOCATIONS}" if REVOCATIONS in names else command


class HostState(enum.StrEnum):
    """Where the request of one host is."""

    WAITING = "waiting"
    """In the outbox, or sent and its answer not fetched yet."""
    ISSUED = "issued"
    REFUSED = "refused"
    STALE = "stale"
    DUPLICATE = "duplicate"
    CHANGED = "changed"
    """Another request was sent under this id before."""


class Reason(msgspec.Struct, frozen=True):
    """Why the vendor refused; its own words."""

    title: str = ""
    code: str = ""


class Answer(msgspec.Struct, frozen=True):
    """One answer: what is looked at of it."""

    request_id: str
    outcome: str
    machine_file: str | None = None
    license_file: str | None = None
    reason: Reason | None = None


class AnswerSet(msgspec.Struct, frozen=True):
    """A set of answers; each is kept as it came."""

    client_id: str
    issued_at: str
    responses: tuple[msgspec.Raw, ...]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One host's request as a person sees it."""

    request_id: str
    host_name: str
    license_id: str
    product_id: str
    state: HostState
    reason: str = ""


class Exchanged(msgspec.Struct, frozen=True):
    """Where the requests are: a row each, and the answers that can be carried back."""

    rows: tuple[Row, ...]
    files: tuple[bytes, ...] = ()
    """The response files, each of as many answers as a host reads."""

    @property
    def answers(self) -> bytes | None:
        """The response file; None where no answer is there."""
        return self.files[0] if self.files else None

    @property
    def complete(self) -> bool:
        """Whether every host has its license."""
        return all(row.state is HostState.ISSUED for row in self.rows)


class VendorExport(msgspec.Struct, frozen=True):
    """The vendor file as a host takes it, and what a person compares."""

    content: bytes
    vendor: str
    fingerprint: str


class Returned(msgspec.Struct, frozen=True):
    """What became of receipts: how many were queued now, how many had been returned before."""

    items: tuple[str, ...]
    queued: int
    known: int
