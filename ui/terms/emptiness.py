"""Why there is nothing to read, and the next step: no documents, no text yet, offline, no right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.base.text import _
from app.terms.model import TextState, Version
from ui.kit.icons import Icon
from ui.kit.states import EmptyState, Skeleton, no_permission_state, offline_state
from ui.kit.theme import Theme
from ui.page import Standing
from ui.terms.phrases import version_words

_ROWS = 14


def no_documents(
    theme: Theme,
    standing: Standing,
    vendor: str,
    *,
    permitted: bool,
    sync: Callable[[], object],
    open_local: Callable[[], object],
) -> QWidget:
    """The profile has no document of the terms."""
    if standing.syncing:
        return Skeleton(theme, _ROWS)
    if not permitted:
        state = no_permission_state(
            theme,
            _("You may not read the terms"),
            _(
                "{vendor} lets other people of your account do so. Whoever administers the account "
                "can give you the permission. A document of your own can be opened all the same."
            ).format(vendor=vendor),
            action=_("Open a local document…"),
        )
        _act(state, open_local)
        return state
    if standing.offline and standing.synced_at is None:
        state = offline_state(
            theme,
            _("The portal cannot be reached"),
            _("No terms were fetched yet. Once they are, they stay readable offline."),
            action=_("Try again"),
        )
        _act(state, sync)
        return state
    state = EmptyState(
        theme,
        Icon.TERMS,
        _("No terms yet"),
        _(
            "The vendor's documents appear here with the next synchronization. You can also open a "
            "document of your own: text, Markdown, HTML or PDF."
        ),
        primary=_("Sync now"),
        secondary=_("Open a local document…"),
    )
    if state.primary:
        state.primary.clicked.connect(lambda _on=False: sync())
    _act(state, open_local)
    return state


def no_text(
    theme: Theme, version: Version, standing: Standing, sync: Callable[[], object]
) -> QWidget:
    """The version is known, and its text is not here."""
    name = f"{version.title}, {version_words(version)}"
    if version.text_state is TextState.NOT_OFFERED:
        return EmptyState(
            theme,
            Icon.FILE,
            _("The portal offers no text of this version"),
            _("{name} is known by its date only. Ask the vendor for the text; it can be opened "
              "here as a local document.").format(name=name),
        )  # fmt: skip
    if standing.syncing:
        return Skeleton(theme, _ROWS)
    if standing.offline:
        state = offline_state(
            theme,
            _("The text is not here yet"),
            _("{name} was not fetched before the portal became unreachable.").format(name=name),
            action=_("Try again"),
        )
    else:
        state = EmptyState(
            theme,
            Icon.DOWNLOAD,
            _("The text is not here yet"),
            _("The text of {name} comes with the next synchronization.").format(name=name),
            secondary=_("Sync now"),
        )
    _act(state, sync)
    return state


def _act(state: EmptyState, act: Callable[[], object]) -> None:
    if state.secondary:
        state.secondary.clicked.connect(lambda _on=False: act())
