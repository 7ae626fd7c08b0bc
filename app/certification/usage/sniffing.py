"""What kind of file it is, in which encoding, separated by what: told by its content."""

from __future__ import annotations

import codecs
import csv
from typing import BinaryIO

from app.base.tasks import CancelToken
from app.base.text import _
from app.certification.usage import problems
from app.certification.usage.look import Form

HEAD = 256 * 1024
"""So many bytes are looked at to guess; a file is never judged by its name."""

_PIECE = 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FAMILIAR = frozenset("äöüÄÖÜßéèêëàâçîïôùûñáíóúãõåæøÅÆØ€„“”’–§°²³·´")
_DELIMITERS = "\t;|,"
_EVEN = 0.4
"""The share of lines that have to have one number of columns; others may be remarks."""


def form_of(head: bytes, name: str) -> Form:
    """CSV, XLSX or JSON. Raises NoTable (empty), Encrypted, NotATable."""
    if not head.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise problems.empty_file(name)
    if head.startswith(b"PK\x03\x04"):
        return Form.XLSX
    if head.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in head:
            raise problems.encrypted(name)
        raise problems.not_a_table(name, _("a file of an old office program (such as XLS)"))
    what = _known_as(head)
    if what:
        raise problems.not_a_table(name, what)
    if encoding_by_bom(head) is None and _is_binary(head):
        raise problems.not_a_table(name, _("a file of bytes that are no text"))
    start = head.lstrip(codecs.BOM_UTF8).lstrip()[:1]
    return Form.JSON if start in (b"{", b"[") else Form.CSV


def _known_as(head: bytes) -> str:
    """What a file is that is surely no table, in words; "" where nothing is known."""
    if head.startswith(b"%PDF"):
        return _("a PDF")
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        return _("a picture")
    if head.startswith((b"\x1f\x8b", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ")):
        return _("a compressed file")
    if head.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        return _("a web page")
    return ""


def _is_binary(head: bytes) -> bool:
    if _wide(head):
        return False
    odd = sum(head.count(bytes([one])) for one in range(9)) + head.count(b"\x7f")
    return odd > max(2, len(head) // 200)


def encoding_by_bom(head: bytes) -> str | None:
    """The encoding that a byte order mark names."""
    return next((name for mark, name in _BOMS if head.startswith(mark)), None)


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: every other byte of Latin text is NUL."""
    sample = head[:4096]
    half = len(sample) // 2
    if half < 4:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.6 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.6 * half and odd < 0.05 * half:
        return "utf-16-be"
    return ""


def encoding_of(stream: BinaryIO, head: bytes, cancel: CancelToken | None = None) -> str:
    """The encoding of a text, all of which is looked through where it may be UTF-8."""
    found = encoding_by_bom(head) or _wide(head)
    if found:
        return found
    if _is_utf8(stream, cancel):
        return "utf-8"
    return _legacy(stream)


def _is_utf8(stream: BinaryIO, cancel: CancelToken | None) -> bool:
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        while piece := stream.read(_PIECE):
            if cancel is not None:
                cancel.check()
            if not piece.isascii() or decoder.getstate()[0]:
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        stream.seek(0)
    return True


def _legacy(stream: BinaryIO) -> str:
    """An encoding of one byte a sign, or of East Asia, from the lines that have such signs."""
    stream.seek(0)
    odd: list[bytes] = []
    size = 0
    while size < 64 * 1024 and (line := stream.readline(64 * 1024)):
        if not line.isascii():
            odd.append(line)
            size += len(line)
    stream.seek(0)
    sample = b"".join(odd)
    high = bytes(byte for byte in sample if byte > 127).decode("cp1252", "replace")
    if sum(sign in _FAMILIAR for sign in high) >= 0.8 * len(high):
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return best.encoding if best is not None else "cp1252"


def delimiter_of(lines: list[str]) -> str:
    """What separates the columns of these lines: the sign that gives the most even table."""
    if lines and lines[0].strip().casefold().startswith("sep=") and len(lines[0].strip()) == 5:
        return lines[0].strip()[-1]
    best, chosen = (0.0, 0), ","
    for sign in _DELIMITERS:
        score = _evenness(lines, sign)
        if score > best:
            best, chosen = score, sign
    return chosen


def _evenness(lines: list[str], sign: str) -> tuple[float, int]:
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=sign) if row]
    except csv.Error:
        return 0.0, 0
    wide = [width for width in widths if width > 1]
    if not wide:
        return 0.0, 0
    usual = max(set(wide), key=lambda width: (wide.count(width), width))
    share = round(wide.count(usual) / len(widths), 1)
    return (share, usual) if share >= _EVEN else (0.0, 0)
