"""Certifications in own.db: each one record of `noted`, changed in one transaction a step.

A change reads what is stored and writes it back within the same transaction, so that a window and a
shell that work on the same draft never undo each other's steps.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from app.certification import problems
from app.certification.around import Around
from app.certification.kinds import CERTIFICATION
from app.certification.model import DRAFT_FORM, Draft, Step
from app.exchange.attachments import KeptFile
from app.notices import fates
from app.notices.model import Fate
from app.storage.database import Database, Transaction

KIND = CERTIFICATION
"""Kind of the records in `noted`, and of the items in the outbox."""

_DRAFT = msgspec.json.Decoder(Draft)
"""A decoder has no state of its own."""


def read_draft(own: Database | Transaction, draft_id: str) -> Draft:
    """A certification as it is stored. Raises UnknownCertification, NewerCertification."""
    row = own.one("SELECT body FROM noted WHERE kind = ? AND id = ?", (KIND, draft_id))
    if row is None:
        raise problems.unknown_certification(draft_id)
    draft = decoded(row[0])
    if draft is None:
        raise problems.newer_certification(draft_id)
    return draft


def decoded(body: bytes) -> Draft | None:
    """A certification out of its record; None for one of a newer program, which is left alone."""
    try:
        draft = _DRAFT.decode(body)
    except msgspec.MsgspecError:
        return None
    return draft if draft.needs <= DRAFT_FORM else None


def put_draft(tx: Transaction, draft: Draft) -> None:
    """Keep a certification, new or changed."""
    tx.execute(
        "INSERT OR REPLACE INTO noted (kind, id, body) VALUES (?, ?, ?)",
        (KIND, draft.id, msgspec.json.encode(draft)),
    )


def files_of(draft: Draft) -> tuple[str, ...]:
    """The ids of every kept file that a certification names."""
    found: list[KeptFile | None] = [source.file for source in draft.sources]
    found += [copy.file for copy in draft.signed]
    found += [proof.file for proof in draft.proofs]
    found += [draft.countersigned]
    if draft.made is not None:
        found += [draft.made.file, draft.made.statement]
    return tuple(dict.fromkeys(file.id for file in found if file is not None))


class Drafts:
    """The certifications of one profile; used by the thread that opened its stores."""

    def __init__(self, around: Around) -> None:
        self._around = around

    def draft(self, draft_id: str) -> Draft:
        """One certification. Raises UnknownCertification."""
        return read_draft(self._around.own, draft_id)

    def drafts(self) -> tuple[Draft, ...]:
        """All of them, finished ones as well, the one saved last first."""
        rows = self._around.own.read("SELECT body FROM noted WHERE kind = ?", (KIND,))
        found = [one for (body,) in rows if (one := decoded(body)) is not None]
        return tuple(sorted(found, key=lambda one: (one.saved_at, one.id), reverse=True))

    def go(self, draft_id: str, step: Step) -> Draft:
        """Remember at which step the person is; the same step writes nothing."""
        before = self.draft(draft_id)
        if before.step is step or before.read_only:
            return before
        return self._change(draft_id, lambda one: msgspec.structs.replace(one, step=step), any=True)

    def rename(self, draft_id: str, title: str) -> Draft:
        """Give it another title in the list. Raises CertificationLeft, ReadOnlyCopy."""
        wanted = " ".join(title.split())[:200]
        if not wanted:
            return self.draft(draft_id)
        return self._change(
            draft_id, lambda one: msgspec.structs.replace(one, title=wanted), any=True
        )

    def discard(self, draft_id: str) -> None:
        """Forget a certification that did not leave, or a colleague's copy of one, with its files.

        Raises CertificationLeft, UnknownCertification.
        """
        with self._around.own.write() as tx:
            before = read_draft(tx, draft_id)
            if self._left(before) and not before.read_only:
                raise problems.certification_left()
            tx.execute("DELETE FROM noted WHERE kind = ? AND id = ?", (KIND, draft_id))
        self._around.files.release(files_of(before))

    def reopen(self, draft_id: str) -> Draft:
        """Open a made document for changes: document and signatures are dropped.

        Also one that the portal refused, whose item is given up by that. Raises CertificationLeft,
        ReadOnlyCopy.
        """
        with self._around.own.write() as tx:
            before = read_draft(tx, draft_id)
            self._check(before)
            after = msgspec.structs.replace(
                before, made=None, signed=(), item="", saved_at=self._around.clock.now()
            )
            put_draft(tx, after)
        fate = self._fate(before)
        if fate is not None and fate.state == "refused":
            self._around.outbox.discard(before.item)
        self._release_dropped(before, after)
        return after

    def fate(self, draft_id: str) -> Fate | None:
        """Where its submission is on its way; None where it was not submitted."""
        return self._fate(self.draft(draft_id))

    def _fate(self, draft: Draft) -> Fate | None:
        return fates.fate_of(self._around.outbox, draft.item)

    def _left(self, draft: Draft) -> bool:
        """Whether it left or is about to: a refused or discarded submission did not.

        An item that this outbox does not know left from another computer.
        """
        if draft.proofs or not draft.item:
            return bool(draft.proofs)
        fate = self._fate(draft)
        return fate is None or fates.is_under_way(fate)

    def _check(self, draft: Draft) -> None:
        if self._left(draft):
            raise problems.certification_left()
        if draft.read_only:
            raise problems.read_only_copy(draft.handed_by)

    def _change(
        self,
        draft_id: str,
        change: Callable[[Draft], Draft],
        *,
        any: bool = False,  # noqa: A002 - any state of its document
    ) -> Draft:
        """Change what is stored; its document must not be made yet, unless `any`.

        Raises UnknownCertification, CertificationLeft, ReadOnlyCopy, DocumentMade.
        """
        with self._around.own.write() as tx:
            before = read_draft(tx, draft_id)
            self._check(before)
            if before.made is not None and not any:
                raise problems.document_made()
            after = change(before)
            if after == before:
                return before
            after = msgspec.structs.replace(after, saved_at=self._around.clock.now())
            put_draft(tx, after)
        self._release_dropped(before, after)
        return after

    def _release_dropped(self, before: Draft, after: Draft) -> None:
        """Let files go that the record no longer names; after the commit, never before."""
        dropped = set(files_of(before)) - set(files_of(after))
        if dropped:
            self._around.files.release(dropped)
