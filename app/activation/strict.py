"""Reading text in exactly one way: what two readers could understand differently is refused.

JSON with a name twice, NaN, half a character, or nested too deeply; base64 with stray bits, padding
or characters: each has let somebody sign one thing and have another one read.
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
_SIGNS = re.compile(rb'\\.|["\[\]{}]', re.DOTALL)
_LONE = re.compile(rb"\\u[dD][89a-fA-F]")
_LONGEST_NUMBER = 400


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
    """The JSON object in UTF-8 `data`. Raises Malformed for what is read in two ways."""
    if _is_deep(data):
        raise Malformed(_("It is nested too deeply."))
    try:
        found = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_once,
            parse_constant=_no_constant,
            parse_float=_decimal,
            parse_int=_integer,
        )
        if _LONE.search(data):
            json.dumps(found, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        raise Malformed(_("It does not hold well-formed JSON.")) from None
    if not isinstance(found, dict):
        raise Malformed(_("It does not hold a JSON object."))
    return found


def _is_deep(data: bytes) -> bool:
    """Whether brackets outside of strings stand too deep; the effort grows with the length only."""
    if data.count(b"{") + data.count(b"[") <= DEEPEST:
        return False
    level, in_text = 0, False
    for found in _SIGNS.finditer(data):
        sign = found.group()
        if sign == b'"':
            in_text = not in_text
        elif in_text or sign[0] == 0x5C:
            continue
        elif sign in b"{[":
            level += 1
            if level > DEEPEST:
                return True
        else:
            level -= 1
    return False


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed(_("A name stands in it twice."))
    return found


def _no_constant(name: str) -> Any:
    raise Malformed(_("It holds a number that is none: {name}.").format(name=name))


def _integer(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise Malformed(_("It holds a number that is none: {name}.").format(name=text[:20] + "…"))
    return int(text)


def _decimal(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise Malformed(_("It holds a number that is none: {name}.").format(name=text[:20]))
    return value
