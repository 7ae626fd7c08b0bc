"""AES-256-GCM over a stream in chunks (the STREAM construction), for backups and kept files.

A chunk's nonce counts the chunks and marks the last; its associated data names what the stream is.
So a flipped bit, a lost, doubled, moved or added chunk is found, and each can be read by itself.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CHUNK = 64 * 1024
TAG = 16
PREFIX_SIZE = 7
"""Bytes of the nonce that are drawn anew for each stream."""


class Altered(Exception):
    """A chunk is not what was sealed, or the key is another one."""


class ChunkCipher:
    """Seals and opens the chunks of one stream. Its repr shows no key."""

    def __init__(self, key: bytes, prefix: bytes, data: bytes) -> None:
        self._aes = _aes(key)
        self._prefix = prefix
        self._data = data

    def seal(self, number: int, chunk: bytes | memoryview, *, last: bool) -> bytes:
        """The chunk `number` (from 0), encrypted; 16 bytes longer."""
        return self._aes.encrypt(self._nonce(number, last=last), chunk, self._data)

    def open(self, number: int, sealed: bytes, *, last: bool) -> bytes:
        """The content of a chunk. Raises Altered."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - 17 ms (P1)

        try:
            return self._aes.decrypt(self._nonce(number, last=last), sealed, self._data)
        except (InvalidTag, ValueError) as error:
            raise Altered(f"chunk {number}") from error

    def _nonce(self, number: int, *, last: bool) -> bytes:
        return self._prefix + struct.pack(">I", number) + bytes([last])


def chunks(stream: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """Pieces of `size` bytes and whether each is the last; an empty stream is one empty piece."""
    chunk = stream.read(size)
    while True:
        following = stream.read(size)
        yield chunk, not following
        if not following:
            return
        chunk = following


def _aes(key: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - 17 ms (P1)

    return AESGCM(key)
