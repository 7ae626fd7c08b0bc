"""Carrying for isolated computers, in the window: collected, checked, saved, shown as codes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.activation.qr.frames import Gathering
from app.activation.requests import read_set
from app.licenses.batches.model import HostStanding
from app.services.rooms import Rooms
from tests.screens.keyboard import in_tab_order, nameless
from tests.screens.license_activate_scenes import (
    BREMEN,
    HAMBURG,
    activating,
    batch_id,
    carry,
    rooms_of,
    tab,
)
from tests.screens.scenes import OFFLINE
from tests.screens.stage import Stage
from tests.screens.world import NOW, World
from tests.support.host_batches import asked, request_file
from ui.licenses.activate.steps import CarryStep
from ui.licenses.activate.tab import ActivateTab


@pytest.fixture
def stage(qapp: QApplication, world: World) -> Iterator[Stage]:
    with activating(world, qapp) as made:
        yield made


@pytest.fixture
def shown(stage: Stage) -> ActivateTab:
    found = tab(stage)
    assert isinstance(found, ActivateTab)
    return found


@pytest.fixture
def batch(stage: Stage, shown: ActivateTab) -> Iterator[str]:
    """A batch of this test alone, open at its first step; nothing of it is ever sent."""
    rooms = rooms_of(stage)
    name = rooms.licenses.new_batch("Kiel")
    shown.show_batch(name)
    stage.rest()
    yield name
    if any(one.id == name for one in rooms.licenses.batches()):
        rooms.licenses.remove_batch(name)


def standings(rooms: Rooms, batch: str) -> dict[str, HostStanding]:
    return {one.host_name: one.standing for one in rooms.licenses.batch(batch).hosts}


def words(widget: Any) -> str:
    return " | ".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / f"{name}.json").write_bytes(request_file(asked(name, NOW)))


def row_of(shown: ActivateTab, name: str) -> int:
    model = shown.carry.hosts.model
    return next(at for at in range(model.rowCount()) if model.cell(at, 0).text == name)


def test_the_situation_lists_what_is_under_way_and_resumes_it(
    stage: Stage, shown: ActivateTab, qtbot: QtBot
) -> None:
    said = words(shown.situation)
    assert "9 hosts · 4 need you" in said
    assert "5 hosts · 1 needs you · 1 done" in said
    shown.situation.batch_wanted.emit(batch_id(stage, HAMBURG))
    stage.rest()
    assert shown.carry.step is CarryStep.OUT
    assert shown.subtitle() == "You carry files for isolated computers"
    shown.show_part(batch_id(stage, BREMEN))
    stage.rest()
    assert shown.carry.step is CarryStep.RECEIPTS


def test_each_host_has_a_row_with_its_state_and_its_next_step(
    stage: Stage, shown: ActivateTab
) -> None:
    view = carry(stage, HAMBURG, CarryStep.OUT)
    model = view.hosts.model
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert isinstance(model, QAbstractItemModel)
    rows = [[model.cell(at, column).text for column in range(5)] for at in range(9)]
    assert rows[0] == [
        "ham-gw-01", "Relay Gateway EU", "24 Nov, 08:12", "In the set", "Ready to carry"
    ]  # fmt: skip
    assert [row[3:] for row in rows[5:]] == [
        ["Hardware changed", "Confirm"],
        ["Out of date", "Collect again"],
        ["Same as hist-01", "Give it an id"],
        ["No file yet", "Collect"],
    ]
    assert "5 requests travel in one file. The other 4 hosts hold up nothing." in words(view)


def test_what_crosses_is_taken_from_the_file_itself_and_follows_the_selection(
    stage: Stage, shown: ActivateTab
) -> None:
    view = carry(stage, HAMBURG, CarryStep.OUT, "ham-gw-03")
    data = view.reading.outgoing.files[0]
    sent = {one["host_name"]: one for one in read_set(data).requests}
    facts = dict(view.crossing.facts.facts)
    assert facts["request id"].startswith(sent["ham-gw-03"]["request_id"])
    assert "4 more hosts, same fields" in facts["…"]
    view.hosts.table.select_row(row_of(shown, "ham-gw-01"))
    assert dict(view.crossing.facts.facts)["host"].startswith("ham-gw-01")
    view.asks.file()
    assert view.asks.dialog.area.toPlainText() == data.decode()
    view.asks.dialog.reject()


def test_the_codes_beside_the_table_carry_exactly_the_request_file(
    stage: Stage, shown: ActivateTab
) -> None:
    view = carry(stage, HAMBURG, CarryStep.OUT)
    gathered = Gathering()
    for text in view.side.shower.deck.texts:
        gathered, _seen = gathered.with_part(text)
    assert gathered.complete
    assert gathered.data() == view.reading.outgoing.files[0]


def test_the_request_file_is_saved_as_it_is_shown(
    stage: Stage, shown: ActivateTab, tmp_path: Path, qtbot: QtBot
) -> None:
    view = carry(stage, HAMBURG, CarryStep.OUT)
    place = tmp_path / "set.json"
    with qtbot.waitSignal(shown.said, timeout=20_000):
        view.acts.save_requests(place)
    assert place.read_bytes() == view.reading.outgoing.files[0]
    with qtbot.waitSignal(shown.problem_met, timeout=20_000) as met:
        view.acts.save_requests(tmp_path / "nowhere" / "set.json")
    assert met.args[0].kept


def test_files_folders_and_expected_hosts_are_collected_and_the_bad_ones_explained(
    stage: Stage, shown: ActivateTab, batch: str, tmp_path: Path, qtbot: QtBot
) -> None:
    write(tmp_path, "kiel-1", "kiel-2")
    (tmp_path / "notes.txt").write_text("left alone")
    (tmp_path / "bad.json").write_text('{"format": "something else"}')
    acts = shown.carry.acts
    with qtbot.waitSignal(acts.collected, timeout=20_000) as told:
        shown.carry.collect.area.chosen.emit([tmp_path])
    assert (told.args[0].added, [one.name for one in told.args[0].unread]) == (2, ["bad.json"])
    stage.rest()
    acts.expect(["kiel-2", "kiel-3"])
    stage.rest()
    assert standings(rooms_of(stage), batch) == {
        "kiel-1": HostStanding.REQUESTED,
        "kiel-2": HostStanding.REQUESTED,
        "kiel-3": HostStanding.MISSING,
    }
    assert "1 file cannot be used. 2 hosts added." in words(shown.carry.collect)
    shown.carry.collect.unread_wanted.emit()
    assert shown.carry.asks.dialog is not None
    assert "bad.json" in words(shown.carry.asks.dialog)
    shown.carry.asks.dialog.reject()
    with qtbot.waitSignal(acts.collected, timeout=20_000) as again:
        acts.collect([tmp_path / "kiel-1.json"])
    assert (again.args[0].added, again.args[0].known) == (0, 1)


def test_files_are_dropped_on_the_area(
    stage: Stage, shown: ActivateTab, batch: str, tmp_path: Path, qtbot: QtBot
) -> None:
    write(tmp_path, "kiel-7")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "kiel-7.json"))])
    event = QDropEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    with qtbot.waitSignal(shown.carry.acts.collected, timeout=20_000):
        shown.carry.collect.area.dropEvent(event)
    stage.rest()
    assert "kiel-7" in standings(rooms_of(stage), batch)


def test_a_request_that_came_as_codes_is_collected(
    stage: Stage, shown: ActivateTab, batch: str, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(shown.carry.acts.collected, timeout=20_000):
        shown.carry.side.reader.completed.emit(request_file(asked("kiel-8", NOW)), "requests")
    stage.rest()
    assert standings(rooms_of(stage), batch) == {"kiel-8": HostStanding.REQUESTED}


def test_a_copied_host_goes_along_once_somebody_says_so_or_is_left_out(
    stage: Stage, shown: ActivateTab, batch: str, qtbot: QtBot
) -> None:
    rooms = rooms_of(stage)
    first, second = asked("kiel-1", NOW), asked("kiel-2", NOW, machine="kiel-1")
    rooms.licenses.collect(batch, [("1.json", request_file(first))])
    rooms.licenses.collect(batch, [("2.json", request_file(second))])
    shown.carry.acts.look()
    stage.rest()
    table = shown.carry.hosts.table
    copied = next(
        name for name, one in standings(rooms, batch).items() if one is HostStanding.DUPLICATE
    )
    table.setFocus()
    table.select_row(row_of(shown, copied))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    dialog: Any = shown.carry.asks.dialog
    assert "same machine id" in words(dialog)
    assert "systemd-machine-id-setup" in words(dialog)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    stage.rest()
    assert set(standings(rooms, batch).values()) == {HostStanding.REQUESTED}
    shown.carry.asks.host(shown.carry.reading.batch.hosts[0])  # type: ignore[union-attr]
    other: Any = shown.carry.asks.dialog
    qtbot.mouseClick(other.drop, Qt.MouseButton.LeftButton)
    stage.rest()
    assert len(standings(rooms, batch)) == 1


def test_a_batch_is_begun_named_and_removed_again(
    stage: Stage, shown: ActivateTab, qtbot: QtBot
) -> None:
    qtbot.mouseClick(shown.situation.carry, Qt.MouseButton.LeftButton)
    dialog: Any = shown.carry.asks.dialog
    assert dialog.field.text() == "Batch of 24 Nov 2026"
    dialog.field.setText("  ")
    dialog.go.click()
    assert dialog.row.has_error
    dialog.field.setText("Emden")
    dialog.area.setPlainText("emd-1, emd-2")
    with qtbot.waitSignal(shown.carry.acts.begun, timeout=20_000) as begun:
        dialog.go.click()
    stage.rest()
    assert shown.carry.step is CarryStep.COLLECT
    assert set(standings(rooms_of(stage), begun.args[0])) == {"emd-1", "emd-2"}
    shown.carry.asks.name()
    renaming: Any = shown.carry.asks.dialog
    renaming.field.setText("Emden, harbor")
    renaming.go.click()
    stage.rest()
    assert shown.carry.rail.title.text() == "Emden, harbor"
    shown.carry.asks.name()
    removing: Any = shown.carry.asks.dialog
    with qtbot.waitSignal(shown.carry.acts.removed, timeout=20_000):
        removing.remove_wanted.emit()
    removing.reject()
    stage.rest()
    assert "Emden, harbor" not in words(shown.situation)


def test_a_thousand_hosts_are_read_shown_and_filtered_smoothly(
    stage: Stage, shown: ActivateTab, batch: str, qtbot: QtBot
) -> None:
    rooms = rooms_of(stage)
    made = [asked(f"big-{at:04}", NOW) for at in range(1000)]
    rooms.licenses.collect(batch, [("all.json", request_file(*made))])
    with qtbot.waitSignal(shown.carry.acts.looked, timeout=20_000):
        shown.carry.acts.look()
    pane = shown.carry.hosts
    assert pane.model.rowCount() == 1000
    assert pane.field.isVisible()
    pane.field.setText("big-0777")
    assert pane.model.rowCount() == 1
    pane.field.setText("no such host")
    assert pane.model.rowCount() == 0
    assert "No host fits" in words(pane)
    pane.field.clear()
    shown.carry.go(CarryStep.OUT)
    assert "1000 requests travel in one file." in words(pane)
    assert "too much" in words(shown.carry.side)


def test_without_a_network_it_is_queued_and_said_so(qapp: QApplication, world: World) -> None:
    with activating(world, qapp, answers=OFFLINE) as stage:
        stage.until(lambda: stage.application.desk.standing.offline, "being offline")
        view = carry(stage, HAMBURG, CarryStep.OUT)
        assert view.footer.primary.text() == "Queue it; sent when online"
        assert view.footer.second.text() == "Save request file…"


def test_a_batch_that_cannot_be_read_says_why_and_leads_back(
    stage: Stage, shown: ActivateTab, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(shown.carry.acts.lost, timeout=20_000):
        shown.show_batch("no-such-batch")
    state: Any = shown.carry.stack.currentWidget()
    assert state.accessibleName()
    qtbot.mouseClick(state.secondary, Qt.MouseButton.LeftButton)
    assert shown.subtitle() == "Activate computers that have no connection"


@pytest.mark.parametrize("step", [step for step in CarryStep if step is not CarryStep.SITUATION])
def test_every_step_can_be_walked_by_keyboard_and_each_control_says_what_it_is(
    stage: Stage, shown: ActivateTab, step: CarryStep
) -> None:
    view = carry(stage, BREMEN, step)
    controls = [one for one in in_tab_order(stage.window) if view.isAncestorOf(one)]
    assert view.hosts.table in controls
    assert view.footer.back in controls
    assert not nameless(controls)


def test_the_tab_opens_again_where_it_was_left(stage: Stage, shown: ActivateTab) -> None:
    memory = shown._memory
    shown.show_part("here")
    stage.rest()
    assert memory["activate.where"] == "here"
    assert shown.subtitle() == "This computer is isolated"
    shown.show_part("situation")
    assert memory["activate.where"] == ""
