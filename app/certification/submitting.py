"""The ways out of a certification: the portal, e-mail, the post; each with what shows it left."""

from __future__ import annotations

import msgspec

from app.base import ids
from app.base.dates import local
from app.certification import problems
from app.certification.asked import Origin
from app.certification.drafts import KIND, put_draft, read_draft
from app.certification.making import Making
from app.certification.model import Draft, Step
from app.deadlines.periods import local_day
from app.notices import problems as notice_problems
from app.notices.model import Fate, Proof
from app.portal.wire_sent import CertificationBody


class Submitting(Making):
    """Certifications that can leave."""

    def submit(self, draft_id: str, subject: str) -> str:
        """Queue the signed document and what it certifies; the item, the same one once more.

        One transaction: upload, certification and the draft's own note of it. `subject`: who is
        signed in. Raises OnlyRehearsed, ReadOnlyCopy, NotReady with what is missing, FileLost.
        """
        draft = self.draft(draft_id)
        fate = self._fate(draft)
        if self._left(draft) and fate is not None:
            return draft.item
        self._check_leaving(draft)
        made, copy = draft.made, draft.signed[-1]
        if made is None or made.statement is None:
            raise problems.no_document()
        data = self._around.read_file(made.statement.id)
        item = ids.new_id(self._around.clock)
        now = self._around.clock.now()
        with self._around.own.write() as tx:
            stored = read_draft(tx, draft_id)
            if stored.made != made or stored.signed != draft.signed or stored.item != draft.item:
                raise problems.changed_meanwhile()
            [upload], last = self._around.files.put_uploads(
                tx, self._around.outbox, (copy.file,), subject
            )
            body = CertificationBody(
                client_id=item,
                created_at=now,
                kind=draft.kind.value,
                upload_id=upload,
                document_sha256=copy.file.sha256,
                statement=msgspec.Raw(data),
                request_id=draft.request_id if draft.origin is Origin.PORTAL else None,
            )
            self._around.outbox.put(tx, KIND, body, subject, after=last, id=item)
            put_draft(
                tx, msgspec.structs.replace(stored, item=item, step=Step.SUBMIT, saved_at=now)
            )
        if fate is not None and fate.state == "refused":
            self._around.outbox.discard(draft.item)
        return item

    def prove(self, draft_id: str, proof: Proof) -> Draft:
        """Keep what shows that it left by post or e-mail; one proof a way, a new one replaces it.

        It is finished by that. The day is one at the vendor's place. Raises OnlyRehearsed,
        ReadOnlyCopy, NotReady, ImpossibleDay for a day ahead.
        """
        now = self._around.clock.now()
        today = max(local_day(now, self._around.terms.vendor_zone()), local(now).date())
        if proof.posted_on > today:
            raise notice_problems.day_ahead(proof.posted_on)
        draft = self.draft(draft_id)
        if not self._left(draft):
            self._check_leaving(draft)
        noted = msgspec.structs.replace(proof, noted_at=now)
        with self._around.own.write() as tx:
            before = read_draft(tx, draft_id)
            others = tuple(one for one in before.proofs if one.way is not proof.way)
            after = msgspec.structs.replace(
                before, proofs=(*others, noted), step=Step.SUBMIT,
                saved_at=self._around.clock.now(),
            )  # fmt: skip
            put_draft(tx, after)
        self._release_dropped(before, after)
        return after

    def eml(self, draft_id: str) -> bytes:
        """An e-mail with the signed document, to be sent by any mail program (RFC 5322).

        Raises OnlyRehearsed, NotReady, FileLost.
        """
        from app.certification.mailing import message  # noqa: PLC0415 - only who writes e-mail

        draft = self.draft(draft_id)
        if not self._left(draft):
            self._check_leaving(draft)
        copy = draft.signed[-1].file
        return message(self._around, draft, copy, self._around.read_file(copy.id))

    def receipt(self, draft_id: str) -> Fate | None:
        """The portal's receipt; None until it took the certification in."""
        fate = self.fate(draft_id)
        return fate if fate is not None and fate.receipt else None

    def _check_leaving(self, draft: Draft) -> None:
        if draft.rehearsal:
            raise problems.only_rehearsed()
        if draft.read_only:
            raise problems.read_only_copy(draft.handed_by)
        missing = self._missing_to_leave(draft)
        if missing:
            raise problems.not_ready(missing)
