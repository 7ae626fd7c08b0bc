"""Checking a certificate: its signatures, and whether its pages print what its data says.

Figures are taken from the text of the pages and compared with the embedded statement, row by row;
nothing is believed because it looks alike (threat 37).
"""

from __future__ import annotations

import hashlib
import importlib.resources
import itertools
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from app.base.text import _, ngettext
from app.certification import evidence_files
from app.certification.printed_pages import PrintedPages
from app.certification.statement import FORMAT, Statement
from app.documents.canonical import NotCanonical, canonical
from app.documents.model import Paper
from app.documents.verifying.judging import Contents, Incomparable, judge
from app.documents.verifying.model import Check, Judged, Verdict

DATA = "certification.json"
_LARGEST = 4_000_000
"""Bytes of a statement; one with 500 hosts has 0.1 MB."""
_MOST_TEXT = 3_000_000
_MOST_ALONE = 1_500
"""Texts that are looked for on all pages: more would take minutes in a hostile document."""
_LARGEST_BY_SCHEMA = 1_000_000
"""Bytes: the schema is checked in Python, types and names are by then."""
_SHOWN = 12
_MOST_MISSING = 40
_WINDOW = 1500
"""Signs within which the cells of one row stand."""
_CHAIN = ("permitted", "used", "difference", "result")
_COMMON = frozenset(
    {
        "gmbh", "inc", "ltd", "llc", "corp", "sas", "sarl", "kgaa", "the", "and", "und", "prof",
        "software", "limited", "company", "group", "holding", "von", "van", "der", "mbh",
    }
)  # fmt: skip
_LETTER_WIDTH = 603.0
"""Points: US Letter is 612 wide, A4 595."""


class Unknown(Incomparable):
    """The document holds no data of a certificate that this program knows."""


def check_certificate(
    pdf: bytes,
    trusted: Sequence[bytes],
    *,
    now: datetime,
    evidence: Path | None = None,
) -> Judged:
    """The verdict over a certificate. `trusted` are certificates of signers or issuers, PEM or DER.

    `evidence` is a folder or an evidence pack with the files that the figures were counted from.
    `now` is aware. Never raises for a document; raises the problem of evidence that is not there.
    """
    files = None if evidence is None else evidence_files.hashes(evidence)

    def compare(contents: Contents) -> Sequence[Check]:
        return tuple(_checks(contents, files))

    found = judge(pdf, trusted, compare=compare, now=now, data_name=DATA)
    return found if found.statement is None else _with_signer(found, found.statement)


def statement_of(content: bytes) -> Statement:
    """The statement in the embedded JSON. Raises Unknown for another format or a broken one."""
    if len(content) > _LARGEST:
        raise Unknown("the data are too large")
    try:
        form = msgspec.json.decode(content, type=_Form).format
        if form != FORMAT:
            raise Unknown(f"the data are in another form: {form[:60]}")
        return msgspec.json.decode(content, type=Statement)
    except msgspec.DecodeError as error:
        raise Unknown(f"the data cannot be read: {error}") from error


class _Form(msgspec.Struct):
    format: str


def _checks(contents: Contents, files: frozenset[str] | None) -> Iterator[Check]:
    named = [one for one in contents.attachments if one.name == DATA]
    if not named:
        raise Unknown("there are no data of a certificate inside")
    yield _data(contents)
    if len(contents.attachments) > 1:
        return
    statement = statement_of(named[0].content)
    broken = _broken(named[0].content)
    if broken:
        yield Check(
            "schema", _("Form of the data"), ok=False,
            words=_("The embedded data have not the form of a certificate."), detail=broken,
        )  # fmt: skip
        return
    yield _figures(contents, statement, named[0].content)
    yield from _rehearsal(contents, statement)
    if files is not None:
        yield _evidence(statement, files)


