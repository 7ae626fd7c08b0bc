"""A batch from the requests to the receipts, against the real sandbox, in the window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.account.model import ProfileInfo
from app.base.tasks import no_report
from app.licenses.batches.model import HostStanding
from tests.support.host_batches import asked, receipt_file, request_file
from tests.support.offices import Desk
from tests.support.sandbox import SandboxServer
from ui.jobs import Jobs
from ui.kit.theme import Theme
from ui.licenses.activate.steps import CarryStep
from ui.licenses.activate.tab import ActivateTab


class Bench(NamedTuple):
    """The tab over a profile that is signed in."""

    tab: ActivateTab
    desk: Desk
    profile: ProfileInfo
    sandbox: SandboxServer


@pytest.fixture
def bench(qapp: QApplication, qtbot: QtBot, home: Path) -> Iterator[Bench]:
    theme = Theme(qapp)
    theme.apply()
    with SandboxServer.start(orders=30) as sandbox:
        desk = Desk(home)
        profile = desk.sign_in(sandbox)
        desk.office.prepare(profile.id)
        desk.office.synchronize(profile.id, no_report)
        jobs = Jobs(lambda: desk.office.rooms(profile.id))
        tab = ActivateTab(theme, jobs, desk.clock, profile, {})
        qtbot.addWidget(tab)
        tab.resize(1120, 660)
        tab.show()
        tab.send_wanted.connect(lambda: desk.office.send(profile.id))
        yield Bench(tab, desk, profile, sandbox)
        assert jobs.close()


def words(widget: Any) -> str:
    return " | ".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def count(tab: ActivateTab, standing: HostStanding) -> int:
    reading = tab.carry.reading
    return reading.batch.count(standing) if reading else 0


def test_three_hosts_go_out_come_back_and_close_the_loop(
    bench: Bench, qtbot: QtBot, tmp_path: Path
) -> None:
    tab, acts = bench.tab, bench.tab.carry.acts
    now = datetime.now(UTC)
    made = [asked(f"gw-{at}", now) for at in range(3)]
    inbox, medium = tmp_path / "in", tmp_path / "medium"
    inbox.mkdir()
    for one in made:
        (inbox / f"{one.request_id}.json").write_bytes(request_file(one))

    with qtbot.waitSignal(acts.begun, timeout=20_000):
        acts.begin("Hall 3", ["gw-9"])
    with qtbot.waitSignal(acts.collected, timeout=20_000):
        acts.collect([inbox])
    qtbot.waitUntil(lambda: count(tab, HostStanding.REQUESTED) == 3, timeout=20_000)
    tab.carry.footer.primary.click()
    assert tab.carry.step is CarryStep.OUT
    assert "3 requests travel in one file. The other host holds up nothing." in words(tab.carry)

    with qtbot.waitSignal(tab.said, timeout=20_000) as said:
        tab.carry.footer.primary.click()
    assert said.args[0].startswith("3 requests")
    tab.refresh(frozenset({"outbox"}))
    qtbot.waitUntil(lambda: count(tab, HostStanding.ANSWERED) == 3, timeout=20_000)

    tab.carry.go(CarryStep.BACK)
    assert "Key of Kestrane" in words(tab.carry.side)
    assert not tab.carry.back.slip.isVisible()
    with qtbot.waitSignal(acts.carried, timeout=20_000) as carried:
        acts.carry_back(medium)
    assert tab.carry.back.slip.isVisible()
    slip = carried.args[0].read_text("utf-8")
    for name in ("activation-answers.json", "vendor.json"):
        assert name in slip
        assert (medium / name).is_file()
    texts: list[str] = []
    acts.read_slip(carried.args[0], texts.append)
    qtbot.waitUntil(lambda: texts == [slip], timeout=20_000)

    tab.carry.go(CarryStep.RECEIPTS)
    (inbox / "receipts.json").write_bytes(receipt_file(*made[:2]))
    with qtbot.waitSignal(acts.collected, timeout=20_000) as read:
        acts.take_receipts([inbox / "receipts.json"])
    assert read.args[0].added == 2
    tab.refresh(frozenset({"outbox"}))
    qtbot.waitUntil(lambda: count(tab, HostStanding.RETURNED) == 2, timeout=20_000)
    assert [one["kind"] for one in bench.sandbox.submissions()].count("activation") == 1

    assert tab.carry.footer.primary.text() == "Close this batch…"
    tab.carry.footer.primary.click()
    dialog: Any = tab.carry.asks.dialog
    dialog.accept()
    qtbot.waitUntil(
        lambda: tab.carry.reading is not None and tab.carry.reading.batch.closed_at is not None,
        timeout=20_000,
    )
    assert tab.carry.footer.primary.text() == "Open it again"


def test_answers_that_another_computer_fetched_are_taken_in(
    bench: Bench, qtbot: QtBot, tmp_path: Path
) -> None:
    tab, acts = bench.tab, bench.tab.carry.acts
    one = asked("gw-1", datetime.now(UTC))
    rooms = bench.desk.office.rooms(bench.profile.id)
    try:
        first = rooms.licenses.new_batch("There")
        rooms.licenses.collect(first, [("1.json", request_file(one))])
        rooms.licenses.send(first, bench.profile.subject)
        bench.desk.office.send(bench.profile.id)
        rooms.licenses.carry_back(first, tmp_path / "medium")
        second = rooms.licenses.new_batch("Here")
        rooms.licenses.collect(second, [("1.json", request_file(one))])
    finally:
        rooms.close()
    tab.show_batch(second)
    qtbot.waitUntil(lambda: tab.carry.reading is not None, timeout=20_000)
    with qtbot.waitSignal(tab.said, timeout=20_000):
        acts.take_answers(tmp_path / "medium" / "activation-answers.json")
    qtbot.waitUntil(lambda: count(tab, HostStanding.ANSWERED) == 1, timeout=20_000)
    (tmp_path / "no.json").write_text("no answers")
    with qtbot.waitSignal(tab.problem_met, timeout=20_000):
        acts.take_answers(tmp_path / "no.json")
