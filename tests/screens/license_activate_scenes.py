"""Activation, step by step: the situation, a batch, this computer as an isolated host."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from app.licenses.batches.model import Collected, Unread
from app.licenses.this_host.host import ThisHost
from app.services.rooms import Rooms
from tests.screens.license_world import carried_folder, host_folder
from tests.screens.scenes import DAMAGED, OFFLINE, Scene, page
from tests.screens.stage import Stage
from tests.screens.world import World
from ui.licenses.activate.here_words import HereStep
from ui.licenses.activate.steps import CarryStep

HAMBURG, BREMEN = "Hamburg 7", "Bremen, hall 2"
UNREAD = Collected(
    added=3,
    known=1,
    unread=(
        Unread("old.json", "This is not a request file that can be used",
               "It does not say that it holds requests.",
               "Write it again on the host with “counterpart license request”."),
        Unread("kiel.json", "This is not a request file that can be used",
               "It was made by a newer version of this program; use that one here too.",
               "Write it again on the host with “counterpart license request”."),
    ),
)  # fmt: skip


@contextmanager
def own_folder() -> Iterator[None]:
    """A folder of this computer as a host that is gone afterwards."""
    folder = tempfile.mkdtemp(prefix="cp-host-")
    before = os.environ.get("COUNTERPART_HOST_STATE")
    os.environ["COUNTERPART_HOST_STATE"] = str(Path(folder) / "host")
    try:
        yield
    finally:
        if before is None:
            del os.environ["COUNTERPART_HOST_STATE"]
        else:
            os.environ["COUNTERPART_HOST_STATE"] = before
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def activating(
    world: World, qt: Any, *, then: Callable[[Stage], object] | None = None, **options: Any
) -> Iterator[Stage]:
    """The tab, with a folder of this computer's own."""
    with (
        own_folder(),
        page(world, qt, key="licenses", part="activate", then=then, **options) as stage,
    ):
        yield stage


def tab(stage: Stage) -> Any:
    """The tab that is shown, at rest."""
    stage.rest()
    return stage.window.page.current  # type: ignore[union-attr]


def rooms_of(stage: Stage) -> Rooms:
    """The rooms of the open profile."""
    rooms = stage.application.desk.rooms
    assert rooms is not None
    return rooms


def batch_id(stage: Stage, name: str) -> str:
    """The batch called so."""
    return next(one.id for one in rooms_of(stage).licenses.batches() if one.name == name)


def carry(stage: Stage, name: str, step: CarryStep, host: str = "") -> Any:
    """A batch at a step, with a host selected."""
    shown = tab(stage)
    shown.show_batch(batch_id(stage, name))
    stage.rest()
    shown.carry.go(step)
    if host:
        model = shown.carry.hosts.model
        row = next(at for at in range(model.rowCount()) if model.at(at).host_name == host)
        shown.carry.hosts.table.select_row(row)
    stage.rest()
    return shown.carry


def _at(name: str, step: CarryStep, host: str = "") -> Callable[[Stage], object]:
    return lambda stage: carry(stage, name, step, host)


def _collected(stage: Stage) -> None:
    view = carry(stage, HAMBURG, CarryStep.COLLECT)
    view.acts.collected.emit(UNREAD)


def _unread(stage: Stage) -> None:
    _collected(stage)
    view = tab(stage).carry
    view.asks.unread(UNREAD.unread)
    stage.application.actions.dialog = view.asks.dialog


def _no_hosts(stage: Stage) -> None:
    rooms = rooms_of(stage)
    name = rooms.licenses.new_batch("Kiel")
    shown = tab(stage)
    shown.show_batch(name)
    stage.rest()
    rooms.licenses.remove_batch(name)


def _lost(stage: Stage) -> None:
    shown = tab(stage)
    shown.show_batch(batch_id(stage, HAMBURG))
    stage.rest()
    shown.carry.acts.lost.emit(DAMAGED)


def _asking(stage: Stage, what: str) -> None:
    view = carry(stage, HAMBURG, CarryStep.OUT, "ham-hist-02")
    match what:
        case "new":
            view.asks.new(stage.application.desk.clock.now())
        case "expected":
            view.asks.expected()
        case "file":
            view.asks.file()
        case _:
            host = next(one for one in view.reading.batch.hosts if one.host_name == what)
            view.asks.host(host)
    stage.application.actions.dialog = view.asks.dialog


def here(stage: Stage, step: HereStep = HereStep.ASK) -> Any:
    """This computer, at a step."""
    shown = tab(stage)
    shown.show_here(step)
    stage.rest()
    return shown.here


def _ask(stage: Stage) -> Any:
    view = here(stage)
    view.ask.choice.set_value("lic-21877-1")
    stage.until(lambda: bool(view.ask.text), "the preview")
    stage.rest()
    return view


def _out(stage: Stage) -> Any:
    view = _ask(stage)
    view.acts.make(view.ask.wanted)
    stage.until(lambda: view.step is HereStep.OUT, "the request")
    stage.rest()
    return view


def _waiting(stage: Stage) -> None:
    ThisHost(clock=stage.application.desk.clock).make_request(
        "relay-gateway-eu", "lic-21877-1", "brn-gw-07"
    )
    tab(stage).show_situation()


