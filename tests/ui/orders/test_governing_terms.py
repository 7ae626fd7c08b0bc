"""The detail of an order names the text that governs it, what comes next, and its deadlines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.deadlines.model import DeadlineKind
from app.orders.model import OrderKind, OrderLine, Term, TermKind
from app.terms.model import DocumentKind, Governing, VerdictState
from tests.screens.stage import Stage
from tests.screens.world import World
from ui.kit.buttons import LinkButton
from ui.orders.page import OrdersPage
from ui.orders.terms_of_order import OrderTerms, grouped, next_to_cancel

NOW = datetime(2026, 11, 24, 8, 33, tzinfo=UTC)


@pytest.fixture
def stage(qapp: QApplication, world: World) -> Iterator[Stage]:
    with Stage(qapp, world.filled, page="orders") as made:
        yield made


@pytest.fixture
def page(stage: Stage) -> OrdersPage:
    shown = stage.window.page
    assert isinstance(shown, OrdersPage)
    return shown


def show(stage: Stage, page: OrdersPage, number: str) -> OrderTerms:
    stage.window.show_page("orders", number)
    stage.until(
        lambda: page.detail.terms is not None and page.detail.detail is not None
        and page.detail.detail.number == number,
        "what governs the order",
    )  # fmt: skip
    stage.rest(1)
    assert page.detail.terms is not None
    return page.detail.terms


def links(page: OrdersPage) -> dict[str, LinkButton]:
    return {link.accessibleName(): link for link in page.detail.findChildren(LinkButton)}


def said(page: OrdersPage) -> list[str]:
    return [label.text() for label in page.detail.findChildren(QLabel)]


def test_each_document_says_its_version_today_and_why(stage: Stage, page: OrdersPage) -> None:
    terms = show(stage, page, "KO-20417")
    words = said(page)
    assert "Kestrane End Customer Terms" in words
    for one in terms.governing:
        assert one.reason in words
        assert f"Read v{one.version_label}" in links(page)


def test_lines_with_the_same_verdict_share_it(stage: Stage, page: OrdersPage) -> None:
    terms = show(stage, page, "KO-20417")
    detail = page.detail.detail
    assert detail is not None
    found = grouped(terms, detail.lines)
    assert len(found) < len(terms.governing)
    assert sum(len(one.lines or detail.lines) for one in found) == len(terms.governing)


def test_the_versions_of_today_and_of_the_renewal_are_compared_with_one_click(
    stage: Stage, page: OrdersPage, qtbot: QtBot
) -> None:
    show(stage, page, "KO-20417")
    places: list[tuple[str, str]] = []
    page.page_wanted.connect(lambda key, part: places.append((key, part)))
    qtbot.mouseClick(links(page)["Compare 2025-03 with 2026-09"], Qt.MouseButton.LeftButton)
    assert places == [("terms", "compare:terms-2025-03:terms-2026-09")]
    assert stage.window.current == "terms"


def test_the_clause_that_says_so_is_one_click_away(
    stage: Stage, page: OrdersPage, qtbot: QtBot
) -> None:
    show(stage, page, "KO-20417")
    places: list[tuple[str, str]] = []
    page.page_wanted.connect(lambda key, part: places.append((key, part)))
    qtbot.mouseClick(links(page)["Read §26.2"], Qt.MouseButton.LeftButton)
    assert places == [("terms", "terms-2025-03#26.2")]


def test_what_waits_for_acceptance_is_marked(stage: Stage, page: OrdersPage) -> None:
    terms = show(stage, page, "KO-21207")
    assert any(one.state is VerdictState.NOT_ACCEPTED for one in terms.governing)
    assert "Read v2026-09" in links(page)


def test_the_deadlines_of_the_order_lead_to_their_working(
    stage: Stage, page: OrdersPage, qtbot: QtBot
) -> None:
    terms = show(stage, page, "KO-20417")
    cancel = next(e for e in terms.deadlines if e.deadline.kind is DeadlineKind.CANCEL_BY)
    name = next(n for n in links(page) if n.startswith(f"{cancel.deadline.title}: "))
    qtbot.mouseClick(links(page)[name], Qt.MouseButton.LeftButton)
    stage.rest()
    assert stage.window.current == "deadlines"
    assert stage.window.page.detail.entry.deadline.uid == cancel.deadline.uid  # type: ignore[union-attr]


def test_where_the_order_is_silent_the_terms_say_by_when_to_cancel(
    stage: Stage, page: OrdersPage
) -> None:
    terms = show(stage, page, "KO-21502")
    detail = page.detail.detail
    assert detail is not None
    assert detail.cancel_by is None
    found = next_to_cancel(terms)
    assert found is not None
    banner = any(words.startswith("Cancel by ") for words in said(page))
    assert banner is found.deadline.stated


def test_an_order_shown_next_does_not_keep_the_verdicts_of_the_last(
    stage: Stage, page: OrdersPage
) -> None:
    show(stage, page, "KO-20417")
    terms = show(stage, page, "KO-21207")
    assert page.detail.detail is not None
    assert terms.order_id == page.detail.detail.id
    assert "Compare 2025-03 with 2026-09" in links(page)
    late = msgspec.structs.replace(page.detail.detail, id="another")
    page.detail.show_detail(msgspec.structs.replace(late, row=late.row + 1))
    page.detail.show_terms(terms)
    assert page.detail.terms is None


def test_without_a_text_of_ones_own_the_dialog_leads_to_opening_one(
    stage: Stage, page: OrdersPage, qtbot: QtBot
) -> None:
    show(stage, page, "KO-20417")
    places: list[tuple[str, str]] = []
    page.page_wanted.disconnect()
    page.page_wanted.connect(lambda key, part: places.append((key, part)))
    qtbot.mouseClick(links(page)["Attach governing text…"], Qt.MouseButton.LeftButton)
    dialog = page.attaching.dialog
    assert dialog is not None
    assert not dialog.go.isVisible()
    dialog.open_wanted.emit()
    assert places == [("terms", "open")]
    dialog.reject()


def line(key: str, name: str) -> OrderLine:
    term = Term(kind=TermKind.SUBSCRIPTION)
    return OrderLine(id=key, product_id=key, product_name=name, kind=OrderKind.HOSTED, term=term)


def verdict(line_id: str, version: str, document: str = "terms", precedence: int = 1) -> Governing:
    return Governing(
        line_id=line_id, document=document, kind=DocumentKind.END_CUSTOMER, precedence=precedence,
        version_id=version, version_label=version, state=VerdictState.CERTAIN, reason="Because.",
        next_at=NOW + timedelta(days=30), next_version_id="v2", next_version_label="v2",
    )  # fmt: skip


def test_lines_under_different_versions_are_told_apart() -> None:
    lines = (line("a", "Strata"), line("b", "Relay"))
    both = (
        verdict("a", "v1"), verdict("b", "v2"),
        verdict("a", "s1", "support", 2), verdict("b", "s1", "support", 2),
    )  # fmt: skip
    terms = OrderTerms("o", both, (), {}, (), frozenset())
    found = grouped(terms, lines)
    assert [(one.governing.version_id, one.lines) for one in found] == [
        ("v1", ("Strata",)),
        ("v2", ("Relay",)),
        ("s1", ()),
    ]
