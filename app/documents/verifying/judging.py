"""The verdict over a document: valid only if nothing at all speaks against it (threats 36–38).

The last signature covers the whole file, nothing was changed since any of them, every signer is
one who is trusted, and what is printed is what the embedded data says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeAlias

import msgspec

from app.documents.verifying import words
from app.documents.verifying.alone import taken_apart
from app.documents.verifying.found import Attached, Claims, Found, FoundSignature, Page, Task
from app.documents.verifying.model import Check, Judged, Signature, Verdict


class Contents(msgspec.Struct, frozen=True):
    """What is printed in a document and what lies in it."""

    pages: tuple[Page, ...]
    attachments: tuple[Attached, ...]
    claims: Claims


Comparer: TypeAlias = Callable[[Contents], Sequence[Check]]
"""Compares what is printed with the embedded data; a Check that is not ok makes it a mismatch.

May raise Incomparable."""


class Incomparable(ValueError):
    """There is nothing to compare with: the document is no certificate, or one of another form."""


def judge(
    pdf: bytes,
    trusted: Sequence[bytes],
    *,
    compare: Comparer | None = None,
    now: datetime,
    data_name: str = "certification.json",
) -> Judged:
    """What a document is worth. `trusted` are certificates of signers or issuers, PEM or DER.

    `now` is aware. Never raises for a document, whatever is in it.
    """
    found = taken_apart(Task(pdf=pdf, trusted=tuple(trusted), now=now))
    return weighed(found, pdf, compare, data_name)


def weighed(
    found: Found, pdf: bytes, compare: Comparer | None = None, data_name: str = "certification.json"
) -> Judged:
    """The verdict that follows from what was found in `pdf`."""
    compared: tuple[Check, ...] = ()
    foreign = False
    if not found.fault and not found.form and compare is not None:
        try:
            compared = tuple(compare(Contents(found.pages, found.attachments, found.claims)))
        except Incomparable as error:
            compared, foreign = (words.foreign(str(error)),), True
        except Exception as error:
            found = msgspec.structs.replace(found, fault=f"{type(error).__name__}: {error}"[:500])
    verdict = _verdict(found, compared)
    if foreign and verdict is Verdict.MISMATCH:
        verdict = Verdict.NOT_VERIFIED
    return Judged(
        verdict=verdict,
        words=words.sentence(verdict, found, compared),
        signatures=tuple(_told(one) for one in found.signatures),
        checks=(*words.checks(found), *compared),
        statement=_statement(found, data_name),
        sha256=hashlib.sha256(pdf).hexdigest(),
        pages=len(found.pages),
    )


def _verdict(found: Found, compared: Sequence[Check]) -> Verdict:
    """The worst of what is known. A signer counts only where everything else is in order."""
    people = [one for one in found.signatures if not one.stamp]
    if found.fault:
        return Verdict.NOT_VERIFIED
    if not people:
        return Verdict.NOT_SIGNED if not found.form else Verdict.NOT_VERIFIED
    if any(_altered(one) for one in found.signatures) or not found.signatures[-1].covers_all:
        return Verdict.MODIFIED
    if found.form:
        return Verdict.NOT_VERIFIED
    if any(one.ok is False for one in compared):
        return Verdict.MISMATCH
    if all(one.trusted and not one.revoked and not one.out_of_time for one in people):
        return Verdict.VALID
    return Verdict.VALID_UNTRUSTED_SIGNER


def _altered(one: FoundSignature) -> bool:
    return not one.intact or not one.covers_revision or bool(one.changes)


def _told(one: FoundSignature) -> Signature:
    return Signature(
        certificate=one.certificate,
        trusted=one.trusted,
        intact=one.intact and not one.changes,
        level=one.level,
        claimed_at=one.claimed_at,
        stamped_at=one.stamped_at,
        covers_all=one.covers_all,
        words=words.of_signature(one),
    )


def _statement(found: Found, name: str) -> bytes | None:
    """The embedded data, where there is exactly one of that name."""
    there = [one.content for one in found.attachments if one.name == name]
    return there[0] if len(there) == 1 else None
