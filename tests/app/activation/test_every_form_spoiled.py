"""Each form of license file, signed key, and carried file, spoiled in every way that is easy."""

from __future__ import annotations

import base64
import functools
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.activation import receipts, requests, responses, vendor_file
from app.activation.checking import Checked, check
from app.activation.envelope import LARGEST
from app.activation.host_program import main
from app.activation.keys import PublicKey, public_keys
from app.activation.problems import BadFile, HostProblem
from app.activation.verdicts import Verdict
from tests.support.isolated_hosts import body_of, host_request, receipt_of
from tests.support.isolated_shell import Host
from tests.support.license_issuer import Issuer, armored, b64, members_of, payload
from tests.support.vendor_desk import VendorDesk

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECRET, FINGERPRINT = "B10760-1B177D", "af" * 32
SCHEMES = ("ed25519", "rsa-sha256", "rsa-pss-sha256", "ecdsa-p256")
FLIPS = 250
BAD = {Verdict.MALFORMED, Verdict.UNSUPPORTED, Verdict.UNKNOWN_KEY, Verdict.BAD_SIGNATURE}


@functools.cache
def issuer(scheme: str) -> tuple[Issuer, tuple[PublicKey, ...]]:
    made = Issuer(scheme)
    return made, public_keys(made.public)


def judge(data: bytes, scheme: str, **more: Any) -> Checked:
    given = {"license_keys": [SECRET], "fingerprint": FINGERPRINT} | more
    return check(data, issuer(scheme)[1], at=NOW, **given)


def genuine(scheme: str, form: str) -> bytes:
    made = issuer(scheme)[0]
    if form == "key":
        return made.signed_key(b'{"license":{"id":"lic-1"}}').encode()
    kind, _, encrypted = form.partition(" ")
    secret = SECRET + (FINGERPRINT if kind == "machine" else "") if encrypted else ""
    return made.file(payload(kind, included=[]), kind, secret).encode()


