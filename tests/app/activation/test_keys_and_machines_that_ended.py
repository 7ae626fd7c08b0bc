"""Keys that are current, next or retired; machines and fingerprints that are revoked."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.activation.checking import Checked, check
from app.activation.vendor_file import parsed
from app.activation.verdicts import Verdict
from tests.support.isolated_shell import Host
from tests.support.license_issuer import Issuer, payload
from tests.support.vendor_desk import VendorDesk, wire

_NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
_RETIRED = "2026-11-10T00:00:00Z"


def judged(file: str, keys: list[dict[str, str]], **more: Any) -> Checked:
    """A file as a host judges it that has a vendor file with these keys."""
    content = {
        "vendor": "Kestrane", "issued_at": "2026-11-15T00:00:00Z", "keys": keys,
        "install_locations": [], "fingerprint_policy": "most",
    } | more  # fmt: skip
    known = parsed(json.dumps(content).encode()).keys
    return check(file.encode(), known, at=_NOW)


def issued(desk: VendorDesk, at: str) -> str:
    return desk.issuer.file(payload(meta={"issued": at}))


@pytest.mark.parametrize(
    ("key", "at", "verdict"),
    [
        ({"status": "current"}, "2026-11-12T00:00:00Z", Verdict.VALID),
        ({"status": "next"}, "2026-11-12T00:00:00Z", Verdict.VALID),
        ({}, "2026-11-12T00:00:00Z", Verdict.VALID),
        ({"status": "retired", "retired_at": _RETIRED}, "2026-11-09T23:59:59Z", Verdict.VALID),
        ({"status": "retired", "retired_at": _RETIRED}, _RETIRED, Verdict.UNKNOWN_KEY),
        ({"retired_at": _RETIRED}, "2026-11-12T00:00:00Z", Verdict.UNKNOWN_KEY),
        ({"status": "retired"}, "2026-11-12T00:00:00Z", Verdict.VALID),
        ({"status": "retired"}, "2026-11-15T00:00:00Z", Verdict.UNKNOWN_KEY),
    ],
    ids=["current", "next", "unstated", "before", "at", "dated", "undated", "since it was told"],
)
def test_a_key_counts_until_it_is_retired(key: dict[str, str], at: str, verdict: Verdict) -> None:
    old, new = VendorDesk(bytes(32)), VendorDesk()
    checked = judged(issued(old, at), [new.jwk, old.jwk | key])
    assert checked.verdict is verdict, checked.reasons
    if verdict is Verdict.UNKNOWN_KEY:
        assert checked.payload is None, "nothing of it is shown"
        assert "retired" in checked.reasons[0].words


def test_a_retired_key_that_is_no_ed25519_key_is_dated_as_well() -> None:
    issuer = Issuer("ecdsa-p256")
    pem = {"kid": "p256-1", "pem": issuer.public, "status": "retired", "retired_at": _RETIRED}
    keys = [VendorDesk().jwk]
    late = issuer.file(payload(meta={"issued": "2026-11-12T00:00:00Z"}))
    early = issuer.file(payload(meta={"issued": "2026-11-01T00:00:00Z"}))
    assert judged(late, keys, pem_keys=[pem]).verdict is Verdict.UNKNOWN_KEY
    assert judged(early, keys, pem_keys=[pem]).verdict is Verdict.VALID


def test_a_signed_key_that_names_no_date_does_not_count_after_its_key_was_retired() -> None:
    old = VendorDesk(bytes(32))
    file = old.issuer.signed_key(b'{"license": {"id": "lic-1"}}')
    keys = [VendorDesk().jwk, old.jwk]
    assert judged(file, keys).verdict is Verdict.VALID
    keys = [VendorDesk().jwk, old.jwk | {"status": "retired", "retired_at": _RETIRED}]
    assert judged(file, keys).verdict is Verdict.UNKNOWN_KEY


def _list(host: Host, content: dict[str, Any], signer: VendorDesk | None = None) -> Path:
    desk = signer or host.vendor
    told = {"number": 7, "issued_at": wire(datetime.now(UTC)), "licenses": [], "machines": []}
    file = host.folder / "revocations.json"
    file.write_text(json.dumps(desk.signed(told | content, "revocation_list")))
    return file


@pytest.mark.parametrize("what", ["machines", "fingerprints", "licenses"])
def test_what_the_list_names_is_revoked(host: Host, what: str) -> None:
    request = host.request()
    names = {
        "machines": "mac-1", "fingerprints": request["fingerprint"], "licenses": "lic-1"
    }  # fmt: skip
    answer = host.carried(host.vendor.answer(request))
    revoked = _list(host, {what: [names[what]]})
    ran = host.install(answer, "--revocations", revoked)
    [row] = ran.document["answers"]
    assert (ran.code, row["outcome"]) == (1, "invalid")
    assert "revoked" in row["explanation"]
    assert not host.place.exists()


def test_an_encrypted_file_of_a_revoked_machine_is_known_without_its_key(host: Host) -> None:
    request = host.request()
    answer = host.carried(host.vendor.answer(request, secret="KEY-1"))
    assert host.outcome(answer, "--license-key", "KEY-1") == "installed"
    other = host.request(license_id="lic-2")
    second = host.folder / "second"
    file = host.carried(host.vendor.answer(other))
    host.install(file, "--target", second, "--revocations", _list(host, {"machines": ["mac-1"]}))
    [line] = host.run("status").document["installed"]
    assert line["verdict"] == "revoked"


def test_a_list_that_a_retired_key_signed_later_is_refused(host: Host) -> None:
    old = VendorDesk(bytes(32))
    retired_at = datetime.now(UTC) - timedelta(days=3)
    keys = [host.vendor.jwk, old.jwk | {"status": "retired", "retired_at": wire(retired_at)}]
    vendor = host.vendor.vendor_file(str(host.place), keys=keys)
    answer = host.carried(host.vendor.answer(host.request()))
    ran = host.install(answer, "--revocations", _list(host, {}, old), vendor=vendor)
    assert ran.problem == "CP-7003"
    before = {"issued_at": wire(retired_at - timedelta(days=1))}
    ran = host.install(answer, "--revocations", _list(host, before, old), vendor=vendor)
    assert ran.code == 0, ran
