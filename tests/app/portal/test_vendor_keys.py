"""Vendor keys: pinned once, changed only by the old key's signature, used over exact bytes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec
import pytest

from app.portal import errors
from app.portal.discovery import discover
from app.portal.transport import Transport
from app.portal.vendor_keys import VendorKey, accept_change, pin, verify
from app.portal.wire import Jwk, KeyChangeStatement, SignedRecord
from app.sandbox.signing import Signer
from tests.support.network import transport
from tests.support.sandbox import SandboxServer

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def client() -> Iterator[Transport]:
    with transport() as made:
        yield made


def _change(old: Signer, new: Signer, *, names: str = "", kind: str = "key-change"):
    statement = KeyChangeStatement(names or old.kid, new.public("current"), NOW)
    return _signed(old, msgspec.json.encode(statement), kind)


def _signed(signer: Signer, content: bytes, kind: str = "notice") -> SignedRecord:
    made = signer.sign(content, kind)
    return SignedRecord(made.payload, made.jws)


def _pinned(*signers: Signer) -> tuple[VendorKey, ...]:
    return pin([signer.public("current") for signer in signers], NOW)


def test_a_vendor_that_replaces_its_key_twice_is_followed(client: Transport) -> None:
    with SandboxServer.start(orders=1) as portal:
        first = discover(client, portal.address)
        pinned = pin(first.keys, NOW)
        assert accept_change(pinned, first.keys, first.key_changes, NOW) == pinned
        portal.mutate("rotate_key")
        portal.mutate("rotate_key")
        later = discover(client, portal.address)
    keys = accept_change(pinned, later.keys, later.key_changes, NOW)
    assert {key.kid for key in keys} == {key.kid for key in later.keys}
    assert [key.jwk.status for key in keys].count("current") == 1
    assert keys[0].replaced_by == keys[1].kid


def test_the_order_of_the_changes_does_not_matter() -> None:
    a, b, c = Signer.new(), Signer.new(), Signer.new()
    changes = [_change(b, c), _change(a, b)]
    keys = accept_change(_pinned(a), [c.public("current")], changes, NOW)
    assert [key.kid for key in keys] == [a.kid, b.kid, c.kid]


def test_a_new_key_without_the_old_ones_signature_is_refused() -> None:
    old, new, stranger = Signer.new(), Signer.new(), Signer.new()
    shown = [new.public("current")]
    for changes in (
        [],
        [_change(stranger, new, names=old.kid)],
        [_change(new, new, names=old.kid)],
        [_change(old, stranger)],
        [_change(old, new, kind="notice")],
        [_signed(old, b"not json", "key-change")],
        [SignedRecord(_change(old, new).payload, _change(old, stranger).jws)],
    ):
        with pytest.raises(errors.VendorKeysChanged) as caught:
            accept_change(_pinned(old), shown, changes, NOW)
        assert "stay in force" in caught.value.kept


def test_a_known_name_with_another_key_is_refused() -> None:
    old, other = Signer.new(), Signer.new()
    disguised = msgspec.structs.replace(other.public("current"), kid=old.kid)
    with pytest.raises(errors.VendorKeysChanged):
        accept_change(_pinned(old), [disguised], [], NOW)


def test_a_key_names_one_successor_only() -> None:
    old, one, two = Signer.new(), Signer.new(), Signer.new()
    shown = [one.public("current"), two.public("next")]
    with pytest.raises(errors.VendorKeysChanged):
        accept_change(_pinned(old), shown, [_change(old, one), _change(old, two)], NOW)


@pytest.mark.parametrize(
    "key",
    [
        Jwk("k", "AAAA"),
        Jwk("k", "!" * 43),
        Jwk("", Signer.new().public("current").x),
        msgspec.structs.replace(Signer.new().public("current"), alg="none"),
        msgspec.structs.replace(Signer.new().public("current"), kty="RSA"),
    ],
)
def test_keys_that_cannot_be_used_are_not_pinned(key: Jwk) -> None:
    with pytest.raises(errors.NotAPortal):
        pin([key], NOW)


def test_no_key_and_two_of_one_name_are_not_pinned() -> None:
    key = Signer.new().public("current")
    for keys in ([], [key, key]):
        with pytest.raises(errors.NotAPortal):
            pin(keys, NOW)


def test_a_record_gives_its_exact_bytes_or_nothing() -> None:
    signer = Signer.new()
    keys = _pinned(signer)
    content = b'{"b": 1,  "a": 2}\n'
    record = _signed(signer, content)
    assert verify(record, keys) == content
    for index in range(0, len(record.jws), 3):
        letter = "A" if record.jws[index] != "A" else "B"
        bad = record.jws[:index] + letter + record.jws[index + 1 :]
        with pytest.raises(errors.BadVendorSignature):
            verify(SignedRecord(record.payload, bad), keys)
    for index in range(len(record.payload)):
        letter = "A" if record.payload[index] != "A" else "B"
        bad = record.payload[:index] + letter + record.payload[index + 1 :]
        with pytest.raises(errors.BadVendorSignature):
            verify(SignedRecord(bad, record.jws), keys)


def _header(text: bytes) -> str:
    from app.sandbox.signing import base64url

    return base64url(text)


@pytest.mark.parametrize(
    "header",
    [
        b'{"alg":"none","kid":"KID"}',
        b'{"alg":"eddsa","kid":"KID"}',
        b'{"alg":["EdDSA"],"kid":"KID"}',
        b'{"kid":"KID"}',
        b'{"alg":"HS256","kid":"KID"}',
        b'{"alg":"EdDSA","kid":"KID","crit":["x"]}',
        b'{"alg":"EdDSA","kid":"KID","jwk":{}}',
        b'{"alg":"EdDSA","kid":"other"}',
        b'{"alg":"EdDSA"}',
        b"[]",
        b"junk",
        b"[" * 5000,
    ],
)
def test_other_headers_are_refused_even_when_signed(header: bytes) -> None:
    from app.sandbox.signing import base64url

    signer = Signer.new()
    head = base64url(header.replace(b"KID", signer.kid.encode()))
    payload = base64url(b"{}")
    signature = base64url(signer._key.sign(f"{head}.{payload}".encode()))
    for jws in (
        f"{head}..{signature}",
        f"{head}..",
        f"{head}.{payload}.{signature}",
        "",
        "..",
        ".",
    ):
        with pytest.raises(errors.BadVendorSignature):
            verify(SignedRecord(payload, jws), _pinned(signer))
