"""Forged, confused, damaged and hostile license files: none is accepted, none does harm."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.activation.checking import Checked, check
from app.activation.faults import BadKey, Malformed
from app.activation.keys import ed25519, public_keys
from app.activation.signatures import made_by
from app.activation.strict import json_object, standard_base64, url_base64
from app.activation.verdicts import Verdict
from tests.support.license_issuer import Issuer, armored, b64, members_of, payload

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ISSUER = Issuer()
KEYS = public_keys(ISSUER.public)
SECRET = "B10760-1B177D"
SHARED = next(
    (up / "shared" / "vectors" for up in Path(__file__).resolve().parents
     if (up / "shared" / "vectors").is_dir()),
    None,
)  # fmt: skip
needs_vectors = pytest.mark.skipif(
    SHARED is None, reason="the public test data are not beside this checkout"
)


def judge(file: str | bytes, **more: Any) -> Checked:
    data = file if isinstance(file, bytes) else file.encode()
    return check(data, KEYS, at=NOW, license_keys=[SECRET], **more)


@pytest.mark.parametrize("secret", ["", SECRET])
def test_no_flipped_bit_of_a_genuine_file_is_accepted(secret: str) -> None:
    genuine = ISSUER.file(payload(included=[]), secret=secret).encode()
    assert judge(genuine).verdict is Verdict.VALID
    for place in range(len(genuine)):
        for bit in range(8):
            forged = bytearray(genuine)
            forged[place] ^= 1 << bit
            checked = judge(bytes(forged))
            assert checked.verdict is not Verdict.VALID, (place, bit)
            assert checked.payload is None, "nothing unverified is shown"


def test_no_truncated_file_is_accepted() -> None:
    genuine = ISSUER.file(payload()).rstrip("\n").encode()
    for length in range(len(genuine)):
        assert judge(genuine[:length]).verdict is Verdict.MALFORMED


@pytest.mark.parametrize(
    "algorithm",
    [
        "none", "", "base64+none", "BASE64+ED25519", "base64+ed25519 ", "base64", "+ed25519",
        "base64+ed25519+x", "aes-128-gcm+ed25519", "base64+hmac-sha256", ["base64+ed25519"], None,
        True, {"a": 1}, "base64+rsa-sha256",
    ],
)  # fmt: skip
def test_the_unsigned_algorithm_cannot_be_played_with(algorithm: object) -> None:
    members = members_of(ISSUER.file(payload()))
    assert judge(armored(members | {"alg": algorithm})).verdict in {
        Verdict.UNSUPPORTED, Verdict.MALFORMED, Verdict.UNKNOWN_KEY,
    }  # fmt: skip
    del members["alg"]
    assert judge(armored(members)).verdict is Verdict.MALFORMED


def test_a_machine_file_is_no_license_file() -> None:
    members = members_of(ISSUER.file(payload("machine"), "machine"))
    assert judge(armored(members, "license")).verdict is Verdict.BAD_SIGNATURE
    mixed = ISSUER.file(payload()).replace("END LICENSE", "END MACHINE")
    assert judge(mixed).verdict is Verdict.MALFORMED
    assert judge(ISSUER.file(payload("machine"))).verdict is Verdict.UNSUPPORTED


@pytest.mark.parametrize(
    "content",
    [
        b"null", b"[]", b"1", b'"x"', b"", b"{}", b'{"data":{},"meta":[]}', b"\xff\xfe{}",
        b'{"data":{"type":"licenses"},"data":{"type":"licenses"},"meta":{"issued":null}}',
        b'{"data":{"type":"licenses","attributes":{"maxMachines":NaN}},"meta":{}}',
        b'{"data":{"type":"licenses","attributes":{"maxMachines":Infinity}},"meta":{}}',
        b'{"data":' + b"[" * 200 + b"]" * 200 + b',"meta":{}}',
        b"[" * 400_000,
        b'{"data":{"type":"licenses"},"meta":{"issued":"yesterday"}}',
        b'{"data":{"type":"licenses"},"meta":{"issued":"2026-02-30T00:00:00Z"}}',
        b'{"data":{"type":"licenses"},"meta":{"issued":1}}',
        b'{"data":{"type":"licenses"},"meta":{"issued":"2026-01-01T00:00:00"}}',
        b'{"data":{"type":"licenses"},"meta":{"issued":"2026-01-01T00:00:00Z"},"included":{}}',
        b'{"data":{"type":"licenses"},"meta":{"issued":"2026-01-01T00:00:00Z"}} {}',
    ],
)  # fmt: skip
def test_a_signed_payload_that_says_nothing_clear_is_refused(content: bytes) -> None:
    checked = judge(ISSUER.file(content))
    assert checked.verdict is Verdict.MALFORMED
    assert checked.payload is None


@pytest.mark.parametrize(
    "content",
    [
        "", ".", "..", "a.b", "a.b.c.d", "....", f"{b64(b'x')}.{b64(bytes(11))}.{b64(bytes(16))}",
        f"{b64(b'x')}.{b64(bytes(64))}.{b64(bytes(16))}", f"{b64(b'x')}..{b64(bytes(16))}",
        f"{b64(b'x')}.{b64(bytes(12))}.{b64(bytes(4))}",
        f"{b64(b'x')}.{b64(bytes(12))}.{b64(bytes(32))}",
    ],
)  # fmt: skip
def test_encrypted_parts_of_a_wrong_shape_are_refused(content: str) -> None:
    signature = b64(ISSUER.sign(f"license/{content}".encode()))
    members = {"enc": content, "sig": signature, "alg": "aes-256-gcm+ed25519"}
    assert judge(armored(members)).verdict is Verdict.MALFORMED


def test_a_name_given_twice_in_the_envelope_is_refused() -> None:
    members = members_of(ISSUER.file(payload()))
    twice = json.dumps(members)[:-1].encode() + b',"alg":"base64+ed25519"}'
    assert judge(armored(twice)).verdict is Verdict.MALFORMED


def test_two_files_in_one_and_what_is_around_a_file_are_refused() -> None:
    file = ISSUER.file(payload())
    for form in (file + file, "x" + file, file + "x", " " + file, "\ufeff" + file):
        assert judge(form).verdict is Verdict.MALFORMED


def test_ten_megabytes_are_refused_without_reading_them_as_base64() -> None:
    assert judge(b"-----BEGIN LICENSE FILE-----\n" + b"A" * 10_000_000).verdict is Verdict.MALFORMED


def test_base64_has_one_form() -> None:
    assert standard_base64("QQ==") == url_base64("QQ") == url_base64("QQ==") == b"A"
    for text in ("QR==", "QQ", "QQ=", "QQ===", "Q Q==", "QQ==\n", "-_==", "QQ==QQ=="):
        with pytest.raises(Malformed):
            standard_base64(text)
    for text in ("QR", "Q", "QQ=", "Q+", "QQ==="):
        with pytest.raises(Malformed):
            url_base64(text)


def test_nesting_is_counted_outside_of_strings() -> None:
    assert json_object(b'{"a":"' + b"[{" * 500 + b'"}')
    with pytest.raises(Malformed):
        json_object(b'{"a":' + b'{"a":' * 100 + b"1" + b"}" * 101)


@given(st.binary(max_size=2000))
def test_any_bytes_get_a_verdict(data: bytes) -> None:
    assert judge(data).verdict is Verdict.MALFORMED


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=20,
    )
)
def test_any_signed_json_gets_a_verdict(content: object) -> None:
    checked = judge(ISSUER.file(json.dumps({"data": content, "meta": content}).encode()))
    assert checked.verdict in {Verdict.MALFORMED, Verdict.UNSUPPORTED}


@pytest.mark.parametrize(
    "text", ["", "00", "zz" * 32, "-----BEGIN PUBLIC KEY-----", "ff" * 31, "aa " * 3]
)
def test_a_key_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadKey):
        public_keys(text)


@needs_vectors
def test_genuine_files_of_another_program_verify() -> None:
    assert SHARED is not None
    folder = SHARED / "keygen"
    for entry in json.loads((folder / "MANIFEST.json").read_text()):
        meta = entry["expect_meta"]
        issued = datetime.fromisoformat(meta["issued"]) if meta else NOW
        checked = check(
            (folder / entry["file"]).read_bytes(),
            public_keys(entry["ed25519_public_key_hex"]),
            at=issued,
            license_keys=[entry["licence_key"]] if entry["licence_key"] else [],
            fingerprint=entry["fingerprint"] or "",
        )
        assert checked.key
        assert (checked.kind, checked.algorithm) == (entry["kind"], entry["alg"])
        if not entry["expect_decryptable"]:
            assert checked.verdict is Verdict.CANNOT_DECRYPT
            continue
        assert checked.verdict is Verdict.VALID, checked.reasons
        facts = checked.payload
        assert facts is not None
        assert facts.issued == issued
        assert facts.expiry == datetime.fromisoformat(meta["expiry"])
        assert facts.data["id"] == meta["data_id"]


@needs_vectors
def test_ed25519_agrees_with_every_case_of_wycheproof() -> None:
    assert SHARED is not None
    document = json.loads((SHARED / "wycheproof" / "ed25519_test.json").read_text())
    cases = 0
    for group in document["testGroups"]:
        key = ed25519(bytes.fromhex(group["publicKey"]["pk"]))
        for case in group["tests"]:
            message, signature = bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"])
            said = made_by(key, "ed25519", message, signature)
            assert said is (case["result"] == "valid"), case["comment"]
            cases += 1
    assert cases == document["numberOfTests"]


def test_the_signature_is_verified_before_anything_is_decrypted() -> None:
    members = members_of(ISSUER.file(payload(), secret=SECRET))
    ciphertext, iv, tag = members["enc"].split(".")
    other = base64.b64encode(bytes(len(base64.b64decode(ciphertext)))).decode()
    forged = armored(members | {"enc": f"{other}.{iv}.{tag}"})
    assert judge(forged).verdict is Verdict.BAD_SIGNATURE
