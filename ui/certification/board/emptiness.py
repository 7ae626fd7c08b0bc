"""Why the board is empty: nothing asked yet, never fetched, or not allowed."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from app.base.text import _
from ui.kit.buttons import Button, ButtonKind
from ui.kit.cards import Entry
from ui.kit.icons import Icon
from ui.kit.states import EmptyState, Skeleton, no_permission_state, offline_state
from ui.kit.theme import Theme
from ui.page import Standing


class Ways(NamedTuple):
    """What can be done where there is nothing to show; each takes no argument."""

    rehearse: Callable[[], object]
    note: Callable[[], object]
    check: Callable[[], object]
    sync: Callable[[], object]


def why_empty(theme: Theme, standing: Standing, vendor: str, *, may: bool, ways: Ways) -> QWidget:
    """What the board says instead of standing empty."""
    if not may:
        state = may_not(theme)
        if state.secondary:
            state.secondary.clicked.connect(ways.check)
    elif standing.offline and standing.synced_at is None:
        state = never_fetched(theme)
        if state.secondary:
            state.secondary.clicked.connect(ways.sync)
    elif standing.syncing and standing.synced_at is None:
        return Skeleton(theme, 10)
    else:
        state, check = first_use(theme, vendor)
        check.clicked.connect(ways.check)
        if state.primary and state.secondary:
            state.primary.clicked.connect(ways.rehearse)
            state.secondary.clicked.connect(ways.note)
    return state


def first_use(theme: Theme, vendor: str) -> tuple[EmptyState, Button]:
    """Nobody asked yet; the button among the two that checks a certificate."""
    state = EmptyState(
        theme,
        Icon.CERTIFICATION,
        _("No certification yet"),
        _("Requests to certify and audits that {vendor} announces appear here with their clock. A"
          " dress rehearsal shows today what you would certify, and is never sent.").format(
              vendor=vendor),
        primary=_("Start a rehearsal"),
        secondary=_("Note a request…"),
    )  # fmt: skip
    check = Button(theme, _("Check"), ButtonKind.QUIET, small=True, name=_("Check a certificate"))
    state.add_entry(
        Entry(
            theme, Icon.SHIELD, _("Check a certificate"),
            _("Who signed it, when, and whether anything was changed since"),
            trailing=(check,),
        )
    )  # fmt: skip
    return state, check


def never_fetched(theme: Theme) -> EmptyState:
    """Offline before anything came."""
    return offline_state(
        theme,
        _("Requests cannot be fetched"),
        _("The portal cannot be reached, and nothing was fetched before. A rehearsal and a request"
          " noted by hand work all the same."),
        action=_("Try again"),
    )  # fmt: skip


def may_not(theme: Theme) -> EmptyState:
    """The signed-in person may not certify."""
    return no_permission_state(
        theme,
        _("You may not see requests to certify"),
        _("Your account has not granted you the permission “certification”. Whoever manages it at"
          " your company can. Any certificate can be checked without it."),
        action=_("Check a certificate…"),
    )  # fmt: skip
