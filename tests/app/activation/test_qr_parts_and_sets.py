"""Files over many codes: any order, any loss, any lie; bounded memory, a word for each case."""

from __future__ import annotations

import hashlib
import json
import os
import random
import tracemalloc
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.activation import requests
from app.activation.problems import BadFile, QrSetUnusable, TooMuchForQr
from app.activation.qr import parts as qr_parts
from app.activation.qr.bundle import Carried, bundle, files_of, kind_of
from app.activation.qr.frames import (
    Gathering,
    codes_needed,
    frames,
    missing_words,
    seen_words,
    short_hash,
)
from app.activation.qr.parts import Head, NotAPart, Part, Seen, part_of, text_of
from tests.support.isolated_hosts import body_of, host_request, receipt_of
from tests.support.vendor_desk import VendorDesk

KINDS = st.sampled_from(qr_parts.kinds())
DATA = st.one_of(st.binary(max_size=4000), st.text(max_size=2000).map(str.encode))


def gathered(texts: tuple[str, ...]) -> tuple[Gathering, list[Seen]]:
    found, seen = Gathering(), []
    for text in texts:
        found, one = found.with_part(text)
        seen.append(one)
    return found, seen


def requests_of(count: int) -> bytes:
    return requests.set_of([body_of(host_request(f"gw-{n}")) for n in range(count)], "client-1")


@given(DATA, KINDS, st.integers(40, 700), st.randoms(use_true_random=False))
def test_what_is_cut_is_gathered_in_any_order(data, kind, payload, dice):
    texts = list(frames(data, kind, payload))
    assert len(texts) == codes_needed(data, payload)
    dice.shuffle(texts)
    found, seen = gathered(tuple(texts))
    assert set(seen) == {Seen.NEW}
    assert (found.data(), found.kind, found.total) == (data, kind, len(texts))
    assert found.set_id == hashlib.sha256(data).hexdigest()[:32]
    assert found.short_hash.replace(" ", "") == hashlib.sha256(data).hexdigest()[:8]
    assert found.short_hash == short_hash(data)


@given(DATA, st.data())
def test_a_part_read_twice_changes_nothing_and_what_is_missing_is_said(data, draw):
    texts = frames(data, "requests", 60)
    left_out = draw.draw(st.integers(0, len(texts) - 1))
    kept = (*texts[:left_out], *texts[left_out + 1 :])
    found, _seen = gathered(kept)
    assert not found.complete
    for text in kept:
        assert found.with_part(text) == (found, Seen.AGAIN)
    if kept:
        assert found.missing == (left_out + 1,)
        assert str(left_out + 1) in missing_words(found)
    with pytest.raises(QrSetUnusable):
        found.data()


@given(st.binary(min_size=1, max_size=600), st.data())
def test_a_digit_changed_lost_or_added_is_noticed(data, draw):
    [text, *_] = frames(data, "answers")
    place = draw.draw(st.integers(6, len(text) - 1))
    other = draw.draw(st.sampled_from("0123456789".replace(text[place], "")))
    for broken in (text[:place] + other + text[place + 1 :], text[:place] + text[place + 1 :],
                   text[:place] + other + text[place:]):  # fmt: skip
        assert Gathering().with_part(broken)[1] in {Seen.DAMAGED, Seen.OTHER_VERSION}


@given(st.one_of(st.text(), st.text("0123456789", max_size=5000), st.text("0123456789").map(
    lambda digits: qr_parts.MAGIC + qr_parts.VERSION + digits)))  # fmt: skip
def test_no_text_is_more_than_refused(text):
    assert Gathering().with_part(text)[1] in {Seen.NOT_OURS, Seen.DAMAGED, Seen.OTHER_VERSION}


def test_what_scanners_add_to_a_code_does_no_harm():
    [text] = frames(b"x" * 50, "requests")
    for typed in (f"{text}\r\n", f"]Q1{text}", f" {text[:9]}\n{text[9:]} "):
        assert Gathering().with_part(typed)[1] is Seen.NEW


def test_foreign_codes_are_told_from_newer_ones_and_from_other_sets():
    mine, other = frames(os.urandom(900), "requests"), frames(os.urandom(900), "requests")
    found, _ = Gathering().with_part(mine[0])
    cases = {
        "https://example.org/menu": Seen.NOT_OURS,
        qr_parts.MAGIC + "2" + mine[0][6:]: Seen.OTHER_VERSION,
        other[0]: Seen.OTHER_SET,
        mine[0][:-1]: Seen.DAMAGED,
    }
    for text, seen in cases.items():
        assert found.with_part(text) == (found, seen)
    assert len({seen_words(seen) for seen in Seen}) == len(Seen)


def test_the_same_file_cut_anew_is_another_set():
    data = os.urandom(900)
    found, _ = Gathering().with_part(frames(data, "requests")[0])
    assert found.with_part(frames(data, "requests", 100)[0])[1] is Seen.OTHER_SET


@pytest.mark.parametrize(
    ("changes", "index"),
    [
        ({"total": 0}, 0), ({"total": 1}, 2), ({"total": 65535}, 1), ({"total": 201}, 201),
        ({"length": 2**32 - 1}, 1), ({"total": 3}, 0),
    ],
)  # fmt: skip
def test_a_part_that_claims_too_much_is_damaged_and_holds_no_memory(changes, index):
    head = Head(b"s" * 16, "requests", 1, 5, packed=False)._replace(**changes)
    text = text_of(Part(head, index, b"hello"))
    assert Gathering().with_part(text) == (Gathering(), Seen.DAMAGED)