def _data(contents: Contents) -> Check:
    names = [one.name for one in contents.attachments]
    if len(names) > 1:
        return Check(
            "data", _("Data"), ok=False,
            words=_("There are {n} files inside, where a certificate has one.").format(
                n=len(names)
            ),
            detail=tuple(names[:_SHOWN]),
        )  # fmt: skip
    return Check("data", _("Data"), ok=True, words=_("The statement is embedded, once."))


def _broken(content: bytes) -> tuple[str, ...]:
    """What of the embedded data is not canonical or not by its schema; empty for sound ones."""
    value = msgspec.json.decode(content)
    found = []
    try:
        if canonical(value) != content:
            found.append(_("It is not canonical JSON (RFC 8785)."))
    except NotCanonical as error:
        found.append(error.detail)
    return (*found, *(_by_schema(value) if len(content) <= _LARGEST_BY_SCHEMA else ()))


def _by_schema(value: object) -> Iterator[str]:
    place = importlib.resources.files("resources") / "documents" / "certification.schema.json"
    if not place.is_file():
        return
    import jsonschema

    schema = msgspec.json.decode(place.read_bytes())
    validator = jsonschema.Draft202012Validator(schema)
    for error in list(validator.iter_errors(value))[:_SHOWN]:
        yield f"{error.json_path}: {error.message}"[:200]


def _figures(contents: Contents, statement: Statement, content: bytes) -> Check:
    title = _("Figures")
    missing = list(itertools.islice(_missing(contents, statement, content), _MOST_MISSING))
    if missing:
        shown = missing[:_SHOWN]
        return Check(
            "figures", title, ok=False,
            words=ngettext(
                "{n} entry of the data is not printed as it is: {first}.",
                "{n} entries of the data are not printed as they are, the first: {first}.",
                len(missing),
            ).format(n=len(missing), first=shown[0]),
            detail=tuple(shown),
        )  # fmt: skip
    lines = len(statement.lines) + len(statement.left_out) + len(statement.deletions)
    return Check(
        "figures", title, ok=True,
        words=_("Every figure and name of the data is printed as it is ({lines} lines).").format(
            lines=lines
        ),
    )  # fmt: skip


def _missing(contents: Contents, statement: Statement, content: bytes) -> Iterator[str]:
    """What the data say and the pages do not, each in words."""
    from app.certification.paper.printed import Printed, figures  # noqa: PLC0415 - with templates

    pages = PrintedPages([page.text for page in contents.pages])
    width = contents.pages[0].width if contents.pages else 0.0
    paper = Paper.US_LETTER if width > _LETTER_WIDTH else Paper.A4
    wanted = figures(statement, paper)
    size = sum(len(page.text) for page in contents.pages)
    if size > _MOST_TEXT or sum(not one.row for one in wanted) > _MOST_ALONE:
        raise Unknown("there is too much to compare")
    rows: dict[str, list[Printed]] = {}
    for one in wanted:
        if one.row:
            rows.setdefault(one.row, []).append(one)
        elif pages.where(one.text) < 0:
            yield f"{one.what}: {one.text[:80]}"
    at = 0
    for name, cells in rows.items():
        found = _row(pages, [(one.what.rpartition(", ")[2], one.text) for one in cells], at)
        if found < 0:
            yield f"{name}: {' | '.join(one.text for one in cells)[:160]}"
        else:
            at = found
    if pages.where(hashlib.sha256(content).hexdigest()) < 0:
        yield _("the fingerprint of the data")


def _row(pages: PrintedPages, cells: Sequence[tuple[str, str]], start: int) -> int:
    """Where a row that has all its cells ends; -1 where there is none from `start` on."""
    lead = [text for what, text in cells if what in ("number", "product", "host", "name", "place")]
    lead = lead[:2] if cells[0][0] == "number" else lead[:1]
    chain = [text for what, text in cells if what in _CHAIN]
    others = [text for what, text in cells if what not in _CHAIN and text not in lead]
    at = pages.row(lead, start)
    while at >= 0:
        end = pages.end(at, lead)
        stop = end + _WINDOW + sum(len(text) for _what, text in cells)
        after = pages.row(chain, end, stop) if chain else end
        if after >= 0 and all(pages.where(one, end, stop) >= 0 for one in others):
            return pages.end(after, chain)
        at = pages.row(lead, at + 1)
    return -1


