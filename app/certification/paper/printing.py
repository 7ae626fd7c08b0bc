"""Statements to paper: the PDF with its data inside, pictures of its pages, many in one file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from app.certification.model import Way
from app.certification.paper.certificate import certificate, schedule_pages, title_of
from app.certification.paper.fitting import swapped
from app.certification.paper.wording import words
from app.certification.statement import Statement
from app.documents import render as documents
from app.documents.canonical import canonical
from app.documents.glyphs import lacking
from app.documents.model import Embedded, Paper
from app.documents.problems import GlyphMissing

TEMPLATE = "certificate"
DATA_NAME = "certification.json"
"""Name of the embedded canonical JSON."""
SCREEN = 144
"""Dots an inch of a preview: twice the usual, for screens that are sharp."""


def pdf(statement: Statement, *, paper: Paper, fixed: datetime, way: Way = Way.DIGITAL) -> bytes:
    """The certificate as PDF/A-3a and PDF/UA-1 with the statement inside, ready to be signed.

    `fixed` is its date (aware). Raises GlyphMissing, BadDocument, NotCanonical.
    """
    file = embedded(statement)
    try:
        return documents.render(
            TEMPLATE,
            _data([certificate(statement, paper, way, _sha256(file))], statement),
            paper=paper,
            language=words(statement.language).language,
            attachments=[file],
            fixed=fixed,
        )
    except GlyphMissing as missing:
        # The typesetter tells of some characters at a time; a person wants to know all.
        raise GlyphMissing((*missing.characters, *lacking_in(statement))) from missing


def pages(
    statement: Statement,
    *,
    paper: Paper,
    fixed: datetime,
    way: Way = Way.DIGITAL,
    resolution: float = SCREEN,
) -> tuple[bytes, ...]:
    """The certificate's pages as PNG pictures; a character without a font shows as a box.

    Raises BadDocument, NotCanonical.
    """
    return documents.pages(
        TEMPLATE,
        _data([certificate(statement, paper, way)], statement),
        paper=paper,
        language=words(statement.language).language,
        fixed=fixed,
        resolution=resolution,
    )


def batch(
    statements: Sequence[Statement], *, paper: Paper, fixed: datetime, way: Way = Way.DIGITAL
) -> bytes:
    """Certificates one after another in one PDF, each with its own page numbers and its data.

    The language of the first is the document's. Raises ValueError for none, GlyphMissing,
    BadDocument, NotCanonical.
    """
    if not statements:
        raise ValueError("a batch needs a certificate")
    first = statements[0]
    digits = len(str(len(statements)))
    files = [
        embedded(one, f"certification-{n:0{digits}d}.json")
        for n, one in enumerate(statements, start=1)
    ]
    made = [
        certificate(one, paper, way, _sha256(file))
        for one, file in zip(statements, files, strict=True)
    ]
    return documents.render(
        TEMPLATE,
        _data(made, first),
        paper=paper,
        language=words(first.language).language,
        attachments=files,
        fixed=fixed,
    )


def schedules_pdf(statement: Statement, *, paper: Paper, fixed: datetime) -> bytes:
    """The schedules of evidence, instances and users alone. Raises as `pdf` does."""
    return documents.render(
        TEMPLATE,
        _data([schedule_pages(statement, paper)], statement),
        paper=paper,
        language=words(statement.language).language,
        attachments=[embedded(statement)],
        fixed=fixed,
    )


def unprintable(statement: Statement, *, fixed: datetime) -> tuple[str, ...]:
    """The characters that no font has and nothing replaces yet, each once. Raises BadDocument."""
    found = dict.fromkeys(lacking_in(statement), "?")
    while True:
        tried = msgspec.structs.replace(statement, replaced={**statement.replaced, **found})
        try:
            pdf(tried, paper=Paper.A4, fixed=fixed)
        except GlyphMissing as missing:
            fresh = dict.fromkeys((one for one in missing.characters if one not in found), "?")
            if not fresh:
                raise
            found |= fresh
            continue
        return tuple(found)


def embedded(statement: Statement, name: str = DATA_NAME) -> Embedded:
    """The statement as the file that travels inside its PDF."""
    return Embedded(
        name=name,
        text=canonical(statement).decode("utf-8"),
        description=words(statement.language)("data_description"),
        media_type="application/json",
        relationship="data",
    )


def lacking_in(statement: Statement) -> tuple[str, ...]:
    """The characters that no font has, each once, told without setting a page.

    Of signs that are made of several characters the typesetter has the last word: `unprintable`.
    """
    said = msgspec.structs.replace(statement, replaced={})
    texts = swapped("\n".join(_texts(msgspec.to_builtins(said))), statement.replaced)
    return lacking(texts)


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for key, one in value.items():
                yield key
                yield from _texts(one)
        case list() | tuple():
            for one in value:
                yield from _texts(one)


def _sha256(file: Embedded) -> str:
    return hashlib.sha256(file.text.encode("utf-8")).hexdigest()


def _data(certificates: list[dict[str, object]], statement: Statement) -> dict[str, object]:
    title = title_of(statement)
    if statement.customer.name:
        title = f"{title} · {statement.customer.name}"
    return {"title": title, "author": statement.customer.name, "certificates": certificates}
