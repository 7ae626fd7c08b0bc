"""Our files judged by a second reader, written here from the format's description alone.

Nothing of `app` takes part in the reading: Ed25519 is PyNaCl's, the other signatures and the cipher
are those of OpenSSL's command line, the tag of AES-GCM is computed here (NIST SP 800-38D).
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, get_args

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from app.activation.checking import check
from app.activation.faults import BadKey
from app.activation.keys import PublicKey, public_keys
from app.activation.signatures import made_by
from app.activation.verdicts import Verdict
from app.sandbox import license_files
from app.sandbox.license_files import Policy, Scheme
from app.sandbox.state import State
from tests.app.sandbox.test_sandbox_activations import answers, feed, license_key, vendor
from tests.support.isolated_hosts import body_of, host_request
from tests.support.license_issuer import Issuer, payload
from tests.support.sandbox import SandboxServer
from tests.support.workstations import UNLIMITED

FINGERPRINT, LICENSE_KEY = "3f" * 32, "CPLK-4TR9-EXAMPLE"
OPENSSL = shutil.which("openssl") or ""
SHARED = next(
    (up / "shared" / "vectors" for up in Path(__file__).resolve().parents
     if (up / "shared" / "vectors").is_dir()),
    None,
)  # fmt: skip
pytestmark = pytest.mark.skipif(not OPENSSL, reason="needs OpenSSL's command line")


class Wrong(Exception):
    """The second reader does not accept a file."""


class Keys(NamedTuple):
    """What the second reader trusts: an Ed25519 key in hex, and files with PEM."""

    ed25519: str
    pem: tuple[Path, ...] = ()


def second_reading(
    text: str, keys: Keys, folder: Path, license_key: str = "", machine: str = ""
) -> Any:
    """The document in a license or machine file. Raises Wrong."""
    lines = text.rstrip("\n").split("\n")
    kind = {"-----BEGIN LICENSE FILE-----": "license", "-----BEGIN MACHINE FILE-----": "machine"}[
        lines[0]
    ]
    if lines[-1] != f"-----END {kind.upper()} FILE-----" or max(map(len, lines[1:-1])) > 60:
        raise Wrong("armor")
    members = json.loads(base64.b64decode("".join(lines[1:-1])))
    encoding, scheme = members["alg"].split("+")
    signature = base64.b64decode(members["sig"])
    if not is_signed(f"{kind}/{members['enc']}".encode(), signature, scheme, keys, folder):
        raise Wrong("signature")
    if encoding == "base64":
        return json.loads(base64.b64decode(members["enc"]))
    ciphertext, iv, tag = map(base64.b64decode, members["enc"].split("."))
    secret = license_key + (machine if kind == "machine" else "")
    return json.loads(opened(hashlib.sha256(secret.encode()).digest(), iv, ciphertext, tag))


def is_signed(message: bytes, signature: bytes, scheme: str, keys: Keys, folder: Path) -> bool:
    if scheme == "ed25519":
        try:
            VerifyKey(bytes.fromhex(keys.ed25519)).verify(message, signature)
        except BadSignatureError:
            return False
        return True
    padded = {
        "rsa-sha256": ["-sigopt", "rsa_padding_mode:pkcs1"],
        "rsa-pss-sha256": ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:max",
                           "-sigopt", "rsa_mgf1_md:sha256"],
        "ecdsa-p256": [],
    }[scheme]  # fmt: skip
    (folder / "message").write_bytes(message)
    (folder / "signature").write_bytes(signature)
    kind = "EC" if scheme == "ecdsa-p256" else "RSA"
    for key in keys.pem:
        shown = run("pkey", "-pubin", "-in", str(key), "-noout", "-text")
        if (b"NIST CURVE: P-256" in shown) is not (kind == "EC"):
            continue
        done = subprocess.run(
            [OPENSSL, "dgst", "-sha256", "-verify", str(key), *padded,
             "-signature", str(folder / "signature"), str(folder / "message")],
            capture_output=True, check=False,
        )  # fmt: skip
        if done.returncode == 0 and done.stdout.strip() == b"Verified OK":
            return True
    return False


def run(*words: str, data: bytes = b"") -> bytes:
    return subprocess.run([OPENSSL, *words], input=data, capture_output=True, check=True).stdout


def opened(key: bytes, iv: bytes, ciphertext: bytes, tag: bytes) -> bytes:
    """AES-256-GCM with a 12-byte IV and no further data."""
    assert (len(iv), len(tag)) == (12, 16)
    block = lambda data: run("enc", "-aes-256-ecb", "-nopad", "-K", key.hex(), data=data)  # noqa: E731
    hashed = int.from_bytes(block(bytes(16)), "big")
    whole = ciphertext + bytes(-len(ciphertext) % 16) + (8 * len(ciphertext)).to_bytes(16, "big")
    total = 0
    for place in range(0, len(whole), 16):
        total = product(total ^ int.from_bytes(whole[place : place + 16], "big"), hashed)
    mask = int.from_bytes(block(iv + b"\0\0\0\1"), "big")
    if (total ^ mask).to_bytes(16, "big") != tag:
        raise Wrong("tag")
    start = (iv + b"\0\0\0\2").hex()
    return run("enc", "-aes-256-ctr", "-d", "-K", key.hex(), "-iv", start, data=ciphertext)


def product(x: int, y: int) -> int:
    """The product in GF(2^128) as GCM writes it, the first bit being the lowest power."""
    found = 0
    for bit in range(127, -1, -1):
        if x >> bit & 1:
            found ^= y
        y = y >> 1 ^ (0xE1 << 120 if y & 1 else 0)
    return found


def keys_of(told: dict[str, Any], folder: Path) -> Keys:
    """What a vendor file names, as the second reader wants it."""
    [x] = [one["x"] for one in told["keys"] if one.get("status", "current") == "current"]
    files = []
    for number, one in enumerate(told["pem_keys"]):
        files.append(folder / f"{number}.pem")
        files[-1].write_text(one["pem"])
    return Keys(base64.urlsafe_b64decode(x + "=").hex(), tuple(files))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=30) as running:
        yield running


@pytest.fixture(scope="module")
def told(sandbox: SandboxServer) -> dict[str, Any]:
    return vendor(sandbox, sandbox.sign_in())


@pytest.fixture(scope="module")
def issuer(sandbox: SandboxServer) -> Iterator[State]:
    """The running sandbox's own keys."""
    assert sandbox.state_path is not None
    with contextlib.closing(State(sandbox.state_path)) as opened_state:
        yield opened_state