def bring(stage: Stage, *, refused: bool = False) -> Any:
    """The answers that were carried back to this computer, and its folder of that time."""
    root = stage.application.folders.data.parent
    view = here(stage, HereStep.BRING)
    if host_folder(root).is_dir():
        shutil.copytree(host_folder(root), view.acts.host.folder, dirs_exist_ok=True)
    view.acts.look()
    view.acts.bring([carried_folder(root, refused=refused)])
    stage.until(lambda: view.acts.brought.answers is not None, "the answers")
    stage.rest()
    return view


def judge(stage: Stage, *, confirm: bool = True, refused: bool = False) -> Any:
    """What was brought, judged; with the vendor's key compared by somebody."""
    view = bring(stage, refused=refused)
    view.footer.primary.click()
    stage.until(lambda: view.judge.same is not None, "the key")
    if confirm:
        view.judge.same.click()
        stage.until(lambda: bool(view.acts.judgement.answers), "the verdict")
    stage.rest()
    return view


def _denied(stage: Stage) -> None:
    judge(stage, confirm=False).judge.differs.click()


def install(stage: Stage) -> Any:
    """A license put in place, with its receipt."""
    view = judge(stage)
    place = Path(view.acts.host.folder).parent / "license.lic"
    view.judge.target.setText(str(place))
    view.footer.primary.click()
    view.asks.dialog.accept()
    stage.until(lambda: view.carried is not None, "the receipt")
    stage.rest()
    return view


def _ask_install(stage: Stage) -> None:
    view = judge(stage)
    view.judge.target.setText("/opt/relay/license.lic")
    view.footer.primary.click()
    stage.application.actions.dialog = view.asks.dialog


def _remove(stage: Stage) -> None:
    view = install(stage)
    view.asks.remove(view.acts.facts.installed[0])
    stage.application.actions.dialog = view.asks.dialog


def _removed(stage: Stage) -> None:
    view = install(stage)
    view.acts.remove("lic-21877-1")
    stage.until(lambda: bool(view.acts.facts.removed), "the removal")


def _for_license(stage: Stage) -> None:
    stage.window.show_page("licenses", "activate:license:lic-21640-1")


def _ask_for_license(stage: Stage) -> None:
    _for_license(stage)
    stage.rest()
    view = tab(stage)
    view.situation.here.click()
    stage.until(lambda: bool(view.here.ask.text), "the preview")


def activate_scenes() -> tuple[Scene, ...]:
    """All of them."""
    p: Callable[..., Any] = partial
    a = partial(partial, activating)
    return (
        Scene("activate-situation", p(activating), quick=True),
        Scene("activate-license", a(then=_for_license)),
        Scene("activate-license-here", a(then=_ask_for_license)),
        Scene("activate-situation-waiting", a(then=_waiting)),
        Scene("activate-situation-empty", a(station="fresh")),
        Scene("activate-situation-problem",
              a(then=lambda s: tab(s).situation.show_problem(DAMAGED))),
        Scene("activate-collect", a(then=_at(HAMBURG, CarryStep.COLLECT))),
        Scene("activate-collected", a(then=_collected)),
        Scene("activate-collect-empty", a(then=_no_hosts)),
        Scene("activate-out", a(then=_at(HAMBURG, CarryStep.OUT, "ham-hist-02")), quick=True),
        Scene("activate-out-offline", a(then=_at(HAMBURG, CarryStep.OUT), answers=OFFLINE)),
        Scene("activate-back", a(then=_at(BREMEN, CarryStep.BACK))),
        Scene("activate-install", a(then=_at(BREMEN, CarryStep.INSTALL))),
        Scene("activate-receipts", a(then=_at(BREMEN, CarryStep.RECEIPTS))),
        Scene("activate-error", a(then=_lost)),
        Scene("activate-here-ask", a(then=_ask), quick=True),
        Scene("activate-here-typed", a(then=here, station="fresh")),
        Scene("activate-here-out", a(then=_out)),
        Scene("activate-here-bring", a(then=lambda s: here(s, HereStep.BRING))),
        Scene("activate-here-brought", a(then=bring)),
        Scene("activate-here-key", a(then=lambda s: judge(s, confirm=False))),
        Scene("activate-here-key-differs", a(then=_denied)),
        Scene("activate-here-judged", a(then=judge), quick=True),
        Scene("activate-here-refused", a(then=lambda s: judge(s, refused=True))),
        Scene("activate-here-installed", a(then=install)),
        Scene("activate-here-removed", a(then=_removed)),
        Scene("activate-here-none", a(then=lambda s: here(s, HereStep.RECEIPT))),
        Scene("dialog-activate-install", a(then=_ask_install)),
        Scene("dialog-activate-remove", a(then=_remove)),
        Scene("dialog-activate-new", a(then=lambda s: _asking(s, "new"))),
        Scene("dialog-activate-expected", a(then=lambda s: _asking(s, "expected"))),
        Scene("dialog-activate-host", a(then=lambda s: _asking(s, "ham-hist-02"))),
        Scene("dialog-activate-missing", a(then=lambda s: _asking(s, "kiel-gw-01"))),
        Scene("dialog-activate-file", a(then=lambda s: _asking(s, "file"))),
        Scene("dialog-activate-unread", a(then=_unread)),
    )  # fmt: skip
