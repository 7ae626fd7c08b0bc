"""From attesting to the proof: the later steps, the checker, the history, packs and settings."""

from __future__ import annotations

import functools
import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from app.certification.drafts import put_draft
from app.certification.model import Draft, Reply, Signatory, Step
from app.certification.reconcile.model import Resolution, Result
from app.documents.signing import stamp_problems
from app.documents.signing.model import KeyPlace, Level, SigningKey
from app.documents.signing.signing import certificates, sign
from app.notices.model import Proof, Way
from app.services.rooms import Rooms
from tests.screens.scenes import Scene, page
from tests.screens.stage import Stage
from tests.screens.world import NOW, World
from tests.support import signing_keys

YEARLY, PARTLY, DELETION = "cert-2026-1", "cert-2026-2", "cert-2026-3"
WHO = Signatory(
    name="Anna Berg", title="Head of IT", place="Ulm", email="anna.berg@brennholt.example",
    authority="power_of_attorney",
)  # fmt: skip
SECOND = Signatory(name="Tom Mori", title="Chief Financial Officer", authority="officer")


@functools.cache
def _anna() -> signing_keys.Identity:
    """The key of who signs: its certificate carries the name that is printed."""
    return signing_keys.identity(WHO.name, signing_keys.authority(), organization="Brennholt SE")


def rooms_of(stage: Stage) -> Rooms:
    """The rooms of the window's own thread."""
    rooms = stage.application.desk.rooms
    assert rooms is not None
    return rooms


@contextmanager
def certificate(world: World, qt: Any, **options: Any) -> Iterator[Stage]:
    """The page; what was begun, signed or sent on it is gone afterwards."""
    with page(world, qt, key="certification", **options) as stage:
        try:
            yield stage
        finally:
            stage.rest(1)
            forget_certifications(rooms_of(stage))


def forget_certifications(rooms: Rooms) -> None:
    """As if nothing had ever been certified here."""
    for draft in rooms.certification.drafts():
        if draft.item:
            rooms.outbox.discard(draft.item)
    with rooms._own.write() as tx:
        tx.execute("DELETE FROM noted WHERE kind='certification'")


def begun(rooms: Rooms, request: str = YEARLY) -> Draft:
    """A draft whose scope is confirmed."""
    draft = rooms.certification.begin(request)
    return rooms.certification.confirm_scope(draft.id)


def filled(rooms: Rooms, request: str = YEARLY, *, extra: int = 0) -> Draft:
    """A certification of use that lacks nothing but its document."""
    room, draft = rooms.certification, begun(rooms, request)
    for source in (room.usage.from_machines(WHO.name), room.usage.from_users(WHO.name)):
        room.add_source(draft.id, source)
    for at, line in enumerate(room.reconcile(draft.id).lines):
        one = line.entitlement
        if line.result is Result.MISSING:
            figure = Decimal(max(1, int(one.permitted or 10) - 2 - at + extra))
            typed = room.usage.typed(
                one.product_id, one.metric, figure, one.unit,
                "Read off the administration page", WHO.name,
            )  # fmt: skip
            room.add_source(draft.id, typed)
    for finding in room.reconcile(draft.id).open_findings:
        room.answer_finding(
            draft.id, finding.id, Resolution.EXPLAINED, "Known; an order is on its way.", WHO.name
        )
    for question in room.questions(draft.id):
        room.attest(draft.id, question.id, question.good, by=WHO.name)
    return room.set_signatory(draft.id, WHO)


def deleted(rooms: Rooms, *, done: bool = True) -> Draft:
    """A certification of deletion, with or without its inventory filled in."""
    room, draft = rooms.certification, begun(rooms, DELETION)
    how = ("Virtual machine destroyed with its disks", "Deleted by the provider on request")
    entries = [
        msgspec.structs.replace(
            one, place=one.place or "fra-archive-01.brennholt.example",
            method=how[at % 2] if done or at else "",
            by="Kim Sørensen" if done or at else "",
            deleted_at=NOW - timedelta(days=2) if done or at else None,
        )
        for at, one in enumerate(room.deletion_proposals(draft.id))
    ]  # fmt: skip
    room.put_deletions(draft.id, tuple(entries))
    for question in room.questions(draft.id):
        room.attest(draft.id, question.id, question.good, by=WHO.name)
    return room.set_signatory(draft.id, WHO)


