"""Letters as paper: a draft's PDF is made anew each time, that of a sent letter kept as it left."""

from __future__ import annotations

import hashlib

import msgspec

from app.documents.model import Paper
from app.documents.problems import BadDocument, GlyphMissing
from app.documents.render import pages, render
from app.notices import layout
from app.notices.model import NoticeDraft
from app.storage.database import Database, Transaction

_KIND = "letter_sent"
"""Kind of the records in `noted`, by the letter's id; the PDF is their file."""

SCREEN = 144
"""Dots an inch of a preview: twice the usual, for screens that are sharp."""


class _Kept(msgspec.Struct, frozen=True):
    sha256: str


def pdf_of(letter: NoticeDraft, paper: Paper | None = None) -> bytes:
    """A letter as PDF/A, the same bytes each time. Raises GlyphMissing, BadDocument."""
    return render(
        "letter",
        msgspec.to_builtins(layout.sheet(letter)),
        paper=paper or letter.paper,
        language=layout.language(),
        attachments=[layout.embedded(letter)],
        fixed=letter.created_at,
    )


def pictures_of(
    letter: NoticeDraft, paper: Paper | None = None, resolution: float = SCREEN
) -> tuple[bytes, ...]:
    """A letter's pages as PNG, of `resolution` dots an inch. Raises BadDocument."""
    return pages(
        "letter",
        msgspec.to_builtins(layout.sheet(letter)),
        paper=paper or letter.paper,
        language=layout.language(),
        fixed=letter.created_at,
        resolution=resolution,
    )


def with_pdf(letter: NoticeDraft) -> tuple[NoticeDraft, bytes]:
    """A letter that was sent with its PDF and the hash of that; as it is where it has none."""
    try:
        pdf = pdf_of(letter)
    except (GlyphMissing, BadDocument):
        return letter, b""
    return msgspec.structs.replace(letter, pdf_sha256=sha256(pdf)), pdf


def sha256(pdf: bytes) -> str:
    """The hash that a kept PDF is known by."""
    return hashlib.sha256(pdf).hexdigest()


def keep(tx: Transaction, key: str, pdf: bytes) -> None:
    """Keep the PDF of a letter that was sent."""
    body = msgspec.json.encode(_Kept(sha256(pdf)))
    tx.execute(
        "INSERT OR REPLACE INTO noted (kind, id, body, file) VALUES (?, ?, ?, ?)",
        (_KIND, key, body, pdf),
    )


def kept(own: Database, letter: NoticeDraft) -> bytes | None:
    """The PDF of a sent letter exactly as it left; None where none was kept."""
    row = own.one("SELECT file FROM noted WHERE kind = ? AND id = ?", (_KIND, letter.id))
    if row is None or row[0] is None or not letter.pdf_sha256:
        return None
    pdf = bytes(row[0])
    return pdf if sha256(pdf) == letter.pdf_sha256 else None


def forget(tx: Transaction, key: str) -> None:
    """Forget the PDF of a letter that was not sent after all."""
    tx.execute("DELETE FROM noted WHERE kind = ? AND id = ?", (_KIND, key))
