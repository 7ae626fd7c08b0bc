"""A time-stamp service (RFC 3161) with its faults, written without the client's library.

It says what the portal's clock says, under the sandbox's own root.
"""

from __future__ import annotations

import secrets
import threading
from enum import StrEnum
from hashlib import sha256
from typing import Any, ClassVar

from asn1crypto import algos, cms, core, tsp, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from app.base.clock import Clock
from app.sandbox.authority import Authority, Issued
from app.sandbox.http import NO_STORE, Reply, Request, problem

TIMESTAMP_PATH = "/timestamp"
QUERY_TYPE = "application/timestamp-query"
REPLY_TYPE = "application/timestamp-reply"
POLICY = "1.3.6.1.4.1.99999.1.1"
_LENGTHS = {"sha256": 32, "sha384": 48, "sha512": 64}


class StampFault(StrEnum):
    """What is wrong with the time stamps that are given from now on."""

    NONE = ""
    DOWN = "down"
    WRONG_NONCE = "wrong_nonce"
    WRONG_IMPRINT = "wrong_imprint"
    EXPIRED = "expired"
    """The service's certificate ended yesterday."""
    REFUSED = "refused"
    GARBAGE = "garbage"


class TimeStamps:
    """Serves `POST /timestamp`."""

    def __init__(self, authority: Authority, clock: Clock) -> None:
        self._authority = authority
        self._clock = clock
        self._fault = StampFault.NONE
        self._lock = threading.Lock()
        self._issued: dict[bool, Issued] = {}

    def set_fault(self, fault: StampFault) -> None:
        """From now on this goes wrong."""
        self._fault = fault

    def stamp(self, request: Request) -> Reply:
        """`POST /timestamp`: one time stamp, or the refusal that the RFC knows."""
        fault = self._fault
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if fault is StampFault.DOWN:
            return problem(503, "unavailable", "The time-stamp service is down")
        if kind != QUERY_TYPE:
            return problem(415, "unsupported_media_type", f"The body must be {QUERY_TYPE}")
        if fault is StampFault.GARBAGE:
            return Reply(200, b"not a time stamp", REPLY_TYPE, NO_STORE)
        if fault is StampFault.REFUSED:
            return _refused("unaccepted_policy")
        try:
            query = tsp.TimeStampReq.load(request.body, strict=True)
            imprint = query["message_imprint"]
            algorithm = imprint["hash_algorithm"]["algorithm"].native
            hashed = bytes(imprint["hashed_message"].native)
            policy = query["req_policy"].native
            nonce, wants_certificates = query["nonce"].native, bool(query["cert_req"].native)
        except (ValueError, TypeError):
            return _refused("bad_data_format")
        if _LENGTHS.get(algorithm) != len(hashed):
            return _refused("bad_alg")
        if policy not in (None, POLICY):
            return _refused("unaccepted_policy")
        if fault is StampFault.WRONG_IMPRINT:
            hashed = bytes(len(hashed))
        if fault is StampFault.WRONG_NONCE:
            nonce = (nonce or 0) + 1
        info = self._info(algorithm, hashed, nonce)
        token = _token(info, self._signer(fault), wants_certificates)
        reply = tsp.TimeStampResp(
            {"status": tsp.PKIStatusInfo({"status": "granted"}), "time_stamp_token": token}
        )
        return Reply(200, reply.dump(), REPLY_TYPE, NO_STORE)

    def _signer(self, fault: StampFault) -> Issued:
        expired = fault is StampFault.EXPIRED
        with self._lock:
            if expired not in self._issued:
                self._issued[expired] = self._authority.time_stamper(expired=expired)
            return self._issued[expired]

    def _info(self, algorithm: str, hashed: bytes, nonce: int | None) -> tsp.TSTInfo:
        content: dict[str, Any] = {
            "version": "v1",
            "policy": POLICY,
            "message_imprint": tsp.MessageImprint(
                {
                    "hash_algorithm": algos.DigestAlgorithm({"algorithm": algorithm}),
                    "hashed_message": hashed,
                }
            ),
            "serial_number": secrets.randbits(63) + 1,
            "gen_time": self._clock.now().replace(microsecond=0),
            "accuracy": tsp.Accuracy({"seconds": 1}),
        }
        if nonce is not None:
            content["nonce"] = nonce
        return tsp.TSTInfo(content)


class _Refusal(core.Sequence):  # type: ignore[misc]
    """A reply without a time stamp: the library's own type insists on one."""

    _fields: ClassVar = [("status", tsp.PKIStatusInfo)]


def _refused(failure: str) -> Reply:
    status = tsp.PKIStatusInfo({"status": "rejection", "fail_info": tsp.PKIFailureInfo({failure})})
    return Reply(200, _Refusal({"status": status}).dump(), REPLY_TYPE, NO_STORE)


def _token(info: tsp.TSTInfo, issued: Issued, wants_certificates: bool) -> cms.ContentInfo:
    """The signed time stamp: CMS with the signed attributes of RFC 3161 and RFC 5816."""
    certificate = x509.Certificate.load(issued.certificate.public_bytes(Encoding.DER))
    content = info.dump()
    attributes = cms.CMSAttributes(
        [
            _attribute("content_type", "tst_info"),
            _attribute("message_digest", sha256(content).digest()),
            _attribute("signing_certificate_v2", _naming(certificate)),
        ]
    )
    signature = issued.key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256()))
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                "issuer_and_serial_number",
                cms.IssuerAndSerialNumber(
                    {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
                ),
            ),
            "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
            "signed_attrs": attributes,
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
            "signature": signature,
        }
    )
    signed: dict[str, Any] = {
        "version": "v3",
        "digest_algorithms": [algos.DigestAlgorithm({"algorithm": "sha256"})],
        "encap_content_info": {
            "content_type": "tst_info",
            "content": core.ParsableOctetString(content),
        },
        "signer_infos": [signer],
    }
    if wants_certificates:
        root = x509.Certificate.load(issued.root.public_bytes(Encoding.DER))
        signed["certificates"] = [certificate, root]
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})


def _attribute(kind: str, value: Any) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": kind, "values": [value]})


def _naming(certificate: x509.Certificate) -> tsp.SigningCertificateV2:
    name = tsp.ESSCertIDv2({"cert_hash": sha256(certificate.dump()).digest()})
    return tsp.SigningCertificateV2({"certs": [name]})
