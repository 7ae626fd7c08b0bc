"""The signatures of a document, each by stricter rules than the library's own verdict.

A signature counts as intact only if its two signed ranges leave out exactly its own hexadecimal
content, nothing stands behind it, and all the certificates that came along are sound. Time is
proven from the newest stamp backwards (ETSI EN 319 102-1, 5.6). Nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict

from app.documents.awaited import awaited
from app.documents.signing.certificates import (
    described,
    loaded,
    may_issue,
    may_sign,
    may_stamp,
    self_signed,
)
from app.documents.signing.model import Level
from app.documents.verifying.found import FoundSignature, Task
from app.documents.verifying.values import entries, value

if TYPE_CHECKING:
    from asn1crypto import crl, x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko.sign.validation.status import PdfSignatureStatus, TimestampSignatureStatus
    from pyhanko_certvalidator import ValidationContext

_HEX = re.compile(rb"<(?:[0-9a-f]+|[0-9A-F]+)>")
_FILTERS = frozenset({"/ETSI.CAdES.detached", "/adbe.pkcs7.detached"})
_STAMP_FILTER = "/ETSI.RFC3161"
_HASHES = frozenset({"sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"})
_MOST = 50


class _Coverage(TypedDict):
    covers_all: bool
    covers_revision: bool
    changes: str


class Broken(ValueError):
    """A signature has not the form that one can have."""


class Examiner:
    """Looks at all signatures of one document."""

    def __init__(self, reader: PdfFileReader, task: Task) -> None:
        self._reader = reader
        self._task = task
        self._trusted = loaded(task.trusted)
        self._crls, self._others = _store(reader)

    def signatures(self) -> tuple[FoundSignature, ...]:
        """Oldest first. Raises Broken and what the library raises."""
        found = sorted(self._reader.embedded_signatures, key=lambda one: one.signed_revision)
        if len(found) > _MOST:
            raise Broken("too many signatures")
        if not found:
            return ()
        self._check_revisions(found)
        proven = self._task.now
        told: list[FoundSignature] = []
        for at in range(len(found) - 1, -1, -1):
            after = found[at + 1 :]
            if str(found[at].sig_object_type) == "/DocTimeStamp":
                one = self._stamp(found[at], after, proven)
                if one.intact and one.trusted and one.stamped_at is not None:
                    proven = one.stamped_at
            else:
                one = self._signature(found[at], after, proven)
            told.insert(0, one)
        return tuple(told)

    def _check_revisions(self, found: Sequence[EmbeddedPdfSignature]) -> None:
        """Each part that was appended belongs to a signature; the last signature ends the file."""
        revisions = [one.signed_revision for one in found]
        if revisions[0] > 1 or len(set(revisions)) != len(revisions):
            raise Broken("parts were appended before the first signature")

    def _signature(
        self, one: EmbeddedPdfSignature, after: Sequence[EmbeddedPdfSignature], proven: datetime
    ) -> FoundSignature:
        from pyhanko.sign.validation import async_validate_pdf_signature

        self._check_form(one)
        status: PdfSignatureStatus = awaited(
            async_validate_pdf_signature(
                one,
                signer_validation_context=self._context(proven, one),
                ts_validation_context=self._context(proven, one, stamps=True),
            )
        )
        stamp: TimestampSignatureStatus | None = status.timestamp_validity
        stamped = stamp is not None and stamp.intact and stamp.valid
        stamp_trusted = bool(stamped and stamp is not None and stamp.trusted)
        moment = stamp.timestamp if stamp_trusted and stamp is not None else proven
        trusted, revoked = self._trust(one, moment)
        certificate = one.signer_cert
        return FoundSignature(
            certificate=described(certificate),
            intact=bool(status.intact and status.valid and (stamp is None or stamped)),
            trusted=trusted,
            level=_level(stamp, after, self._others),
            claimed_at=status.signer_reported_dt,
            stamped_at=stamp.timestamp if stamp is not None and stamped else None,
            stamped_by=stamp.signing_cert.subject.human_friendly if stamp is not None else "",
            stamp_trusted=stamp_trusted,
            revoked=revoked,
            out_of_time=not certificate.not_valid_before <= moment <= certificate.not_valid_after,
            wrong_purpose=not may_sign(certificate),
            **self._coverage(one, after),
        )

    def _stamp(
        self, one: EmbeddedPdfSignature, after: Sequence[EmbeddedPdfSignature], proven: datetime
    ) -> FoundSignature:
        from pyhanko.sign.validation import async_validate_pdf_timestamp

        self._check_form(one)
        status = awaited(async_validate_pdf_timestamp(one, self._context(proven, one, stamps=True)))
        return FoundSignature(
            certificate=described(one.signer_cert),
            stamp=True,
            intact=bool(status.intact and status.valid),
            trusted=bool(status.trusted) and not self._withdrawn(one.signer_cert, proven),
            stamped_at=status.timestamp,
            stamped_by=one.signer_cert.subject.human_friendly,
            **self._coverage(one, after),
        )

    def _check_form(self, one: EmbeddedPdfSignature) -> None:
        """The ranges leave out the signature's own content and nothing else."""
        ranges = [int(value) for value in one.byte_range]
        if len(ranges) != 4 or ranges[0] != 0 or min(ranges) < 0:
            raise Broken("the signed ranges are not two")
        first, second, rest = ranges[1:]
        gap = self._task.pdf[first:second]
        if second <= first or not _HEX.fullmatch(gap):
            raise Broken("the signed ranges leave out more than the signature")
        content = bytes.fromhex(gap[1:-1].decode("ascii"))
        if content != one.pkcs7_content:
            raise Broken("the signature does not lie between the signed ranges")
        if second + rest > len(self._task.pdf):
            raise Broken("the signed ranges go beyond the file")
        stamp = str(one.sig_object_type) == "/DocTimeStamp"
        named = str(value(one.sig_object, "/SubFilter", ""))
        if (named != _STAMP_FILTER) if stamp else (named not in _FILTERS):
            raise Broken("an unknown form of signature")
        if one.md_algorithm not in _HASHES or one.external_md_algorithm not in _HASHES:
            raise Broken("a weak hash")
        _check_padding(content)
        self._check_companions(one)

    def _check_companions(self, one: EmbeddedPdfSignature) -> None:
        """What came along unsigned is sound too: each certificate is signed by its issuer."""
        if len(one.signed_data["signer_infos"]) != 1:
            raise Broken("more than one signer in a signature")
        (signer,) = one.signed_data["signer_infos"]
        named = [entry.dump() for entry in one.signed_data["digest_algorithms"]]
        if named != [signer["digest_algorithm"].dump()]:
            raise Broken("the signature names other hashes than it uses")
        if not {one.signed_data["version"].native, signer["version"].native} <= {"v1", "v3"}:
            raise Broken("an unknown version of signature")
        every = [entry.chosen for entry in one.signed_data["certificates"]]
        for certificate in every:
            certificate.native  # noqa: B018 - parses all of it, so that a damaged one is found
            _check_issued(certificate, [*every, *self._trusted, *self._others])
            if certificate.sha256 != one.signer_cert.sha256 and not any(
                certificate.subject == other.issuer for other in every if other is not certificate
            ):
                raise Broken("a certificate came along that belongs to nobody")
        if len({one.issuer_serial for one in every}) != len({one.sha256 for one in every}):
            raise Broken("a certificate came along twice, and differs")

    def _coverage(
        self, one: EmbeddedPdfSignature, after: Sequence[EmbeddedPdfSignature]
    ) -> _Coverage:
        from pyhanko.sign.diff_analysis import (
            ModificationLevel,
            SuspiciousModification,
        )
        from pyhanko.sign.validation.status import SignatureCoverageLevel

        ends = int(one.byte_range[2]) + int(one.byte_range[3])
        last = ends == len(self._task.pdf) and not after
        # The library fills both in while it validates; its types say that they stay empty.
        found: Any = one
        coverage = found.coverage or SignatureCoverageLevel.UNCLEAR
        result = found.diff_result
        signed_again = any(str(other.sig_object_type) == "/Sig" for other in after)
        changes = ""
        if result is None:
            changes = "not compared"
        elif isinstance(result, SuspiciousModification):
            changes = str(result)[:300] or "suspicious"
        else:
            most = ModificationLevel.NONE
            if after:
                most = ModificationLevel.LTA_UPDATES
            if signed_again:
                most = ModificationLevel.FORM_FILLING
            if result.modification_level > most:
                changes = f"changed: {result.modification_level.name}"
        return {
            "covers_all": last and coverage is SignatureCoverageLevel.ENTIRE_FILE,
            "covers_revision": coverage >= SignatureCoverageLevel.ENTIRE_REVISION,
            "changes": changes,
        }

    def _context(
        self, moment: datetime, one: EmbeddedPdfSignature, *, stamps: bool = False
    ) -> ValidationContext:
        """Only authorities vouch for others: a signer who is trusted speaks for no one else.

        The library asks this of nobody who is trusted. A trusted stamp service speaks for itself.
        """
        from pyhanko_certvalidator import ValidationContext

        return ValidationContext(
            trust_roots=[
                known
                for known in self._trusted
                if may_issue(known) or (stamps and may_stamp(known))
            ],
            other_certs=[*self._others, *one.other_embedded_certs],
            moment=moment,
            allow_fetching=False,
            revocation_mode="soft-fail",
        )

    def _withdrawn(self, certificate: x509.Certificate, moment: datetime) -> bool:
        """Whether a list in the document names a certificate as revoked by then.

        Lists count against a certificate only: offline there is none that is new enough to speak
        for it, and one in a document is as old as its signature.
        """
        for issued in self._crls:
            if issued.issuer != certificate.issuer:
                continue
            for entry in issued["tbs_cert_list"]["revoked_certificates"] or ():
                serial = entry["user_certificate"].native
                if serial == certificate.serial_number:
                    return bool(entry["revocation_date"].native <= moment)
        return False

    def _trust(self, one: EmbeddedPdfSignature, moment: datetime) -> tuple[bool, bool]:
        """Whether the signer is one of those trusted or was issued by one, and is revoked."""
        from pyhanko_certvalidator import CertificateValidator
        from pyhanko_certvalidator.errors import PathBuildingError, ValidationError

        certificate = one.signer_cert
        if not may_sign(certificate) or not self._trusted:
            return False, False
        if not certificate.not_valid_before <= moment <= certificate.not_valid_after:
            return False, False
        if any(self._withdrawn(known, moment) for known in (certificate, *self._others)):
            return False, True
        validator = CertificateValidator(
            certificate,
            intermediate_certs=one.other_embedded_certs,
            validation_context=self._context(moment, one),
        )
        try:
            awaited(validator.async_validate_usage(set()))  # type: ignore[no-untyped-call]
        except (PathBuildingError, ValidationError):  # also of a stranger who issued themselves
            return any(certificate.sha256 == known.sha256 for known in self._trusted), False
        return True, False


