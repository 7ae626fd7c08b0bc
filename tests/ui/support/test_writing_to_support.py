"""What is written is kept, looked through on this computer, and leaves only as decided."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from app.support.requests.model import Draft, RequestState, Severity
from app.support.requests.problems import LONGEST_SUBJECT
from app.support.scan.model import Finding
from tests.screens.support_scenes import TEXT
from tests.ui.support.conftest import Desk
from ui.support.requests.dialogs import FindingsDialog
from ui.support.writing.diagnostics_dialog import DiagnosticsDialog
from ui.support.writing.draft_work import DraftWork

IBAN = "DE89 3704 0044 0532 0130 00"


def begin(desk: Desk, text: str = "It stands still.", subject: str = "Still") -> DraftWork:
    """The form of a new request, filled."""
    desk.tab.new.click()
    work = desk.tab.writing.work
    desk.stage.until(lambda: work.draft is not None, "the draft")
    desk.stage.rest()
    form = desk.tab.writing.form.form
    form.subject.setText(subject)
    form.text.setPlainText(text)
    return work


def stored(desk: Desk, work: DraftWork) -> Draft:
    assert work.draft is not None
    return desk.rooms.requests.draft(work.draft.id)


def look(desk: Desk, work: DraftWork) -> tuple[Finding, ...]:
    desk.tab.writing.form.check.click()
    desk.stage.until(lambda: work.result is not None, "what is found")
    assert work.result is not None
    return work.result.findings


def test_a_draft_comes_back_as_it_was_typed(desk: Desk) -> None:
    work = begin(desk, TEXT)
    form = desk.tab.writing.form.form
    form.severity.set_value(Severity.URGENT)
    form.modified.set_checked(True)
    form.impact.setText("Two plants")
    assert work.draft is not None
    key = work.draft.id
    desk.page.may_leave()
    desk.stage.rest()
    work.use(None)
    desk.page.show_part("requests")
    desk.tab._show_board()
    desk.page.show_part(f"draft:{key}")
    desk.stage.until(lambda: work.draft is not None, "the draft")
    desk.stage.rest()
    shown = form.typed(stored(desk, work))
    assert (shown.subject, shown.text) == ("Still", TEXT)
    assert (shown.severity, shown.business_impact) == (Severity.URGENT, "Two plants")
    assert shown.modified


def test_a_product_brings_its_orders_and_the_support_they_grant(desk: Desk) -> None:
    begin(desk)
    form, view = desk.tab.writing.form.form, desk.tab.writing.form
    product = next(one for one in desk.rooms.requests.products() if one.name == "Relay Gateway")
    form.product.set_value(product.id)
    desk.stage.until(lambda: form.entitlement is not None, "the orders")
    desk.stage.rest()
    entitled = form.entitlement
    assert entitled is not None
    assert form.order.value == entitled.order_id
    assert view.target.text().startswith("Severity Normal: first answer within")
    form.severity.set_value(Severity.HIGH)
    desk.stage.rest()
    assert view.target.text().startswith("Severity High")


def test_send_needs_subject_and_text_within_their_limits(desk: Desk) -> None:
    begin(desk, subject="")
    form, view = desk.tab.writing.form.form, desk.tab.writing.form
    assert not view.send.isEnabled()
    form.subject.setText("x" * (LONGEST_SUBJECT + 1))
    assert not view.send.isEnabled()
    form.subject.setText("x" * LONGEST_SUBJECT)
    assert view.send.isEnabled()


def test_files_are_dropped_and_pictures_and_texts_pasted(desk: Desk, tmp_path: Path) -> None:
    work = begin(desk, text="")
    form = desk.tab.writing.form.form
    path = tmp_path / "relay.log"
    path.write_text("all is well\n")
    dropped, picture, text = QMimeData(), QMimeData(), QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(path))])
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    picture.setImageData(image)
    text.setHtml("<b>bold</b>")
    text.setText("plain")
    for data in (dropped, picture, text):
        assert form.text.canInsertFromMimeData(data)
        form.text.insertFromMimeData(data)
    assert form.text.toPlainText() == "plain"
    desk.stage.until(lambda: not work.coming, "the copies")
    names = [one.name for one in stored(desk, work).files]
    assert names[0] == "relay.log"
    assert names[1].startswith("Picture 2026-11-24 0933")
    with desk.rooms.files.open(stored(desk, work).files[1].id) as stream:
        assert stream.read(8) == b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("what", ["folder", "gone"])
def test_what_cannot_be_attached_says_why(desk: Desk, tmp_path: Path, what: str) -> None:
    work = begin(desk)
    path = tmp_path if what == "folder" else tmp_path / "gone.log"
    failed: list[object] = []
    work.failed.connect(failed.append)
    work.attach([path])
    desk.stage.until(lambda: bool(failed), "the reason")
    assert not stored(desk, work).files
    assert desk.tab.writing.form._problem is not None


def test_what_is_found_keeps_a_request_here_until_it_is_decided(desk: Desk) -> None:
    work = begin(desk, f"Pay to {IBAN}, please.")
    view = desk.tab.writing.form
    view.send.click()
    desk.stage.until(lambda: bool(view.findings.groups), "what is found")
    assert stored(desk, work).text.endswith("please.")
    (group,) = view.findings.groups
    assert IBAN not in group.rows[0].accessibleName()
    group.redact.click()
    desk.stage.until(lambda: work.result is not None and not work.open_findings, "no finding")
    assert IBAN not in view.form.text.toPlainText()
    assert view.form.text.toPlainText().endswith("please.")
    sent: list[str] = []
    work.sent.connect(sent.append)
    view.send.click()
    desk.stage.until(lambda: bool(sent), "the outbox")
    desk.stage.rest()
    card = desk.tab.board.rows.cards[0]
    assert (card.subject, card.state) == ("Still", RequestState.UNSENT)
    assert desk.tab.board.current == card.id


def test_sending_all_the_same_needs_a_reason_that_is_kept(desk: Desk) -> None:
    work = begin(desk, f"Pay to {IBAN}, please.")
    (finding,) = look(desk, work)
    (group,) = desk.tab.writing.form.findings.groups
    group.keep.click()
    assert not group.keep_now.isEnabled()
    group.reason.setText("It is printed on every invoice")
    group.keep_now.click()
    desk.stage.until(lambda: finding.id in stored(desk, work).decided, "the decision")
    desk.stage.until(lambda: work.result is not None and not work.open_findings, "another look")


def test_a_file_with_findings_can_be_taken_out(desk: Desk) -> None:
    work = begin(desk)
    work.attach([("keys.txt", f"account {IBAN}\n".encode())])
    desk.stage.until(lambda: bool(stored(desk, work).files), "the copy")
    desk.stage.until(lambda: not work.busy, "rest")
    assert look(desk, work)
    (group,) = desk.tab.writing.form.findings.groups
    assert group.place == "keys.txt"
    group.remove.click()
    desk.stage.until(lambda: not stored(desk, work).files, "the file gone")
    desk.stage.until(lambda: work.result is not None and not work.open_findings, "another look")


def test_a_reply_is_kept_and_sent_by_keyboard(desk: Desk) -> None:
    desk.open("Memory of")
    reply, work = desk.tab.board.pane.reply, desk.tab.replying.work
    reply.text.setPlainText("It ran for an hour.")
    desk.stage.until(lambda: work.draft is not None, "the draft")
    desk.open("Gateway")
    desk.stage.until(lambda: not reply.text.toPlainText(), "another box")
    desk.open("Memory of")
    desk.stage.until(lambda: bool(reply.text.toPlainText()), "the draft again")
    assert reply.text.toPlainText() == "It ran for an hour."
    sent: list[str] = []
    work.sent.connect(sent.append)
    QTest.keyClick(reply.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.stage.until(lambda: bool(sent), "the outbox")
    desk.stage.rest()
    assert not reply.text.toPlainText()
    talk = desk.tab.board.pane.talk.toPlainText()
    assert "It ran for an hour." in talk
    assert "leaves with the next synchronization" in talk


def test_what_is_found_in_a_reply_is_asked_before_it_leaves(desk: Desk) -> None:
    desk.open("Memory of")
    reply, work = desk.tab.board.pane.reply, desk.tab.replying.work
    reply.text.setPlainText(f"Pay to {IBAN}.")
    desk.stage.until(reply.send.isEnabled, "the draft")
    reply.send.click()
    desk.stage.until(lambda: desk.tab.acts.dialog is not None, "the question")
    dialog = desk.tab.acts.dialog
    assert isinstance(dialog, FindingsDialog)
    assert not dialog.go.isEnabled()
    dialog.findings.groups[0].redact.click()
    desk.stage.until(dialog.go.isEnabled, "nothing open")
    dialog.go.click()
    desk.stage.until(lambda: desk.tab.acts.dialog is None, "the end")
    assert work.draft is None
    assert IBAN not in desk.tab.board.pane.talk.toPlainText()


def test_discarding_a_draft_asks_and_goes_back(desk: Desk) -> None:
    work = begin(desk)
    assert work.draft is not None
    key = work.draft.id
    desk.tab.writing.form.discard.click()
    dialog = desk.tab.acts.dialog
    assert dialog is not None
    dialog.accept()
    desk.stage.until(lambda: work.draft is None, "the end")
    assert key not in {one.id for one in desk.rooms.requests.drafts()}
    assert desk.tab.board.isVisible()


def test_diagnostics_are_read_and_chosen_before_they_are_attached(desk: Desk) -> None:
    work = begin(desk)
    desk.tab.writing.form.form.intake.diagnostics_wanted.emit()
    desk.stage.until(lambda: isinstance(desk.tab.acts.dialog, DiagnosticsDialog), "the dialog")
    dialog = desk.tab.acts.dialog
    assert isinstance(dialog, DiagnosticsDialog)
    desk.stage.until(lambda: bool(dialog.boxes), "the files")
    assert {"system.txt", "licenses.txt", "errors.txt"} <= set(dialog.boxes)
    dialog.show_file("system.txt")
    assert "Counterpart" in dialog.preview.toPlainText()
    dialog.boxes["errors.txt"].click()
    dialog.go.click()
    desk.stage.until(lambda: bool(stored(desk, work).files), "the archive")
    (file,) = stored(desk, work).files
    with desk.rooms.files.open(file.id) as stream, zipfile.ZipFile(stream) as archive:
        names = set(archive.namelist())
        said = archive.read("system.txt").decode()
    assert "errors.txt" not in names
    assert "Counterpart" in said
