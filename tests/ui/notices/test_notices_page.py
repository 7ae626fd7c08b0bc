"""Notices: what the vendor sent is verified and dated; letters are kept while they are typed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QBuffer, QByteArray, Qt
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.notices.model import NoticeDraft, NoticeKind, VendorNotice
from tests.screens.scenes import OFFLINE
from tests.screens.stage import Stage
from tests.screens.world import World
from ui.kit.buttons import LinkButton
from ui.kit.dialogs import ConfirmDialog
from ui.kit.printing import print_pages, print_plain
from ui.kit.states import EmptyState
from ui.notices.page import NoticesPage


@pytest.fixture
def stage(qapp: QApplication, world: World) -> Iterator[Stage]:
    with Stage(qapp, world.filled, page="notices") as made:
        yield made


@pytest.fixture
def page(stage: Stage) -> NoticesPage:
    shown = stage.window.page
    assert isinstance(shown, NoticesPage)
    return shown


@pytest.fixture
def draft(stage: Stage, page: NoticesPage) -> Iterator[NoticeDraft]:
    """A letter that is open in the editor; it is gone after the test."""
    rooms = stage.application.desk.rooms
    assert rooms is not None
    key = rooms.terms.draft_objection("terms-2026-09", ["KO-20417"], "Kim Arndt")
    stage.window.show_page("notices", key)
    stage.rest()
    shown = page.drafts.pane.draft
    assert shown is not None
    assert shown.id == key
    yield shown
    if any(one.id == key for one in rooms.notices.drafts()):
        rooms.notices.discard_draft(key)


def said(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def opened(stage: Stage, page: NoticesPage, kind: NoticeKind) -> VendorNotice:
    notice = next(one for one in inbox(page) if one.kind is kind)
    stage.window.show_page("notices", notice.id)
    stage.rest()
    shown = page.received.pane.notice
    assert shown is not None
    assert shown.id == notice.id
    return shown


def inbox(page: NoticesPage) -> list[VendorNotice]:
    found = (page.received.model.at(row) for row in range(page.received.shown))
    return [notice for notice in found if notice is not None]


def test_notices_stand_newest_first_with_the_day_they_count(page: NoticesPage) -> None:
    found = inbox(page)
    assert [one.sent_at for one in found] == sorted((one.sent_at for one in found), reverse=True)
    audit = next(one for one in found if one.kind is NoticeKind.AUDIT)
    row = page.received.model.row_of(audit.id)
    # Sent on a Friday, it counts on the Monday after (General provisions).
    assert page.received.model.cell(row, 1).text == "20 Nov 2026"
    assert page.received.model.cell(row, 2).text == "23 Nov 2026"


def test_an_open_notice_says_what_it_starts_and_leads_there(
    stage: Stage, page: NoticesPage, qtbot: QtBot
) -> None:
    notice = opened(stage, page, NoticeKind.AUDIT)
    words = said(page.received.pane)
    assert "Signed by the vendor, and unaltered" in words
    assert notice.starts in words
    assert notice.text in words
    links = [link for link in page.received.pane.findChildren(LinkButton) if "CET" in link.text()]
    qtbot.mouseClick(links[0], Qt.MouseButton.LeftButton)
    stage.rest()
    assert stage.window.current == "deadlines"
    entry = stage.window.page.detail.entry  # type: ignore[union-attr]
    assert entry.deadline.notice_id == notice.id


def test_a_notice_that_was_opened_is_no_longer_new(
    stage: Stage, page: NoticesPage, qtbot: QtBot
) -> None:
    rooms = stage.application.desk.rooms
    assert rooms is not None
    fresh = [one for one in inbox(page) if not one.read]
    last = fresh[-1]
    with qtbot.waitSignal(page.matters_changed, timeout=20_000):
        page.received.table.select_row(page.received.model.row_of(last.id))
    stage.rest()
    row = page.received.model.row_of(last.id)
    assert page.received.model.cell(row, 5).text == "To acknowledge"
    assert sum(not one.read for one in rooms.notices.inbox()) == len(fresh) - 1
    assert page.received.pane.isVisible()


def test_what_is_not_genuine_is_said_and_starts_nothing(stage: Stage, page: NoticesPage) -> None:
    reading = page._reading
    assert reading is not None
    forged = msgspec.structs.replace(
        reading.inbox[0], genuine=False, starts="", given_at=None, fault="It was altered."
    )
    page.show_reading(reading._replace(inbox=(forged, *reading.inbox[1:]), starts={}))
    page.received.open_notice(forged.id)
    words = said(page.received.pane)
    assert "Not genuine: it starts nothing" in words
    assert "It was altered." in words
    assert "What it starts" not in words
    row = page.received.model.row_of(forged.id)
    assert page.received.model.cell(row, 5).text == "Not genuine"


def test_text_of_the_vendor_is_never_markup(stage: Stage, page: NoticesPage) -> None:
    reading = page._reading
    assert reading is not None
    sly = msgspec.structs.replace(reading.inbox[0], subject="<b>bold</b>", text="<img src=x>\n\nA")
    page.show_reading(reading._replace(inbox=(sly,)))
    page.received.open_notice(sly.id)
    labels = page.received.pane.findChildren(QLabel)
    assert {"<b>bold</b>", "<img src=x>\n\nA"} <= {label.text() for label in labels}
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in labels)


def test_typing_narrows_both_lists(stage: Stage, page: NoticesPage, qtbot: QtBot) -> None:
    whole = page.received.shown
    qtbot.keyClicks(page.field, "audit")
    assert 0 < page.received.shown < whole
    page.field.setText("nothing is called so")
    state = page.received.stack.findChild(EmptyState)
    assert isinstance(state, EmptyState)
    assert state.secondary
    qtbot.mouseClick(state.secondary, Qt.MouseButton.LeftButton)
    assert page.received.shown == whole


def test_a_letter_shows_by_when_it_is_to_be_posted_and_why(
    page: NoticesPage, draft: NoticeDraft
) -> None:
    assert page.tabs.current_key == "drafts"
    words = said(page.drafts.pane)
    assert draft.title in words
    assert draft.post_by_words in words
    assert page.drafts.pane.area.toPlainText() == draft.letter
    assert "Kim Arndt" in draft.letter


def test_what_is_typed_is_saved_by_the_button_and_by_ctrl_s(
    stage: Stage, page: NoticesPage, draft: NoticeDraft, qtbot: QtBot
) -> None:
    rooms = stage.application.desk.rooms
    assert rooms is not None
    pane = page.drafts.pane
    pane.area.setPlainText("First.")
    assert pane.save.isEnabled()
    assert pane.state.text() == "Changed, not saved yet"
    qtbot.mouseClick(pane.save, Qt.MouseButton.LeftButton)
    stage.rest()
    assert rooms.notices.draft(draft.id).letter == "First."
    assert pane.state.text() == "Saved here, not sent"
    assert not pane.save.isEnabled()
    pane.area.setPlainText("Second.")
    qtbot.keyClick(pane, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    stage.rest()
    assert rooms.notices.draft(draft.id).letter == "Second."


def test_what_is_typed_is_kept_when_the_page_is_left(
    stage: Stage, page: NoticesPage, draft: NoticeDraft
) -> None:
    rooms = stage.application.desk.rooms
    assert rooms is not None
    page.drafts.pane.area.setPlainText("Typed and left.")
    page.may_leave()
    stage.rest()
    assert rooms.notices.draft(draft.id).letter == "Typed and left."


def test_a_reading_in_between_does_not_take_away_what_is_being_typed(
    stage: Stage, page: NoticesPage, draft: NoticeDraft
) -> None:
    page.drafts.pane.area.setPlainText("Half a sent")
    page.refresh(frozenset({"notice"}))
    stage.rest()
    assert page.drafts.pane.area.toPlainText() == "Half a sent"


def test_an_empty_letter_is_not_saved(stage: Stage, page: NoticesPage, draft: NoticeDraft) -> None:
    rooms = stage.application.desk.rooms
    assert rooms is not None
    page.drafts.pane.area.setPlainText("  \n ")
    page.drafts.pane.keep()
    stage.rest()
    assert rooms.notices.draft(draft.id).letter == draft.letter
    assert "not saved" in page.drafts.pane.state.text()


def test_a_letter_is_copied_and_written_to_a_file(
    stage: Stage, page: NoticesPage, draft: NoticeDraft, qapp: QApplication, qtbot: QtBot,
    tmp_path: Path,
) -> None:  # fmt: skip
    qtbot.mouseClick(page.drafts.pane.copy, Qt.MouseButton.LeftButton)
    assert qapp.clipboard().text() == draft.letter
    path = tmp_path / "letter.txt"
    with qtbot.waitSignal(page.said, timeout=20_000) as told:
        page.acts.write_file(draft.id, path)
    assert str(path) in told.args[0]
    assert path.read_text("utf-8").strip() == draft.letter.strip()
    with qtbot.waitSignal(page.problem_met, timeout=20_000):
        page.acts.write_file(draft.id, tmp_path / "nowhere" / "letter.txt")


def test_a_letter_is_printed_as_plain_text_on_as_many_pages_as_it_needs(
    qapp: QApplication, tmp_path: Path
) -> None:
    import pypdfium2

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "letter.pdf"))
    print_plain(printer, "\n".join(f"Line {n} <b>not bold</b>" for n in range(120)))
    document = pypdfium2.PdfDocument(tmp_path / "letter.pdf")
    try:
        assert len(document) > 1
        page = document[0]
        text = page.get_textpage()
        assert "<b>not bold</b>" in text.get_text_range()
        text.close()
        page.close()
    finally:
        document.close()


def test_pages_are_printed_as_they_are_a_sheet_each(qapp: QApplication, tmp_path: Path) -> None:
    import pypdfium2

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    for name, size, points in (("a4", (1240, 1754), (595, 842)), ("us", (1275, 1650), (612, 792))):
        page = QImage(*size, QImage.Format.Format_RGB32)
        page.fill(0xFFFFFFFF)
        raw = QByteArray()
        stream = QBuffer(raw)
        stream.open(QBuffer.OpenModeFlag.WriteOnly)
        page.save(stream, "PNG")  # type: ignore[call-overload]
        printer.setOutputFileName(str(tmp_path / f"{name}.pdf"))
        print_pages(printer, [bytes(raw.data()), bytes(raw.data())])
        document = pypdfium2.PdfDocument(tmp_path / f"{name}.pdf")
        try:
            assert len(document) == 2
            found = document.get_page_size(0)
            assert [round(side) for side in found] == pytest.approx(points, abs=1)
        finally:
            document.close()


def test_a_letter_is_discarded_only_after_asking(
    stage: Stage, page: NoticesPage, draft: NoticeDraft, qtbot: QtBot
) -> None:
    rooms = stage.application.desk.rooms
    assert rooms is not None
    qtbot.mouseClick(page.drafts.pane.discard, Qt.MouseButton.LeftButton)
    assert page.dialog is not None
    page.dialog.reject()
    stage.rest()
    assert rooms.notices.draft(draft.id)
    qtbot.mouseClick(page.drafts.pane.discard, Qt.MouseButton.LeftButton)
    assert page.dialog is not None
    assert isinstance(page.dialog, ConfirmDialog)
    qtbot.mouseClick(page.dialog.action, Qt.MouseButton.LeftButton)
    stage.rest()
    assert all(one.id != draft.id for one in rooms.notices.drafts())
    assert not page.drafts.pane.isVisible()


def test_without_drafts_the_page_says_how_one_begins(
    stage: Stage, page: NoticesPage, qtbot: QtBot
) -> None:
    stage.window.show_page("notices", "drafts")
    state = page.drafts.stack.findChild(EmptyState)
    assert isinstance(state, EmptyState)
    assert state.accessibleName() == "No letters"
    assert state.secondary
    qtbot.mouseClick(state.secondary, Qt.MouseButton.LeftButton)
    stage.rest()
    assert stage.window.current == "deadlines"


def test_an_empty_inbox_says_why(qapp: QApplication, world: World) -> None:
    with Stage(qapp, world.fresh, page="notices", answers=OFFLINE) as stage:
        stage.until(lambda: stage.application.desk.standing.offline, "being offline")
        stage.rest()
        page = stage.window.page
        assert isinstance(page, NoticesPage)
        state = page.received.stack.findChild(EmptyState)
        assert isinstance(state, EmptyState)
        assert state.accessibleName() == "The portal cannot be reached"
