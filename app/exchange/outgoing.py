"""What leaves, in words: the kind of an item, its title, and its content line by line.

Read from the very bytes that are sent, by the contract's own names, so that what a person sees is
what the vendor gets. A kind or a body that is not known is shown as it is, never left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import msgspec

from app.base.clock import from_wire
from app.base.dates import deadline_words
from app.base.text import N_, _, ngettext

Line: TypeAlias = tuple[str, str]
"""A label and its value, plain text; the value may have several lines."""

LONGEST_TITLE = 120
"""Characters of a title; a longer text ends in an ellipsis."""

_KINDS: Mapping[str, str] = {
    "feedback": N_("Feedback"),
    "support_request": N_("Support request"),
    "message": N_("Reply"),
    "support_change": N_("Change of a request"),
    "unauthorized_use": N_("Unauthorized use"),
    "upload": N_("File"),
    "account_change": N_("Account"),
    "formal_notice": N_("Formal notice"),
    "notice_read": N_("Acknowledgement"),
    "certification": N_("Certification"),
    "terms_acceptance": N_("Acceptance of terms"),
    "activation": N_("Activation requests"),
    "host_receipts": N_("Host receipts"),
    "machine_deactivation": N_("Deactivation"),
}

_LABELS: Mapping[str, str] = {
    "subject": N_("Subject"),
    "text": N_("Text"),
    "letter": N_("Letter"),
    "severity": N_("Severity"),
    "business_impact": N_("Business impact"),
    "topic": N_("About"),
    "product_id": N_("Product"),
    "product_version": N_("Version"),
    "order_id": N_("Order"),
    "license_id": N_("License"),
    "machine_id": N_("Machine"),
    "modified": N_("Modified"),
    "request_id": N_("Request"),
    "notice_id": N_("Notice"),
    "change": N_("Change"),
    "rating": N_("Rating"),
    "noticed_at": N_("Noticed"),
    "users": N_("Users"),
    "contacts": N_("Contacts"),
    "affiliates": N_("Affiliates"),
    "organization": N_("Organization"),
    "tax_exemption": N_("Tax exemption"),
    "confirmed": N_("Still accurate"),
    "revoke_sessions": N_("End all sessions"),
    "name": N_("Name"),
    "size": N_("Size"),
    "media_type": N_("Kind of file"),
    "uploads": N_("Files"),
    "created_at": N_("Written"),
    "posted_at": N_("Posted"),
    "read_at": N_("Read"),
    "acknowledged": N_("Acknowledged"),
    "statement": N_("Statement"),
    "kind": N_("Kind"),
    "email": N_("E-mail"),
    "phone": N_("Phone"),
    "role": N_("Role"),
    "active": N_("Active"),
    "removed": N_("Removed"),
    "country": N_("Country"),
    "ownership_percent": N_("Ownership, percent"),
    "control": N_("Controlled"),
    "region": N_("Region"),
    "number": N_("Number"),
    "valid_until": N_("Valid until"),
    "legal_name": N_("Legal name"),
    "time_zone": N_("Time zone"),
    "street": N_("Street"),
    "city": N_("City"),
    "postal_code": N_("Postal code"),
    "tax_id": N_("Tax id"),
    "client_id": N_("Reference"),
    "sha256": N_("SHA-256"),
    "id": N_("Id"),
    "at": N_("When"),
    "valid_from": N_("Valid from"),
    "requests": N_("Requests"),
    "components": N_("Parts of the computer"),
    "fingerprint": N_("Fingerprint"),
    "page": N_("Page"),
    "upload_id": N_("File"),
    "document_sha256": N_("SHA-256 of the document"),
}

_CHANGES: Mapping[str, str] = {
    "close": N_("Close the request"),
    "reopen": N_("Reopen the request"),
    "rate": N_("Rate the answer"),
}

_LAST = ("uploads", "created_at", "client_id")
_LARGE = 200
"""Items of a list that are written out; of a set of a thousand requests the number is said."""


def kind_words(kind: str) -> str:
    """The kind of an item for a person; an unknown one as it is called."""
    return _(_KINDS[kind]) if kind in _KINDS else kind


def title_of(kind: str, payload: bytes) -> str:
    """What an item is about, in one line."""
    body = _body(payload)
    return _shortened(_title(kind, body)) or kind_words(kind)


def lines_of(kind: str, payload: bytes) -> tuple[Line, ...]:
    """The whole content as it leaves, line by line; a body that is no JSON as one line."""
    body = _body(payload)
    if not body:
        return ((kind_words(kind), payload.decode("utf-8", "replace")),)
    first = [name for name in body if name not in _LAST]
    last = [name for name in _LAST if name in body]
    return tuple(
        (label_words(name), _said(_timed(name, body[name]), 0)) for name in (*first, *last)
    )


def text_of(kind: str, payload: bytes) -> str:
    """The whole content as plain text, to be read or kept beside the bytes."""
    parts = [kind_words(kind), ""]
    for label, value in lines_of(kind, payload):
        joint = "\n" if "\n" in value else " "
        parts.append(f"{label}:{joint}{value}")
    return "\n".join(parts) + "\n"


def label_words(member: str) -> str:
    """What a member of a body is called for a person; an unknown one as it is called."""
    return _(_LABELS[member]) if member in _LABELS else member


def _title(kind: str, body: Mapping[str, object]) -> str:
    match kind:
        case "support_request":
            return _text(body, "subject")
        case "support_change":
            change = _text(body, "change")
            return _(_CHANGES[change]) if change in _CHANGES else change
        case "unauthorized_use" | "message" | "feedback":
            return _text(body, "text")
        case "upload":
            return _text(body, "name")
        case "formal_notice":
            return _text(body, "letter")
        case "certification":
            return _certified(body)
        case "account_change":
            return ", ".join(_account_parts(body))
        case "activation":
            count = len(_list(body, "requests"))
            return ngettext("{n} host", "{n} hosts", count).format(n=count) if count else ""
        case _:
            return _text(body, "name") or _text(body, "subject") or _text(body, "text")


def _certified(body: Mapping[str, object]) -> str:
    """What is certified, as of which day: the statement has both."""
    words = _("Certificate of compliance")
    if _text(body, "kind") == "deletion":
        words = _("Certificate of deletion")
    stated = body.get("statement")
    day = _text(stated, "as_of")[:10] if isinstance(stated, Mapping) else ""
    return _("{what}, as of {day}").format(what=words, day=day) if day else words


def _account_parts(body: Mapping[str, object]) -> Iterator[str]:
    """What an account change is about; names where few are meant."""
    if body.get("confirmed"):
        yield _("All is still accurate")
    if body.get("organization"):
        yield _("Organization data")
    for member, words in (("users", _("User")), ("contacts", _("Contact"))):
        for one in _list(body, member):
            name = _text(one, "name") if isinstance(one, Mapping) else ""
            yield _("{what} {name}").format(what=words, name=name).strip()
    if "affiliates" in body:
        count = len(_list(body, "affiliates"))
        yield ngettext("{n} affiliate", "{n} affiliates", count).format(n=count)
    if body.get("tax_exemption"):
        yield _("Tax exemption")


def _said(value: object, depth: int) -> str:
    """A value of a body in words: lists and groups one below the other, indented."""
    match value:
        case None | "":
            return _("none")
        case bool():
            return _("yes") if value else _("no")
        case str():
            return value
        case Mapping():
            return "\n".join(_row(str(name), one, depth) for name, one in value.items())
        case list() if len(value) > _LARGE:
            return ngettext("{n} entry", "{n} entries", len(value)).format(n=f"{len(value):n}")
        case list():
            return "\n".join(_said(one, depth) for one in value) or _("none")
        case _:
            return str(value)


def _row(member: str, value: object, depth: int) -> str:
    said = _said(_timed(member, value), depth + 1)
    nested = isinstance(value, Mapping) and bool(value)
    joint = "\n" if nested else " "
    return f"{'  ' * depth}{label_words(member)}:{joint}{said}"


def _timed(member: str, value: object) -> object:
    """An instant in words with its zone; anything else as it is."""
    if not isinstance(value, str) or not (member == "at" or member.endswith("_at")):
        return value
    try:
        return deadline_words(from_wire(value))
    except ValueError:
        return value


def _body(payload: bytes) -> Mapping[str, object]:
    try:
        found = msgspec.json.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return found if isinstance(found, dict) else {}


def _text(body: Mapping[str, object], member: str) -> str:
    found = body.get(member)
    return found if isinstance(found, str) else ""


def _list(body: Mapping[str, object], member: str) -> Sequence[object]:
    found = body.get(member)
    return found if isinstance(found, list) else ()


def _shortened(text: str) -> str:
    line = next((one.strip() for one in text.splitlines() if one.strip()), "")
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1].rstrip()}…"