def test_unknown_flags_and_kinds_are_of_a_newer_version():
    [text] = frames(b"hello", "requests")
    body = bytearray(int(text[6:]).to_bytes(35, "big"))
    for place, value in ((0, 99), (1, 2)):
        changed = bytearray(body)
        changed[place] = value
        changed[-4:] = zlib.crc32(changed[:-4]).to_bytes(4, "big")
        digits = f"{int.from_bytes(changed, 'big'):0{len(text) - 6}d}"
        with pytest.raises(NotAPart) as caught:
            part_of(text[:6] + digits)
        assert caught.value.seen is Seen.OTHER_VERSION


def test_a_false_part_spoils_the_set_and_one_begins_again():
    data = os.urandom(1500)
    texts = frames(data, "answers")
    true = part_of(texts[1])
    false = text_of(true._replace(payload=bytes(len(true.payload))))
    found, _ = gathered((texts[0], false))
    assert found.with_part(texts[1]) == (found, Seen.DAMAGED)
    assert found.with_part(texts[2]) == (Gathering(), Seen.SPOILED)
    assert gathered(texts)[0].data() == data


@pytest.mark.parametrize("stated", [10, 8_000_000])
def test_a_bomb_does_not_go_off(stated):
    bomb = zlib.compress(bytes(60_000_000), 9)
    size = 500
    pieces = [bomb[at : at + size] for at in range(0, len(bomb), size)]
    head = Head(b"b" * 16, "file", len(pieces), stated, packed=True)
    texts = tuple(text_of(Part(head, number, piece)) for number, piece in enumerate(pieces, 1))
    tracemalloc.start()
    found, seen = gathered(texts)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (found, seen[-1]) == (Gathering(), Seen.SPOILED)
    assert most < 4 * qr_parts.MOST_BYTES


@pytest.mark.parametrize("more", [b"", b"more behind the end"])
def test_a_packed_set_that_ends_early_or_late_is_refused(more):
    data = b"the same " * 100
    packed = zlib.compress(data)
    carried = packed + more if more else packed[:-3]
    head = Head(hashlib.sha256(data).digest()[:16], "file", 1, len(data), packed=True)
    assert Gathering().with_part(text_of(Part(head, 1, carried)))[1] is Seen.SPOILED


def test_a_thousand_hosts_are_offered_a_file_and_told_how_many_codes_it_would_take():
    data = requests_of(1000)
    count = codes_needed(data)
    assert count > 500
    with pytest.raises(TooMuchForQr) as caught:
        frames(data, "requests")
    assert str(count) in caught.value.explanation
    assert len(frames(requests_of(300), "requests")) <= qr_parts.MOST_PARTS


def test_one_host_is_one_or_two_codes():
    texts = frames(requests_of(1), "requests")
    assert len(texts) <= 2
    assert max(map(len, texts)) <= 1346  # digits of version 18-M
    assert all(text.isascii() and text.isdigit() for text in texts)


def test_every_kind_is_known_by_what_the_file_says_of_itself():
    desk = VendorDesk()
    made = host_request()
    signed = json.dumps(desk.vendor_file()).encode()
    revoked = json.dumps(desk.signed({}, "revocation_list")).encode()
    several = bundle([Carried("vendor.json", signed)])
    from app.activation import receipts

    cases = {
        requests_of(1): "requests",
        receipts.set_of([receipt_of(made)], "client-1"): "receipts",
        b'{"client_id": "x", "responses": []}': "answers",
        signed: "vendor",
        revoked: "revocations",
        several: "bundle",
        desk.machine_file(body_of(made)).encode(): "license",
        b"{}": "file",
        b"\xff\x00": "file",
        b'{"a":' * 5000: "file",
    }
    assert {data: kind_of(data) for data in cases} == cases


@given(st.dictionaries(st.from_regex(r"\A[a-z0-9_][a-z0-9._-]{0,20}\Z"), DATA, min_size=1,
                       max_size=5))  # fmt: skip
@settings(max_examples=40)
def test_a_bundle_gives_back_each_file(files):
    carried = [Carried(name, data) for name, data in files.items()]
    assert files_of(bundle(carried)) == tuple(carried)


@pytest.mark.parametrize(
    "entry",
    [
        {"name": "../up", "text": "x"}, {"name": "a/b", "text": "x"}, {"name": "", "text": "x"},
        {"name": ".hidden", "text": "x"}, {"name": "a\\b", "text": "x"}, {"name": "a"}, "a", None,
        {"name": "a", "text": "x", "base64": "eA=="}, {"name": "a", "base64": "eB=="},
        {"name": 7, "text": "x"}, {"name": "a\n", "text": "x"},
    ],
)  # fmt: skip
def test_a_hostile_bundle_is_refused(entry):
    document = {"format": "counterpart-bundle", "version": 1, "files": [entry]}
    with pytest.raises(QrSetUnusable):
        files_of(json.dumps(document).encode())


def test_a_bundle_has_each_name_once_and_no_path():
    for names in (["a", "a"], ["a/b"], [".a"], [], [f"f{n}" for n in range(17)]):
        with pytest.raises(BadFile):
            bundle([Carried(name, b"") for name in names])
    twice = {"format": "counterpart-bundle", "version": 1,
             "files": [{"name": "a", "text": ""}, {"name": "A", "text": ""}]}  # fmt: skip
    for hostile in (json.dumps(twice).encode(), b"[]", b"{}", b"\xff"):
        with pytest.raises(QrSetUnusable):
            files_of(hostile)


def test_a_set_near_the_limit_is_gathered():
    texts = list(frames(random.Random(7).randbytes(104_000), "file"))
    assert gathered(tuple(texts))[0].complete
