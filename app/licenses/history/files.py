"""Which files the history keeps: sane ones, and none that holds a license key."""

from __future__ import annotations

import json
from binascii import a2b_base64
from typing import Any

import msgspec

from app.licenses.model import Answer, AnswerSet

LARGEST_KEPT = 16_000_000
"""Bytes of the largest file that is kept: the answers to a thousand requests have five million."""

_LEAST_WORDS = 7
"""Of a license file: "-----BEGIN LICENSE FILE-----", its content, "-----END LICENSE FILE-----"."""

_LICENSE_FILES = frozenset({"license", "machine"})


class _Members(msgspec.Struct, frozen=True):
    enc: str
    alg: str


def may_be_kept(kind: str, data: bytes) -> bool:
    """Whether a file of this kind is kept. Vendors may write a license's key into its file."""
    if len(data) > LARGEST_KEPT:
        return False
    if kind in _LICENSE_FILES:
        return not _holds_key(data)
    if kind != "answers":
        return True
    decoder = msgspec.json.Decoder(Answer)
    try:
        found = [decoder.decode(raw) for raw in msgspec.json.decode(data, type=AnswerSet).responses]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False
    files = (file for one in found for file in (one.machine_file, one.license_file) if file)
    return not any(_holds_key(file.encode("utf-8", "surrogatepass")) for file in files)


def _holds_key(data: bytes) -> bool:
    """Whether a license file says the license's key openly; one that cannot be read counts so."""
    lines = data.split()
    if len(lines) < _LEAST_WORDS or data.lstrip().startswith(b"key/"):
        return True  # a signed key is one
    try:
        members = msgspec.json.decode(a2b_base64(b"".join(lines[3:-3])), type=_Members)
        if members.alg.startswith("aes-"):
            return False
        content = a2b_base64(members.enc)
        if b'"key"' not in content and b"\\" not in content:
            return False
        return _has_key(json.loads(content))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return True


def _has_key(found: Any) -> bool:
    if isinstance(found, dict):
        named = any(name == "key" and isinstance(value, str) for name, value in found.items())
        return named or any(_has_key(value) for value in found.values())
    return isinstance(found, list) and any(_has_key(value) for value in found)