@pytest.mark.parametrize("kind", ["license", "machine"])
@pytest.mark.parametrize("encrypted", [False, True])
@pytest.mark.parametrize("scheme", get_args(Scheme))
def test_every_form_the_sandbox_can_sign_is_accepted_and_a_changed_one_is_not(
    issuer: State, told: dict[str, Any], tmp_path: Path,
    scheme: Scheme, encrypted: bool, kind: Any,
) -> None:  # fmt: skip
    document = payload(kind, attributes={"fingerprint": FINGERPRINT} if kind == "machine" else {})
    secret = LICENSE_KEY + (FINGERPRINT if kind == "machine" else "")
    made = license_files.file(issuer, kind, document, Policy(scheme, encrypted), secret)
    keys = keys_of(told, tmp_path)
    assert second_reading(made, keys, tmp_path, LICENSE_KEY, FINGERPRINT) == document
    ours = [*public_keys(keys.ed25519)]
    for file in keys.pem:
        ours += public_keys(file.read_text())
    checked = check(
        made.encode(), ours, at=datetime(2026, 11, 23, tzinfo=UTC), license_keys=[LICENSE_KEY],
        fingerprint=FINGERPRINT,
    )  # fmt: skip
    assert checked.verdict is Verdict.VALID, checked.reasons
    assert checked.algorithm == f"{'aes-256-gcm' if encrypted else 'base64'}+{scheme}"
    other = "MACHINE" if kind == "license" else "LICENSE"
    with pytest.raises(Wrong):
        second_reading(made.replace(kind.upper(), other), keys, tmp_path, LICENSE_KEY, FINGERPRINT)
    if encrypted:
        with pytest.raises(Wrong):
            second_reading(made, keys, tmp_path, LICENSE_KEY + "x", FINGERPRINT)


