"""The sandbox's time-stamp service and its authority, judged by OpenSSL."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from asn1crypto import algos, tsp
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from app.portal import wire
from app.sandbox.authority import CA_PATH, CRL_PATH
from app.sandbox.time_stamps import QUERY_TYPE, REPLY_TYPE, TIMESTAMP_PATH
from tests.support.sandbox import SandboxServer, Visited, visit

OPENSSL = shutil.which("openssl") or ""
NONCE = 0x5EED


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=3) as running:
        yield running


@pytest.fixture(autouse=True)
def sound(sandbox: SandboxServer) -> Iterator[None]:
    yield
    sandbox.mutate("set_timestamp", fault="")


def query(
    content: bytes = b"hello", algorithm: str = "sha256", *, certificates: bool = True
) -> bytes:
    asked = tsp.TimeStampReq(
        {
            "version": "v1",
            "message_imprint": tsp.MessageImprint(
                {
                    "hash_algorithm": algos.DigestAlgorithm({"algorithm": algorithm}),
                    "hashed_message": hashlib.new(algorithm, content).digest(),
                }
            ),
            "nonce": NONCE,
            "cert_req": certificates,
        }
    )
    return bytes(asked.dump())


def ask(sandbox: SandboxServer, body: bytes, kind: str = QUERY_TYPE) -> Visited:
    return visit("POST", sandbox.address + TIMESTAMP_PATH, body, {"Content-Type": kind})


def judged(sandbox: SandboxServer, folder: Path, body: bytes, reply: bytes) -> str:
    """What OpenSSL says to a reply: "OK", or what is wrong."""
    files = {"query": body, "reply": reply, "ca.pem": visit("GET", sandbox.address + CA_PATH).body}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    done = subprocess.run(
        [OPENSSL, "ts", "-verify", "-queryfile", folder / "query", "-in", folder / "reply",
         "-CAfile", folder / "ca.pem"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return "OK" if done.returncode == 0 else done.stderr


@pytest.mark.skipif(not OPENSSL, reason="needs openssl to judge with")
@pytest.mark.parametrize("algorithm", ["sha256", "sha512"])
def test_openssl_agrees_with_a_time_stamp(
    sandbox: SandboxServer, tmp_path: Path, algorithm: str
) -> None:
    body = query(algorithm=algorithm)
    reply = ask(sandbox, body)
    assert (reply.status, reply.headers["content-type"]) == (200, REPLY_TYPE)
    assert judged(sandbox, tmp_path, body, reply.body) == "OK"


@pytest.mark.skipif(not OPENSSL, reason="needs openssl to judge with")
@pytest.mark.parametrize(
    ("fault", "words"),
    [("wrong_nonce", "nonce mismatch"), ("wrong_imprint", "imprint mismatch"),
     ("expired", "expired"), ("refused", "unacceptedPolicy"), ("garbage", "asn1")],
)  # fmt: skip
def test_openssl_finds_what_is_wrong_with_a_faulty_one(
    sandbox: SandboxServer, tmp_path: Path, fault: str, words: str
) -> None:
    sandbox.mutate("set_timestamp", fault=fault)
    body = query()
    reply = ask(sandbox, body)
    assert reply.status == 200
    assert words in judged(sandbox, tmp_path, body, reply.body)


def test_a_service_that_is_down_says_so(sandbox: SandboxServer) -> None:
    sandbox.mutate("set_timestamp", fault="down")
    assert ask(sandbox, query()).status == 503


def test_queries_that_are_none_are_refused_as_the_rfc_says(sandbox: SandboxServer) -> None:
    assert ask(sandbox, query(), "application/json").status == 415
    for body, failure in (
        (b"\x30\x03\x02\x01", "bad_data_format"), (b"", "bad_data_format"),
        (query(algorithm="sha1"), "bad_alg"),
    ):  # fmt: skip
        reply = ask(sandbox, body)
        status = tsp.PKIStatusInfo.load(_first(reply.body))
        assert (status["status"].native, status["fail_info"].native) == ("rejection", {failure})


def test_certificates_come_along_when_they_are_wanted(sandbox: SandboxServer) -> None:
    for wanted, count in ((True, 2), (False, 0)):
        reply = tsp.TimeStampResp.load(ask(sandbox, query(certificates=wanted)).body)
        signed = reply["time_stamp_token"]["content"]
        assert len(signed["certificates"] or ()) == count
        info = signed["encap_content_info"]["content"].parsed
        assert info["nonce"].native == NONCE


def test_nothing_is_revoked_by_the_list_that_certificates_name(sandbox: SandboxServer) -> None:
    reply = tsp.TimeStampResp.load(ask(sandbox, query()).body)
    come = reply["time_stamp_token"]["content"]["certificates"]
    certificate = next(
        x509.load_der_x509_certificate(one.chosen.dump()) for one in come if not one.chosen.ca
    )
    (point,) = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    assert point.full_name is not None
    named = point.full_name[0].value
    assert named == sandbox.address + CRL_PATH
    listed = x509.load_der_x509_crl(visit("GET", named).body)
    root = x509.load_pem_x509_certificate(visit("GET", sandbox.address + CA_PATH).body)
    listed_by = cast(ec.EllipticCurvePublicKey, root.public_key())
    assert listed.is_signature_valid(listed_by)
    assert len(listed) == 0
    certificate.verify_directly_issued_by(root)


def test_the_root_is_the_same_after_a_restart(tmp_path: Path) -> None:
    roots = []
    for _ in range(2):
        with SandboxServer.start(orders=3, state=tmp_path / "portal.db") as sandbox:
            roots.append(visit("GET", sandbox.address + CA_PATH).body)
    assert roots[0] == roots[1]


def test_the_sandbox_says_that_it_takes_certifications(sandbox: SandboxServer) -> None:
    discovery = visit("GET", sandbox.address + wire.DISCOVERY_PATH).json()
    assert "certifications" in discovery["features"]


def _first(reply: bytes) -> bytes:
    """The status of a reply without a time stamp: what lies in its outer sequence."""
    assert reply[0] == 0x30
    return reply[2:]
