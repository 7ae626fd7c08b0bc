"""License files of an independent issuer: which verdict each gets, and why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.activation.checking import Checked, check
from app.activation.keys import public_keys
from app.activation.verdicts import Verdict
from tests.support.license_issuer import Issuer, payload

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ISSUER = Issuer()
KEYS = public_keys(ISSUER.public)
SECRET = "B10760-1B177D"
FINGERPRINT = "af" * 32
OTHER = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
"""The first public key of RFC 8032, 7.1."""


def judge(file: str | bytes, at: datetime = NOW, **more: object) -> Checked:
    data = file if isinstance(file, bytes) else file.encode()
    return check(data, KEYS, at=at, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("scheme", ["ed25519", "rsa-sha256", "rsa-pss-sha256", "ecdsa-p256"])
@pytest.mark.parametrize("encrypted", [False, True])
@pytest.mark.parametrize("kind", ["license", "machine"])
def test_every_form_of_an_independent_issuer_is_accepted(
    scheme: str, encrypted: bool, kind: str
) -> None:
    issuer = Issuer(scheme)
    secret = SECRET + (FINGERPRINT if kind == "machine" else "") if encrypted else ""
    file = issuer.file(payload(kind), kind, secret)
    checked = check(
        file.encode(), public_keys(issuer.public), at=NOW, license_keys=[SECRET],
        fingerprint=FINGERPRINT,
    )  # fmt: skip
    assert checked.verdict is Verdict.VALID, checked.reasons
    assert checked.kind == kind
    assert checked.algorithm == f"{'aes-256-gcm' if encrypted else 'base64'}+{scheme}"
    facts = checked.payload
    assert facts is not None
    assert facts.issued == datetime(2026, 11, 1, 8, tzinfo=UTC)
    assert facts.expiry == datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert facts.license_expiry == datetime(2027, 6, 30, 21, 59, 59, tzinfo=UTC)
    assert facts.product == "Relay Gateway"
    assert facts.limits == (("maxMachines", 3),)
    assert checked.fingerprint_matches is (True if kind == "machine" else None)


def test_crlf_and_a_missing_final_newline_change_nothing() -> None:
    file = ISSUER.file(payload())
    for form in (file.rstrip("\n"), file.replace("\n", "\r\n"), file + "\n"):
        assert judge(form).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("changes", "at", "reasons"),
    [
        ({}, NOW, ["valid"]),
        ({}, datetime(2026, 10, 31, tzinfo=UTC), ["not_yet_valid"]),
        ({}, datetime(2026, 11, 1, 8, tzinfo=UTC), ["valid"]),
        ({}, datetime(2026, 12, 1, 7, 59, 59, tzinfo=UTC), ["valid"]),
        ({}, datetime(2026, 12, 1, 8, tzinfo=UTC), ["stale"]),
        ({}, datetime(2027, 7, 1, tzinfo=UTC), ["expired", "stale"]),
        ({"attributes": {"suspended": True}}, NOW, ["suspended"]),
        ({"attributes": {"status": "SUSPENDED"}}, NOW, ["suspended"]),
        ({"attributes": {"status": "BANNED"}}, NOW, ["revoked"]),
        ({"attributes": {"status": "EXPIRED"}}, NOW, ["expired"]),
        ({"attributes": {"expiry": None}, "meta": {"expiry": None}}, NOW, ["valid"]),
        ({"meta": {"ttl": 1}}, NOW, ["valid"]),
        ({"attributes": {"expiry": "2026-11-23T13:00:00+02:00"}}, NOW, ["expired"]),
        (
            {"attributes": {"suspended": True, "expiry": "2020-01-01T00:00:00Z"}},
            NOW + timedelta(days=30),
            ["suspended", "expired", "stale"],
        ),
    ],
)
def test_all_reasons_are_given_and_the_first_decides(
    changes: dict[str, dict[str, object]], at: datetime, reasons: list[str]
) -> None:
    checked = judge(ISSUER.file(payload(**changes)), at)
    assert [reason.verdict.value for reason in checked.reasons] == reasons
    assert checked.verdict.value == reasons[0]


def test_a_revoked_license_is_told_from_others() -> None:
    file = ISSUER.file(payload())
    assert judge(file, revoked=["lic-1"]).verdict is Verdict.REVOKED
    assert judge(file, revoked=["lic-2"]).verdict is Verdict.VALID


def test_a_plain_machine_file_is_bound_by_its_fingerprint() -> None:
    file = ISSUER.file(payload("machine"), "machine")
    assert judge(file, fingerprint="00" * 32).verdict is Verdict.WRONG_MACHINE
    checked = judge(file)
    assert checked.fingerprint_matches is None
    assert checked.verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("keys", "fingerprint"), [([], FINGERPRINT), (["other"], FINGERPRINT), ([SECRET], "00" * 32)]
)
def test_an_encrypted_file_without_its_key_is_genuine_and_unreadable(
    keys: list[str], fingerprint: str
) -> None:
    file = ISSUER.file(payload("machine"), "machine", SECRET + FINGERPRINT)
    checked = judge(file, license_keys=keys, fingerprint=fingerprint)
    assert checked.verdict is Verdict.CANNOT_DECRYPT
    assert checked.payload is None
    assert checked.key


def test_a_key_makes_only_its_own_kind_of_signature() -> None:
    rsa = Issuer("rsa-sha256")
    file = ISSUER.file(payload()).encode()
    assert check(file, public_keys(rsa.public), at=NOW).verdict is Verdict.UNKNOWN_KEY
    assert check(file, (), at=NOW).verdict is Verdict.UNKNOWN_KEY
    pss = rsa.file(payload()).encode()
    assert check(pss, public_keys(Issuer("rsa-sha256").public), at=NOW).verdict is (
        Verdict.BAD_SIGNATURE
    )


def test_any_of_several_keys_may_have_signed() -> None:
    keys = (*public_keys(Issuer("ecdsa-p256").public), *public_keys(OTHER), *KEYS)
    checked = check(ISSUER.file(payload()).encode(), keys, at=NOW)
    assert checked.verdict is Verdict.VALID
    assert checked.key == KEYS[0].label


@pytest.mark.parametrize("scheme", ["ed25519", "rsa-sha256", "rsa-pss-sha256", "ecdsa-p256"])
def test_signed_keys_are_verified(scheme: str) -> None:
    issuer = Issuer(scheme)
    text = issuer.signed_key(b'{"license":{"id":"l1","expiry":"2026-12-31T23:59:59Z"}}')
    keys = public_keys(issuer.public)
    checked = check(text.encode(), keys, at=NOW)
    assert (checked.verdict, checked.kind, checked.algorithm) == (Verdict.VALID, "key", scheme)
    assert check(text.encode(), keys, at=NOW + timedelta(days=60)).verdict is Verdict.EXPIRED
    plain = check(issuer.signed_key(b"any text").encode(), keys, at=NOW)
    assert plain.payload is not None
    assert plain.payload.data == "any text"
    other = text[:8] + ("A" if text[8] != "A" else "B") + text[9:]
    assert check(other.encode(), keys, at=NOW).verdict is Verdict.BAD_SIGNATURE
