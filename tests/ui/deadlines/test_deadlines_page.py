"""The deadlines page over a store that was really synchronized: found, explained, acted upon."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.deadlines.model import Deadline, DeadlineEntry, DeadlineKind, DeadlineQuery, DeadlineState
from tests.screens.scenes import OFFLINE
from tests.screens.stage import Stage
from tests.screens.world import NOW, World
from ui.deadlines.page import DeadlinesPage
from ui.kit.buttons import Button, LinkButton
from ui.kit.states import EmptyState


@pytest.fixture
def stage(qapp: QApplication, world: World) -> Iterator[Stage]:
    with Stage(qapp, world.filled, page="deadlines") as made:
        yield made


@pytest.fixture
def page(stage: Stage) -> DeadlinesPage:
    shown = stage.window.page
    assert isinstance(shown, DeadlinesPage)
    return shown


def entries(page: DeadlinesPage) -> list[DeadlineEntry]:
    found = (page.model.entry(at) for at in range(page.model.rowCount()))
    return [entry for entry in found if entry is not None]


def choose(stage: Stage, page: DeadlinesPage, fits: Callable[[Deadline], bool]) -> DeadlineEntry:
    entry = next(one for one in entries(page) if fits(one.deadline))
    page.table.select_row(page.model.row_of(entry.deadline.uid))
    stage.rest(2)
    assert page.detail.entry == entry
    return entry


def is_cancel(deadline: Deadline) -> bool:
    return deadline.kind is DeadlineKind.CANCEL_BY and deadline.order_number == "KO-20417"


def said(page: DeadlinesPage) -> list[str]:
    return [label.text() for label in page.detail.findChildren(QLabel) if label.isVisible()]


def press(page: DeadlinesPage, text: str, qtbot: QtBot) -> None:
    [button] = [b for b in page.detail.findChildren(Button) if b.text() == text]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_deadlines_stand_under_their_states_by_date(page: DeadlinesPage) -> None:
    found = entries(page)
    assert len(found) > 20
    order = [DeadlineState.OVERDUE, DeadlineState.DUE_SOON, DeadlineState.LATER]
    open_ones = [one for one in found if one.state in order]
    assert open_ones == sorted(
        open_ones, key=lambda one: (order.index(one.state), one.deadline.at, one.deadline.title)
    )
    headings = [at for at in range(page.model.rowCount()) if page.model.entry(at) is None]
    assert [page.model.cell(at, 0).text for at in headings][:3] == [
        "Overdue", "Due soon", "Later",
    ]  # fmt: skip


def test_headings_are_passed_over_by_the_arrows(
    stage: Stage, page: DeadlinesPage, qtbot: QtBot
) -> None:
    page.bar.down_wanted.emit()
    first = page.table.current_row
    assert page.model.entry(first) is not None
    for _step in range(6):
        qtbot.keyClick(page.table, Qt.Key.Key_Down)
        assert page.model.entry(page.table.current_row) is not None


def test_every_date_has_its_weekday_hour_and_zone(page: DeadlinesPage) -> None:
    for at in range(page.model.rowCount()):
        if page.model.entry(at) is not None:
            cell = page.model.cell(at, 1)
            assert cell is not None
            assert cell.text.endswith((" CET", " CEST"))
            assert cell.text[:3] in {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}


def test_sorted_by_another_column_there_are_no_headings(stage: Stage, page: DeadlinesPage) -> None:
    everything = {one.deadline.uid for one in entries(page)}
    for column in ("what", "concerns", "source", "left", "state"):
        for descending in (False, True):
            page.table.ask_sort(column, descending)
            assert page.model.rowCount() == len(everything)
            assert {one.deadline.uid for one in entries(page)} == everything
    page.table.ask_sort("by", False)
    assert page.model.rowCount() > len(everything)


def test_typing_and_chips_narrow_the_list(stage: Stage, page: DeadlinesPage, qtbot: QtBot) -> None:
    whole = len(entries(page))
    qtbot.keyClicks(page.bar.field, "KO-20417")
    stage.rest()
    assert {one.deadline.order_number for one in entries(page)} == {"KO-20417"}
    page.bar.clear()
    page.bar.acts.setChecked(True)
    page.bar.span.set_value("30")
    stage.rest()
    narrowed = entries(page)
    assert 0 < len(narrowed) < whole
    assert all(one.deadline.acts for one in narrowed)
    assert all(one.deadline.at <= NOW + timedelta(days=30) for one in narrowed)
    page.bar.clear()
    page.bar.kind.set_value(DeadlineKind.TRIAL_END)
    stage.rest()
    assert {one.deadline.kind for one in entries(page)} == {DeadlineKind.TRIAL_END}
    page.bar.clear()
    stage.rest()
    assert len(entries(page)) == whole


def test_what_fits_nothing_says_so_and_offers_the_way_back(
    stage: Stage, page: DeadlinesPage, qtbot: QtBot
) -> None:
    page.bar.field.setText("<b>nothing</b>")
    stage.rest()
    state = page.findChild(EmptyState)
    assert isinstance(state, EmptyState)
    assert state.accessibleName() == "No deadline fits"
    assert state.secondary
    qtbot.mouseClick(state.secondary, Qt.MouseButton.LeftButton)
    stage.rest()
    assert entries(page)


def test_the_detail_shows_the_working_step_by_step(stage: Stage, page: DeadlinesPage) -> None:
    entry = choose(stage, page, is_cancel)
    words = said(page)
    assert len(entry.deadline.working) >= 2
    for number, step in enumerate(entry.deadline.working, start=1):
        assert step in words
        assert str(number) in words


def test_a_period_that_is_not_stated_is_said_plainly(stage: Stage, page: DeadlinesPage) -> None:
    choose(stage, page, lambda one: not one.stated)
    assert any(words.startswith("No period is stated for this") for words in said(page))


def test_the_clause_leads_to_the_terms_and_the_order_to_the_orders(
    stage: Stage, page: DeadlinesPage, qtbot: QtBot
) -> None:
    entry = choose(stage, page, lambda one: one.kind is DeadlineKind.CURE_END)
    places: list[tuple[str, str]] = []
    page.page_wanted.connect(lambda key, part: places.append((key, part)))
    links = {link.text(): link for link in page.detail.findChildren(LinkButton)}
    source = entry.deadline.source
    clause = links[f"§{source.clause}, v{source.version_label}"]
    qtbot.mouseClick(clause, Qt.MouseButton.LeftButton)
    assert places == [("terms", f"{source.version_id}#{source.clause}")]
    assert stage.window.current == "terms"
    stage.window.show_page("deadlines")
    with qtbot.waitSignal(page.order_wanted) as order:
        qtbot.mouseClick(links["KO-21502"], Qt.MouseButton.LeftButton)
    assert order.args == ["KO-21502"]
    stage.rest()
    assert stage.window.current == "orders"


def test_links_of_the_table_lead_where_they_say(page: DeadlinesPage) -> None:
    places: list[tuple[str, str]] = []
    page.page_wanted.connect(lambda key, part: places.append((key, part)))
    audit = next(one for one in entries(page) if one.deadline.kind is DeadlineKind.AUDIT_EARLIEST)
    row = page.model.row_of(audit.deadline.uid)
    page.table.link_clicked.emit(row, "source")
    page.table.link_clicked.emit(row, "concerns")
    source = audit.deadline.source
    assert places[0] == ("terms", f"{source.version_id}#{source.clause}")
    assert places[1] == ("notices", audit.deadline.notice_id)


def test_a_deadline_named_elsewhere_is_shown_whatever_is_filtered(
    stage: Stage, page: DeadlinesPage
) -> None:
    wanted = next(one for one in entries(page) if is_cancel(one.deadline)).deadline.uid
    page.bar.field.setText("audit")
    stage.rest()
    stage.window.show_page("deadlines", wanted)
    stage.rest()
    assert page.bar.field.text() == ""
    assert page.detail.entry is not None
    assert page.detail.entry.deadline.uid == wanted
    assert page.model.row_of(wanted) == page.table.current_row


def test_a_month_of_the_band_leads_to_its_first_deadline(
    stage: Stage, page: DeadlinesPage, qtbot: QtBot
) -> None:
    view = page.year.view
    at = next(n for n, month in enumerate(view.months) if n > 1 and month.marks)
    view.setCurrentIndex(view.model().index(at, 0))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    entry = page.model.entry(page.table.current_row)
    assert entry is not None
    assert entry.deadline.at.astimezone().date() == view.months[at].marks[0].day


def test_a_change_in_the_store_keeps_what_was_chosen(stage: Stage, page: DeadlinesPage) -> None:
    entry = choose(stage, page, is_cancel)
    page.refresh(frozenset({"order"}))
    stage.rest()
    assert page.detail.entry == entry
    assert page.table.current_row == page.model.row_of(entry.deadline.uid)


def test_esc_closes_the_detail(stage: Stage, page: DeadlinesPage, qtbot: QtBot) -> None:
    choose(stage, page, is_cancel)
    qtbot.keyClick(page.detail, Qt.Key.Key_Escape)
    assert not page.detail.isVisible()
    assert page.table.current_row == -1


def test_a_reminder_becomes_a_deadline_and_can_be_forgotten(
    stage: Stage, page: DeadlinesPage, qtbot: QtBot
) -> None:
    entry = choose(stage, page, lambda one: one.order_number == "KO-21033" and one.acts)
    press(page, "Remind me…", qtbot)
    dialog = page.acts.dialog
    assert dialog is not None
    dialog.when.set_value("7")
    dialog.words.setText("Ask the team about Beacon")
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    stage.rest()
    reminder = choose(stage, page, lambda one: one.title == "Ask the team about Beacon")
    assert reminder.deadline.kind is DeadlineKind.REMINDER
    day = entry.deadline.at.astimezone().date() - timedelta(days=7)
    assert (
        reminder.deadline.at.astimezone() == datetime(day.year, day.month, day.day, 9).astimezone()
    )
    press(page, "Show what it is about", qtbot)
    stage.rest()
    assert page.detail.entry == entry
    choose(stage, page, lambda one: one.title == "Ask the team about Beacon")
    press(page, "Forget this reminder", qtbot)
    stage.rest()
    assert all(one.deadline.kind is not DeadlineKind.REMINDER for one in entries(page))


def test_a_day_in_the_past_is_no_reminder(stage: Stage, page: DeadlinesPage, qtbot: QtBot) -> None:
    page.acts.ask_reminder(choose(stage, page, is_cancel))
    dialog = page.acts.dialog
    assert dialog is not None
    dialog.when.set_value("other")
    for typed in ("", "tomorrow", "2026-02-30", "2020-01-01"):
        dialog.day.setText(typed)
        qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
        assert dialog.isVisible()
        assert dialog.day_row.has_error
    dialog.reject()


def test_the_letter_is_prepared_once_and_opened_again(
    stage: Stage, page: DeadlinesPage, qtbot: QtBot
) -> None:
    shown: list[str] = []
    page.acts.drafted.connect(shown.append)
    for times in (1, 2):
        stage.window.show_page("deadlines")
        choose(stage, page, is_cancel)
        press(page, "Prepare notice…", qtbot)
        stage.until(lambda wanted=times: len(shown) == wanted, "the draft")
        stage.rest()
        assert stage.window.current == "notices"
    assert len(set(shown)) == 1
    letter = stage.window.page.drafts.pane.draft  # type: ignore[union-attr]
    assert letter.order_numbers == ("KO-20417",)
    rooms = stage.application.desk.rooms
    assert rooms is not None
    rooms.notices.discard_draft(shown[0])


def test_what_is_shown_leaves_as_a_calendar(
    stage: Stage, page: DeadlinesPage, qtbot: QtBot, tmp_path: Path
) -> None:
    import icalendar

    page.bar.field.setText("KO-20417")
    stage.rest()
    path = tmp_path / "deadlines.ics"
    with qtbot.waitSignal(page.exporter.exported, timeout=20_000):
        page.exporter.export(path, page.bar.query())
    events = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert len(events) == len(entries(page))
    moments = {event.decoded("DTSTART") for event in events}
    assert moments == {one.deadline.at for one in entries(page)}
    one = entries(page)[0].deadline
    with qtbot.waitSignal(page.exporter.exported, timeout=20_000):
        page.exporter.export(path, DeadlineQuery(uids=frozenset({one.uid})))
    assert len(icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")) == 1


def test_an_export_that_fails_is_said_and_leaves_nothing(
    page: DeadlinesPage, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(page.problem_met, timeout=20_000):
        page.exporter.export(tmp_path / "nowhere" / "d.ics", DeadlineQuery())
    assert not list(tmp_path.iterdir())


def test_the_foot_counts_and_says_what_is_not_there(stage: Stage, page: DeadlinesPage) -> None:
    assert page.foot.words.startswith(f"{len(entries(page))} deadlines, 2 overdue")
    assert page.foot.note == ""
    reading = page._reading
    assert reading is not None
    page.show_reading(reading._replace(has_terms=False))
    assert "after the next synchronization" in page.foot.note


def test_an_empty_page_says_why(qapp: QApplication, world: World) -> None:
    with Stage(qapp, world.fresh, page="deadlines", answers=OFFLINE) as stage:
        stage.until(lambda: stage.application.desk.standing.offline, "being offline")
        stage.rest()
        state = stage.window.page.findChild(EmptyState)  # type: ignore[union-attr]
        assert state.accessibleName() == "The portal cannot be reached"


def test_columns_and_sorting_are_remembered(stage: Stage, page: DeadlinesPage) -> None:
    page.table.layout_of_columns.set_hidden("left", True)
    page.table.ask_sort("what", True)
    assert stage.application.memory["deadlines.sort"] == "what down"
    assert "left" in stage.application.memory["deadlines.columns"]
