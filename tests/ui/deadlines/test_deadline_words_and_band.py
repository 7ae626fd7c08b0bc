"""Words for deadlines, and the band of 12 months: pure, without a store."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.base.dates import deadline_words
from app.deadlines.model import Deadline, DeadlineEntry, DeadlineKind, DeadlineState, Origin, Source
from app.deadlines.rules import state_of
from ui.deadlines import words
from ui.deadlines.foot import Foot
from ui.deadlines.model import DeadlineTableModel
from ui.deadlines.year import DAYS, YearView, lanes_of, months_of
from ui.kit.theme import Theme

NOW = datetime(2026, 11, 24, 8, 33, tzinfo=UTC)
SOURCE = Source(
    origin=Origin.TERMS, value="P60D", words="60 days before the term ends",
    version_id="terms-2026-09", version_label="2026-09", clause="7.2",
)  # fmt: skip


def entry(days: float, **changes: object) -> DeadlineEntry:
    made = Deadline(
        uid=f"u{days}", kind=DeadlineKind.CANCEL_BY, at=NOW + timedelta(days=days),
        zone="Europe/Amsterdam", title="Cancel", source=SOURCE, order_number="KO-1",
    )  # fmt: skip
    made = msgspec.structs.replace(made, **changes)
    return DeadlineEntry(made, state_of(made, NOW))


def test_time_is_told_as_left_overdue_or_ago() -> None:
    pay = DeadlineKind.PAYMENT_DUE
    assert words.time_words(entry(2), NOW) == "2 days left"
    assert words.time_words(entry(-4, kind=pay), NOW) == "4 days overdue"
    assert words.time_words(entry(-4), NOW) == "4 days ago"
    assert words.time_words(entry(-4, kind=pay, done=True), NOW) == "4 days ago"


def test_every_kind_and_state_has_a_word_and_a_picture_of_its_own() -> None:
    assert len({words.kind_words(kind) for kind in DeadlineKind}) == len(DeadlineKind)
    assert all(words.kind_icon(kind) for kind in DeadlineKind)
    looks = [words.state_look(state) for state in DeadlineState]
    assert len({look.word for look in looks}) == len({look.icon for look in looks}) == 5


def test_a_clause_without_a_number_is_cited_as_it_stands() -> None:
    assert words.clause_words(entry(2).deadline) == "§7.2"
    lettered = msgspec.structs.replace(SOURCE, clause="(b)")
    assert words.clause_words(entry(2, source=lettered).deadline) == "(b)"
    assert words.clause_part(entry(2).deadline) == "terms-2026-09#7.2"
    nowhere = msgspec.structs.replace(SOURCE, version_id="", clause="")
    assert words.clause_part(entry(2, source=nowhere).deadline) == ""


def test_another_place_is_told_by_ones_own_clock_as_well() -> None:
    far = entry(2, zone="America/New_York").deadline
    assert words.elsewhere_words(far).startswith("By your clock: ")
    assert words.elsewhere_words(msgspec.structs.replace(far, zone="UTC", at=NOW)) in {
        "", f"By your clock: {deadline_words(NOW)}",
    }  # fmt: skip


def test_one_month_follows_the_other_without_gap_or_overlap() -> None:
    months = months_of([], date(2026, 11, 24))
    assert months[0].first == date(2026, 11, 24)
    for before, after in itertools.pairwise(months):
        assert after.first == before.last + timedelta(days=1)
    days = sum((month.last - month.first).days + 1 for month in months)
    assert days == DAYS


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.lists(st.integers(-40, 500), max_size=9))
def test_each_deadline_of_the_year_stands_in_exactly_one_month(
    today: date, ahead: list[int]
) -> None:
    noon = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    found = [
        DeadlineEntry(
            msgspec.structs.replace(entry(0).deadline, uid=str(n), at=noon + timedelta(days=n)),
            DeadlineState.LATER if n > 0 else DeadlineState.PAST,
        )
        for n in ahead
    ]
    months = months_of(found, today)
    marks = [mark for month in months for mark in month.marks]
    assert len(marks) == sum(0 < n < DAYS for n in ahead)
    assert all(m.first <= mark.day <= m.last for m in months for mark in m.marks)


def test_the_band_says_what_a_month_holds() -> None:
    months = months_of([entry(10), entry(11, acts=False)], date(2026, 11, 24))
    assert months[1].spoken == "Dec 2026: 2 deadlines, 1 to act on"
    assert months[2].spoken == "Jan 2027: no deadline"


def test_full_days_take_more_lanes_up_to_a_limit() -> None:
    today = date(2026, 11, 24)
    assert lanes_of(months_of([entry(10)], today)) == 2
    many = [entry(10 + n / 100) for n in range(30)]
    assert lanes_of(months_of(many, today)) == 4


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_the_band_is_used_with_the_keys(theme: Theme, qtbot: QtBot, key: Qt.Key) -> None:
    view = YearView(theme)
    qtbot.addWidget(view)
    view.resize(900, 60)
    view.show_months(months_of([entry(10)], date(2026, 11, 24)))
    chosen: list[date] = []
    view.chosen.connect(chosen.append)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    view.setCurrentIndex(view.model().index(0, 0))
    qtbot.keyClick(view, key)
    assert chosen == []
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, key)
    assert chosen == [date(2026, 12, 1)]


def test_the_months_share_the_width_to_the_last_pixel(theme: Theme, qtbot: QtBot) -> None:
    view = YearView(theme)
    qtbot.addWidget(view)
    view.resize(911, 60)
    view.show_months(months_of([], date(2026, 11, 24)))
    widths = [view.width_of(at) for at in range(len(view.months))]
    assert sum(widths) == view.viewport().width()


def test_the_model_is_a_sound_model(theme: Theme, qtmodeltester: object) -> None:
    model = DeadlineTableModel()
    model.show_entries([entry(-4), entry(2), entry(20), entry(30, stated=False)], NOW)
    qtmodeltester.check(model)  # type: ignore[attr-defined]


def test_where_there_are_more_profiles_the_page_says_which_it_shows(
    theme: Theme, qtbot: QtBot
) -> None:
    foot = Foot(theme, "Production", 2)
    qtbot.addWidget(foot)
    foot.show_count([entry(2)], terms_missing=False)
    assert "Production only" in foot.note
    assert "counterpart deadlines --all-profiles" in foot.note
