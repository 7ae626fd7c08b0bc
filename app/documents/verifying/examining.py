"""Taking a document apart: its form, its signatures, its text and the files inside.

Runs in the confined process only. Whatever cannot be read raises; the caller says "not verified".
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from app.documents import pdf_text
from app.documents.verifying import form
from app.documents.verifying.found import Attached, Claims, Found, Page, Task
from app.documents.verifying.signatures import Examiner
from app.documents.verifying.values import entries, value

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader

_MOST_TEXT = 8_000_000
_MOST_PAGES = 2_000
_MOST_FILES = 16 * 1024 * 1024
_XMP = re.compile(
    r"(pdfaid:part|pdfaid:conformance|pdfuaid:part)(?:>\s*|\s*=\s*[\"'])([0-9A-Za-z]{1,3})\s*[<\"']"
)
"""As an element, or as an attribute of its description: RDF takes both."""


class Unsound(ValueError):
    """The document contradicts itself, or is beyond the bounds."""


def examine(task: Task) -> Found:
    """Everything that there is to know of `task.pdf`. Raises whatever stands in the way."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    head = re.match(rb"%PDF-(1\.[0-7]|2\.0)[\r\n]", task.pdf)
    if head is None:
        raise Unsound("it does not begin as a PDF does")
    reader = PdfFileReader(io.BytesIO(task.pdf), strict=True)
    strange = form.strange(task.pdf, reader)
    if reader.security_handler is not None:
        return Found(form=strange)
    found = Examiner(reader, task).signatures()
    pages, files = _contents(task.pdf)
    inside = _attachments(reader)
    if sorted((one.name, one.content) for one in inside) != sorted(files):
        raise Unsound("the files inside are not the same to two readers")
    return Found(
        form=strange, signatures=found, pages=pages, attachments=inside, claims=_claims(reader)
    )


def _contents(pdf: bytes) -> tuple[tuple[Page, ...], list[tuple[str, bytes]]]:
    with pdf_text.opened(pdf) as document:
        if len(document) > _MOST_PAGES:
            raise Unsound("too many pages")
        pages: list[Page] = []
        left = _MOST_TEXT
        for page in pdf_text.text_pages(document):
            if page is None:
                raise Unsound("a page cannot be read")
            text = pdf_text.whole_text(page)
            left -= len(text)
            if left < 0:
                raise Unsound("too much text")
            pages.append(Page(text, pdf_text.width(page)))
        return tuple(pages), pdf_text.attachments(document, _MOST_FILES)


def _attachments(reader: PdfFileReader) -> tuple[Attached, ...]:
    """The files in the catalog's tree of names, and those that it is associated with."""
    tree = value(value(reader.root, "/Names"), "/EmbeddedFiles")
    found: list[Attached] = []
    waiting = [tree] if tree is not None else []
    while waiting:
        node = waiting.pop()
        waiting += entries(node, "/Kids")
        pairs = list(entries(node, "/Names"))
        if len(found) + len(waiting) + len(pairs) > 200:
            raise Unsound("too many files inside")
        found += [_attached(spec) for spec in pairs[1::2]]
    associated = [_attached(spec) for spec in entries(reader.root, "/AF")]
    if sorted(one.name for one in associated) != sorted(one.name for one in found):
        raise Unsound("a file inside is not associated with the document")
    return tuple(found)


def _attached(spec: object) -> Attached:
    from pyhanko.pdf_utils import generic

    if not isinstance(spec, generic.DictionaryObject):
        raise Unsound("a file inside has no description")
    names = {str(spec[name]) for name in ("/F", "/UF") if name in spec}
    streams = spec["/EF"]
    refs = {streams.raw_get(name).idnum for name in streams}
    if len(names) != 1 or len(refs) != 1:
        raise Unsound("a file inside has two names or two contents")
    content = bytes(streams[next(iter(streams))].data)
    if len(content) > _MOST_FILES:
        raise Unsound("a file inside is too large")
    return Attached(names.pop(), content, str(value(spec, "/AFRelationship", ""))[1:])


def _claims(reader: PdfFileReader) -> Claims:
    """What the metadata and the catalog say (ISO 19005-3, 6.6.4; ISO 14289-1, 5)."""
    root = reader.root
    said: dict[str, str] = {}
    if "/Metadata" in root:
        said = dict(_XMP.findall(bytes(root["/Metadata"].data).decode("utf-8", "replace")))
    intents = list(entries(root, "/OutputIntents"))
    marked = value(root, "/MarkInfo")
    info = value(reader.trailer, "/Info")
    return Claims(
        pdfa=said.get("pdfaid:part", "") + said.get("pdfaid:conformance", ""),
        pdfua=said.get("pdfuaid:part", ""),
        tagged="/StructTreeRoot" in root and bool(value(marked, "/Marked")),
        output_intent=any(
            value(one, "/S") == "/GTS_PDFA1" and "/DestOutputProfile" in one for one in intents
        ),
        title=str(value(info, "/Title", "")),
        language=str(value(root, "/Lang", "")),
    )
