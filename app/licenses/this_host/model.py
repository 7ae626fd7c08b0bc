"""This computer as a host of licenses, as values for the window."""

from __future__ import annotations

from datetime import datetime

import msgspec

from app.activation.responses import Outcome
from app.activation.verdicts import Verdict


class PartView(msgspec.Struct, frozen=True):
    """A part that tells this computer from others."""

    name: str
    """Its name in a request: "machine_id", "mac"."""
    words: str
    known: bool
    why: str = ""
    """Why it is not known, in words."""


class WaitingRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request that waits for its answer."""

    request_id: str
    product_id: str
    license_id: str
    host_name: str
    production: bool
    created_at: datetime | None
    """By this computer's clock, UTC."""


class InstalledView(msgspec.Struct, frozen=True, kw_only=True):
    """A license that is installed here, as it stands now."""

    product_id: str
    license_id: str
    request_id: str
    """"" where it is bound to no request of this computer."""
    path: str
    previous: str
    """Where the file before it is kept; "" for none."""
    verdict: Verdict
    words: str
    """Why, and how long it lasts."""
    ends_at: datetime | None
    """UTC; None: it has no end."""
    days_left: int | None
    changed: tuple[str, ...]
    """Parts of this computer that are not as they were at its request."""
    installed_at: datetime | None


class RemovedView(msgspec.Struct, frozen=True, kw_only=True):
    """A license that was removed from here."""

    product_id: str
    license_id: str
    path: str
    removed_at: datetime | None
    provable: bool
    """Whether a proof of its removal can be written."""


class HostFacts(msgspec.Struct, frozen=True, kw_only=True):
    """This computer as it stands now."""

    host_name: str
    folder: str
    parts: tuple[PartView, ...]
    waiting: tuple[WaitingRequest, ...]
    installed: tuple[InstalledView, ...]
    removed: tuple[RemovedView, ...] = ()
    vendor_key: str = ""
    """The short fingerprint of the vendor's key; "" before one was confirmed."""
    clock_words: str = ""
    """What is wrong with the clock; "" for nothing."""


class MadeFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is to be carried away. `data` is empty where there is nothing to carry."""

    name: str
    data: bytes
    request_id: str = ""
    again: bool = False
    """The request waited for its answer before: it is the same one once more."""
    words: str = ""


class JudgedView(msgspec.Struct, frozen=True, kw_only=True):
    """One answer, and what it is to this computer."""

    outcome: Outcome
    words: str
    verdict: Verdict | None = None
    """None where there is no file in it."""
    product_id: str = ""
    product: str = ""
    license_id: str = ""
    request_id: str = ""
    expires_at: datetime | None = None
    """When the file is out of date, UTC."""
    license_expires_at: datetime | None = None
    target: str = ""
    """Where the vendor wants it; "" where a person has to name a place."""
    target_words: str = ""
    """Why it cannot go there or a place has to be named; "" where there is nothing to say."""
    replaces: bool = False
    """A license file is there now; it is kept beside the new one."""
    installable: bool = False
    file: bytes = b""
    """The license file, as `ThisHost.install` takes it."""


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer file is to this computer. Empty where the vendor's key is not confirmed."""

    answers: tuple[JudgedView, ...] = ()
    key_to_confirm: str = ""
    """The key that a person compares first; "" where it is known. Nothing was kept then."""
    vendor: str = ""
