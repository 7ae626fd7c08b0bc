"""The table of a batch: a row a host, sorted and filtered here, painted by the kit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from app.base.text import _
from app.licenses.batches.model import HELD_BACK, BatchHost, HostStanding
from ui.kit.cells import Cell, Column
from ui.kit.tokens import Token
from ui.licenses.activate.looks import NOTHING, collected_words, look_of, next_of

NEXT = "next"
_ORDER = {standing: place for place, standing in enumerate(HostStanding)}
_NEVER = datetime.max.replace(tzinfo=UTC)


def columns() -> tuple[Column, ...]:
    """Host, product, collected, state and the next step; the host's name takes the rest."""
    states = "\n".join((_("Hardware changed"), _("Same as another"), _("Receipt seen")))
    steps = "\n".join((_("Wait for vendor"), _("Give it an id"), _("Ready to carry")))
    return (
        Column("host", _("Host"), stretch=True, least=96),
        Column("product", _("Product"), sample="Relay Gateway EU", narrow=False),
        Column("collected", _("Collected"), sample=_("24 Nov, 08:26"), narrow=False),
        Column("state", _("State"), sample=states, icon=True),
        Column(NEXT, _("Next step"), sample=steps, sortable=False),
    )


def cells_at(now: Callable[[], datetime]) -> Callable[[BatchHost], tuple[Cell, ...]]:
    """What makes the cells of a host."""

    def cells(host: BatchHost) -> tuple[Cell, ...]:
        look, step = look_of(host), next_of(host)
        weight = 500 if host.standing in HELD_BACK - {HostStanding.MISSING} else 400
        return (
            Cell(host.host_name or NOTHING, weight=500),
            Cell(host.product_name or host.product_id or NOTHING),
            Cell(collected_words(host, now())),
            Cell(look.words, look.icon, look.tone, icon_tone=look.icon_tone, weight=weight),
            Cell(
                step.words,
                tone=Token.ACCENT if step.key else Token.TEXT2,
                weight=500 if step.key else 400,
                link=bool(step.key),
            ),
        )

    return cells


def arranged(
    hosts: Sequence[BatchHost], text: str, *, held_only: bool, sort: tuple[str, bool]
) -> list[BatchHost]:
    """The hosts that hold every word of `text`, in the order asked for.

    Unsorted, those that go along come first and those that somebody has to look at follow.
    """
    words = text.casefold().split()
    fitting = [
        one
        for one in hosts
        if (not held_only or one.standing in HELD_BACK)
        and all(word in _said(one) for word in words)
    ]
    key, descending = sort
    match key:
        case "host":
            fitting.sort(key=lambda one: one.host_name.casefold(), reverse=descending)
        case "product":
            fitting.sort(key=lambda one: one.product_name.casefold(), reverse=descending)
        case "collected":
            fitting.sort(key=lambda one: one.collected_at or _NEVER, reverse=descending)
        case "state":
            fitting.sort(key=lambda one: _ORDER[one.standing], reverse=descending)
        case _:
            fitting.sort(key=_natural)
    return fitting


def _natural(host: BatchHost) -> tuple[int, str]:
    if host.standing is HostStanding.MISSING:
        return 2, host.host_name.casefold()
    return int(host.standing in HELD_BACK), host.host_name.casefold()


def _said(host: BatchHost) -> str:
    look = look_of(host).words
    words = (host.host_name, host.product_name, host.product_id, host.license_id, look)
    return " ".join(words).casefold()
