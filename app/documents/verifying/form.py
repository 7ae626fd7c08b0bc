"""The form a certificate has: everything in it can be reached, nothing hides, runs or overlays.

Signatures alone do not settle this: in a shadow attack a person signs a document in which a
second content waits, and the signature holds (threat 36). What is not known is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.base.text import _, ngettext
from app.documents.verifying.raw import RawObjects
from app.documents.verifying.values import entries, value

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader

_MOST_PAGES = 5_000
_RUNS = frozenset(
    {
        "JavaScript", "JS", "Launch", "AA", "RichMedia", "XFA", "SubmitForm", "ImportData",
        "GoToR", "GoToE", "Rendition", "Movie", "Sound", "SetOCGState", "Thread", "OCProperties",
    }
)  # fmt: skip
_SUBTYPES = frozenset({"/Link", "/Widget"})


def strange(pdf: bytes, reader: PdfFileReader) -> tuple[str, ...]:
    """What of a document's form a certificate never has; empty for a sound one."""
    found = [
        *_of_catalog(reader), *_of_fields(reader), *_of_pages(reader), *_of_objects(pdf, reader)
    ]  # fmt: skip
    return tuple(dict.fromkeys(found))


def _of_catalog(reader: PdfFileReader) -> Iterator[str]:
    if reader.security_handler is not None:
        yield _("encrypted")
    if reader.xrefs.hybrid_xrefs_present:
        yield _("two tables of objects (hybrid)")
    root = reader.root
    for name, words in (
        ("/OCProperties", _("layers that can be switched")),
        ("/OpenAction", _("an action at opening")),
        ("/AA", _("actions")),
        ("/Collection", _("a portfolio")),
        ("/Requirements", _("requirements of a viewer")),
    ):
        if name in root and not _is_place(root[name]):
            yield words


def _of_fields(reader: PdfFileReader) -> Iterator[str]:
    """Only signatures, without any extent on a page."""
    form = value(reader.root, "/AcroForm")
    if form is None:
        return
    if "/XFA" in form or value(form, "/NeedAppearances"):
        yield _("a form that is filled in by the viewer")
    for field in entries(form, "/Fields"):
        if value(field, "/FT") != "/Sig" or "/Kids" in field:
            yield _("a field that is no signature")
            continue
        if "/V" not in field:
            yield _("an empty field for a signature")
        left, bottom, right, top = (float(one) for one in value(field, "/Rect", (0, 0, 0, 0)))
        if left != right or bottom != top:
            yield _("a visible mark that may cover what is printed")


def _of_pages(reader: PdfFileReader) -> Iterator[str]:
    """No notes and no marks; a link is fine."""
    waiting = [value(reader.root, "/Pages")]
    seen = 0
    while waiting:
        node = waiting.pop()
        seen += 1
        if seen > _MOST_PAGES:
            yield _("too many pages")
            return
        waiting += entries(node, "/Kids")
        for note in entries(node, "/Annots"):
            if value(note, "/Subtype") not in _SUBTYPES:
                yield _("a note or a mark on a page")


def _of_objects(pdf: bytes, reader: PdfFileReader) -> Iterator[str]:
    """Every object has a way to it from the catalog, and none runs anything."""
    objects = RawObjects(pdf, reader)
    if objects.names() & _RUNS:
        yield _("a script or an action")
    waiting = [
        reader.trailer.raw_get(name).idnum
        for name in ("/Root", "/Info")
        if name in reader.trailer and hasattr(reader.trailer.raw_get(name), "idnum")
    ]
    reached = set(waiting)
    while waiting:
        for number in objects.references(waiting.pop()):
            if number not in reached:
                reached.add(number)
                waiting.append(number)
    unreached = objects.numbers - reached
    if unreached:
        count = len(unreached)
        yield ngettext(
            "{n} hidden part that no page refers to",
            "{n} hidden parts that no page refers to",
            count,
        ).format(n=count)


def _is_place(target: object) -> bool:
    """An opening at a page is no action."""
    from pyhanko.pdf_utils import generic

    return isinstance(target, generic.ArrayObject)