def _check_padding(content: bytes) -> None:
    """Behind the signature there is nothing but zeros."""
    from asn1crypto import parser  # noqa: PLC0415 - with the library that signs

    length = parser.peek(content)
    if any(content[length:]):
        raise Broken("something stands behind the signature")


def _check_issued(certificate: x509.Certificate, known: Sequence[x509.Certificate]) -> None:
    """Raise Broken where a certificate is not signed by the one that it names, if that is known."""
    from cryptography import x509 as pyca  # noqa: PLC0415 - with the library that signs
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415

    named = [one for one in known if _may_have_issued(one, certificate)]
    issuers = [certificate] if self_signed(certificate) else named
    if not issuers:
        return
    mine = pyca.load_der_x509_certificate(certificate.dump())
    for issuer in issuers:
        try:
            mine.verify_directly_issued_by(pyca.load_der_x509_certificate(issuer.dump()))
        except (InvalidSignature, ValueError, TypeError):
            continue
        return
    raise Broken("a certificate that came along is not what its issuer signed")


def _may_have_issued(one: x509.Certificate, certificate: x509.Certificate) -> bool:
    """By name, and by the fingerprint of its key where both say it."""
    if one.subject != certificate.issuer:
        return False
    mine, theirs = certificate.authority_key_identifier, one.key_identifier
    return mine is None or theirs is None or mine == theirs


def _level(
    stamp: TimestampSignatureStatus | None,
    after: Sequence[EmbeddedPdfSignature],
    stored: Sequence[x509.Certificate],
) -> Level:
    stamped_later = any(str(other.sig_object_type) == "/DocTimeStamp" for other in after)
    if stamped_later and stored:
        return Level.B_LTA
    return Level.B_B if stamp is None else Level.B_T


def _store(reader: PdfFileReader) -> tuple[list[crl.CertificateList], list[x509.Certificate]]:
    """Lists of revoked certificates and certificates in the document's own store (DSS)."""
    from asn1crypto import crl, x509  # noqa: PLC0415 - with the library that signs

    store = value(reader.root, "/DSS")
    crls = [
        crl.CertificateList.load(bytes(one.data), strict=True) for one in entries(store, "/CRLs")
    ]
    certificates = [
        x509.Certificate.load(bytes(one.data), strict=True) for one in entries(store, "/Certs")
    ]
    return crls, certificates
