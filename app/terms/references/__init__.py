"""Cross-references: which clause each one means, and whether it is there and headed as said.

"Section 10.2 (Delivery)", "Sections 5 through 9", "paragraph (b)", "§ 4 Abs. 2". Each target of a
list or range is one reference. Laws are left alone; another document's clauses are external.
"""

from __future__ import annotations

import re

from app.base.text import _
from app.terms.model import Document, Reference, ReferenceState
from app.terms.places import Places
from app.terms.references.elsewhere import Elsewhere, Home, elsewhere
from app.terms.references.index import Index
from app.terms.references.naming import named_wrong, shared_headings
from app.terms.references.syntax import Mention, mentions

_ATTACHED = re.compile(r"(?:exhibit|annex|appendi|attachment|schedule|anlage|anhang)")
_DIVISION = re.compile(r"(?:part|chapter)")
_BIGGEST = 100
"""A first number from here on that the document does not have is a law's or a standard's."""


def find(document: Document) -> tuple[Reference, ...]:
    """All cross-references of `document`, in the order of its text."""
    finder = _Finder(document)
    found: list[Reference] = []
    for group in mentions(document.text):
        found += finder.group(group)
    found.sort(key=lambda reference: (reference.start, reference.end))
    return tuple(found)


class _Finder:
    """Resolves mentions against one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._places = Places(document)
        self._index = Index(document, self._places)
        self._home = Home(document.text)
        self._lettered = any(clause.number.isalpha() for clause in document.clauses)
        self._heads = {clause.start: clause for clause in reversed(document.clauses)}

    def group(self, group: list[Mention]) -> list[Reference]:
        first, last = group[0].first, group[-1].last
        if self._is_heading(group[0]):
            return []
        where = elsewhere(self._document.text, first, last, self._home)
        if where and where.law:
            return []
        if where:
            return [self._external(mention, where) for mention in group]
        headings = shared_headings(self._document, group)
        resolved = (
            self._inside(mention, heading) for mention, heading in zip(group, headings, strict=True)
        )
        return [reference for reference in resolved if reference]

    def _is_heading(self, mention: Mention) -> bool:
        """Whether it is a clause's own number ("Section 4" above its text)."""
        line = self._document.text.rfind("\n", 0, mention.first) + 1
        clause = self._heads.get(mention.first) or self._heads.get(line)
        if clause is None or self._document.text[line : mention.first].strip("#* \t"):
            return False
        return clause.body >= mention.end or clause.number == mention.number

    def _inside(self, mention: Mention, heading: str) -> Reference | None:
        keyword = mention.keyword
        standing = self._places.position(mention.start)
        if _ATTACHED.match(keyword):
            at = self._named(mention)
            return (
                self._found(mention, at)
                if at is not None
                else self._external(
                    mention, Elsewhere(name=f"{keyword.capitalize()} {mention.number}")
                )
            )
        if _DIVISION.match(keyword):
            at = self._named(mention)
            return self._found(mention, at) if at is not None else None
        at = self._resolved(mention, standing)
        if at is None:
            return self._missing(mention, heading, standing)
        if self._stands_apart(mention, at, standing):
            return self._make(
                mention, ReferenceState.MISMATCHED, at,
                _("“{text}” stands in {here}, not in {number}.").format(
                    text=_("this {words}").format(words=self._text(mention)),
                    here=self._label(standing), number=mention.number,
                ),
            )  # fmt: skip
        wrong = named_wrong(self._document, self._index, mention, at, heading)
        if wrong is None:
            return self._found(mention, at)
        return self._make(
            mention, ReferenceState.MISMATCHED, at, self._mismatch(at, wrong.said, wrong.meant)
        )

    def _resolved(self, mention: Mention, standing: int) -> int | None:
        number = mention.number
        relative = number.startswith("(")
        if not relative:
            at = self._index.numbered(number)
            if at is not None:
                return at
        if (
            relative
            or mention.keyword.startswith(("para", "sub", "abs", "nr", "nummer", "item", "point"))
        ) and standing >= 0:
            at = self._index.inside(number, standing)
            if at is not None:
                return at
            for at in self._places.upward(standing) if relative else ():
                if self._index.enumerated(number, at, mention.first, mention.last):
                    return at
            return None
        # "7.2(c)" where 7.2 counts (c) off within its sentence.
        parent = number[: number.rfind("(")] if "(" in number else ""
        at = self._index.numbered(parent) if parent else None
        if at is not None and self._index.enumerated(number, at, mention.first, mention.last):
            return at
        return None

    def _named(self, mention: Mention) -> int | None:
        singular = {"annexes": "annex", "appendices": "appendix"}.get(
            mention.keyword, mention.keyword
        )
        for keyword in (singular, singular.removesuffix("s")):
            at = self._index.named(keyword, mention.number)
            if at is not None:
                return at
        return None

    def _stands_apart(self, mention: Mention, at: int, standing: int) -> bool:
        """Whether "this Section 7" stands elsewhere than in section 7."""
        before = self._document.text[max(0, mention.start - 8) : mention.start]
        if mention.start != mention.first or not re.search(
            r"\bthis\s{1,3}$", before, re.IGNORECASE
        ):
            return False
        meant = self._document.clauses[at]
        return standing >= 0 and all(
            clause.id != meant.id for clause in self._places.chain(standing)
        )

    def _missing(self, mention: Mention, heading: str, standing: int) -> Reference | None:
        number = mention.number
        lead = re.match(r"\d+", number)
        if not mention.keyword or (lead and int(lead.group()) >= _BIGGEST):
            return None
        if number.isalpha() and not self._lettered:
            return None
        before = self._document.text[max(0, mention.first - 80) : mention.first]
        other = re.search(
            r"((?:[A-Z][\w’'-]*\s){1,5}(?:Policy|Agreement|Terms|Addendum))\s\($", before
        )
        if other and not self._home.is_own(other[1]):
            return self._external(mention, Elsewhere(name=other[1]))
        meant = self._index.headed(heading) if heading else []
        likely = meant[0] if meant else self._index.unnumbered_behind(number)
        if likely is None:
            words = _("There is no {number} in this text.").format(number=number)
        else:
            words = _("There is no {number} in this text. Probably meant: {clause}.").format(
                number=number, clause=self._label(likely)
            )
        return self._make(mention, ReferenceState.DANGLING, None, words)

    def _mismatch(self, at: int, said: str, meant: int | None) -> str:
        clause = self._document.clauses[at]
        title = clause.title or next((c.title for c in self._places.chain(at) if c.title), "")
        words = (
            _("{number} is headed “{title}”, not “{said}”.")
            if title
            else _("{number} is not about “{said}”.")
        ).format(number=clause.number or clause.id, title=title, said=said)
        if meant is None:
            return words
        return words + " " + _("Probably meant: {clause}.").format(clause=self._label(meant))

    def _found(self, mention: Mention, at: int) -> Reference:
        return self._make(mention, ReferenceState.FOUND, at, "")

    def _external(self, mention: Mention, where: Elsewhere) -> Reference:
        words = (
            _("Points to another document: {name}.").format(name=where.name)
            if where.name
            else _("Points to another document.")
        )
        return self._make(mention, ReferenceState.EXTERNAL, None, words)

    def _make(
        self, mention: Mention, state: ReferenceState, at: int | None, words: str
    ) -> Reference:
        clauses = self._document.clauses
        standing = self._places.position(mention.start)
        return Reference(
            start=mention.start, end=mention.end, text=self._text(mention), target=mention.number,
            anchor=clauses[at].id if at is not None else None, state=state, words=words,
            clause=clauses[standing].id if standing >= 0 else "",
        )  # fmt: skip

    def _text(self, mention: Mention) -> str:
        return self._document.text[mention.start : mention.end]

    def _label(self, at: int) -> str:
        clause = self._document.clauses[at]
        return " ".join(part for part in (clause.number, clause.title) if part) or clause.id
