"""Letters of one's own on the notices page: begun, sent, received, and the dialogs of that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

from app.notices.model import DraftKind
from app.notices.wishes import LetterWishes
from app.services.rooms import Rooms
from tests.screens.scenes import Scene, page
from tests.screens.stage import Stage
from tests.screens.world import NOW, World

ORDER = "KO-20417"
ABOUT = "the invoice for September"


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


def _letter(stage: Stage, kind: DraftKind, left: int | None, arrived: int | None = None) -> None:
    """A letter that left and arrived so many days ago, open beside the list."""
    rooms = _rooms(stage)
    key = rooms.terms.draft_letter(kind, LetterWishes(by="Kim Arndt", orders=(ORDER,), about=ABOUT))
    day = NOW.date()
    if left is not None:
        received = day - timedelta(days=arrived) if arrived is not None else None
        rooms.notices.mark_sent(key, day - timedelta(days=left), received)
    stage.window.show_page("notices", key)
    stage.rest()


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


def _dispute(stage: Stage) -> None:
    shown: Any = stage.window.page
    shown.acts.ask_dispute()
    shown.acts.dialog.about.setText(ABOUT)
    stage.application.actions.dialog = shown.acts.dialog


def _menu(stage: Stage) -> None:
    button = stage.window.page.acts.button  # type: ignore[union-attr]
    button.menu().popup(button.mapToGlobal(button.rect().bottomLeft()))


def notice_scenes() -> tuple[Scene, ...]:
    """All of them."""
    p = partial(partial, letters)
    return (
        Scene("notices-sent", p(then=_sent)),
        Scene("notices-sent-received", p(then=_received)),
        Scene("notices-sent-in-time", p(then=_in_time)),
        Scene("notices-new-letter", p(then=_menu)),
        Scene("dialog-notices-mark-sent", p(then=_mark)),
        Scene("dialog-notices-receipt", p(then=_receipt)),
        Scene("dialog-notices-dispute", p(then=_dispute)),
    )
