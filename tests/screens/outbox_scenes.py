"""The outbox: what waits in every state, what was sent, nothing, offline, and before discarding."""

from __future__ import annotations

from functools import partial
from typing import Any

from tests.screens.scenes import OFFLINE, Scene, page
from tests.screens.stage import Stage


def _choose(stage: Stage, row: int, *, sent: bool = False) -> None:
    shown: Any = stage.window.page
    tab = shown.sent if sent else shown.waiting
    tab.table.select_row(row)


def _sent(stage: Stage) -> None:
    _choose(stage, 0, sent=True)


def _discard(stage: Stage) -> None:
    _choose(stage, 0)
    stage.rest()
    shown: Any = stage.window.page
    shown.waiting.pane.discard.click()
    stage.application.actions.dialog = shown.acts.dialog


def outbox_scenes() -> tuple[Scene, ...]:
    """All of them."""
    p = partial(partial, page, key="outbox")
    return (
        Scene("outbox", p(then=lambda s: _choose(s, 0)), quick=True),
        Scene("outbox-list", p()),
        Scene("outbox-queued", p(then=lambda s: _choose(s, 1))),
        Scene("outbox-offline", p(answers=OFFLINE, then=lambda s: _choose(s, 1))),
        Scene("outbox-sent", p(part="sent", then=_sent)),
        Scene("outbox-empty", p(station="fresh")),
        Scene("outbox-sent-empty", p(station="fresh", part="sent")),
        Scene("outbox-discard", p(then=_discard)),
    )
