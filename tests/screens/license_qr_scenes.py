"""Codes on the activation page: shown large, and read from pictures, with all that goes wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from typing import Any

from app.activation.qr.frames import frames
from app.licenses.qr.harvest import Harvest
from tests.screens.license_activate_scenes import BREMEN, HAMBURG, activating, carry
from tests.screens.scenes import Scene
from tests.screens.stage import Stage
from ui.licenses.activate.steps import CarryStep
from ui.licenses.qr.full import QrFullScreen


def content(name: str, size: int) -> bytes:
    """Bytes that are the same each time and do not compress."""
    blocks = (hashlib.sha256(f"{name} {at}".encode()).digest() for at in range(size // 32 + 1))
    return b"".join(blocks)[:size]


def _read(stage: Stage, *, whole: bool = False, many: bool = False) -> None:
    """What a person sees after some photos."""
    view = carry(stage, HAMBURG, CarryStep.COLLECT)
    texts = frames(content("receipts", 525 * (22 if many else 6) - 40), "receipts")
    found = Harvest()
    if whole:
        found = found.with_texts("IMG_0412.jpg", texts)
    else:
        other = frames(content("other", 900), "requests")
        found = found.with_texts("IMG_0412.jpg", (*texts[:2], texts[3], "a menu"))
        found = found.with_texts("IMG_0413.jpg", (), blurred=True)
        found = found.with_texts("IMG_0414.jpg", other[:1])
    reader = view.side.reader
    reader.blockSignals(True)
    reader._read(found)
    reader.blockSignals(False)
    stage.rest()


def _full(stage: Stage) -> None:
    view = carry(stage, BREMEN, CarryStep.BACK)
    window = QrFullScreen(stage.application.theme, view.side.shower.deck, parent=stage.window)
    window.resize(stage.window.size())
    window.show()
    stage.application.actions.dialog = window


def _too_much(stage: Stage) -> None:
    view = carry(stage, BREMEN, CarryStep.BACK)
    view.side.shower.show_data(content("too much", 525 * 620), "bundle", "Bremen")


def qr_scenes() -> tuple[Scene, ...]:
    """All of them."""
    a: Callable[..., Any] = partial(partial, activating)
    return (
        Scene("qr-read-some", a(then=_read)),
        Scene("qr-read-many", a(then=partial(_read, many=True))),
        Scene("qr-read-whole", a(then=partial(_read, whole=True))),
        Scene("qr-show", a(then=lambda s: carry(s, BREMEN, CarryStep.BACK))),
        Scene("qr-show-too-much", a(then=_too_much)),
        Scene("qr-full", a(then=_full)),
    )