def signed(rooms: Rooms, draft: Draft, folder: Path) -> Draft:
    """Made and signed with a key file of the test's own authority."""
    room = rooms.certification
    room.make(draft.id)
    key = SigningKey(place=KeyPlace.FILE, path=str(_anna().p12_file(folder)))
    pdf, how = sign(
        room.pdf(draft.id), key, signing_keys.PASSPHRASE, level=Level.B_B, now=NOW, name=WHO.name
    )
    return room.keep_signed(draft.id, pdf, how, WHO.name)


def _open(stage: Stage, draft: Draft, step: Step) -> Any:
    """The guide at this step of a draft, at rest."""
    stage.window.show_page("certification", f"draft:{draft.id}:{step.value}")
    shown: Any = stage.window.page
    stage.until(lambda: shown.guide.reading is not None and shown.guide.step is step, "the step")
    stage.rest(6)
    view = shown.guide.view
    pages = getattr(view, "pages", None)
    if pages is not None and pages.isVisible():
        stage.until(lambda: bool(pages.view.sheets), "the pages")
    stage.rest()
    return view


def _attest(stage: Stage) -> None:
    view = _open(stage, begun(rooms_of(stage), PARTLY), Step.ATTEST)
    stage.until(lambda: bool(view.rows), "the statements")
    rows = list(view.rows.values())
    rows[0].choices[Reply.YES].click()
    rows[1].choices[Reply.EXCEPTION].click()
    rows[1].text.setPlainText("Two hosts stood at Norvane Hosting GmbH until 31 March 2026.")
    rows[1].keep()
    rows[2].choices[Reply.EXCEPTION].click()


def _sign(stage: Stage) -> None:
    """Two persons sign."""
    view = _open(stage, filled(rooms_of(stage)), Step.SIGN)
    view.countersigns.set_checked(True)
    view.second.show_person(SECOND, editable=True)


def _review(stage: Stage, make: Callable[[Rooms], Draft]) -> Any:
    return _open(stage, make(rooms_of(stage)), Step.REVIEW)


def _signed(rooms: Rooms) -> Draft:
    with tempfile.TemporaryDirectory() as folder:
        return signed(rooms, deleted(rooms), Path(folder))


def _signed_once(rooms: Rooms) -> Draft:
    draft = rooms.certification.set_signatory(deleted(rooms).id, WHO, SECOND)
    with tempfile.TemporaryDirectory() as folder:
        return signed(rooms, draft, Path(folder))


def _dialog(stage: Stage, dialog: Any) -> None:
    stage.application.actions.dialog = dialog
    stage.rest()


def _stamp_down(stage: Stage) -> None:
    rooms = rooms_of(stage)
    draft = deleted(rooms)
    rooms.certification.make(draft.id)
    view = _open(stage, draft, Step.REVIEW)
    view.go_on()
    dialog = view.signing.dialog
    assert dialog is not None
    with tempfile.TemporaryDirectory() as folder:
        path = _anna().p12_file(Path(folder), "anna-berg.p12")
        key = SigningKey(place=KeyPlace.FILE, path=str(path))
        found = certificates(key, signing_keys.PASSPHRASE)
    dialog.keys.path.setText("anna-berg.p12")
    dialog.keys.secret.setText("x" * 14)
    dialog.show_certificates(found)
    dialog._asked = Level.B_T
    dialog.show_problem(
        stamp_problems.StampDown(
            "The time-stamp service does not answer",
            "timestamp.kestrane.example gave no answer within 30 seconds.",
            "Try again later, or sign without a time stamp.",
            kept="The document is kept, unsigned.",
        ).report()
    )
    _dialog(stage, dialog)


