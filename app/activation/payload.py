"""What a genuine file says: its own dates, the license, the machine, and what is permitted."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

from app.activation.envelope import Envelope, encrypted_parts
from app.activation.faults import CannotDecrypt, Malformed, Unsupported
from app.activation.strict import json_object, standard_base64, url_base64
from app.activation.words import _

_INSTANT = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?"
    r"(?:[Zz]|([+-](?:[01]\d|2[0-3])):([0-5]\d))",
    re.ASCII,
)
_TYPES = {"license": "licenses", "machine": "machines"}


class Payload(NamedTuple):
    """The facts of a license file. Instants are aware UTC; None: not stated, or without an end."""

    data: Any
    included: tuple[dict[str, Any], ...] = ()
    issued: datetime | None = None
    expiry: datetime | None = None
    """When the file itself is out of date."""
    license_expiry: datetime | None = None
    fingerprint: str | None = None
    """The machine it is for."""
    machine_id: str = ""
    """How the vendor names that machine."""
    status: str = ""
    suspended: bool = False
    license_id: str = ""
    license_name: str = ""
    licensee: str = ""
    product: str = ""
    limits: tuple[tuple[str, int], ...] = ()
    """What is permitted, by the name the format gives it ("maxMachines")."""
    entitlements: tuple[str, ...] = ()
    request: Any = None
    """What its signed part repeats of the request that it answers; None where it repeats none."""


def content_of(envelope: Envelope, license_keys: tuple[str, ...], fingerprint: str) -> bytes:
    """The payload's bytes; call it only after the signature has been verified.

    Raises CannotDecrypt where no key given opens it, Malformed.
    """
    if envelope.kind == "key":
        return url_base64(envelope.content)
    if not envelope.encrypted:
        return standard_base64(envelope.content)
    if not license_keys:
        raise CannotDecrypt(_("It is encrypted: its license key is needed to read it."))
    if envelope.kind == "machine" and not fingerprint:
        raise CannotDecrypt(_("It is encrypted for one machine: its fingerprint is needed."))
    ciphertext, iv, tag = encrypted_parts(envelope)
    for license_key in license_keys:
        secret = license_key + (fingerprint if envelope.kind == "machine" else "")
        plain = _decrypted(secret, ciphertext, iv, tag)
        if plain is not None:
            return plain
    if envelope.kind == "machine":
        raise CannotDecrypt(_("Neither license key nor fingerprint given here opens it."))
    raise CannotDecrypt(_("No license key given here opens it."))


def read(envelope: Envelope, content: bytes) -> Payload:
    """The facts of a verified payload. Raises Malformed, Unsupported for another kind of data."""
    if envelope.kind == "key":
        return _signed_key(content)
    document = json_object(content)
    data, meta = document.get("data"), document.get("meta")
    if not isinstance(data, dict) or not isinstance(meta, dict):
        raise Malformed(_("It lacks its data or its own dates."))
    wanted = _TYPES[envelope.kind]
    if data.get("type") != wanted:
        raise Unsupported(_("It holds something other than its first line says."))
    included = document.get("included", [])
    if not isinstance(included, list) or not all(isinstance(one, dict) for one in included):
        raise Malformed(_("What it includes cannot be read."))
    resources = tuple(included)
    own = _attributes(data)
    license_ = data if envelope.kind == "license" else _first(resources, "licenses")
    about = _attributes(license_)
    return Payload(
        data=data,
        included=resources,
        issued=_instant(meta, "issued", needed=True),
        expiry=_instant(meta, "expiry"),
        license_expiry=_instant(about, "expiry"),
        fingerprint=_text(own.get("fingerprint")) or None,
        machine_id=_text(data.get("id")) if envelope.kind == "machine" else "",
        status=_text(about.get("status")).upper(),
        suspended=about.get("suspended") is True,
        license_id=_text(license_.get("id")),
        license_name=_text(about.get("name")),
        licensee=_named(resources, "users") or _named(resources, "groups"),
        product=_named(resources, "products"),
        limits=_limits(about),
        entitlements=tuple(
            _text(_attributes(one).get("code"))
            for one in resources
            if one.get("type") == "entitlements"
        ),
        request=meta.get("request"),
    )


def instant_of(text: str) -> datetime:
    """The aware UTC instant written in RFC 3339. Raises ValueError."""
    found = _INSTANT.fullmatch(text)
    if found is None:
        raise ValueError(text)
    day, clock, fraction, hours, minutes = found.groups()
    instant = datetime.fromisoformat(f"{day}T{clock}+00:00").astimezone(timezone.utc)
    instant += timedelta(microseconds=int((fraction or "0")[:6].ljust(6, "0")))
    if hours:
        offset = timedelta(hours=abs(int(hours)), minutes=int(minutes))
        try:
            instant += offset if hours.startswith("-") else -offset
        except OverflowError:
            raise ValueError(text) from None
    return instant


def _decrypted(secret: str, ciphertext: bytes, iv: bytes, tag: bytes) -> bytes | None:
    from Crypto.Cipher import AES  # noqa: PLC0415 - plain files need none of it
    from Crypto.Hash import SHA256  # noqa: PLC0415 - as above

    cipher = AES.new(
        SHA256.new(secret.encode("utf-8", "surrogateescape")).digest(), AES.MODE_GCM, nonce=iv
    )
    try:
        return bytes(cipher.decrypt_and_verify(ciphertext, tag))
    except ValueError:
        return None


def _signed_key(content: bytes) -> Payload:
    try:
        data: Any = json_object(content)
    except Malformed:
        if content.lstrip().startswith(b"{"):
            raise
        try:
            return Payload(data=content.decode("utf-8"))
        except UnicodeDecodeError:
            return Payload(data=content.hex())
    about = data.get("license")
    about = about if isinstance(about, dict) else data
    product = data.get("product")
    return Payload(
        data=data,
        issued=_lenient(about.get("created")),
        license_expiry=_instant(about, "expiry"),
        license_id=_text(about.get("id")),
        product=_text(product.get("id")) if isinstance(product, dict) else _text(product),
    )


def _instant(about: dict[str, Any], name: str, *, needed: bool = False) -> datetime | None:
    value: Any = about.get(name)
    if value is None and not needed:
        return None
    try:
        return instant_of(value)
    except (ValueError, TypeError):
        raise Malformed(_("Its date “{name}” cannot be read.").format(name=name)) from None


def _lenient(value: Any) -> datetime | None:
    try:
        return instant_of(value)
    except (ValueError, TypeError):
        return None


def _limits(about: dict[str, Any]) -> tuple[tuple[str, int], ...]:
    return tuple(
        (name, value)
        for name, value in about.items()
        if name.startswith("max") and isinstance(value, int) and not isinstance(value, bool)
    )


def _first(resources: tuple[dict[str, Any], ...], kind: str) -> dict[str, Any]:
    return next((one for one in resources if one.get("type") == kind), {})


def _named(resources: tuple[dict[str, Any], ...], kind: str) -> str:
    about = _attributes(_first(resources, kind))
    return _text(about.get("fullName") or about.get("name") or about.get("email"))


def _attributes(resource: dict[str, Any]) -> dict[str, Any]:
    found = resource.get("attributes")
    return found if isinstance(found, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