def test_what_the_portal_answers_is_accepted(
    sandbox: SandboxServer, told: dict[str, Any], tmp_path: Path
) -> None:
    tokens = sandbox.sign_in()
    licenses = feed(sandbox, tokens, "license")
    seen = set()
    for product_id, policy in license_files.POLICIES.items():
        name = next((n for n, one in licenses.items() if one["product_id"] == product_id), "")
        if not name:
            continue
        renewed = licenses[name] | UNLIMITED | {"state": "active", "expires_at": None}
        sandbox.mutate("put", kind="license", id=name, data=renewed)
        body = body_of(host_request(f"second-{product_id}", name, product_id))
        [answer] = answers(sandbox, tokens, body)
        secret = license_key(sandbox, tokens, name)
        keys = keys_of(told, tmp_path)
        one = second_reading(answer["license_file"], keys, tmp_path, secret)
        two = second_reading(answer["machine_file"], keys, tmp_path, secret, body["fingerprint"])
        assert one["data"]["id"] == name
        assert two["data"]["attributes"]["fingerprint"] == body["fingerprint"]
        assert two["meta"]["request"]["nonce"] == body["nonce"]
        seen.add((policy.scheme, policy.encrypted))
    assert {scheme for scheme, _encrypted in seen} == set(get_args(Scheme))
    assert {encrypted for _scheme, encrypted in seen} == {True, False}


@pytest.mark.skipif(SHARED is None, reason="the public test data are not beside this checkout")
def test_the_second_reader_is_right_itself_and_ours_agrees_on_genuine_files(tmp_path: Path) -> None:
    assert SHARED is not None
    for entry in json.loads((SHARED / "keygen" / "MANIFEST.json").read_text()):
        text = (SHARED / "keygen" / entry["file"]).read_text()
        number, machine = entry["licence_key"] or "", entry["fingerprint"] or ""
        keys = Keys(entry["ed25519_public_key_hex"])
        checked = check(
            text.encode(), public_keys(keys.ed25519), at=datetime(2026, 1, 1, tzinfo=UTC),
            license_keys=[number] if number else [], fingerprint=machine,
        )  # fmt: skip
        if not entry["expect_decryptable"]:
            with pytest.raises(Wrong):
                second_reading(text, keys, tmp_path, number, machine)
            assert checked.verdict is Verdict.CANNOT_DECRYPT
            continue
        document = second_reading(text, keys, tmp_path, number, machine)
        assert checked.payload is not None
        assert checked.payload.data == document["data"]
        assert list(checked.payload.included) == document.get("included", [])


@pytest.mark.skipif(SHARED is None, reason="the public test data are not beside this checkout")
def test_a_genuine_signed_key_verifies_and_no_other_key_made_it() -> None:
    assert SHARED is not None
    text = (SHARED / "keygen" / "keygen-java-signed-license-key.txt").read_text().strip()
    right = "e8601e48b69383ba520245fd07971e983d06d22c4257cfd82304601479cee788"
    content, signature = text.rsplit(".", 1)
    VerifyKey(bytes.fromhex(right)).verify(content.encode(), base64.urlsafe_b64decode(signature))
    at = datetime(2021, 10, 14, 16, tzinfo=UTC)
    checked = check(text.encode(), public_keys(right), at=at)
    assert (checked.verdict, checked.kind) == (Verdict.VALID, "key")
    assert check(
        text.encode(), public_keys(right), at=datetime(2022, 1, 1, tzinfo=UTC)
    ).verdict is (Verdict.EXPIRED)
    changed = text[:60] + ("A" if text[60] != "A" else "B") + text[61:]
    assert check(changed.encode(), public_keys(right), at=at).verdict in (
        Verdict.BAD_SIGNATURE, Verdict.MALFORMED,
    )  # fmt: skip


