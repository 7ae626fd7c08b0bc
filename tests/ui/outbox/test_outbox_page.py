"""The outbox page: what waits and why, what can be done, and what was sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.base.messages import Uploading
from app.exchange.waiting import Hold
from app.services.rooms import Rooms
from tests.screens.scenes import OFFLINE
from tests.screens.stage import Stage
from tests.screens.world import World
from ui.kit.dialogs import ConfirmDialog
from ui.outbox.page import OutboxPage


@pytest.fixture
def stage(qapp: QApplication, world: World) -> Iterator[Stage]:
    with Stage(qapp, world.filled, page="outbox") as made:
        yield made


@pytest.fixture
def page(stage: Stage) -> OutboxPage:
    shown = stage.window.page
    assert isinstance(shown, OutboxPage)
    return shown


def rooms(stage: Stage) -> Rooms:
    found = stage.application.desk.rooms
    assert found is not None
    return found


def said(widget: QWidget) -> str:
    return " | ".join(label.text() for label in widget.findChildren(QLabel) if label.text())


def test_refused_items_come_first_and_say_why(stage: Stage, page: OutboxPage) -> None:
    table = page.waiting.model
    first = table.at(0)
    assert first is not None
    assert first.hold is Hold.REFUSED
    page.waiting.table.select_row(0)
    stage.rest()
    pane = page.waiting.pane
    assert pane.card == first
    assert "CP-3016" in said(pane)
    assert pane.change.isVisible()
    assert not pane.send.isVisible()


def test_what_leaves_is_shown_word_for_word(stage: Stage, page: OutboxPage) -> None:
    page.waiting.table.select_row(1)
    stage.rest()
    pane: Any = page.waiting.pane
    from ui.kit.fields import TextArea

    texts = [area.toPlainText() for area in pane.findChildren(TextArea)]
    assert any("calendar file" in text for text in texts) or "calendar file" in said(pane)
    assert all(area.isReadOnly() for area in pane.findChildren(TextArea))


def test_changing_goes_where_it_was_written(stage: Stage, page: OutboxPage) -> None:
    wanted: list[tuple[str, str]] = []
    page.page_wanted.connect(lambda key, part: wanted.append((key, part)))
    page.waiting.table.select_row(0)
    stage.rest()
    card = page.waiting.pane.card
    assert card is not None
    page.waiting.pane.change.click()
    assert wanted == [("support", f"feedback:{card.id}")]


def test_discarding_asks_first(stage: Stage, page: OutboxPage) -> None:
    page.waiting.table.select_row(1)
    stage.rest()
    before = rooms(stage).outbox.counts().unsent
    page.waiting.pane.discard.click()
    dialog = page.acts.dialog
    assert isinstance(dialog, ConfirmDialog)
    dialog.reject()
    stage.rest()
    assert rooms(stage).outbox.counts().unsent == before


def test_a_change_of_the_account_is_discarded_and_gone(stage: Stage, page: OutboxPage) -> None:
    item = rooms(stage).account.confirm("x")
    page.show_part(item)
    stage.rest()
    pane = page.waiting.pane
    assert pane.card is not None
    assert pane.card.id == item
    page.acts.ask_discard(pane.card)
    dialog = page.acts.dialog
    assert dialog is not None
    dialog.accept()
    stage.rest()
    assert page.waiting.model.row_of(item) < 0
    assert not page.waiting.pane.isVisible()


def test_another_persons_item_waits_for_that_sign_in(stage: Stage, page: OutboxPage) -> None:
    item = rooms(stage).account.confirm("somebody-else")
    page.show_part(item)
    stage.rest()
    pane = page.waiting.pane
    assert pane.card is not None
    assert pane.card.hold is Hold.OTHER_PERSON
    assert pane.sign_in.isVisible()
    assert not pane.send.isVisible()
    rooms(stage).outbox.discard(item)


def test_offline_says_what_it_waits_for(qapp: QApplication, world: World) -> None:
    with Stage(qapp, world.filled, page="outbox", answers=OFFLINE) as stage:
        shown: Any = stage.window.page
        shown.waiting.table.select_row(1)
        stage.rest()
        assert "Goes once the portal can be reached" in said(shown.waiting.pane)


def test_unsent_items_are_saved_to_a_file(stage: Stage, page: OutboxPage, tmp_path: Path) -> None:
    target = tmp_path / "unsent.zip"
    page.acts.export_to(target)
    stage.until(target.is_file, "the file")
    stage.rest()


def test_the_footer_leads_here(qapp: QApplication, world: World) -> None:
    with Stage(qapp, world.filled, page="orders") as stage:
        stage.window.footer.unsent.click()
        stage.rest()
        assert stage.window.current == "outbox"


def test_an_empty_outbox_says_so(qapp: QApplication, world: World) -> None:
    with Stage(qapp, world.fresh, page="outbox") as stage:
        shown: Any = stage.window.page
        assert "Everything has left" in said(shown.waiting.stack)
        assert not shown.send_all.isEnabled()


def test_a_running_upload_says_how_much_is_safely_there(
    stage: Stage, page: OutboxPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = rooms(stage).account.confirm("x")
    page.show_part(item)
    stage.rest()
    monkeypatch.setattr(
        "app.exchange.attachments.Files.progress", lambda _files: {item: (5_000_000, 9_000_000)}
    )
    stage.application.link.received.emit(Uploading(item=item, done=5_000_000, total=9_000_000))
    stage.until(lambda: "are safely there" in said(page.waiting.pane), "the progress")
    rooms(stage).outbox.discard(item)
