"""Documents of the portal: exact bytes, with the tag that tells whether they changed."""

from __future__ import annotations

import msgspec

from app.portal import answers, errors
from app.portal.transport import Reply

DOCUMENT_CAP = 20 * 1024 * 1024
"""Bytes of one unpacked document, unless the caller says otherwise."""


class DocumentReply(msgspec.Struct, frozen=True):
    """A document as the portal sent it. `etag` is "" where it gave none."""

    body: bytes
    etag: str = ""
    media_type: str = ""

    def __repr__(self) -> str:
        return f"DocumentReply({self.media_type!r}, {len(self.body)} bytes)"


def read_document(reply: Reply, host: str, *, page: bool) -> DocumentReply | None:
    """The document in an answer, None for "not changed" (304).

    Raises NetworkSignInNeeded for a web page where none was to come (`page` False; threat 15).
    """
    if reply.status == 304:
        return None
    kind = answers.content_type(reply.headers)
    if not page and answers.is_web_page(kind, reply.body):
        raise errors.NetworkSignInNeeded(host, detail=f"content type {kind[:60] or 'none'}, HTML")
    return DocumentReply(reply.body, reply.headers.get("etag", ""), kind)
