"""Jobs run beside the window on a real encrypted store; nothing of their outcome is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.base.errors import FileTrouble, ProblemReport
from app.base.tasks import CancelToken, Progress, Report
from app.storage.database import Database
from app.storage.key import StoreKey
from app.storage.opening import open_own
from ui.jobs import Jobs, WrongThread

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


class StoreRooms:
    """Rooms over one real store, counting how often they are opened and closed."""

    opened: list[str]

    def __init__(self, path: Path, key: StoreKey, log: list[str]) -> None:
        self.log = log
        self.store: Database = open_own(path, key)
        log.append(f"opened on {threading.current_thread().name}")

    def interrupt(self) -> None:
        self.store.interrupt()

    def close(self) -> None:
        self.store.close()
        self.log.append("closed")


@pytest.fixture
def log() -> list[str]:
    return []


@pytest.fixture
def factory(home: Path, log: list[str]) -> Callable[[], Any]:
    key = StoreKey.new()
    (home / "p").mkdir()
    open_own(home / "p" / "own.db", key).close()
    return lambda: StoreRooms(home / "p" / "own.db", key, log)


@pytest.fixture
def jobs(qapp: object, factory: Callable[[], Any]) -> Iterator[Jobs]:
    jobs = Jobs(factory)
    yield jobs
    assert jobs.close()
    jobs.deleteLater()


@pytest.fixture
def page(qapp: object) -> QObject:
    return QObject()


def one_plus_one(rooms: Any, _cancel: CancelToken, _report: Report) -> int:
    return int(rooms.store.one("SELECT 1 + 1")[0])


def endless(rooms: Any, _cancel: CancelToken, _report: Report) -> object:
    return rooms.store.one(ENDLESS)


def test_a_result_arrives_on_the_thread_of_the_window(
    jobs: Jobs, page: QObject, qtbot: QtBot
) -> None:
    got: list[object] = []
    jobs.job(page, one_plus_one).on_success(
        lambda value: got.append((value, threading.current_thread()))
    ).run()
    qtbot.waitUntil(lambda: bool(got))
    assert got == [(2, threading.main_thread())]


def test_rooms_are_opened_once_on_the_job_thread_and_closed_with_it(
    jobs: Jobs, page: QObject, qtbot: QtBot, log: list[str]
) -> None:
    got: list[int] = []
    for _ in range(3):
        jobs.job(page, one_plus_one).on_success(got.append).run()
    qtbot.waitUntil(lambda: len(got) == 3)
    assert jobs.close()
    assert log == ["opened on jobs", "closed"]


def test_a_problem_goes_to_its_handler_and_else_to_the_window(
    jobs: Jobs, page: QObject, qtbot: QtBot
) -> None:
    def fail(_rooms: Any, _cancel: CancelToken, _report: Report) -> None:
        raise FileTrouble("No", "Because", "Do this")

    got: list[ProblemReport] = []
    with qtbot.assertNotEmitted(jobs.failed, wait=50):
        jobs.job(page, fail).on_failure(got.append).run()
        qtbot.waitUntil(lambda: bool(got))
    with qtbot.waitSignal(jobs.failed) as shown:
        jobs.job(page, fail).run()
    assert shown.args[0] == got[0]
    assert got[0].code == "CP-1003"


def test_a_bug_is_reported_even_where_a_handler_took_it(
    jobs: Jobs, page: QObject, qtbot: QtBot
) -> None:
    def bug(_rooms: Any, _cancel: CancelToken, _report: Report) -> None:
        raise KeyError("token=hunter22")

    got: list[ProblemReport] = []
    with qtbot.waitSignal(jobs.bug) as reported:
        jobs.job(page, bug).on_failure(got.append).run()
    assert isinstance(reported.args[0], KeyError)
    assert "KeyError" in got[0].detail
    assert "hunter22" not in got[0].detail
    with qtbot.waitSignals([jobs.bug, jobs.failed]):
        jobs.job(page, bug).run()


def test_a_bug_in_a_handler_is_reported(jobs: Jobs, page: QObject, qtbot: QtBot) -> None:
    with qtbot.waitSignal(jobs.failed) as shown:
        jobs.job(page, one_plus_one).on_success(lambda value: value / 0).run()
    assert "ZeroDivisionError" in shown.args[0].detail


def test_a_newer_job_of_the_group_interrupts_the_running_statement_of_the_older(
    jobs: Jobs, page: QObject, qtbot: QtBot
) -> None:
    got: list[object] = []
    older = jobs.job(page, endless, group="filter").on_canceled(lambda: got.append("overtaken"))
    handle = older.run()
    jobs.job(page, one_plus_one, group="filter").on_success(got.append).run()
    qtbot.waitUntil(lambda: len(got) == 2)
    assert got == ["overtaken", 2]
    assert not handle.running


def test_a_burst_of_keystrokes_runs_only_what_is_still_wanted(
    jobs: Jobs, page: QObject, qtbot: QtBot
) -> None:
    got: list[object] = []
    for _ in range(50):
        jobs.job(page, endless, group="filter").on_canceled(lambda: got.append("x")).run()
    jobs.job(page, one_plus_one, group="filter").on_success(got.append).run()
    qtbot.waitUntil(lambda: 2 in got)
    assert got == ["x"] * 50 + [2]


def test_jobs_of_other_groups_are_left_alone(jobs: Jobs, page: QObject, qtbot: QtBot) -> None:
    got: list[int] = []
    jobs.job(page, one_plus_one, group="a").on_success(got.append).run()
    jobs.job(page, one_plus_one, group="b").on_success(got.append).run()
    qtbot.waitUntil(lambda: got == [2, 2])


def test_a_cancel_between_two_statements_interrupts_the_next(
    jobs: Jobs, page: QObject, qtbot: QtBot
) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def two_steps(rooms: Any, _cancel: CancelToken, _report: Report) -> None:
        rooms.store.one("SELECT 1")
        reached.set()
        go_on.wait(20)
        rooms.store.one(ENDLESS)

    got: list[str] = []
    handle = jobs.job(page, two_steps).on_canceled(lambda: got.append("canceled")).run()
    qtbot.waitUntil(reached.is_set)
    handle.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: got == ["canceled"])


def test_a_long_job_does_not_delay_a_quick_one(jobs: Jobs, page: QObject, qtbot: QtBot) -> None:
    got: list[object] = []
    export = jobs.job(page, endless, long=True).on_canceled(lambda: got.append("stopped")).run()
    jobs.job(page, one_plus_one).on_success(got.append).run()
    qtbot.waitUntil(lambda: got == [2])
    export.cancel()
    qtbot.waitUntil(lambda: got == [2, "stopped"])


def test_progress_is_throttled_and_its_end_arrives(jobs: Jobs, page: QObject, qtbot: QtBot) -> None:
    def count(_rooms: Any, _cancel: CancelToken, report: Report) -> None:
        for number in range(1, 20_001):
            report(Progress("counting", number, 20_000))

    heard: list[Progress] = []
    done: list[None] = []
    jobs.job(page, count).on_progress(heard.append).on_success(done.append).run()
    qtbot.waitUntil(lambda: bool(done))
    assert heard[0].done == 1
    assert heard[-1].done == 20_000
    assert len(heard) < 200


def test_the_outcome_for_a_page_that_is_gone_is_dropped(
    jobs: Jobs, page: QObject, qtbot: QtBot
) -> None:
    import shiboken6

    got: list[object] = []
    gone = QObject()
    jobs.job(gone, one_plus_one).on_success(lambda value: got.append("gone")).run()
    shiboken6.delete(gone)
    jobs.job(page, one_plus_one).on_success(got.append).run()
    qtbot.waitUntil(lambda: bool(got))
    assert got == [2]


def test_the_failure_of_a_page_that_is_gone_is_still_shown(jobs: Jobs, qtbot: QtBot) -> None:
    import shiboken6

    def fail(_rooms: Any, _cancel: CancelToken, _report: Report) -> None:
        raise FileTrouble("No", "Because", "Do this")

    gone = QObject()
    with qtbot.waitSignal(jobs.failed):
        jobs.job(gone, fail).on_failure(lambda _report: None).run()
        shiboken6.delete(gone)


def test_a_call_from_another_thread_is_a_bug(jobs: Jobs, page: QObject, qtbot: QtBot) -> None:
    raised: list[BaseException] = []

    def elsewhere() -> None:
        try:
            jobs.job(page, one_plus_one).run()
        except WrongThread as error:
            raised.append(error)

    with qtbot.waitSignal(jobs.failed) as shown:
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
    assert raised
    assert "WrongThread" in shown.args[0].detail


def test_without_a_profile_a_job_says_so(qapp: object, page: QObject, qtbot: QtBot) -> None:
    jobs = Jobs(None)
    with qtbot.waitSignal(jobs.failed) as shown:
        jobs.job(page, one_plus_one).run()
    assert shown.args[0].code == "CP-6001"
    assert jobs.close()


def test_another_profile_gets_rooms_of_its_own(
    jobs: Jobs, page: QObject, qtbot: QtBot, factory: Callable[[], Any], log: list[str]
) -> None:
    got: list[int] = []
    jobs.job(page, one_plus_one).on_success(got.append).run()
    qtbot.waitUntil(lambda: got == [2])
    jobs.use(factory)
    qtbot.waitUntil(lambda: log == ["opened on jobs", "closed"])
    jobs.job(page, one_plus_one).on_success(got.append).run()
    qtbot.waitUntil(lambda: got == [2, 2])
    assert log == ["opened on jobs", "closed", "opened on jobs"]


def test_rooms_that_cannot_be_opened_fail_the_job_and_are_tried_again(
    qapp: object, page: QObject, qtbot: QtBot, factory: Callable[[], Any]
) -> None:
    troubles = [FileTrouble("No", "Because", "Do this")]

    def sometimes() -> Any:
        if troubles:
            raise troubles.pop()
        return factory()

    jobs = Jobs(sometimes)
    with qtbot.waitSignal(jobs.failed):
        jobs.job(page, one_plus_one).run()
    got: list[int] = []
    jobs.job(page, one_plus_one).on_success(got.append).run()
    qtbot.waitUntil(lambda: got == [2])
    assert jobs.close()


def test_closing_interrupts_and_waits_for_the_threads(
    qapp: object, page: QObject, qtbot: QtBot, factory: Callable[[], Any], log: list[str]
) -> None:
    jobs = Jobs(factory)
    jobs.job(page, endless).run()
    jobs.job(page, endless, long=True).run()
    qtbot.waitUntil(lambda: len(log) == 2)
    assert jobs.close()
    assert log.count("closed") == 2
    assert not [t for t in threading.enumerate() if t.name in ("jobs", "long-jobs")]
