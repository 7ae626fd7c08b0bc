"""The terms page by keyboard and mouse, over a store that was really synchronized."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.terms.model import TextState
from tests.screens.world import World
from tests.support.terms_stage import NEW, OLD, TermsStage, own_station
from ui.terms.reading import FIRST, position_of
from ui.terms.spots import Spot, SpotKind


@pytest.fixture
def stage(qapp: QApplication, world: World, tmp_path: Path) -> Iterator[TermsStage]:
    with TermsStage(qapp, own_station(world, tmp_path), NEW) as made:
        yield made  # type: ignore[misc]


def anchor(stage: TermsStage) -> str:
    return stage.page.guide.here()


def spot_of(stage: TermsStage, kind: SpotKind, *, flagged: bool = False) -> tuple[int, Spot]:
    marked = stage.page.opener.marked
    assert marked is not None
    return next(
        (at, spot)
        for at, spots in sorted(marked.spots.items())
        for spot in spots
        if spot.kind is kind and spot.flagged is flagged and spot.answers
    )


def test_every_document_stands_on_the_left_with_its_versions_newest_first(
    stage: TermsStage,
) -> None:
    model = stage.page.desk.shelf.model
    documents = [model.index(at, 0) for at in range(model.rowCount())]
    assert len(documents) >= 5
    versions = model.versions(documents[0])
    assert [version.id for version in versions] == [NEW, OLD]
    spoken = str(model.data(model.index(0, 0, documents[0])))
    assert "v2026-09" in spoken
    assert "of your orders" in spoken
    assert "Text verified" in spoken


def test_a_version_opens_at_the_clause_that_was_asked_for(stage: TermsStage) -> None:
    stage.show(f"{OLD}#7.2")
    assert stage.page.opener.version_id == OLD
    assert anchor(stage) == "7.2"
    stage.show(f"{NEW}#14")
    assert (stage.page.opener.version_id, anchor(stage)) == (NEW, "14")


def test_the_first_text_is_shown_before_the_rest_is_read(
    qapp: QApplication, world: World, tmp_path: Path
) -> None:
    station = own_station(world, tmp_path)
    with TermsStage(qapp, station, NEW) as stage:
        reads: list[tuple[int, int]] = []
        stage.page.desk.reader.texts_wanted.connect(lambda at, count: reads.append((at, count)))
        stage.page.opener.open(OLD)
        stage.until(lambda: stage.page.opener.version_id == OLD, "the first text")
        reader = stage.page.desk.reader
        total = len(reader.flow.clauses)
        assert 0 < len(reader.flow.texts) <= FIRST < total
        seen = {reader.flow.blocks[at].clause for at in reader._shown}
        assert seen <= set(reader.flow.texts)
        assert not reads
        reader.go_to(total - 1)
        stage.until(lambda: total - 1 in reader.flow.texts, "the window at the end")
        assert reads
        assert len(reader.flow.texts) < total


def test_reader_and_outline_follow_each_other(stage: TermsStage, qtbot: QtBot) -> None:
    page = stage.page
    outline, reader = page.desk.outline, page.desk.reader
    assert page.opener.shown is not None
    at = position_of(page.opener.shown.clauses, "17")
    index = outline.model.index_of(at)
    outline.tree.chosen.emit(index)
    assert anchor(stage) == "17"
    bar = reader.verticalScrollBar()
    bar.setValue(bar.value() + 3 * reader.viewport().height())
    stage.at_rest()
    assert reader.current > at
    marked = outline.tree._marked
    assert outline.model.position(marked) <= reader.current
    assert outline.model.position(marked) > at


def test_keys_lead_through_the_outline(stage: TermsStage, qtbot: QtBot) -> None:
    tree = stage.page.desk.outline.tree
    model = stage.page.desk.outline.model
    first = next(
        model.index(at, 0)
        for at in range(model.rowCount())
        if model.hasChildren(model.index(at, 0))
    )
    tree.setCurrentIndex(first)
    qtbot.keyClick(tree, Qt.Key.Key_Right)
    assert tree.isExpanded(first)
    qtbot.keyClick(tree, Qt.Key.Key_Down)
    below = tree.currentIndex()
    assert below.parent() == first
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    clause = model.clause(below)
    assert clause is not None
    assert anchor(stage) == clause.id


def test_keys_lead_through_the_text(stage: TermsStage, qtbot: QtBot) -> None:
    reader = stage.page.desk.reader
    start = reader.current
    qtbot.keyClick(reader, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert reader.current == start + 1
    qtbot.keyClick(reader, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert reader.current == start
    value = reader.verticalScrollBar().value()
    qtbot.keyClick(reader, Qt.Key.Key_PageDown)
    assert reader.verticalScrollBar().value() > value
    qtbot.keyClick(reader, Qt.Key.Key_End)
    assert reader.current == len(reader.flow.clauses) - 1
    qtbot.keyClick(reader, Qt.Key.Key_Home)
    assert reader.current == 0


def test_a_reference_is_a_link_and_alt_left_comes_back(stage: TermsStage, qtbot: QtBot) -> None:
    page = stage.page
    at, spot = spot_of(stage, SpotKind.REFERENCE)
    page.desk.reader.go_to(at)
    from_here = anchor(stage)
    page.desk.reader.setFocus()
    while page.desk.reader.marks.spot_now != (at, spot):
        assert page.desk.reader._step(forward=True, links_only=True)
    qtbot.keyClick(page.desk.reader, Qt.Key.Key_Return)
    assert anchor(stage) == spot.target
    page.guide.go_back()
    assert anchor(stage) == from_here


def test_the_mouse_follows_a_reference_too(stage: TermsStage, qtbot: QtBot) -> None:
    reader = stage.page.desk.reader
    at, spot = spot_of(stage, SpotKind.REFERENCE)
    reader.go_to(at)
    stage.at_rest()
    place = place_of(reader, at, spot)
    found = reader.hit(place)
    assert found is not None
    assert found[1] == spot
    qtbot.mouseClick(reader.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert anchor(stage) == spot.target


def place_of(reader: Any, at: int, spot: Spot) -> QPoint:
    y = reader._y_of_spot(at, spot)
    assert y is not None
    block = next(
        reader.flow.blocks[n]
        for n in reader._shown
        if reader.flow.blocks[n].clause == at and reader.flow.blocks[n].layout is not None
        and reader.flow.blocks[n].start <= spot.start
        < reader.flow.blocks[n].start + len(reader.flow.blocks[n].text)
        and reader.flow.blocks[n].role.value == "text"
    )  # fmt: skip
    line = block.layout.lineForTextPosition(spot.start - block.start)
    x = line.cursorToX(spot.start - block.start + 1)
    x = x[0] if isinstance(x, tuple) else x
    return QPoint(int(reader.text_column(at).left() + x) + 1, y + 10)


def test_wrong_references_are_marked_and_listed(stage: TermsStage) -> None:
    marked = stage.page.opener.marked
    assert marked is not None
    _at, spot = spot_of(stage, SpotKind.REFERENCE, flagged=True)
    assert spot.tip
    assert {reference.text for reference in marked.references}
    assert spot.text in {reference.text for reference in marked.references}


def test_a_defined_term_says_what_it_means(stage: TermsStage) -> None:
    _at, spot = spot_of(stage, SpotKind.TERM)
    assert spot.target in {one.term for one in stage.page.opener.marked.definitions}  # type: ignore[union-attr]
    assert spot.tip
    stage.page.guide.follow(spot)
    assert stage.page.desk.side.tabs.current_key == "definitions"


def test_rule_values_lead_to_their_clause_and_orders(stage: TermsStage, qtbot: QtBot) -> None:
    signals = stage.page.desk.side.signals
    signals.clause_wanted.emit("14.2")
    assert anchor(stage) == "14.2"
    with qtbot.waitSignal(stage.page.order_wanted) as heard:
        signals.order_wanted.emit("KO-21764")
    assert heard.args == ["KO-21764"]


def test_two_versions_are_compared_and_one_comes_back(stage: TermsStage) -> None:
    page = stage.page
    stage.show(f"compare:{OLD}:{NEW}")
    stage.until(lambda: page.comparing.shown is not None, "the comparison")
    assert page.comparing.shown is not None
    assert page.comparing.shown.comparison.counts.touched >= 8
    assert "two versions compared" in page.subtitle()
    assert not page.desk.isVisible()
    page.offers.header.compare.click()
    assert page.desk.isVisible()
    assert page.opener.version_id == NEW


def test_a_clause_is_compared_with_its_other_version(stage: TermsStage) -> None:
    page = stage.page
    stage.show(f"{NEW}#14.2")
    opened = page.opener.shown
    assert opened is not None
    position = next(at for at, clause in enumerate(opened.clauses) if clause.id == "14.2")
    page.guide.menu.compare.emit(position)
    stage.until(lambda: page.comparing.shown is not None, "the comparison")
    view = page.comparing.view
    assert view is not None
    assert view.text.changes[view.text.current].new_id == "14.2"


def test_a_comparison_is_saved_as_one_file(stage: TermsStage, tmp_path: Path, qtbot: QtBot) -> None:
    page = stage.page
    stage.show(f"compare:{OLD}:{NEW}")
    stage.until(lambda: page.comparing.shown is not None, "the comparison")
    path = tmp_path / "changes.html"
    with qtbot.waitSignal(page.said, timeout=20_000):
        page.comparing.export(path)
    assert "<script" not in path.read_text(encoding="utf-8")


def test_another_look_keeps_the_place(stage: TermsStage) -> None:
    stage.show(f"{NEW}#14.2")
    stage.page.refresh(frozenset({"terms_document"}))
    stage.at_rest()
    assert anchor(stage) == "14.2"


def test_a_text_that_is_not_the_announced_one_is_shown_as_such(
    qapp: QApplication, world: World, tmp_path: Path
) -> None:
    from tests.screens.terms_scenes import SUPPORT, _set_state

    station = own_station(world, tmp_path)
    _set_state(station, "untrusted")
    with TermsStage(qapp, station, SUPPORT) as stage:
        shown = stage.page.opener.shown
        assert shown is not None
        assert shown.version.text_state is TextState.UNTRUSTED
        banner: Any = stage.page.desk._banner
        assert banner is not None
        assert banner.isVisible()
        assert stage.page.desk.reader.isVisible()


def test_the_models_keep_the_rules_of_models(stage: TermsStage) -> None:
    for model in (stage.page.desk.shelf.model, stage.page.desk.outline.model):
        fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
        QAbstractItemModelTester(model, fatal, model)
        for at in range(model.rowCount()):
            assert model.rowCount(model.index(at, 0)) >= 0
    stage.page.desk.outline.model.show_clauses(())
    assert stage.page.desk.outline.model.rowCount(QModelIndex()) == 0
