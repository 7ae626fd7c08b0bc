"""A record whose bytes are no UTF-8 is set aside when its page is read, not met in a window."""

from __future__ import annotations

import json

import pytest

from app.portal.errors import NotAPortal
from app.portal.feed_page import read_page

GOOD = {"kind": "license", "id": "lic-1", "version": 1, "data": {"name": "Relay"}}
BAD = json.dumps(GOOD | {"id": "lic-2", "data": {"name": "?"}}).encode().replace(b"?", b"\xff")


def page(*entries: bytes, cursor: bytes = b"c") -> bytes:
    return b'{"changes":[' + b",".join(entries) + b'],"next":"' + cursor + b'","more":false}'


def test_one_entry_that_is_no_text_leaves_the_others() -> None:
    good = json.dumps(GOOD).encode()
    found = read_page(page(good, BAD, good)).changes
    assert [one.kind for one in found] == ["license", "", "license"]
    assert bytes(found[1].data) == BAD
    assert read_page(page(good)).changes[0].id == "lic-1"


def test_a_page_that_is_no_text_itself_is_no_page() -> None:
    with pytest.raises(NotAPortal):
        read_page(page(cursor=b"\xff"))
    with pytest.raises(NotAPortal):
        read_page(b"\xff\xfe")
