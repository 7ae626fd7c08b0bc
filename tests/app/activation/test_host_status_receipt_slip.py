"""What a host says of its licenses: to a person, back to the vendor, and on paper."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest

from app.activation import clock, receipts
from app.activation.problems import BadFile
from tests.support.isolated_shell import Host
from tests.support.license_verifier import signed_record, unpadded


def installed(host: Host) -> dict[str, object]:
    request = host.request()
    assert host.outcome(host.carried(host.vendor.answer(request))) == "installed"
    return request


def test_status_says_what_is_installed_and_how_long_it_lasts(host: Host) -> None:
    assert host.run("status").code == 1
    request = installed(host)
    ran = host.run("status")
    assert ran.code == 0
    [line] = ran.document["installed"]
    assert (line["verdict"], line["days_left"]) == ("valid", 89)
    assert line["file"] == str(host.place)
    assert line["request_id"] == request["request_id"]
    assert ran.document["vendor_key"] == host.vendor.short
    assert ran.document["waiting"] == []
    words = host.run("status", as_json=False).out
    assert "UTC" in words
    assert "89 days left" in words


def test_status_sees_what_became_of_the_file(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(host)
    real = clock.now()

    def verdict() -> str:
        ran = host.run("status")
        [line] = ran.document["installed"]
        assert (ran.code == 0) is (line["verdict"] == "valid")
        return str(line["verdict"])

    monkeypatch.setattr(clock, "now", lambda: real + timedelta(days=91))
    assert verdict() == "stale"
    monkeypatch.setattr(clock, "now", lambda: real + timedelta(days=365 * 80))
    assert verdict() == "expired"
    monkeypatch.setattr(clock, "now", lambda: real)
    assert verdict() == "valid", "it heals"
    assert host.run("status").document["clock"]["standing"] == "earlier"
    assert host.run("status", "--clock-is-right").document["clock"]["standing"] == "right"
    content = host.place.read_text()
    host.place.write_text(content[:200] + "A" + content[201:])
    assert verdict() in ("bad_signature", "malformed")
    host.place.unlink()
    assert verdict() == "malformed"


def test_status_counts_what_waits(host: Host) -> None:
    installed(host)
    request = host.request(license_id="lic-2")
    assert host.run("status").document["waiting"] == [request["request_id"]]


def test_a_receipt_is_signed_by_the_key_of_the_request(host: Host) -> None:
    out = host.folder / "receipt.json"
    assert host.run("receipt", "--out", out).problem == "CP-7008"
    request = host.request()
    answer = host.vendor.answer(request)
    host.install(host.carried(answer))
    ran = host.run("receipt", "--out", out)
    assert ran.document == {"file": str(out), "receipts": 1}
    found = receipts.read_set(out.read_bytes())
    jwk = request["host_key"]
    facts = signed_record(found.receipts[0], {jwk["kid"]: unpadded(jwk["x"])})
    assert facts == found.facts[0]
    assert facts["request_id"] == request["request_id"]
    assert facts["done"] == "installed"
    assert facts["file_sha256"] == hashlib.sha256(answer["machine_file"].encode()).hexdigest()


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{}", b"[]", b'{"format": "counterpart-host-receipts", "version": 2}',
        b'{"format": "counterpart-host-receipts", "version": 1, "client_id": "x", "receipts": []}',
        b'{"format": "counterpart-host-receipts", "version": 1, "client_id": "x", "receipts": [1]}',
    ],
)  # fmt: skip
def test_what_is_no_receipt_file_is_a_typed_error(data: bytes) -> None:
    with pytest.raises(BadFile):
        receipts.read_set(data)


def test_a_slip_names_every_file_with_size_and_hash(host: Host) -> None:
    files = [host.folder / "a.json", host.folder / "b\x1b[2J.json"]
    for number, file in enumerate(files):
        file.write_bytes(b"x" * (1000 + number))
    ran = host.run("slip", *files, as_json=False)
    assert ran.code == 0
    digest = hashlib.sha256(files[0].read_bytes()).hexdigest()
    assert digest in "".join(ran.out.split())
    assert "1,001 bytes" in ran.out
    assert "\x1b" not in ran.out
    assert ran.out.count("Date:") == 2
    assert max(map(len, ran.out.splitlines())) <= 80
    out = host.folder / "slip.txt"
    assert host.run("slip", *files, "--out", out).document == {"file": str(out)}
    assert json.loads(json.dumps(out.read_text())).startswith("TRANSFER SLIP")
    assert host.run("slip", host.folder / "missing").problem == "CP-7003"
