"""Time stamps (RFC 3161) over a caller's own line: asked for, checked, handed to the signature.

A stamp counts only if it is for this hash, carries our nonce, and its signature holds under a
certificate that was issued for time stamps. Nothing here opens a connection.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from app.base.errors import Problem
from app.documents.signing import problems, stamp_problems

if TYPE_CHECKING:
    from asn1crypto import cms, tsp, x509
    from pyhanko.sign.timestamps import TimeStamper

Stamper: TypeAlias = Callable[[bytes], bytes]
"""A DER TimeStampReq in, the service's DER TimeStampResp out. Raises Problem or OSError."""


class Stamps:
    """The stamps of one signing: the service's certificates and the newest instant."""

    def __init__(self, stamp: Stamper) -> None:
        self._stamp = stamp
        self.certificates: dict[bytes, x509.Certificate] = {}
        self.newest: datetime | None = None
        self.by = ""

    def stamper(self) -> TimeStamper:
        """What the signature asks for its stamps."""
        from pyhanko.sign.timestamps import TimeStamper

        ask = self._asked

        class Line(TimeStamper):
            """pyHanko's own requests go through here, and nowhere else."""

            async def async_timestamp(
                self, message_digest: bytes, md_algorithm: str
            ) -> cms.ContentInfo:
                nonce, request = self.request_cms(  # type: ignore[no-untyped-call]
                    message_digest, md_algorithm
                )
                return ask(request, nonce, message_digest, md_algorithm)

        return Line()  # type: ignore[no-untyped-call]

    def _asked(
        self, request: tsp.TimeStampReq, nonce: int, digest: bytes, algorithm: str
    ) -> cms.ContentInfo:
        try:
            answer = self._stamp(request.dump())
        except problems.SigningProblem:
            raise
        except Problem as problem:
            raise stamp_problems.stamp_down(f"{problem.code}: {problem.title}") from problem
        except OSError as error:
            raise stamp_problems.stamp_down(type(error).__name__) from error
        try:
            token, certificate, made = _checked(answer, nonce, digest, algorithm)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise stamp_problems.stamp_wrong(f"{type(error).__name__}: {error}"[:300]) from error
        for wrapped in token["content"]["certificates"]:
            one = wrapped.chosen
            self.certificates[one.sha256] = one
        self.newest, self.by = made, certificate.subject.human_friendly
        return token


def _checked(
    answer: bytes, nonce: int, digest: bytes, algorithm: str
) -> tuple[cms.ContentInfo, x509.Certificate, datetime]:
    """The token of an answer. Raises StampRefused, StampWrong, or what the parser raises."""
    response = _answer_type().load(answer, strict=True)
    status = response["status"]["status"].native
    if status not in ("granted", "granted_with_mods"):
        raise stamp_problems.stamp_refused(_reason(response["status"]))
    token = response["time_stamp_token"]
    signed = token["content"]
    info = signed["encap_content_info"]["content"].parsed
    imprint = info["message_imprint"]
    if imprint["hashed_message"].native != digest:
        raise stamp_problems.stamp_wrong("the stamp is for another hash")
    if imprint["hash_algorithm"]["algorithm"].native != algorithm:
        raise stamp_problems.stamp_wrong("the stamp is for another kind of hash")
    if info["nonce"].native != nonce:
        raise stamp_problems.stamp_wrong("the stamp carries another nonce")
    made = info["gen_time"].native
    certificate = _signature_holds(signed)
    purposes = certificate.extended_key_usage_value
    if purposes is None or "time_stamping" not in purposes.native:
        raise stamp_problems.stamp_wrong("its certificate is not one for time stamps")
    if not certificate.not_valid_before <= made <= certificate.not_valid_after:
        raise stamp_problems.stamp_wrong("its certificate was not valid at the time that it states")
    return token, certificate, made


def _signature_holds(signed: cms.SignedData) -> x509.Certificate:
    """The certificate under which the token's signature holds. Raises StampWrong."""
    import hashlib  # noqa: PLC0415

    from pyhanko.sign.general import (
        SignedDataCerts,
        extract_certificate_info,
    )
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    found: SignedDataCerts = extract_certificate_info(signed)
    certificate = found.signer_cert
    (signer,) = signed["signer_infos"]
    algorithm = signer["digest_algorithm"]["algorithm"].native
    content = bytes(signed["encap_content_info"]["content"])
    try:
        intact, valid = validate_sig_integrity(
            signer,
            certificate,
            expected_content_type="tst_info",
            actual_digest=hashlib.new(algorithm, content).digest(),
        )
    except SignatureValidationError as error:
        raise stamp_problems.stamp_wrong(str(error)[:300]) from error
    if not (intact and valid):
        raise stamp_problems.stamp_wrong("the signature of the stamp is broken")
    return certificate


@functools.cache
def _answer_type() -> Any:
    """An answer as RFC 3161 has it: a refusal carries no token, which the library's type wants."""
    from asn1crypto import cms, core, tsp  # noqa: PLC0415 - with the library that signs

    fields = [
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]
    return type("Answer", (core.Sequence,), {"_fields": fields})


def _reason(status: Any) -> str:
    words = status["status_string"].native or []
    failed = status["fail_info"].native or []
    said = [str(status["status"].native), *map(str, words), *sorted(map(str, failed))]
    return "; ".join(said)[:300]
