"""A time-stamp service without a network, for tests: what it answers, and how it goes wrong."""

from __future__ import annotations

import hashlib
from datetime import datetime

from asn1crypto import algos, cms, core, tsp, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from tests.support.signing_keys import WHEN, Identity, stamp_service


class StampService:
    """Call it with a DER request. `fault` names what is wrong with its answers."""

    def __init__(
        self, who: Identity | None = None, *, at: datetime = WHEN, fault: str = ""
    ) -> None:
        self._who = who or stamp_service()
        self._at = at
        self.fault = fault
        self.asked = 0

    def __call__(self, request: bytes) -> bytes:
        self.asked += 1
        if self.fault == "down":
            raise OSError("connection refused")
        if self.fault == "garbage":
            return b"<html>Gateway time-out</html>"
        if self.fault == "refused":
            status = {"status": "rejection", "fail_info": {"bad_alg"}, "status_string": ["no"]}
            return Refusal({"status": tsp.PKIStatusInfo(status)}).dump()
        asked = tsp.TimeStampReq.load(request, strict=True)
        token = self._token(asked)
        status = tsp.PKIStatusInfo({"status": "granted"})
        return tsp.TimeStampResp({"status": status, "time_stamp_token": token}).dump()

    def _token(self, asked: tsp.TimeStampReq) -> cms.ContentInfo:
        imprint = asked["message_imprint"]
        digest = imprint["hashed_message"].native
        nonce = asked["nonce"].native
        if self.fault == "wrong imprint":
            digest = hashlib.sha256(digest).digest()
        if self.fault == "wrong nonce":
            nonce += 1
        info = {
            "version": "v1", "policy": "1.3.6.1.4.1.99999.1", "serial_number": self.asked,
            "message_imprint": {
                "hash_algorithm": {"algorithm": imprint["hash_algorithm"]["algorithm"].native},
                "hashed_message": digest,
            },
            "gen_time": self._at.replace(microsecond=0), "nonce": nonce,
        }  # fmt: skip
        if self.fault == "no nonce":
            del info["nonce"]
        return self._signed(tsp.TSTInfo(info).dump())

    def _signed(self, content: bytes) -> cms.ContentInfo:
        mine = x509.Certificate.load(self._who.der)
        chain = [mine]
        at = self._who.issuer
        while at is not None:
            chain.append(x509.Certificate.load(at.der))
            at = at.issuer
        named = tsp.SigningCertificateV2(
            {"certs": [{"cert_hash": hashlib.sha256(self._who.der).digest()}]}
        )
        attributes = cms.CMSAttributes(
            [
                {"type": "content_type", "values": ["tst_info"]},
                {"type": "message_digest", "values": [hashlib.sha256(content).digest()]},
                {"type": "signing_certificate_v2", "values": [named]},
            ]
        )
        signature = self._who.key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256()))
        if self.fault == "broken signature":
            signature = self._who.key.sign(b"something else", ec.ECDSA(hashes.SHA256()))
        sid = {"issuer": mine.issuer, "serial_number": mine.serial_number}
        signer = {
            "version": "v1",
            "sid": cms.SignerIdentifier("issuer_and_serial_number", sid),
            "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
            "signature_algorithm": {"algorithm": "sha256_ecdsa"},
            "signed_attrs": attributes,
            "signature": signature,
        }
        data = {
            "version": "v3",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": {
                "content_type": "tst_info",
                "content": core.ParsableOctetString(content),
            },
            "certificates": chain,
            "signer_infos": [signer],
        }
        return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(data)})


class Refusal(core.Sequence):
    """An answer without a token."""

    _fields = [("status", tsp.PKIStatusInfo)]  # noqa: RUF012 - as the library has it