def _submit(stage: Stage, make: Callable[[Rooms], Draft]) -> None:
    _open(stage, make(rooms_of(stage)), Step.SUBMIT)


def _history(stage: Stage) -> None:
    rooms = rooms_of(stage)
    with tempfile.TemporaryDirectory() as folder:
        for extra in (0, 5, 9):
            draft = filled(rooms, extra=extra)
            at = NOW - timedelta(days=500 - 50 * extra)
            signed(rooms, draft, Path(folder))
            rooms.certification.prove(
                draft.id, Proof(way=Way.POST, posted_on=at.date() + timedelta(days=3))
            )
            with rooms._own.write() as tx:
                kept = rooms.certification.draft(draft.id)
                put_draft(tx, msgspec.structs.replace(kept, as_of=at))
    stage.window.show_page("certification", "history")
    shown: Any = stage.window.page
    stage.until(lambda: shown.others.history is not None, "the history")
    stage.until(lambda: shown.others.history.told is not None, "what changed")
    stage.rest()


def _checked(stage: Stage, change: Callable[[bytes], bytes] = bytes) -> None:
    rooms = rooms_of(stage)
    draft = _signed(rooms)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "certificate-of-deletion.pdf"
        path.write_bytes(change(rooms.certification.pdf(draft.id)))
        authority = folder / "trust-center-root.pem"
        authority.write_bytes(signing_keys.authority().pem)
        stage.window.show_page("certification", f"check:{path}")
        shown: Any = stage.window.page
        checker = shown.others.checker
        stage.until(lambda: checker.result is not None, "the verdict")
        before = checker.result
        checker.trust((str(authority),))
        stage.until(lambda: checker.result is not before, "the verdict with trust")
        stage.rest()


def _page_changed(pdf: bytes) -> bytes:
    """A page replaced by an update after the signature."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    output = io.BytesIO(pdf)
    writer = IncrementalPdfFileWriter(output)
    page_one = writer.root["/Pages"]["/Kids"][0]
    words = generic.StreamObject(stream_data=b"BT /F 12 Tf 72 700 Td (Nothing) Tj ET")
    page_one[generic.pdf_name("/Contents")] = writer.add_object(words)
    writer.update_container(page_one)
    writer.write_in_place()
    return output.getvalue()


def _deletion(stage: Stage) -> None:
    """An entry is open over those that are filled in."""
    view = _open(stage, deleted(rooms_of(stage), done=False), Step.USAGE)
    view._open(0)
    _dialog(stage, view.dialog)


def _pack(stage: Stage) -> None:
    view = _open(stage, _signed(rooms_of(stage)), Step.SUBMIT)
    view.buttons["pack"].click()
    view.files.dialog.field.setPlainText("ham-conn-01\nham-conn-02")
    _dialog(stage, view.files.dialog)


def certificate_scenes() -> tuple[Scene, ...]:
    """What shows something of its own: each is walked in every size, and that takes its time."""
    p = partial(partial, certificate)
    return (
        Scene("certificate-attest", p(then=_attest), quick=True),
        Scene("certificate-sign", p(then=_sign)),
        Scene("certificate-review-missing", p(then=lambda s: _review(s, begun))),
        Scene("certificate-review", p(then=lambda s: _review(s, filled)), quick=True),
        Scene("certificate-review-once", p(then=lambda s: _review(s, _signed_once))),
        Scene("certificate-submit", p(then=lambda s: _submit(s, _signed)), quick=True),
        Scene("certificate-deletion", p(then=_deletion)),
        Scene("certificate-history", p(then=_history)),
        Scene("certificate-check-valid", p(then=_checked), quick=True),
        Scene("certificate-check-changed", p(then=partial(_checked, change=_page_changed))),
        Scene("dialog-certificate-stamp-down", p(then=_stamp_down)),
        Scene("dialog-certificate-pack", p(then=_pack)),
        Scene("account-signatures", partial(page, key="account", part="computer")),
    )
