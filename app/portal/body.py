"""Reading an answer's body so that only a complete, sane one gets through.

The length must be provable (Content-Length or chunks), gzip must end with its own check sum, and
both the bytes on the wire and the unpacked ones stay under a cap (threats 10 and 12).
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Protocol

from app.portal.errors import NotAPortal, TooLarge, Truncated

_STEP = 65536
_GZIP = 16 + zlib.MAX_WBITS


class RawBody(Protocol):
    """What is read from: urllib3's response, whose framing is checked as it reads."""

    def read(self, amt: int, decode_content: bool) -> bytes:
        """Up to `amt` bytes as they are on the wire; empty at the end."""


def read_body(
    raw: RawBody, status: int, headers: Mapping[str, str], *, method: str, cap: int, host: str
) -> bytes:
    """The whole body, unpacked. Raises Truncated, TooLarge or NotAPortal; else what `raw` raises.

    `cap` bounds the bytes on the wire and the unpacked bytes alike. `headers` has lower-case names.
    """
    if method == "HEAD" or status in (204, 304):
        return b""
    expected = _length(headers, host)
    if expected is not None and expected > cap:
        raise TooLarge(host, detail=f"Content-Length {expected} > {cap}")
    unpacker = _unpacker(headers, cap, host)
    received = 0
    while piece := raw.read(_STEP, decode_content=False):
        received += len(piece)
        if received > cap:
            raise TooLarge(host, detail=f"more than {cap} bytes received")
        unpacker.feed(piece)
    if expected is not None and received != expected:
        raise Truncated(host, detail=f"{received} of {expected} bytes")
    return unpacker.end()


def _length(headers: Mapping[str, str], host: str) -> int | None:
    """The stated length; None when the body comes in chunks. Anything ambiguous is refused."""
    length, coding = headers.get("content-length"), headers.get("transfer-encoding")
    if coding is not None:
        if coding.strip().lower() != "chunked" or length is not None:
            raise Truncated(host, detail="ambiguous framing")
        return None
    if length is None or not (length.isascii() and length.isdigit()):
        # A body that ends with the connection cannot be told from one that was cut.
        raise Truncated(host, detail="no length was stated")
    return int(length[:20])


def _unpacker(headers: Mapping[str, str], cap: int, host: str) -> _Plain | _Gzip:
    match headers.get("content-encoding", "identity").strip().lower():
        case "" | "identity":
            return _Plain()
        case "gzip" | "x-gzip":
            return _Gzip(cap, host)
        case other:
            raise NotAPortal(host, detail=f"unknown content encoding {other[:40]!r}")


class _Plain:
    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def feed(self, piece: bytes) -> None:
        self._pieces.append(piece)

    def end(self) -> bytes:
        return b"".join(self._pieces)


class _Gzip:
    def __init__(self, cap: int, host: str) -> None:
        self._inflate = zlib.decompressobj(_GZIP)
        self._pieces: list[bytes] = []
        self._left = cap
        self._host = host

    def feed(self, piece: bytes) -> None:
        while piece:
            try:
                out = self._inflate.decompress(piece, min(_STEP * 4, self._left + 1))
            except zlib.error as error:
                raise Truncated(self._host, detail=f"gzip: {error}") from error
            self._left -= len(out)
            if self._left < 0:
                raise TooLarge(self._host, detail="unpacks to more than is accepted")
            if out:
                self._pieces.append(out)
            if self._inflate.unused_data:
                raise Truncated(self._host, detail="gzip: data after the end")
            piece = self._inflate.unconsumed_tail

    def end(self) -> bytes:
        # zlib compares check sum and size when it meets the trailer, and only then sets `eof`.
        if not self._inflate.eof:
            raise Truncated(self._host, detail="gzip: the end is missing")
        return b"".join(self._pieces)
