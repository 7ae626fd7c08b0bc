"""The support page in every state: requests, a thread, the form, what was found, the dialogs."""

from __future__ import annotations

from functools import partial
from typing import Any

from tests.screens.scenes import Scene, page
from tests.screens.stage import Stage


def _thread(stage: Stage) -> None:
    shown: Any = stage.window.page
    stage.window.show_page("support", f"request:{shown.requests.board.cards[0].id}")


def support_scenes() -> tuple[Scene, ...]:
    """All of them."""
    p = partial
    return (
        Scene("support", p(page, key="support"), quick=True),
        Scene("support-thread", p(page, key="support", then=_thread), quick=True),
    )
