"""The licenses page: use against scope, machines and who hosts them, files read, their history."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.licenses.views.model import Act, HostedBy, LicenseStanding, MachineView
from tests.screens.scenes import DAMAGED
from tests.screens.stage import Stage
from tests.screens.world import World
from tests.support.license_issuer import Issuer, payload
from ui.kit.buttons import Button, LinkButton
from ui.kit.states import EmptyState
from ui.licenses.files.dialog import FilesDialog
from ui.licenses.history.pane import as_text
from ui.licenses.history.tab import HistoryTab
from ui.licenses.machines.moving import LostDialog
from ui.licenses.machines.tab import MachinesTab
from ui.licenses.owned.tab import LicensesTab
from ui.licenses.page import LicensesPage

FULL = "lic-20655-1"
BUSY = "lic-21640-1"


@pytest.fixture
def stage(qapp: QApplication, world: World) -> Iterator[Stage]:
    with Stage(qapp, world.filled, page="licenses") as made:
        made.window.show_page("licenses", "licenses")
        made.rest()
        yield made


@pytest.fixture
def page(stage: Stage) -> LicensesPage:
    shown = stage.window.page
    assert isinstance(shown, LicensesPage)
    return shown


@pytest.fixture
def licenses(page: LicensesPage) -> LicensesTab:
    tab = page.current
    assert isinstance(tab, LicensesTab)
    return tab


@pytest.fixture
def machines(stage: Stage, page: LicensesPage) -> MachinesTab:
    stage.window.show_page("licenses", "machines")
    stage.rest()
    tab = page.current
    assert isinstance(tab, MachinesTab)
    return tab


@pytest.fixture
def hosted(stage: Stage, machines: MachinesTab) -> Iterator[MachineView]:
    """A machine of which nobody said who hosts it; what is said is forgotten after the test."""
    one = next(m for m in machines.list.rows if m.hosted_by is HostedBy.UNKNOWN)
    yield one
    rooms = stage.application.desk.rooms
    assert rooms is not None
    rooms.licenses.views.note_host(one.fingerprint, HostedBy.UNKNOWN)


def said(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def state_of(tab: LicensesTab | MachinesTab | HistoryTab) -> EmptyState:
    found = tab.list.stack.currentWidget()
    assert isinstance(found, EmptyState)
    return found


def test_a_hidden_tab_hears_that_all_may_have_changed_whatever_follows(
    stage: Stage, page: LicensesPage, machines: MachinesTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[frozenset[str]] = []
    monkeypatch.setattr(machines, "refresh", heard.append)
    page.show_part("licenses")
    page.refresh(frozenset())
    page.refresh(frozenset({"order"}))
    assert heard == []
    page.show_part("machines")
    assert heard == [frozenset()]


def test_each_license_says_how_much_of_it_is_used(licenses: LicensesTab) -> None:
    row = licenses.list.model.row_of(BUSY)
    cell = licenses.list.model.cell(row, 3)
    assert cell.text == "24 of 30"
    assert cell.share == pytest.approx(0.8)
    full = licenses.list.model.row_of(FULL)
    assert licenses.list.model.cell(full, 2).text == "All in use"
    assert "2027, 23:59 CET" in licenses.list.model.cell(full, 4).text


def test_a_license_opens_with_scope_ends_order_and_machines(
    stage: Stage, licenses: LicensesTab, qtbot: QtBot
) -> None:
    stage.window.show_page("licenses", f"licenses:{FULL}")
    stage.rest()
    words = said(licenses.pane)
    assert {"6 of 6", "Stated by the order line", "6 production instances", FULL} <= set(words)
    assert any(word.startswith("Tue 2 Mar 2027, 23:59 ") for word in words)
    assert "Every instance is in use; a further host is refused" in words
    link = next(one for one in licenses.pane.findChildren(LinkButton) if one.text() == "KO-20655")
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    stage.rest()
    assert stage.window.current == "orders"


def test_words_and_chips_narrow_the_list_and_are_taken_back_in_one_go(
    licenses: LicensesTab, qtbot: QtBot
) -> None:
    whole = licenses.list.shown
    qtbot.keyClicks(licenses.list.field, "relay")
    some = licenses.list.shown
    assert 0 < some < whole
    licenses.ending.setChecked(True)
    assert 0 < licenses.list.shown < some
    licenses.standing.set_value(LicenseStanding.FULL.value)
    assert licenses.list.shown == 0
    state = state_of(licenses)
    assert state.secondary
    qtbot.mouseClick(state.secondary, Qt.MouseButton.LeftButton)
    assert licenses.list.shown == whole


def test_columns_sort_and_the_chosen_license_stays_chosen(licenses: LicensesTab) -> None:
    licenses.list.choose(FULL)
    licenses.list.table.ask_sort("use", True)
    first = licenses.list.model.at(0)
    assert first is not None
    assert first.id == FULL
    assert licenses.list.table.current_row == 0


def test_both_models_behave_as_models(licenses: LicensesTab, machines: MachinesTab) -> None:
    for tab in (licenses, machines):
        QAbstractItemModelTester(
            tab.list.model, QAbstractItemModelTester.FailureReportingMode.Fatal, tab
        )
        tab.list.field.setText("relay")
        tab.list.field.clear()


def test_the_id_is_copied_and_a_host_can_be_activated_for_it(
    stage: Stage, page: LicensesPage, licenses: LicensesTab, qtbot: QtBot
) -> None:
    licenses.list.choose(BUSY)
    buttons = {one.text(): one for one in licenses.pane.findChildren(Button)}
    qtbot.mouseClick(buttons["Copy id"], Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == BUSY
    qtbot.mouseClick(buttons["Activate a host…"], Qt.MouseButton.LeftButton)
    stage.rest()
    assert page.tabs.current_key == "activate"
    assert BUSY in page.current.situation.words.text()  # type: ignore[attr-defined]


def test_machines_of_a_license_are_one_click_away(
    stage: Stage, page: LicensesPage, licenses: LicensesTab, qtbot: QtBot
) -> None:
    licenses.list.choose(BUSY)
    more = next(
        one
        for one in licenses.pane.findChildren(LinkButton)
        if one.text() == "Show all 24 machines"
    )
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    stage.rest()
    tab = page.current
    assert isinstance(tab, MachinesTab)
    assert tab.list.shown == 24


def test_who_hosts_a_machine_is_asked_kept_and_explained(
    stage: Stage, machines: MachinesTab, hosted: MachineView, qtbot: QtBot
) -> None:
    machines.show_part(hosted.id)
    stage.rest()
    assert "Not said" in said(machines.pane)
    machines.acts.ask_host(hosted, machines._rules())
    dialog = machines.acts.dialog
    assert dialog is not None
    dialog.host.set_value("affiliate")  # type: ignore[attr-defined]
    dialog.words.setText("Brennholt Linz")  # type: ignore[attr-defined]
    assert "§5.2" in dialog.rule.text()  # type: ignore[attr-defined]
    with qtbot.waitSignal(machines.acts.changed, timeout=20_000):
        dialog.accept()
    stage.rest()
    words = said(machines.pane)
    assert "An affiliate: Brennholt Linz" in words
    assert any("50 %" in word for word in words)


def test_moving_is_explained_and_a_lost_machine_needs_a_persons_word(
    stage: Stage, machines: MachinesTab, hosted: MachineView, qtbot: QtBot
) -> None:
    machines.acts.explain_moving(hosted)
    dialog = machines.acts.dialog
    assert dialog is not None
    assert "counterpart-host remove" in said(dialog)
    qtbot.mouseClick(dialog.lost, Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]
    lost = machines.acts.dialog
    assert isinstance(lost, LostDialog)
    assert not lost.go.isEnabled()
    lost.sure.setChecked(True)
    lost.words.setPlainText("  ")
    qtbot.mouseClick(lost.go, Qt.MouseButton.LeftButton)
    assert lost.row.has_error
    lost.reject()
    stage.rest()


def test_an_ended_machine_is_shown_when_it_is_asked_for(machines: MachinesTab) -> None:
    reading = machines._reading
    assert reading is not None
    ended = msgspec.structs.replace(
        reading.machines[0], id="mac-gone", active=False, state="deactivated"
    )
    machines.show_reading(reading._replace(machines=(*reading.machines, ended)))
    assert machines.list.model.row_of("mac-gone") < 0
    machines.ended.setChecked(True)
    row = machines.list.model.row_of("mac-gone")
    assert machines.list.model.cell(row, 4).text == "Given back"


def test_text_of_the_vendor_is_never_markup(licenses: LicensesTab) -> None:
    reading = licenses._reading
    assert reading is not None
    sly = msgspec.structs.replace(reading.licenses[0], product_name="<b>bold</b>")
    licenses.show_reading(reading._replace(licenses=(sly,)))
    licenses.list.choose(sly.id)
    labels = licenses.pane.findChildren(QLabel)
    assert "<b>bold</b>" in {label.text() for label in labels}
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in labels)


def test_a_problem_is_told_with_a_way_to_try_again(
    stage: Stage, licenses: LicensesTab, qtbot: QtBot
) -> None:
    licenses._failed(DAMAGED)
    state = state_of(licenses)
    assert state.accessibleName() == DAMAGED.title
    assert not licenses.list.foot.isVisible()
    assert state.secondary
    qtbot.mouseClick(state.secondary, Qt.MouseButton.LeftButton)
    stage.rest()
    assert licenses.list.stack.currentWidget() is licenses.list.table
    assert licenses.list.foot.isVisible()


def test_files_that_are_dropped_are_read_and_a_key_is_asked_only_for_sealed_ones(
    stage: Stage, page: LicensesPage, licenses: LicensesTab, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "a.lic").write_text(Issuer().file(payload()))
    (tmp_path / "b.lic").write_bytes(b"nothing")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    event = QDropEvent(
        QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    page.dropEvent(event)
    dialog = licenses.files
    assert isinstance(dialog, FilesDialog)
    stage.until(lambda: dialog.list.shown == 2, "the files")
    assert not dialog.key_bar.isVisible()
    verdicts = {one.name: one.verdict for one in dialog.list.rows}
    assert verdicts["b.lic"] == "malformed"
    # Its signer is no key of this vendor: what it says is not shown.
    assert verdicts["a.lic"] in ("bad_signature", "unknown_key")
    dialog.reject()
    stage.rest()
    assert licenses.files is None


def test_the_history_is_found_shown_and_saved_again(
    stage: Stage, page: LicensesPage, tmp_path: Path, qtbot: QtBot
) -> None:
    rooms = stage.application.desk.rooms
    assert rooms is not None
    content = json.dumps({"request_id": "r-1"}).encode()
    entry = rooms.licenses.note_history(
        Act.COLLECTED, "ham-history.request", "requests", content, hosts=("ham-history",)
    )
    stage.window.show_page("licenses", f"history:{entry}")
    stage.rest()
    tab = page.current
    assert isinstance(tab, HistoryTab)
    stage.until(lambda: tab.pane.text is not None, "the file")
    assert tab.pane.text is not None
    assert tab.pane.text.toPlainText() == content.decode()
    target = tmp_path / "again.json"
    with qtbot.waitSignal(tab.said, timeout=20_000):
        tab.save(content, target)
    assert target.read_bytes() == content
    tab.list.field.setText("nothing is called so")
    assert state_of(tab).secondary


def test_bytes_that_are_no_text_are_shown_without_doing_anything() -> None:
    assert as_text(b"\x1b[31m\xff\x00") == "\ufffd[31m\ufffd\ufffd"
    assert as_text(b"x" * 300_000).endswith("see all of it")


def test_the_tab_that_was_shown_is_remembered(stage: Stage, page: LicensesPage) -> None:
    stage.window.show_page("licenses", "history")
    assert page._memory["licenses.tab"] == "history"


def test_without_the_permission_it_is_said_who_can_give_it(
    qapp: QApplication, world: World
) -> None:
    with Stage(qapp, world.reader, page="licenses") as made:
        made.window.show_page("licenses", "licenses")
        made.rest()
        page = made.window.page
        assert isinstance(page, LicensesPage)
        tab = page.current
        assert isinstance(tab, LicensesTab)
        assert state_of(tab).accessibleName() == "You may not see licenses"
