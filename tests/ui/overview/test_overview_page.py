"""The overview leads to where each matter is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.overview.model import Need, NeedKind, Urgency
from tests.screens.scenes import OFFLINE
from tests.screens.stage import Stage
from tests.screens.world import World
from ui.kit.buttons import LinkButton
from ui.kit.states import EmptyState
from ui.overview.needs import NeedRow
from ui.overview.page import OverviewPage


@pytest.fixture
def stage(qapp: QApplication, world: World) -> Iterator[Stage]:
    with Stage(qapp, world.filled) as made:
        yield made


@pytest.fixture
def page(stage: Stage) -> OverviewPage:
    shown = stage.window.page
    assert isinstance(shown, OverviewPage)
    return shown


def test_the_most_pressing_need_has_the_one_primary_button(page: OverviewPage) -> None:
    rows = page.needs.findChildren(NeedRow)
    assert rows
    assert rows[0].accessibleName() == "Pay invoice KI-19930-1"


def test_all_needs_can_be_shown(stage: Stage, page: OverviewPage, qtbot: QtBot) -> None:
    few = len([row for row in page.needs.findChildren(NeedRow) if row.isVisible()])
    qtbot.mouseClick(page.needs._more, Qt.MouseButton.LeftButton)
    stage.wait(30)
    more = len([row for row in page.needs.findChildren(NeedRow) if row.isVisible()])
    assert few == 6
    assert more == int(page.needs.count_label.text())


def test_the_button_of_a_need_leads_to_its_order(
    stage: Stage, page: OverviewPage, qtbot: QtBot
) -> None:
    row = page.needs.findChildren(NeedRow)[0]
    qtbot.mouseClick(row.button, Qt.MouseButton.LeftButton)
    stage.rest()
    assert stage.window.current == "orders"
    assert stage.window.page.detail.detail.number == "KO-19930"  # type: ignore[union-attr]


def test_the_time_line_leads_to_its_order(stage: Stage, page: OverviewPage) -> None:
    page.timeline.activated.emit("KO-20417")
    stage.rest()
    assert stage.window.current == "orders"


def test_an_unsent_item_leads_to_the_outbox(stage: Stage, page: OverviewPage) -> None:
    page.unsent.shown_wanted.emit("x")
    stage.rest()
    assert stage.window.current == "outbox"


def test_the_clause_of_a_need_is_one_click_away(
    stage: Stage, page: OverviewPage, qtbot: QtBot
) -> None:
    found = [link for link in page.needs.findChildren(LinkButton) if link.text() == "§26.4"]
    wanted: list[tuple[str, str]] = []
    page.page_wanted.connect(lambda key, part: wanted.append((key, part)))
    qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)
    assert wanted == [("terms", "terms-2026-09#26.4")]


def test_the_way_to_all_deadlines_is_in_the_head(
    stage: Stage, page: OverviewPage, qtbot: QtBot
) -> None:
    qtbot.mouseClick(page.needs.deadlines, Qt.MouseButton.LeftButton)
    stage.rest()
    assert stage.window.current == "deadlines"


@pytest.mark.parametrize(
    ("kind", "leads_to"),
    [(NeedKind.REVIEW_ACCOUNT, "account"), (NeedKind.REFUSED, "outbox"),
     (NeedKind.SUPPORT, "support"),
     (NeedKind.TERM_END, "orders"), (NeedKind.CANCEL_BY, "deadlines"),
     (NeedKind.NOTICE, "notices"), (NeedKind.ACCEPT, "terms")],
)  # fmt: skip
def test_needs_lead_to_their_pages(
    stage: Stage, page: OverviewPage, kind: NeedKind, leads_to: str
) -> None:
    page.needs.acted.emit(
        Need(
            kind=kind, urgency=Urgency.LATER, title="t", text="",
            version_id="terms-2026-09", deadline_uid="x", notice_id="x",
        )
    )  # fmt: skip
    stage.rest()
    assert stage.window.current == leads_to


def test_an_empty_overview_says_why_it_is_empty(qapp: QApplication, world: World) -> None:
    with Stage(qapp, world.fresh, answers=OFFLINE) as stage:
        shown = stage.window.page
        assert isinstance(shown, OverviewPage)
        stage.until(lambda: stage.application.desk.standing.offline, "being offline")
        state = shown.findChild(EmptyState)
        assert isinstance(state, EmptyState)
        assert state.accessibleName() == "The portal cannot be reached"
