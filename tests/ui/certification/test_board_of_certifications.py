"""The board: requests with their clock, audits with their notice, certifications and their way."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest

from app.certification.asked import Kind, Origin, RequestState
from app.certification.kinds import AUDIT_BY_HAND
from app.notices.model import DraftKind
from tests.screens.certification_scenes import TWO_ORDERS, begun, rooms_of
from tests.screens.world import NOW
from tests.ui.certification.conftest import CertificationDesk
from ui.certification.board.noting import NoteAuditDialog, NoteRequestDialog
from ui.kit.buttons import Button


def button_of(desk: CertificationDesk, key: str) -> Button:
    return desk.page.board.rows[key].findChildren(Button)[0]


def test_each_request_says_what_is_asked_and_by_when(desk: CertificationDesk) -> None:
    rows = desk.page.board.rows
    request = desk.service.request(TWO_ORDERS)
    said = rows[f"request:{TWO_ORDERS}"].accessibleName()
    assert request.reason in said
    assert "23:59 CET" in said
    assert "days left" in said
    undated = next(one for one in desk.page.board.waiting if one.due_at is None)
    assert "No date stated" in rows[f"request:{undated.id}"].accessibleName()


def test_an_audit_at_short_notice_says_so_with_its_clause(desk: CertificationDesk) -> None:
    short = next(one for one in desk.page.board.overview.audits if one.short_notice)
    row = desk.page.board.rows[f"audit:{short.id}"]
    assert "Short notice" in row.accessibleName()
    assert short.clause is not None
    desk.page.show_part(f"audit:{short.id}")
    desk.stage.rest()
    pane = desk.page.board.pane
    assert pane.isVisible()
    assert pane.button is not None
    assert pane.button.text() == "Draft a reply"


def test_the_reply_to_an_audit_opens_as_a_letter(desk: CertificationDesk) -> None:
    short = next(one for one in desk.page.board.overview.audits if one.short_notice)
    wanted = QSignalSpy(desk.page.page_wanted)
    button_of(desk, f"audit:{short.id}").click()
    desk.until(wanted.count, "the letter")
    page, letter = wanted.at(0)
    assert page == "notices"
    rooms = desk.stage.application.desk.rooms
    assert rooms is not None
    draft = next(one for one in rooms.notices.drafts() if one.id == letter)
    assert draft.kind in set(DraftKind)
    assert desk.service.audit(short.id).reply == letter
    rooms.notices.discard_draft(letter)


def test_certifying_begins_a_draft_and_the_board_offers_to_go_on(desk: CertificationDesk) -> None:
    key = f"request:{TWO_ORDERS}"
    assert button_of(desk, key).text() == "Certify"
    button_of(desk, key).click()
    desk.until(lambda: desk.guide.reading, "the guide")
    assert desk.page.views.currentWidget() is desk.guide
    draft = desk.guide.reading.draft if desk.guide.reading else None
    assert draft is not None
    assert draft.request_id == TWO_ORDERS
    desk.page.header.back.click()
    desk.until(lambda: button_of(desk, key).text() == "Go on", "the draft on the board")
    button_of(desk, key).click()
    desk.stage.rest()
    assert desk.guide.draft_id == draft.id


def test_a_request_is_chosen_by_keyboard_and_shown_beside(desk: CertificationDesk) -> None:
    row = desk.page.board.rows[f"request:{TWO_ORDERS}"]
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Space)
    assert desk.page.board.chosen == f"request:{TWO_ORDERS}"
    assert desk.page.board.pane.isVisible()
    desk.page.board.pane.closed.emit()
    assert not desk.page.board.pane.isVisible()


def test_a_request_on_paper_is_noted_and_its_day_is_checked(desk: CertificationDesk) -> None:
    desk.page.show_part("note")
    dialog = desk.page.acts.dialog
    assert dialog is not None
    dialog.due.setText("soon")  # type: ignore[attr-defined]
    dialog.save.click()  # type: ignore[attr-defined]
    assert dialog.rows["due"].has_error  # type: ignore[attr-defined]
    assert dialog.rows["reason"].has_error  # type: ignore[attr-defined]
    dialog.due.setText("2026-12-11")  # type: ignore[attr-defined]
    dialog.reason.setPlainText("Please certify your use.")  # type: ignore[attr-defined]
    dialog.save.click()  # type: ignore[attr-defined]
    desk.until(lambda: desk.page.board.chosen.startswith("request:"), "the request that was noted")
    key = desk.page.board.chosen.partition(":")[2]
    request = desk.service.request(key)
    assert request.origin is Origin.BY_HAND
    assert request.due_at is not None
    desk.until(lambda: desk.page.board.pane.correct, "the way to correct it")
    desk.page.board.pane.correct.click()  # type: ignore[union-attr]
    again = desk.page.acts.dialog
    assert isinstance(again, NoteRequestDialog)
    assert again.due.text() == "2026-12-11"
    assert again.reason.toPlainText() == "Please certify your use."
    again.due.setText("2026-12-18")
    again.save.click()
    desk.until(lambda: desk.service.request(key).due_at != request.due_at, "the other day")
    assert desk.service.request(key).due_at == request.due_at + timedelta(days=7)
    desk.page.acts.ask_withdraw(request)
    assert desk.page.acts.dialog is not None
    desk.page.acts.dialog.action.click()  # type: ignore[attr-defined]
    desk.until(
        lambda: desk.service.request(key).state is RequestState.WITHDRAWN, "that it is withdrawn"
    )


def test_an_audit_on_paper_is_noted_and_flagged_by_the_same_rule(
    desk: CertificationDesk, tmp_path: Path
) -> None:
    paper = tmp_path / "announcement.pdf"
    paper.write_bytes(b"%PDF-1.7 an announcement")
    desk.page.acts.ask_audit()
    dialog = desk.page.acts.dialog
    assert isinstance(dialog, NoteAuditDialog)
    for text in ("", "next week"):
        dialog.begins.setText(text)
        dialog.save.click()
        assert dialog.rows["begins"].has_error, text
    begins = NOW + timedelta(days=4)
    dialog.begins.setText(f"{begins:%Y-%m-%d} 09:00")
    dialog.site.setText("Ulm")
    dialog.paper.path = paper
    dialog.save.click()
    desk.until(lambda: desk.page.board.chosen.startswith("audit:"), "the audit that was noted")
    audit = desk.service.audit(desk.page.board.chosen.partition(":")[2])
    assert (audit.origin, audit.site, audit.short_notice) == (Origin.BY_HAND, "Ulm", True)
    kept = rooms_of(desk.stage)._own.one(
        "SELECT body FROM noted WHERE kind = ? AND id = ?", (AUDIT_BY_HAND, audit.id)
    )
    assert kept is not None
    assert b"announcement.pdf" in bytes(kept[0]), "the letter is kept with it"
    desk.until(lambda: f"audit:{audit.id}" in desk.page.board.rows, "its row")
    assert "Short notice" in desk.page.board.rows[f"audit:{audit.id}"].accessibleName()
    desk.until(lambda: desk.page.board.pane.correct, "the way to correct it")
    desk.page.board.pane.correct.click()  # type: ignore[union-attr]
    again = desk.page.acts.dialog
    assert isinstance(again, NoteAuditDialog)
    assert (again.site.text(), again.paper.name.text()) == ("Ulm", "announcement.pdf")
    assert again.begins.text() == f"{begins:%Y-%m-%d} 09:00"
    again.begins.setText(f"{NOW + timedelta(days=40):%Y-%m-%d} 09:00")
    again.save.click()
    desk.until(lambda: not desk.service.audit(audit.id).short_notice, "the corrected day")
    assert desk.service.audit(audit.id).paper == audit.paper
    desk.page.board.pane.second.click()  # type: ignore[union-attr]
    desk.page.acts.dialog.action.click()  # type: ignore[union-attr]
    desk.until(
        lambda: all(one.id != audit.id for one in desk.service.audits()), "that it is withdrawn"
    )


def test_a_rehearsal_needs_no_request(desk: CertificationDesk) -> None:
    desk.page.show_part("rehearsal")
    desk.until(lambda: desk.guide.reading, "the guide")
    assert desk.guide.reading is not None
    assert desk.guide.reading.draft.origin is Origin.REHEARSAL
    said = " ".join(one.accessibleName() for one in desk.guide.remarks.banners)
    assert desk.guide.remarks.banners
    assert "rehearsal" in (said + desk.guide.view.head.title.text()).casefold()  # type: ignore[union-attr]


def test_a_deletion_begins_with_what_was_deleted(desk: CertificationDesk) -> None:
    desk.page.show_part("deletion")
    desk.until(lambda: desk.guide.reading, "the guide")
    assert desk.guide.reading is not None
    assert desk.guide.reading.draft.kind is Kind.DELETION
    titles = [one.title for one in desk.guide.reading.states]
    assert "Deletion" in titles


def test_buttons_of_the_header_fit_what_is_shown(desk: CertificationDesk) -> None:
    header = desk.page.header
    assert header.new.isVisible()
    assert not header.back.isVisible()
    desk.open(begun(desk.stage).id, "scope")
    assert header.back.isVisible()
    assert not header.new.isVisible()
    desk.stage.window.show_page("orders")
    desk.stage.window.show_page("certification")
    assert header.back.isVisible()
    assert not header.new.isVisible()


def test_the_palette_finds_requests_audits_and_drafts(desk: CertificationDesk) -> None:
    from ui.shell.finding import find

    begun(desk.stage)
    rooms = desk.stage.application.desk.rooms
    assert rooms is not None
    parts = {
        one.part.partition(":")[0] for one in find(rooms, "strata") if one.page == desk.page.key
    }
    parts |= {
        one.part.partition(":")[0] for one in find(rooms, "KO-20417") if one.page == desk.page.key
    }
    parts |= {one.part.partition(":")[0] for one in find(rooms, "compliance")
              if one.page == desk.page.key}  # fmt: skip
    assert parts == {"audit", "draft", "request"}
