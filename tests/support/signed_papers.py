"""Signed documents for tests, each made once: a letter, certificates, at every level."""

from __future__ import annotations

import functools
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from app.certification.paper import printing
from app.certification.statement import Statement
from app.documents.model import Embedded, Paper
from app.documents.render import render
from app.documents.signing.lasting import LongTerm
from app.documents.signing.model import KeyPlace, Level, Signed, SigningKey
from app.documents.signing.signing import sign
from app.documents.verifying.examining import examine
from app.documents.verifying.found import Found, Task
from app.documents.verifying.judging import Comparer, weighed
from app.documents.verifying.model import Judged
from tests.support import certificates
from tests.support.signing_keys import (
    FAR,
    PASSPHRASE,
    WHEN,
    Identity,
    authority,
    identity,
    revoked_list,
    stamp_identity,
)
from tests.support.stamps import StampService

LISTS = "http://pki.example.net"


@functools.cache
def letter() -> bytes:
    """A small document, not signed."""
    data = {
        "subject": "Certificate", "author": "Häberlin", "running": "Kestrane",
        "day": ["23 November 2026"], "sender": ["Häberlin"], "recipient": ["Kestrane"],
        "references": [], "parts": [{"kind": "text", "lines": ["512 named users."]}],
        "enclosures": [], "words": {"page": "Page {n} of {m}", "enclosures": "Enclosures"},
        "text": "",
    }  # fmt: skip
    file = Embedded(name="certification.json", text='{"used":512}', description="Data")
    return render("letter", data, attachments=[file], fixed=WHEN)


@functools.cache
def key_of(who: Identity, passphrase: str = PASSPHRASE) -> SigningKey:
    """A key file that lies in a folder of its own until the tests end."""
    name = f"{who.certificate.serial_number:x}-{len(passphrase)}.p12"
    path = who.p12_file(Path(_keeper().name), name, passphrase=passphrase)
    return SigningKey(place=KeyPlace.FILE, path=str(path))


@functools.cache
def _keeper() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="signing-keys-")


def signed_by(who: Identity, pdf: bytes, *, now: datetime = WHEN, **how: object) -> bytes:
    """A document with one more signature; level B-B unless `how` says otherwise."""
    return signed_with(who, pdf, now=now, **how)[0]


def signed_with(
    who: Identity, pdf: bytes, *, now: datetime = WHEN, **how: object
) -> tuple[bytes, Signed]:
    """As `signed_by`, with what came of it."""
    how.setdefault("level", Level.B_B)
    return sign(pdf, key_of(who), PASSPHRASE, now=now, **how)


@functools.cache
def person() -> Identity:
    """Who signs the certificates of `tests.support.certificates`."""
    return identity("Dr. Ingrid Häberlin", authority(), organization="Brennholt SE", ends=FAR)


def certificate_of(statement: Statement, paper: Paper = Paper.A4) -> bytes:
    """A certificate, not signed."""
    return printing.pdf(statement, paper=paper, fixed=WHEN)


@functools.cache
def certificate() -> bytes:
    """An ordinary certificate, not signed."""
    return certificate_of(certificates.statement())


@functools.cache
def signed_certificate() -> bytes:
    """An ordinary certificate, signed by whom it names."""
    return signed_by(person(), certificate())


class Lasting:
    """Who signs at level B-LTA, the service that stamps, and their authorities' lists."""

    def __init__(self) -> None:
        self.root = identity("Lasting Root", authority=True, organization="Trust")
        self.stamp_root = identity(
            "Lasting Stamps", authority=True, organization="Trust", ends=_LATE
        )
        self.signer = identity("Petra Häberlin", self.root, crl=f"{LISTS}/signers.crl")
        service = stamp_identity(self.stamp_root, crl=f"{LISTS}/stamps.crl", ends=_LATE)
        self.service = StampService(service)
        self.lists = {
            f"{LISTS}/signers.crl": revoked_list(self.root),
            f"{LISTS}/stamps.crl": revoked_list(self.stamp_root),
        }
        self.fetched: list[str] = []

    def fetch(self, address: str) -> bytes:
        """What lies at an address."""
        self.fetched.append(address)
        try:
            return self.lists[address]
        except KeyError:
            raise OSError("not found") from None

    def proofs(self) -> LongTerm:
        return LongTerm(fetch=self.fetch)

    def signed(self, pdf: bytes, **how: object) -> tuple[bytes, Signed]:
        return signed_with(
            self.signer, pdf, level=Level.B_LTA, stamp=self.service,
            **{"long_term": self.proofs(), **how},
        )  # fmt: skip


_LATE = WHEN + timedelta(days=4000)


def found_in(pdf: bytes, *trusted: Identity, now: datetime = WHEN) -> Found:
    """What is in a document, taken apart in this process: quick, for tests of many."""
    try:
        return examine(Task(pdf=pdf, trusted=tuple(one.pem for one in trusted), now=now))
    except Exception as error:
        return Found(fault=f"{type(error).__name__}: {error}")


def judged(
    pdf: bytes, *trusted: Identity, now: datetime = WHEN, compare: Comparer | None = None
) -> Judged:
    """The verdict over a document, in this process."""
    return weighed(found_in(pdf, *trusted, now=now), pdf, compare)
