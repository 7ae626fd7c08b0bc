"""A signed-in workstation with requests, orders, machines and users, and a draft that is filled."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec

from app.base.signing import KeyPlace, Level, SigningKey
from app.certification.model import Draft, Reply, Signatory
from app.certification.reconcile.model import Resolution, Result
from app.documents.signing.signing import sign
from app.services.rooms import Rooms
from tests.support import signing_keys
from tests.support.sandbox import SandboxServer
from tests.support.signing_keys import Identity
from tests.support.terms_desk import TermsDesk

REQUEST = "cert-2026-1"
"""The seeded request: all orders, one year, with a due date."""
DELETION = "cert-2026-3"
"""The seeded request to certify a deletion, after the end of its order."""
AUDIT = "audit-2026-1"
SIGNATORY = Signatory(
    name="Anna Berg", title="Head of IT", place="Ulm", email="anna.berg@brennholt.example",
    authority="power_of_attorney",
)  # fmt: skip


class CertificationDesk(TermsDesk):
    """One profile on one workstation, as certifications need it."""

    @property
    def key_folder(self) -> Path:
        """Where the file with the signing key lies."""
        return self.desk.places.data.parent

    @functools.cached_property
    def signer(self) -> Identity:
        """Who signs here, certified for the time around this desk's now."""
        now, year = self.clock.now(), timedelta(days=365)
        return signing_keys.identity(
            "Anna Berg", organization="Brennholt SE", begins=now - year, ends=now + year
        )

    def begun(self, rooms: Rooms, request: str = REQUEST) -> Draft:
        """A draft for the request, its scope confirmed."""
        draft = rooms.certification.begin(request)
        return rooms.certification.confirm_scope(draft.id)

    def filled(self, rooms: Rooms, request: str = REQUEST, *, rehearsal: bool = False) -> Draft:
        """A draft that lacks nothing but its document: figures, answers, signatory."""
        room = rooms.certification
        draft = room.begin("" if rehearsal else request, rehearsal=rehearsal)
        room.confirm_scope(draft.id)
        self.count(rooms, draft.id)
        self.answer(rooms, draft.id)
        return room.set_signatory(draft.id, SIGNATORY)

    def count(self, rooms: Rooms, draft_id: str) -> None:
        """Own records as sources, and a figure typed in for every line that they leave open."""
        room = rooms.certification
        for source in (room.usage.from_machines("Anna Berg"), room.usage.from_users("Anna Berg")):
            room.add_source(draft_id, source)
        for line in room.reconcile(draft_id).lines:
            one = line.entitlement
            if line.result is Result.MISSING:
                typed = room.usage.typed(
                    one.product_id, one.metric, Decimal(1), one.unit,
                    "Read off the administration page", "Anna Berg",
                )  # fmt: skip
                room.add_source(draft_id, typed)

    def answer(self, rooms: Rooms, draft_id: str) -> None:
        """Every finding explained and every statement attested."""
        room = rooms.certification
        for finding in room.reconcile(draft_id).open_findings:
            room.answer_finding(
                draft_id, finding.id, Resolution.EXPLAINED, "Known, and being dealt with.", "Anna"
            )
        for question in room.questions(draft_id):
            room.attest(draft_id, question.id, question.good, by="Anna Berg")

    def deleted(self, rooms: Rooms, request: str = DELETION) -> Draft:
        """A draft of a deletion that lacks nothing but its document."""
        room = rooms.certification
        draft = room.begin(request)
        room.confirm_scope(draft.id)
        for proposal in room.deletion_proposals(draft.id):
            room.put_deletion(
                draft.id,
                msgspec.structs.replace(
                    proposal, place=proposal.place or "Archive, Ulm", method="Wiped",
                    by="Jonas Kern", deleted_at=self.ago(days=2),
                ),
            )  # fmt: skip
        for question in room.questions(draft.id):
            room.attest(draft.id, question.id, question.good, by="Anna Berg")
        return room.set_signatory(draft.id, SIGNATORY)

    def sign(
        self, rooms: Rooms, draft_id: str, signer: Identity | None = None, *, second: bool = False
    ) -> Draft:
        """Sign the newest document with a real key, as the worker does."""
        room = rooms.certification
        who = signer or self.signer
        key = SigningKey(place=KeyPlace.FILE, path=str(who.p12_file(self.key_folder)))
        pdf, signed = sign(
            room.pdf(draft_id), key, signing_keys.PASSPHRASE, level=Level.B_B,
            now=self.clock.now(), name="Anna Berg", countersigns=second,
        )  # fmt: skip
        return room.keep_signed(draft_id, pdf, signed, "Anna Berg", second)

    def except_for(self, rooms: Rooms, draft_id: str, question_id: str, text: str) -> Draft:
        """Attest a statement with an exception."""
        return rooms.certification.attest(draft_id, question_id, Reply.EXCEPTION, text, "Anna")

    def ago(self, **period: float) -> datetime:
        """A moment before now, by the desk's clock."""
        return self.clock.now() - timedelta(**period)


@contextlib.contextmanager
def certification_desk(
    root: Path, *, orders: int = 60, synced: bool = True
) -> Iterator[CertificationDesk]:
    """A sandbox and a workstation at it."""
    with SandboxServer.start(orders=orders) as sandbox:
        made = CertificationDesk(root, sandbox)
        try:
            if synced:
                made.sync()
            yield made
        finally:
            made.close()
