"""The form a certificate has: everything in it can be reached, nothing hides, runs or overlays.

Signatures alone do not settle this: in a shadow attack a person signs a document in which a
second content waits, and the signature holds (threat 36). What is not known is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.documents.verifying.values import entries, value

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader

_MOST_OBJECTS = 200_000
_RUNS = frozenset(
    {
        "/JavaScript", "/JS", "/Launch", "/AA", "/RichMedia", "/XFA", "/SubmitForm", "/ImportData",
        "/GoToR", "/GoToE", "/Rendition", "/Movie", "/Sound", "/SetOCGState", "/Thread",
    }
)  # fmt: skip
_CONTAINERS = frozenset({"/XRef", "/ObjStm"})
_SUBTYPES = frozenset({"/Link", "/Widget"})


def strange(reader: PdfFileReader) -> tuple[str, ...]:
    """What of a document's form a certificate never has; empty for a sound one."""
    found = [*_of_catalog(reader), *_of_fields(reader), *_of_objects(reader)]
    return tuple(dict.fromkeys(found))


def _of_catalog(reader: PdfFileReader) -> Iterator[str]:
    if reader.security_handler is not None:
        yield "encrypted"
    if reader.xrefs.hybrid_xrefs_present:
        yield "two tables of objects (hybrid)"
    root = reader.root
    for name, words in (
        ("/OCProperties", "layers that can be switched"),
        ("/OpenAction", "an action at opening"),
        ("/AA", "actions"),
        ("/Collection", "a portfolio"),
        ("/Requirements", "requirements of a viewer"),
    ):
        if name in root and not _is_place(root[name]):
            yield words


def _of_fields(reader: PdfFileReader) -> Iterator[str]:
    """Only signatures, without any extent on a page."""
    form = value(reader.root, "/AcroForm")
    if form is None:
        return
    if "/XFA" in form or value(form, "/NeedAppearances"):
        yield "a form that is filled in by the viewer"
    for field in entries(form, "/Fields"):
        if value(field, "/FT") != "/Sig" or "/Kids" in field:
            yield "a field that is no signature"
            continue
        if "/V" not in field:
            yield "an empty field for a signature"
        left, bottom, right, top = (float(one) for one in value(field, "/Rect", (0, 0, 0, 0)))
        if left != right or bottom != top:
            yield "a visible mark that may cover what is printed"


def _of_objects(reader: PdfFileReader) -> Iterator[str]:
    """Every object has a way to it from the catalog, and none runs anything."""
    from pyhanko.pdf_utils import generic

    reached: set[int] = set()
    waiting: list[object] = [
        reader.trailer.raw_get(name)
        for name in ("/Root", "/Info", "/ID", "/Encrypt")
        if name in reader.trailer
    ]
    while waiting:
        at = waiting.pop()
        match at:
            case generic.IndirectObject():
                if at.idnum not in reached:
                    reached.add(at.idnum)
                    waiting.append(at.get_object())  # type: ignore[no-untyped-call]
            case generic.DictionaryObject():
                yield from _of_dictionary(at)
                waiting += [at.raw_get(name) for name in at]
            case generic.ArrayObject():
                waiting += [at.raw_get(index) for index in range(len(at))]
            case _:
                pass
        if len(waiting) > _MOST_OBJECTS or len(reached) > _MOST_OBJECTS:
            yield "too many objects"
            return
    unreached = _in_use(reader) - reached
    if unreached:
        yield f"{len(unreached)} hidden parts that no page refers to"


def _of_dictionary(found: object) -> Iterator[str]:
    from pyhanko.pdf_utils import generic

    assert isinstance(found, generic.DictionaryObject)
    if value(found, "/S") in _RUNS or any(name in found for name in ("/JS", "/AA", "/XFA")):
        yield "a script or an action"
    kind = value(found, "/Subtype")
    is_note = value(found, "/Type") == "/Annot" or ("/Rect" in found and kind is not None)
    if is_note and kind not in _SUBTYPES:
        yield "a note or a mark on a page"


def _in_use(reader: PdfFileReader) -> set[int]:
    """The numbers of all objects but those that hold the table and other objects."""
    from pyhanko.pdf_utils import generic

    numbers: set[int] = set()
    for revision in range(reader.xrefs.total_revisions):
        numbers |= {one.idnum for one in reader.xrefs.explicit_refs_in_revision(revision)}
        numbers -= {one.idnum for one in reader.xrefs.refs_freed_in_revision(revision)}
    containers = set()
    for number in numbers:
        reference = generic.Reference(number, 0, reader)
        found = reader.get_object(reference)  # type: ignore[no-untyped-call]
        if isinstance(found, generic.DictionaryObject) and value(found, "/Type") in _CONTAINERS:
            containers.add(number)
    return numbers - containers


def _is_place(target: object) -> bool:
    """An opening at a page is no action."""
    from pyhanko.pdf_utils import generic

    return isinstance(target, generic.ArrayObject)
