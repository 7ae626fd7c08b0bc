"""The Doctor tab: what it shows in each state, what its buttons do, and that it all fits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.activation.clock import Marks
from app.activation.doctor.model import Level
from app.activation.parts import Part, read_parts
from app.activation.state import HostState, Keeper, load
from app.base.findings import DoctorFinding
from app.base.messages import Done, Examine, Examined, Failed, FromWorker, Progressed
from app.base.tasks import Progress
from app.portal.errors import Unreachable
from tests.screens.stage import TASK, Stage
from tests.screens.walker import troubles
from tests.screens.world import NOW, StoppedClock, World
from ui.kit.banners import Banner
from ui.kit.states import EmptyState
from ui.kit.theme import Scheme, Theme
from ui.licenses.doctor import DoctorTab
from ui.licenses.doctor.parts import GONE

Make = Callable[[Sequence[FromWorker]], DoctorTab]


def finding(name: str, area: str, level: str, action: str = "") -> DoctorFinding:
    return DoctorFinding(
        id=name, area=area, level=level, title=f"About {name}", cause="So it is.",
        next_step="" if level == "ok" else "Do this.", facts=(("Code", "CP-1"),), action=action,
    )  # fmt: skip


FINE = (finding("keyring.ready", "keyring", "ok"), finding("network.portal", "network", "ok"))
TROUBLE = (
    finding("keyring.locked", "keyring", "bad", "retry_keyring"),
    finding("network.refused", "network", "bad", "connection"),
    finding("network.sign-in", "network", "warn", "sign_in"),
    finding("stores.mirror", "stores", "warn", "sync"),
)


def told(*findings: DoctorFinding) -> tuple[FromWorker, ...]:
    return Examined(task=TASK, findings=findings), Done(task=TASK)


@contextmanager
def examined_by(
    qapp: QApplication,
    world: World,
    theme: Theme,
    qtbot: QtBot,
    folder: Path,
    answers: Sequence[FromWorker],
) -> Iterator[DoctorTab]:
    """The tab in a real application, whose worker answers so."""
    canceled = (Done(task=TASK, canceled=True),)
    script = {"Examine": answers, "Cancel": canceled}
    with Stage(qapp, world.filled, page="account", answers=script) as stage:
        desk = stage.application.desk
        assert desk.profile is not None
        tab = DoctorTab(
            theme, stage.application.jobs, StoppedClock(), desk.profile, {},
            stage.application.link, folder=folder,
        )  # fmt: skip
        qtbot.addWidget(tab)
        tab.resize(1120, 744)
        tab.show()
        yield tab
        # Pytest-qt deletes widgets before fixtures end: what still runs is then of no concern.
        qtbot.waitUntil(lambda: not (isValid(tab) and tab.running), timeout=20_000)


@pytest.fixture
def tab(
    qapp: QApplication, world: World, theme: Theme, qtbot: QtBot, tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Iterator[DoctorTab]:  # fmt: skip
    answers = getattr(request, "param", told(*FINE))
    with examined_by(qapp, world, theme, qtbot, tmp_path / "state", answers) as made:
        yield made


def look(tab: DoctorTab, qtbot: QtBot) -> None:
    tab.examine()
    qtbot.waitUntil(lambda: not tab.running, timeout=20_000)
    QApplication.processEvents()


def words(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def press(tab: DoctorTab, qtbot: QtBot, name: str) -> None:
    [found] = [one for one in tab.board.rows if one.finding.id == name]
    assert found.button is not None
    qtbot.mouseClick(found.button, Qt.MouseButton.LeftButton)


def test_nothing_is_examined_before_a_person_asks(tab: DoctorTab, qtbot: QtBot) -> None:
    state = tab.stack.currentWidget()
    assert isinstance(state, EmptyState)
    assert "Not examined yet" in words(state)
    assert not tab.copy.isEnabled()
    assert tab.first_focus() is state.primary
    assert state.primary is not None
    qtbot.keyClick(state.primary, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not tab.running, timeout=20_000)
    assert tab.first_focus() is tab.again
    assert tab.stack.currentWidget() is tab.board


def test_findings_of_computer_and_worker_stand_by_area(tab: DoctorTab, qtbot: QtBot) -> None:
    look(tab, qtbot)
    areas = {card.area.value for card in tab.board.cards}
    assert {"computer", "clock", "folder", "licenses", "keyring", "network", "program"} <= areas
    assert {one.part.part for one in tab.board.parts.rows} == set(Part)
    assert "Looked at" in tab.when.text()


@pytest.mark.parametrize("tab", [told(*TROUBLE)], indirect=True)
def test_what_needs_a_person_comes_first_with_icon_and_word(tab: DoctorTab, qtbot: QtBot) -> None:
    look(tab, qtbot)
    assert [card.area.value for card in tab.board.cards][:2] == ["keyring", "network"]
    first = tab.board.rows[0]
    assert first.finding.level is Level.BAD
    assert {"About keyring.locked", "So it is.", "Do this.", "Needs you"} <= set(words(first))
    assert first.accessibleName() == "Needs you: About keyring.locked"
    assert isinstance(tab.board.banner, Banner)
    assert "2 things need you" in tab.board.banner.accessibleName()


@pytest.mark.parametrize("tab", [told(*TROUBLE)], indirect=True)
def test_buttons_lead_where_something_can_be_done(tab: DoctorTab, qtbot: QtBot) -> None:
    look(tab, qtbot)
    with qtbot.waitSignal(tab.page_wanted) as wanted:
        press(tab, qtbot, "network.refused")
    assert wanted.args == ["account", "connection"]
    with qtbot.waitSignal(tab.sign_in_wanted):
        press(tab, qtbot, "network.sign-in")
    with qtbot.waitSignal(tab.sync_wanted):
        press(tab, qtbot, "stores.mirror")
    press(tab, qtbot, "keyring.locked")
    assert tab.running


@pytest.mark.parametrize(
    "tab", [told(*FINE, finding("network.offline", "network", "warn"))], indirect=True
)
def test_offline_is_said_above_everything(tab: DoctorTab, qtbot: QtBot) -> None:
    look(tab, qtbot)
    assert tab.board.banner is not None
    assert "offline" in tab.board.banner.accessibleName()


@pytest.mark.parametrize(
    "tab", [(Failed(task=TASK, report=Unreachable("portal").report()),)], indirect=True
)
def test_a_worker_that_fails_is_a_finding_and_the_computer_is_still_shown(
    tab: DoctorTab, qtbot: QtBot
) -> None:
    look(tab, qtbot)
    [found] = [one for one in tab.findings if one.id == "program.worker"]
    assert found.level is Level.BAD
    assert "computer.parts" in {one.id for one in tab.findings}


@pytest.mark.parametrize(
    "tab", [(Progressed(task=TASK, progress=Progress("Way to the portal", 2, 4)),)], indirect=True
)
def test_while_it_looks_it_says_how_far_it_is_and_can_be_canceled(
    tab: DoctorTab, qtbot: QtBot
) -> None:
    tab.examine()
    qtbot.waitUntil(lambda: bool(tab.board.rows), timeout=20_000)
    assert tab.running
    assert tab.board.banner is None, "no verdict before the end"
    qtbot.waitUntil(lambda: any("step 4 of 5" in text for text in words(tab)), timeout=20_000)
    assert not tab.again.isEnabled()
    assert tab.progress.button is not None
    qtbot.mouseClick(tab.progress.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not tab.running, timeout=20_000)
    assert tab.board.banner is not None
    assert tab.again.isEnabled()


def test_without_the_network_the_worker_is_told_so(tab: DoctorTab, qtbot: QtBot) -> None:
    tab.offline.setChecked(True)
    tab.examine()
    assert tab._task is not None
    assert isinstance(tab._task.message, Examine)
    assert tab._task.message.offline


def test_parts_that_are_chosen_are_played_through(tab: DoctorTab, qtbot: QtBot) -> None:
    look(tab, qtbot)
    card = tab.board.what_if
    assert card.sentences == []
    rows = {one.part.part: one for one in tab.board.parts.rows}
    qtbot.mouseClick(rows[Part.MACHINE_ID].box, Qt.MouseButton.LeftButton)
    assert len(card.sentences) == 4, "no vendor is known: each rule"
    assert "Machine id" in card.sentences[0]
    card.how.set_value(GONE)
    card.how.changed.emit(GONE)
    assert "Without a machine id" in card.sentences[0]
    look(tab, qtbot)
    assert tab.board.parts.changed == ("machine_id",), "looking again keeps what was chosen"


def test_a_clock_that_a_person_says_is_right_is_right(
    tab: DoctorTab, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "state"
    with Keeper(folder) as keeper:
        keeper.save(HostState(marks=Marks(NOW + timedelta(days=400))))
    look(tab, qtbot)
    with qtbot.waitSignal(tab.said, timeout=20_000):
        press(tab, qtbot, "clock.mark")
    qtbot.waitUntil(lambda: not tab.running, timeout=20_000)
    assert load(folder).marks.seen == NOW
    [found] = [one for one in tab.findings if one.id == "clock.mark"]
    assert found.level is Level.OK


def test_a_report_is_copied_and_saved_without_anything_secret(
    tab: DoctorTab, qtbot: QtBot, tmp_path: Path
) -> None:
    look(tab, qtbot)
    qtbot.mouseClick(tab.copy, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    with qtbot.waitSignal(tab.said, timeout=20_000):
        tab.save_report(tmp_path / "report.txt")
    assert (tmp_path / "report.txt").read_text(encoding="utf-8") == copied
    assert "About keyring.ready" in copied
    assert "Machine id" in copied
    for one in read_parts():
        if one.value and one.part in (Part.MACHINE_ID, Part.SYSTEM_UUID, Part.DISK, Part.MAC):
            assert one.value not in copied.lower()
    assert str(Path.home()) not in copied


def test_a_report_that_cannot_be_written_is_a_problem(
    tab: DoctorTab, qtbot: QtBot, tmp_path: Path
) -> None:
    look(tab, qtbot)
    with qtbot.waitSignal(tab.problem_met, timeout=20_000):
        tab.save_report(tmp_path / "no such folder" / "report.txt")


@pytest.mark.parametrize("tab", [told(*TROUBLE)], indirect=True)
def test_it_fits_in_both_sizes_and_themes_and_every_control_has_a_name(
    tab: DoctorTab, theme: Theme, qtbot: QtBot
) -> None:
    look(tab, qtbot)
    for row in tab.board.parts.rows:
        row.box.setChecked(True)
    for scheme in (Scheme.LIGHT, Scheme.DARK):
        theme.set_scheme(scheme)
        for size in ((1120, 744), (968, 584)):
            tab.resize(*size)
            QApplication.processEvents()
            QApplication.processEvents()
            assert troubles(tab) == []
    controls = [
        one for one in tab.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert controls
    assert all(one.accessibleName() for one in controls if one.isVisible()), controls
