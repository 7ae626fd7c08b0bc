"""What a license file says, as the facts that a person reads: verdict first, then why."""

from __future__ import annotations

from datetime import datetime

import msgspec

from app.activation.checking import Checked
from app.activation.verdicts import Verdict, verdict_words
from app.base.text import _, ngettext

_LIMITS = {
    "maxMachines": lambda n: ngettext("{count} instance", "{count} instances", n),
    "maxUsers": lambda n: ngettext("{count} user", "{count} users", n),
    "maxCores": lambda n: ngettext("{count} core", "{count} cores", n),
    "maxProcesses": lambda n: ngettext("{count} process", "{count} processes", n),
    "maxUses": lambda n: ngettext("{count} use", "{count} uses", n),
    "maxMemory": lambda n: ngettext("{count} byte of memory", "{count} bytes of memory", n),
    "maxDisk": lambda n: ngettext("{count} byte of disk", "{count} bytes of disk", n),
}


class FileFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One file. Instants are UTC; None: it states none, or has no end."""

    id: str
    """Where it is, as it was given."""
    name: str
    verdict: str
    """As `license verify` says it ("valid", "expired")."""
    words: str
    """The verdict in one sentence."""
    reasons: tuple[str, ...]
    """Why, a sentence each."""
    valid: bool
    wants_key: bool
    """Genuine and encrypted, and nothing here opens it."""
    kind: str = ""
    read: bool = False
    """Whether its content could be read: else there are no facts below."""
    product: str = ""
    licensee: str = ""
    license_name: str = ""
    license_id: str = ""
    permits: tuple[str, ...] = ()
    entitlements: tuple[str, ...] = ()
    issued_at: datetime | None = None
    file_ends_at: datetime | None = None
    license_ends_at: datetime | None = None
    fingerprint: str = ""
    machine_name: str = ""
    """What the machine is called here, "" where it is not known."""
    signature: str = ""
    key: str = ""


def facts_of(path: str, checked: Checked, machine_name: str) -> FileFacts:
    """The facts of a checked file."""
    payload = checked.payload
    said = FileFacts(
        id=path,
        name=path.replace("\\", "/").rpartition("/")[2] or path,
        verdict=checked.verdict.value,
        words=verdict_words(checked.verdict),
        reasons=tuple(reason.words for reason in checked.reasons),
        valid=checked.verdict is Verdict.VALID,
        wants_key=checked.verdict is Verdict.CANNOT_DECRYPT,
        kind=checked.kind,
        signature=checked.algorithm,
        key=checked.key,
    )
    if payload is None:
        return said
    return msgspec.structs.replace(
        said,
        read=True,
        product=payload.product,
        licensee=payload.licensee,
        license_name=payload.license_name,
        license_id=payload.license_id,
        permits=tuple(_permits(name, count) for name, count in payload.limits),
        entitlements=tuple(filter(None, payload.entitlements)),
        issued_at=payload.issued,
        file_ends_at=payload.expiry,
        license_ends_at=payload.license_expiry,
        fingerprint=payload.fingerprint or "",
        machine_name=machine_name,
    )


def kind_words(kind: str) -> str:
    """What kind of file it is."""
    return {
        "license": _("License file"),
        "machine": _("Machine file"),
        "key": _("Signed license key"),
    }.get(kind, _("Not a license file"))


def _permits(name: str, count: int) -> str:
    words = _LIMITS.get(name)
    if words is None:
        return _("{name}: {count}").format(name=name, count=f"{count:,}")
    return words(count).format(count=f"{count:,}")
