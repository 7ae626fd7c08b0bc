"""The terms page in every state: reader, places found, dialogs, documents from files."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from app.storage.opening import open_mirror
from tests.screens.scenes import DAMAGED, OFFLINE, SYNCING, Scene, page
from tests.screens.stage import Stage
from tests.screens.world import Station, World

NEWEST = "terms-2026-09"
OLDER = "terms-2025-03"
SUPPORT = "support-2026-01"
PROSE = """This letter records what we agreed on the telephone about the use of the products.

You may use the products in both of your plants until the end of March. Nothing is charged for it.

We ask you to tell us by the middle of March whether you want to go on.
"""
LETTER = """MASTER SERVICES ADDENDUM

1. Scope
This addendum goes before the general terms for the orders it names, see Section 9.

2. Renewal
2.1 The subscription renews for one year unless the customer cancels in writing at least 45 days
before the term ends.
2.2 Nothing in this addendum limits https://kestrane.example/legal as published.

3. Audit
The vendor gives 20 days' notice of an audit, which is held during normal business hours.

4. Breach
A material breach that is not cured within 30 days of written notice ends this addendum.
"""


def at_rest(stage: Stage) -> Any:
    """The page, when its jobs are over, the long ones too."""
    shown: Any = stage.window.page
    stage.rest()
    stage.until(lambda: shown.opener.marked is not None, "what is marked in the text")
    stage.rest()
    return shown


def show_dialog(stage: Stage, shown: Any) -> None:
    """The dialog that the page opened is the one to be photographed."""
    stage.until(lambda: shown.acts.dialog is not None, "the dialog")
    stage.application.actions.dialog = shown.acts.dialog


def _read(stage: Stage) -> None:
    at_rest(stage)


def _compare(stage: Stage) -> None:
    shown = at_rest(stage)
    stage.until(lambda: shown.comparing.shown is not None, "the comparison")


def _find(stage: Stage) -> None:
    shown = at_rest(stage)
    shown.desk.bar.field.setText("renew")
    stage.until(lambda: bool(shown.desk.finder.places), "the places found")


def _find_everywhere(stage: Stage) -> None:
    shown = at_rest(stage)
    shown.desk.bar.everywhere.setChecked(True)
    shown.desk.bar.field.setText("renew")
    stage.wait(200)
    stage.rest()


def _find_nothing(stage: Stage) -> None:
    shown = at_rest(stage)
    shown.desk.bar.everywhere.setChecked(True)
    shown.desk.bar.field.setText("xyzzy")
    stage.wait(200)
    stage.rest()


def _tab(stage: Stage, key: str) -> None:
    shown = at_rest(stage)
    shown.desk.want_pane(True)
    shown.desk.side.turn_to(key)


def _menu(stage: Stage) -> None:
    shown = at_rest(stage)
    shown.desk.reader.dots.click()


def _accept(stage: Stage) -> None:
    shown = at_rest(stage)
    need = shown.offers.library.needs[0]
    shown.open(need.version_id)
    stage.rest()
    shown.offers.accept()
    show_dialog(stage, shown)


def _object(stage: Stage) -> None:
    shown = at_rest(stage)
    shown.offers.object_to_it()
    show_dialog(stage, shown)


def _compare_dialog(stage: Stage) -> None:
    shown = at_rest(stage)
    shown.offers.compare()
    show_dialog(stage, shown)


def _remind(stage: Stage) -> None:
    shown = at_rest(stage)
    shown.offers.remind(shown.desk.reader.current)
    show_dialog(stage, shown)


def _open_file(stage: Stage, text: str = LETTER) -> Any:
    shown = at_rest(stage)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "Addendum 2026.txt"
        path.write_text(text, encoding="utf-8")
        shown.acts.open_file(path)
        stage.until(lambda: shown.acts.dialog is not None, "the proposed values")
    return shown


def _local(stage: Stage) -> None:
    shown = _open_file(stage)
    shown.acts.dialog.reject()
    stage.rest()


def _unnumbered(stage: Stage) -> None:
    shown = _open_file(stage, PROSE)
    shown.acts.dialog.reject()
    shown.desk.want_pane(True)
    shown.desk.side.turn_to("notes")
    stage.rest()


def _proposals(stage: Stage) -> None:
    shown = _open_file(stage)
    show_dialog(stage, shown)


def _attach(stage: Stage) -> None:
    shown = _open_file(stage)
    shown.acts.dialog.reject()
    stage.rest()
    shown.offers.act("attach")
    stage.rest()
    show_dialog(stage, shown)


def _fails(stage: Stage) -> None:
    stage.window.page._failed(DAMAGED)  # type: ignore[union-attr]


def _wait(stage: Stage) -> None:
    stage.wait(600)


@contextmanager
def _text_state(
    world: World, qt: Any, *, state: str, then: Callable[[Stage], object] = _read, **options: Any
) -> Iterator[Stage]:
    """A version whose text is in this state, as the store has it; afterwards it is as before."""
    _set_state(world.filled, state)
    try:
        with page(world, qt, key="terms", part=SUPPORT, then=then, **options) as stage:
            yield stage
    finally:
        _set_state(world.filled, "trusted")


def _set_state(station: Station, state: str) -> None:
    assert station.profile is not None
    assert station.keys is not None
    path = station.places.profiles / station.profile.id / "mirror.db"
    mirror = open_mirror(path, station.keys.mirror)
    try:
        with mirror.write() as tx:
            tx.execute("UPDATE terms_text SET state = ? WHERE document_id = ?", (state, SUPPORT))
    finally:
        mirror.close()


def _wait_for_it(stage: Stage) -> None:
    shown: Any = stage.window.page
    stage.until(lambda: shown.opener.version_id == SUPPORT, "the version")


def terms_scenes() -> tuple[Scene, ...]:
    """All of them."""
    p = partial(partial, page, key="terms")
    return (
        Scene("terms", p(part=f"{NEWEST}#7.2", then=_read), quick=True),
        Scene("terms-compare", p(part=f"compare:{OLDER}:{NEWEST}", then=_compare), quick=True),
        Scene("terms-find", p(part=NEWEST, then=_find)),
        Scene("terms-find-everywhere", p(part=NEWEST, then=_find_everywhere)),
        Scene("terms-find-nothing", p(part=NEWEST, then=_find_nothing)),
        Scene("terms-definitions", p(part=NEWEST, then=lambda s: _tab(s, "definitions"))),
        Scene("terms-notes", p(part=NEWEST, then=lambda s: _tab(s, "notes"))),
        Scene("terms-menu", p(part=f"{NEWEST}#7.2", then=_menu)),
        Scene("terms-untrusted", partial(_text_state, state="untrusted")),
        Scene("terms-not-fetched", partial(_text_state, state="missing", then=_wait_for_it)),
        Scene("terms-local", p(then=_local)),
        Scene("terms-unnumbered", p(then=_unnumbered)),
        Scene("terms-empty", p(station="fresh")),
        Scene("terms-loading", p(station="fresh", answers=SYNCING, then=_wait)),
        Scene("terms-never-fetched", p(station="fresh", answers=OFFLINE)),
        Scene("terms-offline", p(answers=OFFLINE, then=_read)),
        Scene("terms-error", p(then=_fails)),
        Scene("dialog-terms-accept", p(then=_accept)),
        Scene("dialog-terms-objection", p(part=NEWEST, then=_object)),
        Scene("dialog-terms-compare", p(part=NEWEST, then=_compare_dialog)),
        Scene("dialog-terms-remind", p(part=f"{NEWEST}#7.2", then=_remind)),
        Scene("dialog-terms-proposals", p(then=_proposals)),
        Scene("dialog-terms-attach", p(then=_attach)),
    )
