"""What a file is, by its first bytes and its name."""

from __future__ import annotations

import enum
import re

from app.support.scan.pieces import wide_encoding

SAMPLE = 65_536
"""Bytes that are looked at to tell."""

_ARCHIVES = (
    (b"\x37\x7a\xbc\xaf\x27\x1c", "7z"), (b"Rar!\x1a\x07", "rar"), (b"\xfd7zXZ\x00", "xz"),
    (b"BZh", "bzip2"), (b"\x28\xb5\x2f\xfd", "zstd"), (b"\x04\x22\x4d\x18", "lz4"),
    (b"MSCF", "cab"), (b"\x1f\x9d", "compress"), (b"LZIP", "lzip"),
)  # fmt: skip
_STORES = (
    (b"\xfe\xed\xfe\xed", "Java key store"), (b"\xce\xce\xce\xce", "Java key store"),
    (b"\x03\xd9\xa2\x9a", "KeePass database"),
)  # fmt: skip
_STORE_NAMES = re.compile(r"\.(?:p12|pfx|jks|jceks|keystore|kdbx|ppk)\Z", re.IGNORECASE)
_BINARY = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"MZ\x90", b"SQLite format 3",
    b"\xd0\xcf\x11\xe0", b"\xca\xfe\xba\xbe", b"RIFF", b"OggS", b"ID3", b"\xcf\xfa\xed\xfe",
    b"\x00\x00\x01\x00", b"II*\x00", b"MM\x00*", b"wOFF", b"JAVA PROFILE",
)  # fmt: skip
_TEXT_CONTROLS = b"\t\n\r\f\b\x1b\x00"
_CONTROLS = bytes(sign for sign in range(32) if sign not in _TEXT_CONTROLS)


class Kind(enum.Enum):
    """How a file is looked into."""

    TEXT = enum.auto()
    ZIP = enum.auto()
    GZIP = enum.auto()
    TAR = enum.auto()
    PDF = enum.auto()
    OTHER_ARCHIVE = enum.auto()
    KEY_STORE = enum.auto()
    BINARY = enum.auto()


def kind_of(sample: bytes, name: str) -> tuple[Kind, str]:
    """What a file is that begins with `sample`, and the name of its form where that matters."""
    if sample.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return Kind.ZIP, ""
    if sample.startswith(b"\x1f\x8b"):
        return Kind.GZIP, ""
    if is_tar(sample):
        return Kind.TAR, ""
    if b"%PDF-" in sample[:1024]:
        return Kind.PDF, ""
    for start, form in _ARCHIVES:
        if sample.startswith(start) and (form != "bzip2" or b"\0" in sample[:512]):
            return Kind.OTHER_ARCHIVE, form
    for start, form in _STORES:
        if sample.startswith(start):
            return Kind.KEY_STORE, form
    if not _is_binary(sample):
        return Kind.TEXT, ""
    return (Kind.KEY_STORE, "Key store") if _STORE_NAMES.search(name) else (Kind.BINARY, "")


def is_tar(sample: bytes) -> bool:
    """Whether it begins with the header of a tar member."""
    return sample[257:262] == b"ustar"


def _is_binary(sample: bytes) -> bool:
    """Whether it is no text. NULs alone do not say so: a log has them where a disk was full."""
    if sample.startswith(_BINARY):
        return True
    if wide_encoding(sample)[0]:
        return False
    filled = sample.translate(None, b"\0")
    controls = len(filled) - len(filled.translate(None, _CONTROLS))
    if controls > 2 + len(filled) // 100:
        return True
    nulls = len(sample) - len(filled)
    # Few NULs in long runs are gaps; many strewn about are the fields of a binary form.
    return nulls > 0 and bool(filled) and len(re.findall(rb"\0+", sample)) > 8
