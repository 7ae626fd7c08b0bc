"""The ways out of a letter: paper, e-mail, the portal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from app.base import ids
from app.base.clock import Clock
from app.base.files import write_bytes
from app.deadlines.periods import end_of_day
from app.documents.model import Paper
from app.exchange.attachments import Files, KeptFile
from app.exchange.model import OutboxState
from app.exchange.outbox import Outbox
from app.notices import fates, frozen, problems, store
from app.notices.drafting import Letters, Surroundings
from app.notices.model import DraftKind, NoticeDraft, Way
from app.portal.wire_sent import FormalNoticeBody
from app.storage.database import Database

FORMAL_NOTICE = "formal_notice"
"""Kind of the item in the outbox."""
_SENT_AS = {DraftKind.AUDIT_REPLY: "other"}
"""Kinds that the contract has no word of its own for."""
LONGEST = 100_000
"""Characters of a letter that the portal takes (contract: Text)."""


class OutgoingLetters(Letters):
    """Letters that can leave. `files` are asked for only by what needs them."""

    def __init__(
        self,
        own: Database,
        outbox: Outbox,
        surroundings: Surroundings,
        clock: Clock,
        files: Callable[[], Files],
    ) -> None:
        super().__init__(own, outbox, surroundings, clock)
        self._files = files

    def pdf(self, key: str, paper: Paper | None = None) -> bytes:
        """A letter as PDF/A-3a and PDF/UA-1; that of a sent one as it left.

        `paper` None: as the letter is laid out. Raises UnknownDraft, GlyphMissing, BadDocument.
        """
        return self._pdf(self._kept(key), paper)

    def preview(
        self, key: str, paper: Paper | None = None, *, resolution: float = frozen.SCREEN
    ) -> tuple[bytes, ...]:
        """The pages of a letter as PNG, of `resolution` dots an inch.

        Raises as `pdf` does: it shows only what can be printed.
        """
        letter = self._kept(key)
        self._pdf(letter, paper)
        return frozen.pictures_of(letter, paper, resolution)

    def export_pdf(self, path: Path, key: str, paper: Paper | None = None) -> None:
        """Write the PDF to a file. Raises as `pdf`, and the disk's problems."""
        write_bytes(path, self.pdf(key, paper))

    def eml(self, key: str) -> bytes:
        """A letter as an e-mail with its PDF and enclosures, to be sent by any mail program.

        RFC 5322. Raises as `pdf`, and FileLost for an enclosure that is gone.
        """
        from app.notices.mail import message  # noqa: PLC0415 - only who writes e-mail

        letter = self._kept(key)
        enclosures = [(one, self._content(one)) for one in letter.enclosures]
        return message(
            letter, self._pdf(letter, None), enclosures, self._around.writer(), self._clock.now()
        )

    def export_eml(self, path: Path, key: str) -> None:
        """Write the e-mail to a file. Raises as `eml`, and the disk's problems."""
        write_bytes(path, self.eml(key))

    def send(self, key: str, subject: str, enclosures: Sequence[KeptFile] | None = None) -> str:
        """Submit a letter in the portal: its PDF, the enclosures, then the notice; the item.

        From then on it stays as it is; one that the portal refused can be corrected and sent again.
        `enclosures` None: those of the letter. `subject`: who is signed in. Raises UnknownDraft,
        AlreadySent, LetterTooLong, GlyphMissing, BadDocument, the problems of disk and store.
        """
        letter = self._to_send(self._kept(key), enclosures)
        pdf = self._pdf(letter, None)
        file = self._files().attach((_file_name(letter), pdf))
        item = ids.new_id(self._clock)
        now = self._clock.now()
        if letter.fate is not None and letter.fate.state == OutboxState.REFUSED.value:
            self._outbox.discard(letter.item)
        published = letter.version_id if self._around.is_published(letter.version_id) else None
        letter = msgspec.structs.replace(
            letter, item=item, fate=None, pdf_sha256=frozen.sha256(pdf), changed_at=now
        )
        with self._own.write() as tx:
            uploads, last = self._files().put_uploads(
                tx, self._outbox, (file, *letter.enclosures), subject
            )
            body = FormalNoticeBody(
                client_id=item,
                created_at=now,
                kind=_SENT_AS.get(letter.kind, letter.kind.value),
                letter=letter.letter,
                order_id=letter.order_ids[0] if len(letter.order_ids) == 1 else None,
                terms_document_id=published,
                uploads=uploads,
                posted_at=self._posted_at(letter),
            )
            self._outbox.put(tx, FORMAL_NOTICE, body, subject, after=last, id=item)
            store.put_draft(tx, letter)
            frozen.keep(tx, letter.id, pdf)
        return item

    def _to_send(self, letter: NoticeDraft, enclosures: Sequence[KeptFile] | None) -> NoticeDraft:
        """The letter as it is to be submitted. Raises AlreadySent, LetterTooLong."""
        if fates.is_under_way(letter.fate):
            raise problems.already_sent(letter.title)
        wanted = letter.enclosures if enclosures is None else tuple(enclosures)
        if wanted != letter.enclosures and letter.sent is not None:
            raise problems.already_sent(letter.title)
        if len(letter.letter) > LONGEST:
            raise problems.letter_too_long(len(letter.letter), LONGEST)
        return msgspec.structs.replace(letter, enclosures=wanted)

    def _pdf(self, letter: NoticeDraft, paper: Paper | None) -> bytes:
        if paper is None or paper is letter.paper:
            left = frozen.kept(self._own, letter)
            if left is not None and (letter.sent is not None or fates.is_under_way(letter.fate)):
                return left
        return frozen.pdf_of(letter, paper)

    def _posted_at(self, letter: NoticeDraft) -> datetime | None:
        if letter.sent is None or letter.sent.way is not Way.POST:
            return None
        return end_of_day(letter.sent.posted_on, self._around.calendar().zone_name)

    def _content(self, file: KeptFile) -> bytes:
        with self._files().open(file.id) as stream:
            return stream.read()


def _file_name(letter: NoticeDraft) -> str:
    return f"{letter.title[:80].strip()}.pdf"