def ours(issuer: Issuer) -> PublicKey:
    [key] = public_keys(issuer.public)
    return key


def test_signatures_with_other_parameters_are_refused() -> None:
    """What Wycheproof looks for in RSA and ECDSA, against our own functions."""
    message, key = b"license/abc", rsa.generate_private_key(65537, 2048)
    issuer = Issuer("rsa-sha256")
    issuer._key = key
    known = ours(issuer)
    right = key.sign(message, padding.PKCS1v15(), hashes.SHA256())
    assert made_by(known, "rsa-sha256", message, right)
    longest = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.MAX_LENGTH)
    pss = key.sign(message, longest, hashes.SHA256())
    assert made_by(known, "rsa-pss-sha256", message, pss)
    modulus = key.public_key().public_numbers().n
    bigger = (int.from_bytes(right, "big") + modulus).to_bytes(257, "big")
    for bad in (
        key.sign(message, padding.PKCS1v15(), hashes.SHA1()),
        key.sign(message, padding.PKCS1v15(), hashes.SHA512()),
        pss, b"", b"\0" + right, right + b"\0", right[:-1], bytes(256), bytes(255) + b"\1", bigger,
    ):  # fmt: skip
        assert not made_by(known, "rsa-sha256", message, bad)
    short = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
    other = padding.PSS(padding.MGF1(hashes.SHA1()), padding.PSS.MAX_LENGTH)
    for bad in (
        key.sign(message, short, hashes.SHA256()), key.sign(message, other, hashes.SHA256()), right,
        b"", pss[:-1], pss + b"\0", bytes(256),
    ):  # fmt: skip
        assert not made_by(known, "rsa-pss-sha256", message, bad)
    assert not made_by(known, "ecdsa-p256", message, right)
    assert not made_by(known, "none", message, b"")


def test_points_and_encodings_that_ecdsa_must_not_take_are_refused() -> None:
    message, key = b"license/abc", ec.derive_private_key(0xC0FFEE, ec.SECP256R1())
    known = ours(Issuer("ecdsa-p256"))
    right = key.sign(message, ec.ECDSA(hashes.SHA256()))
    assert made_by(known, "ecdsa-p256", message, right)
    r_length = right[3]
    r = int.from_bytes(right[4 : 4 + r_length], "big")
    s = int.from_bytes(right[6 + r_length :], "big")
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

    def der(first: int, second: int, lead: bytes = b"") -> bytes:
        numbers = b""
        for number in (first, second):
            raw = lead + number.to_bytes(number.bit_length() // 8 + 1, "big")
            numbers += bytes([2, len(raw)]) + raw
        return bytes([0x30, len(numbers)]) + numbers

    assert made_by(known, "ecdsa-p256", message, der(r, s))
    for bad in (
        der(0, 0), der(0, s), der(r, 0), der(r + order, s), der(r, s + order), der(1, 1),
        der(order, order),
        der(r, s, b"\0\0"), der(r, s) + b"\0", b"\x30\x80" + der(r, s)[2:] + b"\0\0", b"",
        b"\x30\0",
        r.to_bytes(32, "big") + s.to_bytes(32, "big"), key.sign(message, ec.ECDSA(hashes.SHA512())),
    ):  # fmt: skip
        assert not made_by(known, "ecdsa-p256", message, bad), bad.hex()


@pytest.mark.parametrize("curve", [ec.SECP384R1(), ec.SECP256K1()])
def test_a_key_on_another_curve_or_a_short_one_is_no_key(curve: ec.EllipticCurve) -> None:
    issuer = Issuer("ecdsa-p256")
    issuer._key = ec.generate_private_key(curve)
    with pytest.raises(BadKey):
        public_keys(issuer.public)
    small = Issuer("rsa-sha256")
    small._key = rsa.generate_private_key(65537, 1024)
    with pytest.raises(BadKey):
        public_keys(small.public)
