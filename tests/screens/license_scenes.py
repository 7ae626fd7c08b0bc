"""The licenses page: licenses, machines and the history of files, in every state."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from app.licenses.view_model import HostedBy
from tests.screens.scenes import DAMAGED, OFFLINE, SYNCING, Scene, page
from tests.screens.stage import Stage

LICENSE = "lic-20655-1"


def tab(stage: Stage) -> Any:
    """The tab that is shown, at rest."""
    shown: Any = stage.window.page
    stage.rest()
    return shown.current


def _fails(stage: Stage) -> None:
    tab(stage)._failed(DAMAGED)


def _filtered(stage: Stage) -> None:
    shown = tab(stage)
    shown.list.field.setText("relay")
    shown.ending.setChecked(True)


def _nothing(stage: Stage) -> None:
    tab(stage).list.field.setText("nothing is called so")


def _machine(stage: Stage) -> Any:
    shown = tab(stage)
    found = shown.list.rows
    rooms = stage.application.desk.rooms
    assert rooms is not None
    views = rooms.licenses.views
    views.note_host(found[0].fingerprint, HostedBy.PROVIDER, "Ulm Data Center GmbH")
    views.note_host(found[1].fingerprint, HostedBy.AFFILIATE, "Brennholt Linz")
    views.note_host(found[2].fingerprint, HostedBy.SELF)
    shown.refresh(frozenset())
    stage.rest()
    stage.window.show_page("licenses", f"machines:{found[0].id}")
    stage.rest()
    return shown


def _asking(stage: Stage) -> None:
    shown = _machine(stage)
    shown.ask_host(shown.list.rows[1])
    stage.application.actions.dialog = shown.dialog


def _moving(stage: Stage) -> None:
    shown = _machine(stage)
    shown.explain_moving(shown.list.rows[0])
    stage.application.actions.dialog = shown.dialog


def license_scenes() -> tuple[Scene, ...]:
    """All of them."""
    p: Callable[..., Any] = partial
    key = {"key": "licenses"}
    return (
        Scene("licenses", p(page, **key, part=f"licenses:{LICENSE}"), quick=True),
        Scene("licenses-list", p(page, **key, part="licenses")),
        Scene("licenses-free", p(page, **key, part="licenses:lic-21640-1")),
        Scene("licenses-filtered", p(page, **key, part="licenses", then=_filtered)),
        Scene("licenses-no-results", p(page, **key, part="licenses", then=_nothing)),
        Scene("licenses-empty", p(page, **key, part="licenses", station="fresh")),
        Scene("licenses-loading", p(page, **key, part="licenses", station="fresh", answers=SYNCING)),
        Scene("licenses-never-fetched", p(page, **key, part="licenses", station="fresh",
                                          answers=OFFLINE)),
        Scene("licenses-offline", p(page, **key, part="licenses", answers=OFFLINE)),
        Scene("licenses-no-permission", p(page, **key, part="licenses", station="reader")),
        Scene("licenses-error", p(page, **key, part="licenses", then=_fails)),
        Scene("machines", p(page, **key, part="machines", then=_machine), quick=True),
        Scene("machines-empty", p(page, **key, part="machines", station="fresh")),
        Scene("machines-no-permission", p(page, **key, part="machines", station="reader")),
        Scene("machines-no-results", p(page, **key, part="machines", then=_nothing)),
        Scene("machines-error", p(page, **key, part="machines", then=_fails)),
        Scene("machines-host", p(page, **key, part="machines", then=_asking)),
        Scene("machines-move", p(page, **key, part="machines", then=_moving)),
    )  # fmt: skip
