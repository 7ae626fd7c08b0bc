"""Whom an isolated host trusts: a key that a person compared, and what that key vouches for."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from app.activation import receipts, vendor_file
from app.activation.problems import BadFile, VendorUnknown
from app.activation.state import Trusted
from tests.support.isolated_shell import Host
from tests.support.vendor_desk import VendorDesk

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FIRST, SECOND, THIRD = (VendorDesk(bytes([number]) * 32) for number in (1, 2, 3))


def offered(document: Any, trusted: Trusted | None = None) -> vendor_file.Offered:
    return vendor_file.offered(json.dumps(document).encode(), trusted, NOW)


TRUST = offered(FIRST.vendor_file()).trust


def test_the_first_file_has_to_be_confirmed() -> None:
    found = offered(FIRST.vendor_file())
    assert not found.known
    assert bytes.fromhex(found.trust.public) == FIRST.public
    assert vendor_file.short_fingerprint(FIRST.public) == FIRST.short
    assert found.file.location("relay") == "/var/lib/relay/license"
    assert found.file.location("other") is None


def test_later_files_of_the_same_key_are_taken_without_asking() -> None:
    later = FIRST.vendor_file("/opt/relay/license", issued_at="2026-11-05T00:00:00Z")
    found = offered(later, TRUST)
    assert found.known
    assert found.file.location("relay") == "/opt/relay/license"


def test_an_older_file_is_refused() -> None:
    with pytest.raises(BadFile):
        offered(FIRST.vendor_file(issued_at="2026-10-31T00:00:00Z"), TRUST)


def test_a_new_key_needs_the_word_of_the_old_one() -> None:
    later = {"issued_at": "2026-11-05T00:00:00Z"}
    with pytest.raises(VendorUnknown):
        offered(SECOND.vendor_file(**later), TRUST)
    chain = [FIRST.change_to(SECOND), SECOND.change_to(THIRD)]
    found = offered(THIRD.vendor_file(**later) | {"key_changes": chain}, TRUST)
    assert found.known
    assert bytes.fromhex(found.trust.public) == THIRD.public
    for changes in ([chain[1]], [SECOND.change_to(THIRD), THIRD.change_to(SECOND)], [{}], "x"):
        with pytest.raises((VendorUnknown, BadFile)):
            offered(THIRD.vendor_file(**later) | {"key_changes": changes}, TRUST)
    forged = FIRST.signed({"replaces": "other", "key": THIRD.jwk}, "key-change")
    with pytest.raises(VendorUnknown):
        offered(THIRD.vendor_file(**later) | {"key_changes": [forged]}, TRUST)


def test_retired_and_next_keys_verify_and_unknown_ones_do_not(host: Host) -> None:
    keys = [host.vendor.jwk, FIRST.jwk | {"status": "next"}, SECOND.jwk | {"status": "retired"}]
    told = host.vendor.vendor_file(str(host.place), keys=keys)
    old = {"meta": {"issued": "2026-10-31T00:00:00Z"}}
    for desk, changes in ((SECOND, old), (FIRST, {}), (host.vendor, {})):
        answer = desk.answer(host.request("--new"), **changes)
        assert host.outcome(host.carried(answer), vendor=told) == "installed"
    late = SECOND.answer(host.request("--new"))
    assert host.outcome(host.carried(late)) == "invalid", "it was retired before"
    request = host.request("--new")
    assert host.outcome(host.carried(THIRD.answer(request)), vendor=told) == "invalid"


@pytest.mark.parametrize("part", ["payload", "jws"])
def test_no_flipped_bit_of_a_vendor_file_is_accepted(part: str) -> None:
    genuine = FIRST.vendor_file()
    text = genuine[part]
    for place in range(0, len(text), 3):
        flipped = chr(ord(text[place]) ^ 1)
        with pytest.raises((BadFile, VendorUnknown)):
            offered(genuine | {part: text[:place] + flipped + text[place + 1 :]}, TRUST)


@pytest.mark.parametrize(
    "document",
    [
        {}, [], {"payload": "e30"}, {"payload": 1, "jws": 2}, {"payload": "e30", "jws": "a.b.c"},
        {"payload": "e30", "jws": "e30..e30"}, FIRST.signed([]), FIRST.signed({"keys": []}),
        FIRST.signed({"keys": [FIRST.jwk]}),
        FIRST.vendor_file(fingerprint_policy="none"), FIRST.vendor_file(install_locations=[1]),
        FIRST.vendor_file(keys=[FIRST.jwk | {"kty": "RSA"}]),
        FIRST.vendor_file(keys=[FIRST.jwk, {**FIRST.jwk, "x": "AA"}]),
        FIRST.vendor_file(pem_keys=[{"kid": "a", "pem": "none"}]),
        FIRST.signed({}, alg="none"), FIRST.signed({}, alg="HS256"),
        FIRST.signed({}, crit=["b64"], b64=False),
    ],
)  # fmt: skip
def test_what_is_no_vendor_file_is_a_typed_error(document: Any) -> None:
    with pytest.raises(BadFile):
        offered(document)


def test_a_list_of_revoked_licenses_never_goes_back() -> None:
    def read(number: Any, before: Any = None, desk: VendorDesk = FIRST) -> Any:
        told = {"number": number, "licenses": ["lic-1"], "machines": ["m"]}
        record = desk.signed(told, "revocation_list")
        return vendor_file.revocations(json.dumps(record).encode(), TRUST, before)

    five = read(5)
    assert vendor_file.revoked_ids(five) == ("lic-1", "m")
    assert read(5, five) == five
    with pytest.raises(BadFile):
        read(4, five)
    for bad in (True, "6", None):
        with pytest.raises(BadFile):
            read(bad, five)
    with pytest.raises(BadFile):
        read(6, five, SECOND)
    assert vendor_file.revoked_ids(None) == ()


OTHER_KINDS = ("notice", "revocation_list", "vendor-file", "key-change", "host-receipt", "")


@pytest.mark.parametrize("kind", [kind for kind in OTHER_KINDS if kind != "vendor-file"])
def test_no_other_signed_record_is_a_vendor_file(kind: str) -> None:
    payload = base64.urlsafe_b64decode(FIRST.vendor_file()["payload"] + "==")
    with pytest.raises(BadFile) as raised:
        offered(FIRST.signed(json.loads(payload), kind))
    assert "another kind" in raised.value.explanation


@pytest.mark.parametrize("kind", [kind for kind in OTHER_KINDS if kind != "revocation_list"])
def test_no_other_signed_record_is_a_list_of_revoked_licenses(kind: str) -> None:
    record = FIRST.signed({"number": 9, "licenses": ["lic-1"]}, kind)
    with pytest.raises(BadFile) as raised:
        vendor_file.revocations(json.dumps(record).encode(), TRUST, None)
    assert "another kind" in raised.value.explanation


@pytest.mark.parametrize("kind", [kind for kind in OTHER_KINDS if kind != "key-change"])
def test_no_other_signed_record_is_a_change_of_keys(kind: str) -> None:
    statement = {"replaces": FIRST.kid, "key": SECOND.jwk, "issued_at": "2026-11-02T00:00:00Z"}
    said = FIRST.signed(statement, kind)
    with pytest.raises(BadFile) as raised:
        offered(SECOND.vendor_file() | {"key_changes": [said]}, TRUST)
    assert "another kind" in raised.value.explanation
    good = FIRST.signed(statement, "key-change")
    assert offered(SECOND.vendor_file() | {"key_changes": [good]}, TRUST).known


@pytest.mark.parametrize("kind", [kind for kind in OTHER_KINDS if kind != "host-receipt"])
def test_no_other_signed_record_is_a_receipt(kind: str) -> None:
    def read(record: dict[str, str]) -> receipts.ReceiptSet:
        return receipts.read_set(receipts.set_of([record], "set-1"))

    facts = {"request_id": "r-1"}
    assert read(FIRST.signed(facts, "host-receipt")).facts == (facts,)
    with pytest.raises(BadFile) as raised:
        read(FIRST.signed(facts, kind))
    assert "another kind" in raised.value.explanation


def test_nobody_is_trusted_without_a_person(host: Host) -> None:
    answer = host.carried(host.vendor.answer(host.request()))
    unknown = host.run("install", answer, "--yes")
    assert unknown.code == 1
    assert unknown.problem == "CP-7004"
    file = host.folder / "vendor.json"
    file.write_text(json.dumps(host.vendor.vendor_file(str(host.place))))
    unasked = host.run("install", answer, "--yes", "--vendor-file", file)
    assert unasked.problem == "CP-7009"
    assert host.vendor.short in unasked.err
    wrong = ("--vendor-fingerprint", FIRST.short)
    assert host.run("install", answer, "--vendor-file", file, *wrong).problem == "CP-7004"
    assert not host.place.exists()
    assert host.outcome(answer) == "installed"
    later = host.carried(host.vendor.answer(host.request("--new")))
    assert host.outcome(later, trust=False) == "installed"


def test_a_revoked_license_is_not_installed(host: Host) -> None:
    answer = host.carried(host.vendor.answer(host.request()))
    revoked = host.folder / "revoked.json"
    record = host.vendor.signed({"number": 2, "licenses": ["lic-1"]}, "revocation_list")
    revoked.write_text(json.dumps(record))
    assert host.outcome(answer, "--revocations", revoked) == "invalid"
    assert host.outcome(answer) == "invalid", "the list is remembered"