FORMS = ("license", "license encrypted", "machine", "machine encrypted", "key")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_flipped_and_cut_files_of_every_form_are_refused(
    scheme: str, form: str, long_run: bool
) -> None:
    file = genuine(scheme, form)
    assert judge(file, scheme).verdict is Verdict.VALID
    bits = len(file) * 8
    for bit in range(0, bits, 1 if long_run else max(1, bits // FLIPS)):
        forged = bytearray(file)
        forged[bit // 8] ^= 1 << bit % 8
        checked = judge(bytes(forged), scheme)
        assert checked.verdict in BAD, bit
        assert checked.payload is None
    for length in range(0, len(file) - 1, max(1, len(file) // 60)):
        assert judge(file[:length], scheme).verdict in BAD


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_signature_of_a_wrong_length_is_none(scheme: str) -> None:
    members = members_of(genuine(scheme, "license").decode())
    right = base64.b64decode(members["sig"])
    for wrong in (b"", right[:-1], right + b"\0", right * 2, bytes(len(right)), b"\0" + right):
        file = armored(members | {"sig": b64(wrong)}).encode()
        assert judge(file, scheme).verdict is Verdict.BAD_SIGNATURE
    for other in SCHEMES:
        if other != scheme:
            file = armored(members | {"alg": f"base64+{other}"}).encode()
            assert judge(file, scheme).verdict in BAD


def test_a_wrong_alphabet_is_refused_wherever_it_stands() -> None:
    """Bytes that need the two letters in which the alphabets differ."""
    made = issuer("ed25519")[0]
    odd = {"name": "\u00ff\u00fe\u00fb?>~" * 9}
    text = made.file(payload(attributes=odd))
    members = members_of(text)
    enc = b64(json.dumps(payload(attributes=odd), ensure_ascii=False).encode())
    assert set("+/") & set(enc), "the test needs such letters"
    url = enc.replace("+", "-").replace("/", "_")
    for content, good in ((enc, True), (url, False), (url.rstrip("="), False), (enc + "\n", False)):
        signature = b64(made.sign(f"license/{content}".encode()))
        file = armored({"enc": content, "sig": signature, "alg": "base64+ed25519"}).encode()
        verdict = judge(file, "ed25519").verdict
        assert verdict is (Verdict.VALID if good else Verdict.MALFORMED)
    for sig in (members["sig"].rstrip("="), members["sig"] + "=", " " + members["sig"]):
        assert judge(armored(members | {"sig": sig}).encode(), "ed25519").verdict in BAD
    first, *body, last = text.splitlines()
    as_url = [line.replace("+", "-").replace("/", "_") for line in body]
    if as_url != body:
        broken = "\n".join([first, *as_url, last]).encode()
        assert judge(broken, "ed25519").verdict is Verdict.MALFORMED
    key = made.signed_key("\u00ff\u00fe\u00fb?>~".encode() * 9)
    content, _, signature = key[4:].partition(".")
    standard = content.replace("-", "+").replace("_", "/")
    assert standard != content
    resigned = base64.urlsafe_b64encode(made.sign(f"key/{standard}".encode())).decode()
    assert judge(f"key/{standard}.{resigned}".encode(), "ed25519").verdict is Verdict.MALFORMED


@pytest.mark.parametrize("form", FORMS)
def test_line_ends_and_a_missing_last_one_change_nothing(form: str) -> None:
    file = genuine("ed25519", form)
    for same in (file.rstrip(b"\n"), file.replace(b"\n", b"\r\n"), file + b"\r\n\n"):
        assert judge(same, "ed25519").verdict is Verdict.VALID
    for other in (file + file, file[:-1] + b"\n\n" + file, file.replace(b"\n", b"\r"), b"\n" + file,
                  b"\xef\xbb\xbf" + file, file + b"\0",
                  file.decode().encode("utf-16")):  # fmt: skip
        if form != "key" or other not in (file.replace(b"\n", b"\r"),):
            assert judge(other, "ed25519").verdict in BAD


def test_kinds_cannot_be_swapped() -> None:
    license_, machine = genuine("ed25519", "license"), genuine("ed25519", "machine")
    for file in (
        license_.replace(b"LICENSE", b"MACHINE"), machine.replace(b"MACHINE", b"LICENSE"),
        license_.replace(b"BEGIN LICENSE", b"BEGIN MACHINE"),
        license_.replace(b"LICENSE", b"license"), license_.replace(b"LICENSE FILE", b"LICENSE KEY"),
        license_.replace(b"-----BEGIN", b"----BEGIN"),
    ):  # fmt: skip
        assert judge(file, "ed25519").verdict in BAD
    members = members_of(license_.decode())
    as_key = f"key/{members['enc']}.{members['sig']}".encode()
    assert judge(as_key, "ed25519").verdict in BAD


def test_wrong_license_key_and_wrong_fingerprint_have_their_own_verdicts() -> None:
    for form in ("license encrypted", "machine encrypted"):
        file = genuine("ed25519", form)
        for keys in ([], ["other"], [SECRET + "x"], [SECRET.lower()], [f" {SECRET}"]):
            checked = judge(file, "ed25519", license_keys=keys)
            assert checked.verdict is Verdict.CANNOT_DECRYPT
            assert checked.payload is None
    wrong = {"fingerprint": "00" * 32}
    encrypted = judge(genuine("ed25519", "machine encrypted"), "ed25519", **wrong)
    assert encrypted.verdict is Verdict.CANNOT_DECRYPT
    plain = judge(genuine("ed25519", "machine"), "ed25519", **wrong)
    assert plain.verdict is Verdict.WRONG_MACHINE


READERS: dict[str, Callable[[bytes], object]] = {
    "requests": requests.read_set,
    "answers": responses.read_answers,
    "receipts": receipts.read_set,
    "vendor file": lambda data: vendor_file.offered(data, None, NOW),
}


def carried(name: str) -> bytes:
    desk, made = VendorDesk(), host_request()
    match name:
        case "requests":
            return requests.set_of([body_of(made)], "set-0001")
        case "answers":
            answers = [desk.answer(body_of(made))]
            return json.dumps({"client_id": "set-0001", "responses": answers}).encode()
        case "receipts":
            return receipts.set_of([receipt_of(made)], "set-0001")
    return json.dumps(desk.vendor_file()).encode()


@pytest.mark.parametrize("name", READERS)
def test_what_is_carried_is_read_whole_or_refused_in_words(name: str) -> None:
    file, read = carried(name), READERS[name]
    read(file)
    read(file.rstrip(b"\n"))
    read(file.replace(b"\n", b"\r\n"))
    bad = [
        b"", b"{", b"null", b"[]", b"{}", file + file, file[:-2], b"\xef\xbb\xbf" + file,
        file.replace(b"{", b'{"a":1,"a":2,', 1), file.replace(b"{", b'{"a":NaN,', 1),
        file.replace(b"{", b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b",", 1),
        file.replace(b"{", b'{"a":' + b"[" * 100 + b"]" * 100 + b",", 1),
        file.decode().encode("utf-16"), file.replace(b"e", b"\xff", 1), b"{" + b" " * 10_000_000,
    ]  # fmt: skip
    for data in bad:
        if name == "answers" and not data.startswith(b"{") and data.isascii():
            continue  # it may be a license file, and is judged as one
        with pytest.raises(HostProblem) as caught:
            read(data)
        assert all(caught.value.document().values()), data[:80]


@pytest.mark.parametrize("name", ["requests", "receipts"])
@pytest.mark.parametrize("version", [2, 99, "2", None, True, 1.5, []])
def test_what_another_version_wrote_is_refused(name: str, version: object) -> None:
    document = json.loads(carried(name)) | {"version": version}
    if version is True:
        return  # JSON's true is no number to anybody but Python
    with pytest.raises(BadFile) as caught:
        READERS[name](json.dumps(document).encode())
    if version in (2, 99):
        assert "newer version" in caught.value.explanation


def test_a_file_of_gigabytes_is_not_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its end is never asked for: the file has holes, reading all of it would need the memory."""
    huge = tmp_path / "huge.lic"
    with huge.open("wb") as stream:
        stream.write(b"-----BEGIN LICENSE FILE-----\n")
        stream.truncate(8_000_000_000)
    assert main("verify", [str(huge), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["verdict"] == "malformed"
    state = ["--state", str(tmp_path / "state"), "--json"]
    assert main("install", [str(huge), *state]) == 1
    assert json.loads(capsys.readouterr().out)["problem"]["code"] in ("CP-7003", "CP-7004")
    assert LARGEST < 2_000_000


def test_an_answer_to_an_older_request_with_the_same_nonce_does_not_count(host: Host) -> None:
    """A nonce used again does not bind an answer: id and hash of the request count as well."""
    first = host.request()
    answer = host.vendor.answer(first)
    second = host.request("--new")
    file = host.state / "host.json"
    document = json.loads(file.read_text())
    for row in document["requests"]:
        body = json.loads(row["body"])
        if body["request_id"] == second["request_id"]:
            body["nonce"] = first["nonce"]
            row["body"] = json.dumps(body, sort_keys=True, separators=(",", ":"))
        else:
            row["request_id"] = "forgotten-0001"
    file.write_text(json.dumps(document))
    moved = answer | {"request_id": second["request_id"]}
    assert host.outcome(host.carried(moved)) == "foreign"
    assert not host.place.exists()
