"""The SQL of the terms: versions with the state of their texts and rule sets, clauses, texts.

A document of the vendor's lies in mirror.db, one of the customer's own in own.db; both have the
same rows, so that everything above reads them in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from app.storage.database import Database, Row, Transaction
from app.terms.model import (
    Clause,
    Document,
    DocumentKind,
    Remark,
    RuleSet,
    RulesState,
    TextState,
    Version,
)
from app.terms.records import TermsDocumentRecord

LOCAL = "local-"
"""What the ids of documents opened from a file begin with."""

_CLAUSE = msgspec.json.Decoder(Clause)
"""Has no state of its own."""

_KIND_ORDER = {kind: place for place, kind in enumerate(DocumentKind)}


class LocalBody(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a document from a file beside its text and clauses."""

    name: str
    title: str
    format: str
    encoding: str
    size: int
    opened_at: datetime
    notes: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    clauses: int = 0


class Texts:
    """The texts and clauses of one of the two stores."""

    def __init__(self, db: Database, *, own: bool) -> None:
        self._db = db
        self._clauses = "local_clause" if own else "clause"
        self._own = own

    def clauses(self, document: str) -> tuple[Clause, ...]:
        """All clauses of a document, in the order of its text."""
        rows = self._db.read(
            f"SELECT body FROM {self._clauses} WHERE document_id = ?"  # noqa: S608
            " ORDER BY position",
            (document,),
        )
        return tuple(_CLAUSE.decode(body) for (body,) in rows)

    def texts(self, document: str, first: int, count: int) -> tuple[str, ...]:
        """The own texts of some clauses; only their rows are read."""
        rows = self._db.read(
            f"SELECT text FROM {self._clauses} WHERE document_id = ? AND position >= ?"  # noqa: S608
            " AND position < ? ORDER BY position",
            (document, first, first + count),
        )
        return tuple(str(row[0]) for row in rows)

    def clause(self, document: str, anchor: str) -> Clause | None:
        """The clause with this anchor, or None."""
        row = self._db.one(
            f"SELECT body FROM {self._clauses} WHERE document_id = ? AND id = ?",  # noqa: S608
            (document, anchor),
        )
        return _CLAUSE.decode(row[0]) if row else None

    def remarks(self, document: str) -> tuple[Remark, ...]:
        """What was noticed when the document was read."""
        if self._own:
            row = self._db.one("SELECT body FROM local_document WHERE id = ?", (document,))
            return msgspec.json.decode(row[0], type=LocalBody).remarks if row else ()
        row = self._db.one("SELECT remarks FROM terms_text WHERE document_id = ?", (document,))
        if row is None or row[0] is None:
            return ()
        return msgspec.json.decode(row[0], type=tuple[Remark, ...])

    def document(self, document: str) -> Document:
        """Text and clauses together; an empty document where there is no text."""
        table = "local_document WHERE id" if self._own else "terms_text WHERE document_id"
        row = self._db.one(f"SELECT text FROM {table} = ?", (document,))  # noqa: S608
        text = str(row[0]) if row else ""
        return Document(text, self.clauses(document), self.remarks(document))


def put_clauses(tx: Transaction, document: str, parsed: Document, *, own: bool) -> None:
    """Store the clauses of a document, in own.db or in the mirror (there for searching as well)."""
    if own:
        sql = (
            "INSERT INTO local_clause (document_id, position, id, body, text)"
            " VALUES (?1, ?2, ?3, ?6, ?7)"
        )
    else:
        sql = (
            "INSERT INTO clause (document_id, position, id, number, title, body, text)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)"
        )
    tx.executemany(
        sql,
        (
            (
                document,
                position,
                clause.id,
                clause.number,
                clause.title,
                msgspec.json.encode(clause),
                parsed.text[clause.body : clause.body_end].rstrip(),
            )
            for position, clause in enumerate(parsed.clauses)
        ),
    )


def records(mirror: Database) -> Iterator[tuple[str, int, TermsDocumentRecord]]:
    """Id, record version and record of each version of the vendor's documents."""
    rows = mirror.read(
        "SELECT id, version, body FROM record WHERE kind = 'terms_document' ORDER BY id"
    )
    for key, version, body in rows:
        try:
            yield str(key), int(version), msgspec.json.decode(body, type=TermsDocumentRecord)
        except msgspec.MsgspecError:
            continue


