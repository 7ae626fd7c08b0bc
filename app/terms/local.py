"""Documents of the customer's own: opened from a file, pinned to its hash, attached to orders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.base import ids
from app.base.clock import Clock, from_wire, to_wire
from app.base.tasks import CancelToken, Progress, Report
from app.base.text import _
from app.orders.detail import unknown_order
from app.orders.store import OrdersStore
from app.storage.database import Database
from app.terms import problems, store
from app.terms.answers import Attachment
from app.terms.library import Library
from app.terms.model import DocumentKind, RuleValue, Version

if TYPE_CHECKING:
    from app.terms.facts import Proposal


class LocalDocuments:
    """The local documents of one profile, kept in own.db."""

    def __init__(self, library: Library, clock: Clock) -> None:
        self._library = library
        self._own: Database = library.own
        self._clock = clock

    def open(self, path: Path, report: Report, cancel: CancelToken | None) -> Version:
        """Read a file and keep its text and clauses; one that is kept already comes back as it is.

        Raises the problems of reading (CP-53..), the store's, Cancelled.
        """
        from app.terms import outline, reading  # noqa: PLC0415 - only who opens a file needs them

        report(Progress(_("Reading"), 0, 2))
        source = reading.read_file(path)
        known = self._own.one("SELECT id FROM local_document WHERE sha256 = ?", (source.sha256,))
        if known is not None:
            return self._library.version(str(known[0]))
        if cancel is not None:
            cancel.check()
        report(Progress(_("Finding the outline"), 1, 2))
        parsed = outline.parse(source)
        if cancel is not None:
            cancel.check()
        key = store.LOCAL + ids.new_id(self._clock)
        title = next((c.title for c in parsed.clauses if c.title and not c.number), "") or path.stem
        body = store.LocalBody(
            name=path.name,
            title=_title(title, path),
            format=source.format,
            encoding=source.encoding,
            size=path.stat().st_size,
            opened_at=self._clock.now(),
            notes=source.notes,
            remarks=parsed.remarks,
            clauses=len(parsed.clauses),
        )
        with self._own.write() as tx:
            tx.execute(
                "INSERT INTO local_document VALUES (?, ?, ?, ?)",
                (key, source.sha256, msgspec.json.encode(body), parsed.text),
            )
            store.put_clauses(tx, key, parsed, own=True)
        report(Progress(_("Finding the outline"), 2, 2))
        return self._library.version(key)

    def proposals(self, version_id: str) -> tuple[Proposal, ...]:
        """The values that the document seems to state. Raises UnknownVersion, NoText."""
        from app.terms import facts  # noqa: PLC0415 - only who confirms values needs it

        return facts.find(self._library.document(version_id))

    def confirm(self, version: Version, proposals: Sequence[Proposal]) -> None:
        """Keep exactly these values; the last of a name counts. Raises NotALocalDocument."""
        self._only_local(version)
        values = [
            RuleValue(
                name=one.name,
                clause=one.clause_number or one.clause,
                value=one.value,
                unit=getattr(one, "unit", ""),
            )
            for one in proposals
        ]
        with self._own.write() as tx:
            tx.execute("DELETE FROM local_value WHERE document_id = ?", (version.id,))
            tx.executemany(
                "INSERT OR REPLACE INTO local_value VALUES (?, ?, ?)",
                [(version.id, value.name, msgspec.json.encode(value)) for value in values],
            )

    def attach(self, version: Version, order: str) -> None:
        """Let the document govern an order. Raises NotALocalDocument, UnknownOrder."""
        self._only_local(version)
        key, number = self._order(order)
        with self._own.write() as tx:
            tx.execute(
                "INSERT OR IGNORE INTO local_attachment VALUES (?, ?, ?, ?)",
                (version.id, key, number, to_wire(self._clock.now())),
            )

    def detach(self, version: Version, order: str) -> None:
        """Let it govern the order (number or id) no longer; also one that is gone."""
        with self._own.write() as tx:
            tx.execute(
                "DELETE FROM local_attachment WHERE document_id = ?"
                " AND (order_id = ? OR order_number = ? COLLATE NOCASE)",
                (version.id, order, order),
            )

    def attachments(self) -> tuple[Attachment, ...]:
        """All attachments, by document and order."""
        rows = self._own.read(
            "SELECT document_id, order_id, order_number, attached_at FROM local_attachment"
            " ORDER BY document_id, order_number"
        )
        return tuple(
            Attachment(
                document_id=document,
                order_id=order,
                order_number=number,
                attached_at=from_wire(at),
            )
            for document, order, number, at in rows
        )

    def remove(self, version: Version) -> None:
        """Forget the document with all that hangs on it. Raises NotALocalDocument."""
        self._only_local(version)
        with self._own.write() as tx:
            tx.execute("DELETE FROM local_document WHERE id = ?", (version.id,))

    def _order(self, asked: str) -> tuple[str, str]:
        orders = OrdersStore(self._library.mirror)
        row = orders.find(asked.strip())
        found = (
            None
            if row is None
            else self._library.mirror.one("SELECT id, number FROM orders WHERE row = ?", (row,))
        )
        if found is None:
            raise unknown_order(asked)
        return str(found[0]), str(found[1])

    def _only_local(self, version: Version) -> None:
        if version.kind is not DocumentKind.LOCAL:
            raise problems.not_local(f"{version.title} {version.label}".strip())


def _title(found: str, path: Path) -> str:
    title = " ".join(found.split())
    return title if 0 < len(title) <= 120 else path.stem
