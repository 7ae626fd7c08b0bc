"""The notices page: the inbox, the guide that makes a formal notice, letters sent with proof."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import msgspec

from app.base.tasks import CancelToken, no_report
from app.notices.model import DraftKind, Fate, NoticeDraft, NoticeKind, Proof, Way
from app.notices.wishes import LetterWishes
from app.services.rooms import Rooms
from tests.screens.scenes import Scene, page
from tests.screens.stage import Stage
from tests.screens.world import NOW, World

ORDER = "KO-20417"
ABOUT = "the invoice for September"
SIGNER = "Kim Arndt"


@contextmanager
def letters(
    world: World, qt: Any, *, then: Callable[[Stage], object], **options: Any
) -> Iterator[Stage]:
    """The page with letters that are gone afterwards."""
    with page(world, qt, key="notices", part="drafts", then=then, **options) as stage:
        try:
            yield stage
        finally:
            rooms = _rooms(stage)
            for letter in rooms.notices.drafts():
                rooms.notices.unmark_sent(letter.id)
                rooms.notices.discard_draft(letter.id)


def _rooms(stage: Stage) -> Rooms:
    rooms = stage.application.desk.rooms
    assert rooms is not None
    return rooms


def _letter(stage: Stage, kind: DraftKind, left: int | None, arrived: int | None = None) -> str:
    """A letter that left and arrived so many days ago, open beside the list."""
    rooms = _rooms(stage)
    wishes = LetterWishes(by=SIGNER, orders=(ORDER,), about=ABOUT)
    key = rooms.terms.draft_letter(kind, wishes)
    day = NOW.date()
    if left is not None:
        received = day - timedelta(days=arrived) if arrived is not None else None
        rooms.notices.mark_sent(key, day - timedelta(days=left), received)
    stage.window.show_page("notices", key)
    stage.rest()
    return key


def _sent(stage: Stage) -> None:
    _letter(stage, DraftKind.PUBLICITY, None)
    _letter(stage, DraftKind.NON_RENEWAL, 3, 0)
    _letter(stage, DraftKind.DISPUTE, 5)


def _received(stage: Stage) -> None:
    _letter(stage, DraftKind.DISPUTE, 5, 3)


def _in_time(stage: Stage) -> None:
    _letter(stage, DraftKind.NON_RENEWAL, 3, 0)


def _ask(stage: Stage) -> Any:
    shown: Any = stage.window.page
    shown.acts.ask_sent(shown.drafts.pane.draft)
    stage.application.actions.dialog = shown.acts.dialog
    return shown.acts.dialog


def _mark(stage: Stage) -> None:
    _letter(stage, DraftKind.NON_RENEWAL, None)
    _ask(stage)


def _receipt(stage: Stage) -> None:
    _letter(stage, DraftKind.DISPUTE, 5)
    dialog = _ask(stage)
    dialog.received.setText("2026-01-01")
    dialog.go.click()


def _inbox(stage: Stage, which: str) -> None:
    """Notices in every state of their acknowledgement; one of them open."""
    shown: Any = stage.window.page
    inbox = list(_rooms(stage).notices.inbox())
    fates = [
        {"read": True, "acknowledged_at": NOW - timedelta(hours=3), "ack_fate": Fate(
            item="i1", state="sent", receipt="R-2026-0117",
            received_at=NOW - timedelta(hours=2, minutes=58))},
        {"genuine": False, "fault": "The vendor's signature does not fit these words.",
         "given_at": None, "given_words": "", "given_working": (), "starts": ""},
        {"read": True, "acknowledged_at": NOW, "ack_fate": Fate(item="i2", state="queued")},
        {"read": True},
    ]  # fmt: skip
    for at, changed in enumerate(fates):
        if at + 1 < len(inbox):
            inbox[at + 1] = msgspec.structs.replace(inbox[at + 1], **changed)
    reading = shown._reading
    shown.show_reading(reading._replace(inbox=tuple(inbox)))
    wanted = {
        "acknowledged": lambda one: one.acknowledged_at is not None and one.ack_fate.receipt,
        "forged": lambda one: not one.genuine,
        "open": lambda one: one.kind is NoticeKind.AUDIT or not one.read,
    }[which]
    found = next((one for one in inbox if wanted(one)), inbox[0])
    shown.received.open_notice(found.id)


def _kinds(stage: Stage) -> None:
    stage.window.show_page("notices", "new")


def _claim(stage: Stage) -> Any:
    """The questions of a claim by a third party, with the refund that is at stake."""
    shown: Any = stage.window.page
    rooms = _rooms(stage)
    number = _software(rooms)
    shown.begin(
        DraftKind.IP_CLAIM,
        LetterWishes(
            by=SIGNER, orders=(number,), claimant="Norvane Patents LLC",
            claimed_on=NOW.date() - timedelta(days=4),
            about="That the failover of the product uses its patent on replicated queues.",
        ),
    )  # fmt: skip
    stage.rest()
    return shown


def _software(rooms: Rooms) -> str:
    """An order of software whose refund can be reckoned, used for a while already."""
    from app.orders.model import OrderKind, OrderQuery

    query = OrderQuery(kinds=frozenset({OrderKind.SOFTWARE}))
    rows = rooms.orders.first_rows(query, 40)
    for row in rows:
        figures = rooms.terms.claim_figures((row.number,), NOW.date())
        for one in figures.refunds:
            paid = one.purchase.price
            if one.amount and paid and 0 < one.amount.amount < paid.amount * 3 / 4:
                return row.number
    return rows[0].number


def _questions(stage: Stage, kind: DraftKind) -> None:
    shown: Any = stage.window.page
    shown.begin(kind, LetterWishes(by=SIGNER, orders=(ORDER,)))


def _missing(stage: Stage) -> None:
    _questions(stage, DraftKind.TAX_EXEMPTION)
    stage.rest()
    stage.window.page.guide.go_on()  # type: ignore[union-attr]


def _preview(stage: Stage) -> None:
    shown = _claim(stage)
    shown.guide.go_on()
    stage.rest()
    shown.guide.letter.tabs.set_current("pages")
    stage.until(lambda: bool(shown.guide.letter.preview.pages), "the pages")


def _pages_beside_list(stage: Stage) -> None:
    _letter(stage, DraftKind.BREACH, None)
    pane: Any = stage.window.page.drafts.pane  # type: ignore[union-attr]
    pane.tabs.set_current("pages")
    stage.until(lambda: bool(pane.preview.pages), "the pages")


def _send(stage: Stage) -> None:
    shown: Any = stage.window.page
    key = _letter(stage, DraftKind.NON_RENEWAL, None)
    shown.show_sending(_rooms(stage).notices.draft(key))


def _proof(stage: Stage) -> None:
    """Posted with tracking number and scan, e-mailed, and taken in by the portal."""
    shown: Any = stage.window.page
    rooms = _rooms(stage)
    key = _letter(stage, DraftKind.BREACH, None)
    scan = rooms.files.attach(("receipt-rr481.pdf", b"%PDF-1.4 scan"), no_report, CancelToken())
    left = NOW.date() - timedelta(days=4)
    proof = Proof(way=Way.POST, posted_on=left, tracking="RR 481 220 117 DE", file=scan)
    rooms.notices.prove(key, proof)
    rooms.notices.prove(key, Proof(way=Way.EMAIL, posted_on=left))
    rooms.notices.note_receipt(key, left + timedelta(days=2))
    stage.window.show_page("notices", key)
    stage.rest()
    starts = shown._reading.starts
    draft: NoticeDraft = rooms.notices.draft(key)
    fate = Fate(item="i3", state="sent", receipt="N-2026-0044", received_at=NOW - timedelta(days=4))
    shown.show_sending(msgspec.structs.replace(draft, fate=fate))
    assert starts is not None


def _record_proof(stage: Stage) -> None:
    _send(stage)
    shown: Any = stage.window.page
    shown.guide.leaving.buttons[Way.POST].click()
    dialog = shown.acts.dialog
    dialog.tracking.setText("RR 481 220 117 DE")
    stage.application.actions.dialog = dialog


def _find_order(stage: Stage) -> None:
    _questions(stage, DraftKind.NON_RENEWAL)
    stage.rest()
    field: Any = stage.window.page.guide.facts.form.fields["orders"]  # type: ignore[union-attr]
    field.ask()
    field.dialog.field.setText("strata")
    stage.wait(150)
    stage.application.actions.dialog = field.dialog


def _quiet_hours(stage: Stage) -> None:
    card: Any = stage.window.page.computer.alerts  # type: ignore[union-attr]
    card.night.set_checked(True)
    card.weekends.set_checked(True)


def notice_scenes() -> tuple[Scene, ...]:
    """All of them."""
    p = partial(partial, letters)
    received = partial(partial, page, key="notices")
    p_account = partial(partial, page, key="account", part="computer")
    return (
        Scene("notices-inbox-open", received(then=partial(_inbox, which="open"))),
        Scene("notices-inbox-acknowledged", received(then=partial(_inbox, which="acknowledged"))),
        Scene("notices-inbox-not-genuine", received(then=partial(_inbox, which="forged"))),
        Scene("notices-alerts", p_account(then=_quiet_hours)),
        Scene("notices-sent", p(then=_sent)),
        Scene("notices-sent-received", p(then=_received)),
        Scene("notices-sent-in-time", p(then=_in_time)),
        Scene("notices-pages", p(then=_pages_beside_list)),
        Scene("notices-new", p(then=_kinds)),
        Scene("notices-new-claim", p(then=_claim)),
        Scene("notices-new-breach", p(then=partial(_questions, kind=DraftKind.BREACH))),
        Scene("notices-new-missing", p(then=_missing)),
        Scene("notices-new-letter", p(then=_preview)),
        Scene("notices-new-send", p(then=_send)),
        Scene("notices-new-proof", p(then=_proof)),
        Scene("dialog-notices-order", p(then=_find_order)),
        Scene("dialog-notices-proof", p(then=_record_proof)),
        Scene("dialog-notices-mark-sent", p(then=_mark)),
        Scene("dialog-notices-receipt", p(then=_receipt)),
    )