def vendor_versions(mirror: Database) -> list[Version]:
    """The versions of the vendor's documents with the state of what was fetched for them."""
    texts = {
        str(row[0]): row[1:]
        for row in mirror.read(
            "SELECT document_id, asked, sha256, state, note, clauses FROM terms_text"
        )
    }
    rules = {
        str(row[0]): (str(row[1]), str(row[2]))
        for row in mirror.read("SELECT document_id, state, note FROM terms_rules")
    }
    return [
        _version(key, record, texts.get(key), rules.get(key))
        for key, _number, record in records(mirror)
    ]


def local_versions(own: Database) -> list[Version]:
    """The documents that were opened from files, newest first."""
    rows = own.read(
        "SELECT d.id, d.sha256, d.body,"
        " EXISTS (SELECT 1 FROM local_value v WHERE v.document_id = d.id) FROM local_document d"
    )
    found = [
        (key, sha256, msgspec.json.decode(body, type=LocalBody), valued)
        for key, sha256, body, valued in rows
    ]
    return [
        Version(
            id=key,
            document=key,
            title=body.title or body.name,
            kind=DocumentKind.LOCAL,
            label=body.name,
            published_at=body.opened_at,
            precedence=0,
            sha256=sha256,
            size=body.size,
            text_state=TextState.LOCAL,
            rules_state=RulesState.VALID if valued else RulesState.NOT_OFFERED,
            clause_count=body.clauses,
        )
        for key, sha256, body, valued in sorted(found, key=lambda f: (f[2].opened_at, f[0]))
    ]


def in_order(versions: Sequence[Version]) -> tuple[Version, ...]:
    """By kind and document, the newest version first; documents from files last."""
    by_age = sorted(
        versions,
        key=lambda v: (
            (v.effective_from or v.published_at).timestamp()  # type: ignore[union-attr]
            if v.effective_from or v.published_at
            else 0.0
        ),
        reverse=True,
    )
    return tuple(sorted(by_age, key=lambda v: (_KIND_ORDER[v.kind], *_document_key(v))))


def read_rule_sets(mirror: Database, versions: Sequence[Version]) -> dict[str, RuleSet]:
    """The rule sets that may be relied on: valid, and not of a text that differs from its hash."""
    trusted = {
        version.id
        for version in versions
        if version.rules_state is RulesState.VALID
        and version.text_state not in (TextState.UNTRUSTED, TextState.LOCAL)
    }
    found: dict[str, RuleSet] = {}
    for key, body in mirror.read(
        "SELECT document_id, body FROM terms_rules WHERE state = 'valid' ORDER BY document_id"
    ):
        if key in trusted and body is not None:
            found[str(key)] = msgspec.json.decode(body, type=RuleSet)
    return found


def _document_key(version: Version) -> tuple[str, str]:
    if version.kind is DocumentKind.LOCAL:
        return "", ""
    return version.title.casefold(), version.document


def _version(
    key: str, record: TermsDocumentRecord, text: Row | None, rules: tuple[str, str] | None
) -> Version:
    offered = record.text
    text_state, text_note, clauses = TextState.NOT_OFFERED, "", 0
    if offered is not None:
        text_state = TextState.MISSING
        if text is not None:
            asked, _sha256, state, text_note, clauses = text
            text_state = _text_state(state) if asked == offered.sha256 else TextState.MISSING
    rules_state, rules_note = rules or ("", "")
    return Version(
        id=key,
        document=record.document,
        title=record.title,
        kind=DocumentKind(record.kind),
        label=record.version,
        language=record.language,
        published_at=record.published_at,
        effective_from=record.effective_from,
        replaces=record.replaces,
        applies_to=record.applies_to,
        product_ids=record.product_ids,
        precedence=record.precedence,
        sha256=offered.sha256 if offered else "",
        size=offered.size if offered else 0,
        text_state=text_state,
        rules_state=RulesState(rules_state) if rules_state else _no_rules(offered is not None),
        clause_count=clauses,
        text_note=text_note,
        rules_note=rules_note,
    )


def _text_state(state: str) -> TextState:
    return TextState(state) if state in ("trusted", "untrusted") else TextState.MISSING


def _no_rules(text_offered: bool) -> RulesState:
    return RulesState.MISSING if text_offered else RulesState.NOT_OFFERED
