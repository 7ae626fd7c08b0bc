"""The vendor's notices, each verified over the exact bytes that were signed, then read and dated.

What does not verify is shown with the reason and starts nothing: no date rests on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from app.base.text import _
from app.notices.model import NoticeKind, VendorNotice
from app.notices.records import (
    AUDIT,
    CERTIFICATION_REQUEST,
    AuditRecord,
    CertificationRequestRecord,
    NoticeRecord,
)
from app.portal.errors import BadVendorSignature
from app.portal.vendor_keys import VendorKey, verify
from app.portal.wire import SignedRecord

T = TypeVar("T", bound=msgspec.Struct)
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def read(kind: str, key: str, signed: SignedRecord, keys: Sequence[VendorKey]) -> VendorNotice:
    """What a signed record says, and whether it is genuine; not dated yet."""
    content, fault = verified(kind, signed, keys)
    match kind:
        case str() if kind == AUDIT:
            notice = _audit(key, content)
        case str() if kind == CERTIFICATION_REQUEST:
            notice = _certification(key, content)
        case _:
            notice = _notice(key, content)
    if notice is None:
        return VendorNotice(
            id=key,
            kind=NoticeKind.OTHER,
            subject=_("A notice that cannot be read"),
            text="",
            sent_at=_NEVER,
            given_at=None,
            given_words="",
            genuine=False,
            fault=fault or _("Its content does not follow the agreed form."),
        )
    if not fault and notice.id != key:
        fault = _("It was signed under another id ({id}).").format(id=notice.id)
    return msgspec.structs.replace(notice, id=key, genuine=not fault, fault=fault)


def verified(kind: str, signed: SignedRecord, keys: Sequence[VendorKey]) -> tuple[bytes, str]:
    """The bytes that were signed, and why they are not genuine as this kind; "" where they are."""
    try:
        content = verify(signed, keys)
    except BadVendorSignature as problem:
        return _bytes(signed), _fault(problem.detail)
    if not _is_of(signed, kind):
        return content, _("It was signed as another kind of record.")
    return content, ""


def _notice(key: str, content: bytes) -> VendorNotice | None:
    said = _decoded(content, NoticeRecord)
    if said is None:
        return None
    try:
        kind = NoticeKind(said.kind)
    except ValueError:
        kind = NoticeKind.OTHER
    return VendorNotice(
        id=said.id,
        kind=kind,
        subject=said.subject,
        text=said.text,
        sent_at=said.sent_at,
        given_at=None,
        given_words="",
        order_id=said.order_id or "",
        version_id=said.terms_document_id or "",
        genuine=False,
    )


def _audit(key: str, content: bytes) -> VendorNotice | None:
    said = _decoded(content, AuditRecord)
    if said is None:
        return None
    return VendorNotice(
        id=said.id,
        kind=NoticeKind.AUDIT,
        subject=_("An audit is announced"),
        text=_("Scope: {scope}\nSite: {site}\nAuditor: {auditor}").format(
            scope=said.scope or _("not stated"),
            site=said.site or _("not stated"),
            auditor=said.auditor or _("not stated"),
        ),
        sent_at=said.sent_at,
        given_at=None,
        given_words="",
        genuine=False,
        begins_at=said.begins_at,
        site=said.site,
        scope=said.scope,
        auditor=said.auditor,
    )


def _certification(key: str, content: bytes) -> VendorNotice | None:
    said = _decoded(content, CertificationRequestRecord)
    if said is None:
        return None
    return VendorNotice(
        id=said.id,
        kind=NoticeKind.CERTIFICATION,
        subject=_("A certification is requested"),
        text=said.reason,
        sent_at=said.issued_at,
        given_at=None,
        given_words="",
        genuine=False,
        due_at=said.due_at,
        certifies=said.kind,
        withdrawn_at=said.withdrawn_at,
        orders=said.orders or (),
        period_start=said.period_start,
        period_end=said.period_end,
    )


def _is_of(signed: SignedRecord, kind: str) -> bool:
    """Whether the signature names no other kind: one must not pass for another (RFC 8725)."""
    return _decoded_header(signed).get("typ", f"{kind}+jws") == f"{kind}+jws"


def _decoded_header(signed: SignedRecord) -> dict[str, str]:
    head = signed.jws.partition("..")[0]
    try:
        return msgspec.json.decode(_base64(head), type=dict[str, str])
    except (msgspec.MsgspecError, ValueError):
        return {}


def _bytes(signed: SignedRecord) -> bytes:
    try:
        return _base64(signed.payload)
    except ValueError:
        return b""


def _base64(text: str) -> bytes:
    import base64  # noqa: PLC0415 - where there are notices
    import binascii  # noqa: PLC0415

    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise ValueError("not base64url") from error


def _decoded(content: bytes, kind: type[T]) -> T | None:
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _fault(detail: str) -> str:
    match detail:
        case "unknown key":
            return _("It is signed with a key that this profile does not rely on.")
        case "signature":
            return _("The signature does not fit its content: it was altered, or is not genuine.")
        case _:
            return _("Its signature is not in the agreed form.")
