"""The documents of a profile: versions, clauses, texts, references, defined terms, rule sets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.account.records import AccountRecord
from app.account.store import read_discovery, records
from app.storage.database import Database
from app.terms import local_values, problems, store
from app.terms.model import (
    Clause,
    Definition,
    Document,
    DocumentKind,
    Reference,
    Remark,
    RuleSet,
    TermUse,
    Version,
)

_KEPT = 4
"""So many whole documents, with what was found in them, stay in memory."""


class _Read:
    """A document that was read whole, and what was found in it so far."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.references: tuple[Reference, ...] | None = None
        self.definitions: tuple[Definition, ...] | None = None


class Library:
    """Reads over the two stores; used by the thread that owns their connections."""

    def __init__(self, mirror: Database, own: Database) -> None:
        self.mirror = mirror
        self.own = own
        self._mirror_texts = store.Texts(mirror, own=False)
        self._own_texts = store.Texts(own, own=True)
        self._read: dict[tuple[str, str], _Read] = {}

    def versions(self) -> tuple[Version, ...]:
        """All versions: kinds in their order, the newest first; documents from files last."""
        found = [*store.vendor_versions(self.mirror), *store.local_versions(self.own)]
        return store.in_order(found)

    def version(self, asked: str) -> Version:
        """The version with this id. Raises UnknownVersion."""
        found = next((one for one in self.versions() if one.id == asked), None)
        if found is None:
            raise problems.unknown_version(asked)
        return found

    def find(self, words: str) -> Version:
        """The version of this id, or the newest of this document, or the one so labelled.

        Raises UnknownVersion where none, or more than one document, is meant.
        """
        asked = words.strip().casefold()
        found = self.versions()
        for version in found:
            if version.id.casefold() == asked or version.document.casefold() == asked:
                return version
        named = [v for v in found if asked in (v.label.casefold(), v.title.casefold())]
        if named and len({v.document for v in named}) == 1:
            return named[0]
        raise problems.unknown_version(words)

    def outline(self, version_id: str) -> tuple[Clause, ...]:
        """The clauses of a version, in the order of its text; none where it is not here."""
        return self._texts(version_id).clauses(version_id)

    def remarks(self, version_id: str) -> tuple[Remark, ...]:
        """What was noticed while its text was read."""
        return self._texts(version_id).remarks(version_id)

    def texts(self, version_id: str, first: int, count: int) -> tuple[str, ...]:
        """The own texts of the clauses from position `first` on; only these rows are read.

        The first character of each is the one at the clause's `body` in the document's text; white
        space at its end is left out.
        """
        return self._texts(version_id).texts(version_id, first, count)

    def clause(self, version_id: str, anchor: str) -> Clause | None:
        """The clause with this anchor, or None."""
        return self._texts(version_id).clause(version_id, anchor)

    def document(self, version_id: str) -> Document:
        """The whole text with its clauses. Raises UnknownVersion, NoText."""
        return self._whole(version_id).document

    def references(self, version_id: str) -> tuple[Reference, ...]:
        """The cross-references of a text, in its order. Raises as `document`."""
        from app.terms import references  # noqa: PLC0415 - only who reads a document needs it

        read = self._whole(version_id)
        if read.references is None:
            read.references = references.find(read.document)
        return read.references

    def definitions(self, version_id: str) -> tuple[Definition, ...]:
        """The defined terms of a text. Raises as `document`."""
        from app.terms import definitions  # noqa: PLC0415 - only who reads a document needs it

        read = self._whole(version_id)
        if read.definitions is None:
            read.definitions = definitions.find(read.document)
        return read.definitions

    def uses(
        self, version_id: str, first: int = 0, count: int | None = None
    ) -> tuple[TermUse, ...]:
        """Where defined terms are used in the clauses from position `first` on (all: None).

        Offsets are those of the document's text. Raises as `document`.
        """
        from app.terms import definitions  # noqa: PLC0415 - only who reads a document needs it

        found = self.definitions(version_id)
        document = self._whole(version_id).document
        clauses = document.clauses[first : None if count is None else first + count]
        if not found or not clauses:
            return ()
        return definitions.uses(
            document, found, clauses[0].start, max(clause.body_end for clause in clauses)
        )

    def rules(self, version_id: str) -> RuleSet | None:
        """The rule set of a version that can be relied on; of a local one what was confirmed."""
        version = self.version(version_id)
        if version.kind is DocumentKind.LOCAL:
            return local_values.rule_set(self.own, version)
        return self.rule_sets((version,)).get(version_id)

    def rule_sets(self, versions: Sequence[Version]) -> dict[str, RuleSet]:
        """The rule sets of the vendor's versions that can be relied on, by version id."""
        return store.read_rule_sets(self.mirror, versions)

    def vendor_zone(self) -> str:
        """The IANA zone of the vendor's place: what the dates of its terms are reckoned in."""
        kept = read_discovery(self.own)
        return kept.document.vendor.place.time_zone if kept else "UTC"

    def vendor_country(self) -> str:
        """The country of the vendor's place (ISO 3166-1), "" where it is not known."""
        kept = read_discovery(self.own)
        return kept.document.vendor.place.country if kept else ""

    def account_zone(self) -> str:
        """The IANA zone of the customer's account, else the vendor's."""
        for _key, account in records(self.mirror, "account", AccountRecord):
            return account.time_zone or self.vendor_zone()
        return self.vendor_zone()

    def _texts(self, version_id: str) -> store.Texts:
        return self._own_texts if version_id.startswith(store.LOCAL) else self._mirror_texts

    def _whole(self, version_id: str) -> _Read:
        version = self.version(version_id)
        key = (version_id, version.sha256)
        read = self._read.pop(key, None)
        if read is None:
            document = self._texts(version_id).document(version_id)
            if not document.text:
                raise problems.no_text(f"{version.title} {version.label}".strip())
            read = _Read(document)
        self._read[key] = read
        while len(self._read) > _KEPT:
            del self._read[next(iter(self._read))]
        return read


def age_of(version: Version) -> datetime | None:
    """When a version takes effect, else when it was published."""
    return version.effective_from or version.published_at