def _rehearsal(contents: Contents, statement: Statement) -> Iterator[Check]:
    """A rehearsal says so on every page."""
    if not statement.rehearsal:
        return
    from app.certification.paper.wording import words  # noqa: PLC0415 - with templates

    mark = words(statement.language)("rehearsal")
    every = all(PrintedPages([page.text]).where(mark) >= 0 for page in contents.pages)
    yield Check(
        "rehearsal", _("Rehearsal"), ok=None if every else False,
        words=_("It is a rehearsal: nothing is certified by it.") if every
        else _("It is a rehearsal, and not every page says so."),
    )  # fmt: skip


def _evidence(statement: Statement, files: frozenset[str]) -> Check:
    wanted = [one for one in statement.evidence if one.sha256]
    gone = [f"{one.ref} {one.title} {one.sha256}" for one in wanted if one.sha256 not in files]
    title = _("Evidence")
    if gone:
        said = ngettext(
            "{n} file that figures were counted from is not there, or was changed.",
            "{n} files that figures were counted from are not there, or were changed.",
            len(gone),
        )
        return Check(
            "evidence", title, ok=False, words=said.format(n=len(gone)), detail=tuple(gone[:_SHOWN])
        )
    said = ngettext(
        "{n} file that figures were counted from is there, unchanged.",
        "All {n} files that figures were counted from are there, unchanged.",
        len(wanted),
    )
    return Check("evidence", title, ok=True, words=said.format(n=len(wanted)))


def _with_signer(found: Judged, content: bytes) -> Judged:
    """Whether the certificates name those whom the document names; if not, it is a mismatch."""
    people = [one for one in found.signatures if one.level is not None]
    if not people:
        return found
    try:
        statement = statement_of(content)
    except Unknown:
        return found
    named = [statement.customer.name, statement.signatory.name]
    later = [*named, statement.vendor.name]
    if statement.countersignatory is not None:
        later.append(statement.countersignatory.name)
    strangers = [
        one.certificate.common_name
        for at, one in enumerate(people)
        if not _akin(
            (one.certificate.common_name, one.certificate.organization), later if at else named
        )
    ]
    title = _("Signatory")
    if not strangers:
        told = Check("signatory", title, ok=True, words=_("The certificate names whom it should."))
        return msgspec.structs.replace(found, checks=(*found.checks, told))
    said = _("It was signed by {signer}, but names {named}.").format(
        signer=", ".join(strangers), named=", ".join(one for one in named if one)
    )
    told = Check("signatory", title, ok=False, words=said)
    changed = msgspec.structs.replace(found, checks=(*found.checks, told))
    if found.verdict not in (Verdict.VALID, Verdict.VALID_UNTRUSTED_SIGNER):
        return changed
    return msgspec.structs.replace(changed, verdict=Verdict.MISMATCH, words=said)


def _akin(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether two sets of names share a word that is one of a name."""
    known = {word for name in theirs for word in _name_words(name)}
    return not known or bool(known & {word for name in ours for word in _name_words(name)})


def _name_words(name: str) -> Iterator[str]:
    """The words that tell names apart: without titles and forms of companies."""
    folded = name.casefold()
    for spelled, plain in (("ae", "a"), ("oe", "o"), ("ue", "u"), ("ß", "ss")):
        folded = folded.replace(spelled, plain)
    spread = unicodedata.normalize("NFKD", folded)
    bare = "".join(sign for sign in spread if not unicodedata.combining(sign))
    for word in "".join(sign if sign.isalnum() else " " for sign in bare).split():
        if (len(word) > 2 or not word.isascii()) and word not in _COMMON:
            yield word
