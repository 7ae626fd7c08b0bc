"""Reading text in exactly one way: what two readers could understand differently is refused.

JSON with a name twice, NaN, or nested too deeply; base64 with stray bits, padding or characters:
each has let somebody sign one thing and have another one read.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import Any

from app.activation.faults import Malformed
from app.activation.words import _

DEEPEST = 64
"""Levels of nesting that a payload may have."""

_URL_SAFE = re.compile(r"[A-Za-z0-9_-]+")
_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)


def standard_base64(text: str) -> bytes:
    """The bytes of padded standard base64. Raises Malformed for anything but their one form."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed(_("A part of it is not base64.")) from None
    if base64.b64encode(data) != text.encode("ascii"):
        raise Malformed(_("A part of it is base64 with stray bits."))
    return data


def url_base64(text: str) -> bytes:
    """The bytes of URL-safe base64, padded or not. Raises Malformed for any other form."""
    bare = text.rstrip("=")
    if not _URL_SAFE.fullmatch(bare):
        raise Malformed(_("A part of it is not URL-safe base64."))
    try:
        data = base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except (binascii.Error, ValueError):
        raise Malformed(_("A part of it is not URL-safe base64.")) from None
    form = base64.urlsafe_b64encode(data).decode("ascii")
    if text not in (form, form.rstrip("=")):
        raise Malformed(_("A part of it is base64 with stray bits."))
    return data


def json_object(data: bytes) -> dict[str, Any]:
    """The JSON object in UTF-8 `data`. Raises Malformed for doubled names, NaN, deep nesting."""
    if _depth(data) > DEEPEST:
        raise Malformed(_("It is nested too deeply."))
    try:
        found = json.loads(
            data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant
        )
    except (ValueError, RecursionError):
        raise Malformed(_("It does not hold well-formed JSON.")) from None
    if not isinstance(found, dict):
        raise Malformed(_("It does not hold a JSON object."))
    return found


def _depth(data: bytes) -> int:
    if data.count(b"{") + data.count(b"[") <= DEEPEST:
        return 0
    level = deepest = 0
    for found in _BRACKETS.finditer(data):
        sign = found.group()
        if sign in (b"{", b"["):
            level += 1
            deepest = max(deepest, level)
        elif sign in (b"}", b"]"):
            level -= 1
    return deepest


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed(_("A name stands in it twice."))
    return found


def _no_constant(name: str) -> Any:
    raise Malformed(_("It holds a number that is none: {name}.").format(name=name))
