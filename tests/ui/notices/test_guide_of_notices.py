"""A formal notice is led through: its kind, its facts, the letter with its pages, its ways."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.documents.model import Paper
from app.notices.model import DraftKind, Way
from app.notices.wishes import LetterWishes
from app.services.rooms import Rooms
from tests.screens.notice_scenes import _software
from tests.screens.stage import Stage
from tests.screens.world import NOW, World
from ui.kit.banners import ProblemBanner
from ui.kit.dialogs import ConfirmDialog
from ui.kit.fields import TextArea, TextField
from ui.notices.guide.asking import QuestionForm
from ui.notices.guide.kinds import ORDER
from ui.notices.guide.steps import GuideStep
from ui.notices.page import NoticesPage
from ui.notices.sending import SentDialog
from ui.orders_field import Found, OrdersField

TODAY = NOW.date()
NAUGHTY = Path(__file__).parents[4] / "shared" / "vectors" / "blns" / "blns.json"


@pytest.fixture
def stage(qapp: QApplication, world: World) -> Iterator[Stage]:
    """The page; letters that a test made are gone after it."""
    with Stage(qapp, world.filled, page="notices") as made:
        yield made
        kept = rooms_of(made).notices
        for letter in kept.drafts():
            kept.unmark_sent(letter.id)
            kept.discard_draft(letter.id)


@pytest.fixture
def page(stage: Stage) -> NoticesPage:
    shown = stage.window.page
    assert isinstance(shown, NoticesPage)
    return shown


def rooms_of(stage: Stage) -> Rooms:
    rooms = stage.application.desk.rooms
    assert rooms is not None
    return rooms


def said(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def begun(stage: Stage, page: NoticesPage, kind: DraftKind, **wishes: object) -> QuestionForm:
    """The questions of a kind, with these answers."""
    page.begin(kind, LetterWishes(**{"by": "Kim Arndt", **wishes}))  # type: ignore[arg-type]
    stage.rest()
    return page.guide.facts.form


def written(stage: Stage, page: NoticesPage, kind: DraftKind, **wishes: object) -> str:
    """A letter written by the guide; its id."""
    begun(stage, page, kind, **wishes)
    page.guide.go_on()
    stage.until(lambda: page.guide.step is GuideStep.LETTER, "the letter")
    assert page.guide.draft is not None
    return page.guide.draft.id


def test_the_guide_offers_every_kind_with_a_sentence_and_its_clause(
    stage: Stage, page: NoticesPage, qtbot: QtBot
) -> None:
    qtbot.mouseClick(page.new, Qt.MouseButton.LeftButton)
    stage.rest()
    assert page.guiding
    # The reply to an audit is begun from its announcement, which says what it is about.
    assert set(ORDER) == set(DraftKind) - {DraftKind.AUDIT_REPLY}
    for kind, card in page.guide.chooser.cards.items():
        assert card.accessibleName()
        clause, _blank, words = card.accessibleDescription().partition(" ")
        assert clause.startswith("§"), kind
        assert words


def test_a_claim_shows_the_refund_step_by_step_before_anything_is_written(
    stage: Stage, page: NoticesPage
) -> None:
    number = _software(rooms_of(stage))
    begun(stage, page, DraftKind.IP_CLAIM, orders=(number,), claimed_on=TODAY)
    words = said(page.guide.facts.figures)
    assert "Months left" in words
    assert "× " in words
    assert "Indemnity" in words
    figures = rooms_of(stage).terms.claim_figures((number,), TODAY)
    for step in figures.refunds[0].steps:
        assert step.value in words


@pytest.mark.parametrize(
    ("kind", "clock"), [(DraftKind.BREACH, "30 days to cure"), (DraftKind.DISPUTE, "60 days")]
)
def test_the_clock_that_will_start_is_said_beside_the_questions(
    stage: Stage, page: NoticesPage, kind: DraftKind, clock: str
) -> None:
    begun(stage, page, kind)
    assert clock in said(page.guide.facts)


def test_what_is_missing_is_said_at_its_question(stage: Stage, page: NoticesPage) -> None:
    form = begun(stage, page, DraftKind.TAX_EXEMPTION)
    page.guide.go_on()
    assert form.rows["region"].has_error
    assert form.rows["number"].has_error
    assert not form.rows["valid_until"].has_error
    form.fields["valid_until"].setText("next year")  # type: ignore[union-attr]
    page.guide.go_on()
    assert form.rows["valid_until"].has_error
    assert page.guide.step is GuideStep.FACTS
    assert rooms_of(stage).notices.drafts() == ()


def test_amounts_and_days_are_read_as_they_are_written(stage: Stage, page: NoticesPage) -> None:
    form = begun(stage, page, DraftKind.IP_CLAIM)
    price = form.fields["price"]
    for text, fits in (
        ("12,000.50 usd", True), ("12000 EUR", True), ("12000", False), ("NaN USD", False),
        ("-5 USD", False), ("1e999999 USD", True), ("x USD", False),
    ):  # fmt: skip
        price.setText(text)  # type: ignore[union-attr]
        assert (form.read().price is not None) == fits, text


@pytest.mark.skipif(not NAUGHTY.is_file(), reason="the shared strings are not there")
def test_515_strings_go_through_every_question_and_the_letter_and_back(
    stage: Stage, page: NoticesPage
) -> None:
    strings = json.loads(NAUGHTY.read_text("utf-8"))
    assert len(strings) == 515
    form = begun(stage, page, DraftKind.IP_CLAIM)
    form.blockSignals(True)
    claimant, about = form.fields["claimant"], form.fields["about"]
    assert isinstance(claimant, TextField)
    assert isinstance(about, TextArea)
    for text in strings:
        claimant.setText(text)
        about.setPlainText(text)
        for key in ("claimed_on", "price"):
            form.fields[key].setText(text)  # type: ignore[union-attr]
        found = form.read()
        assert found.claimant == claimant.text().strip()
        assert found.about == about.toPlainText().strip()[:4_000]
    form.blockSignals(False)
    key = written(stage, page, DraftKind.DISPUTE, about="a delay")
    pane = page.guide.letter
    pane.area.setPlainText("\n".join(strings))
    typed = pane.area.toPlainText()
    pane.keep()
    stage.until(lambda: rooms_of(stage).notices.draft(key).letter == typed, "the letter")


def test_a_letter_that_cannot_be_printed_says_why_until_it_can(
    stage: Stage, page: NoticesPage
) -> None:
    stage.window.resize(1400, 900)
    written(stage, page, DraftKind.PUBLICITY)
    pane = page.guide.letter
    text = pane.area.toPlainText()
    pane.area.setPlainText(text + "\U00013000")
    pane.keep()
    stage.until(lambda: pane.preview.findChild(ProblemBanner) is not None, "the problem")
    assert pane.preview.pages == ()
    pane.area.setPlainText(text)
    pane.keep()
    stage.until(lambda: bool(pane.preview.pages), "the pages")


def test_a_certificate_goes_with_the_letter(
    stage: Stage, page: NoticesPage, tmp_path: Path
) -> None:
    form = begun(stage, page, DraftKind.TAX_EXEMPTION, region="Texas", number="TX-1")
    path = tmp_path / "certificate.pdf"
    path.write_bytes(b"%PDF-1.4 certificate")
    field = form.fields["enclosures"]
    field.attach(path)  # type: ignore[union-attr]
    stage.until(lambda: not field.is_copying, "the copy")  # type: ignore[union-attr]
    page.guide.go_on()
    stage.until(lambda: page.guide.step is GuideStep.LETTER, "the letter")
    [letter] = rooms_of(stage).notices.drafts()
    assert [file.name for file in letter.enclosures] == ["certificate.pdf"]


def test_a_file_that_cannot_be_attached_is_a_problem_and_the_answers_stay(
    stage: Stage, page: NoticesPage, qtbot: QtBot, tmp_path: Path
) -> None:
    form = begun(stage, page, DraftKind.TAX_EXEMPTION, region="Texas")
    with qtbot.waitSignal(page.problem_met, timeout=20_000):
        form.fields["enclosures"].attach(tmp_path / "gone.pdf")  # type: ignore[union-attr]
    assert form.read().region == "Texas"


def test_orders_are_found_and_removed(stage: Stage, page: NoticesPage, qtbot: QtBot) -> None:
    form = begun(stage, page, DraftKind.NON_RENEWAL)
    field = form.fields["orders"]
    assert isinstance(field, OrdersField)
    qtbot.mouseClick(field.add, Qt.MouseButton.LeftButton)
    assert field.dialog is not None
    field.dialog.field.setText("KO-20417")
    qtbot.waitUntil(lambda: field.dialog is not None and field.dialog.model.rowCount() == 1)
    qtbot.mouseClick(field.dialog.go, Qt.MouseButton.LeftButton)
    assert field.numbers == ("KO-20417",)
    field.choose(Found("KO-20417", ""))
    assert field.numbers == ("KO-20417",)


def test_the_pages_are_those_of_the_real_letter_and_follow_what_is_typed(
    stage: Stage, page: NoticesPage
) -> None:
    stage.window.resize(1400, 900)
    written(stage, page, DraftKind.DISPUTE, about="a delay")
    pane = page.guide.letter
    stage.until(lambda: bool(pane.preview.pages), "the pages")
    first = pane.preview.pages[0].image
    assert first.width() > 900
    assert first.height() > first.width()
    pane.area.setPlainText(pane.area.toPlainText().replace("a delay", "another matter"))
    pane.keep()
    stage.until(
        lambda: bool(pane.preview.pages) and pane.preview.pages[0].image != first, "new pages"
    )


def test_a_letter_is_laid_out_for_the_paper_that_is_chosen(stage: Stage, page: NoticesPage) -> None:
    stage.window.resize(1400, 900)
    key = written(stage, page, DraftKind.PUBLICITY)
    preview = page.guide.letter.preview
    stage.until(lambda: bool(preview.pages), "the pages")
    shape = preview.pages[0].image.height() / preview.pages[0].image.width()
    assert shape == pytest.approx(297 / 210, abs=0.01)
    preview.paper.set_value("us-letter")
    stage.until(lambda: rooms_of(stage).notices.draft(key).paper is Paper.US_LETTER, "the choice")
    stage.until(
        lambda: (
            bool(preview.pages)
            and preview.pages[0].image.height() / preview.pages[0].image.width() < 1.35
        ),
        "the other paper",
    )


def test_new_answers_write_the_letter_anew_and_ask_where_it_was_changed(
    stage: Stage, page: NoticesPage, qtbot: QtBot
) -> None:
    first = written(stage, page, DraftKind.DISPUTE, about="a delay")
    page.guide.go_back_to(GuideStep.FACTS)
    page.guide.facts.form.fields["about"].setPlainText("an invoice")  # type: ignore[union-attr]
    page.guide.go_on()
    stage.until(lambda: page.guide.step is GuideStep.LETTER, "the letter")
    [letter] = rooms_of(stage).notices.drafts()
    assert letter.id != first
    assert "an invoice" in letter.letter
    page.guide.letter.area.setPlainText("Typed.")
    page.guide.letter.keep()
    stage.rest()
    page.guide.go_back_to(GuideStep.FACTS)
    page.guide.facts.form.fields["about"].setPlainText("a third thing")  # type: ignore[union-attr]
    page.guide.go_on()
    assert isinstance(page.guide.dialog, ConfirmDialog)
    page.guide.dialog.reject()
    assert rooms_of(stage).notices.draft(letter.id).letter == "Typed."


def test_closing_the_guide_leads_to_the_letter_in_the_list(stage: Stage, page: NoticesPage) -> None:
    key = written(stage, page, DraftKind.PUBLICITY)
    page.leave_guide()
    stage.rest()
    assert not page.guiding
    assert page.tabs.current_key == "drafts"
    assert page.drafts.pane.draft is not None
    assert page.drafts.pane.draft.id == key


def test_facts_are_asked_again_only_of_a_letter_that_was_begun_here(
    stage: Stage, page: NoticesPage
) -> None:
    key = written(stage, page, DraftKind.PUBLICITY)
    assert page.guide.back.isVisible()
    page.leave_guide()
    page.show_sending(rooms_of(stage).notices.draft(key))
    page.guide.go_back_to(GuideStep.LETTER)
    assert page.guide.step is GuideStep.LETTER
    assert not page.guide.back.isVisible()
    page.guide.go_back_to(GuideStep.FACTS)
    assert page.guide.step is GuideStep.LETTER


def test_posting_is_proved_with_number_and_scan_and_the_clock_is_shown(
    stage: Stage, page: NoticesPage, qtbot: QtBot, tmp_path: Path
) -> None:
    key = written(stage, page, DraftKind.BREACH, about="no support")
    page.guide.go_on()
    assert page.guide.step is GuideStep.SEND
    qtbot.mouseClick(page.guide.leaving.buttons[Way.POST], Qt.MouseButton.LeftButton)
    dialog = page.dialog
    assert isinstance(dialog, SentDialog)
    scan = tmp_path / "receipt.png"
    scan.write_bytes(b"\x89PNG scan")
    dialog.posted.setText((TODAY - timedelta(days=3)).isoformat())
    dialog.received.setText((TODAY - timedelta(days=1)).isoformat())
    dialog.tracking.setText("RR 1")
    dialog.file.attach(scan)
    stage.until(lambda: not dialog.file.is_copying, "the copy")
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    stage.rest()
    letter = rooms_of(stage).notices.draft(key)
    [proof] = letter.proofs
    assert (proof.way, proof.tracking) == (Way.POST, "RR 1")
    assert proof.file is not None
    words = said(page.guide.leaving)
    assert "Tracking number RR 1 · Proof: receipt.png" in words
    assert "The vendor's time to cure ends" in words
    assert page.guide.letter.area.isReadOnly()


@pytest.mark.parametrize("ending", ["pdf", "eml", "txt"])
def test_a_letter_is_written_as_what_the_ending_says(
    stage: Stage, page: NoticesPage, qtbot: QtBot, tmp_path: Path, ending: str
) -> None:
    key = written(stage, page, DraftKind.PUBLICITY)
    path = tmp_path / f"letter.{ending}"
    with qtbot.waitSignal(page.said, timeout=20_000):
        page.acts.write_file(key, path)
    content = path.read_bytes()
    marks = {"pdf": b"%PDF-", "eml": b"Subject: ", "txt": b"Brennholt SE"}
    assert marks[ending] in content


def test_what_goes_to_the_portal_shows_where_it_is(stage: Stage, page: NoticesPage) -> None:
    key = written(stage, page, DraftKind.PUBLICITY)
    page.guide.go_on()
    portal = page.guide.leaving.portal
    assert portal is not None
    sent: list[bool] = []
    page.send_wanted.connect(lambda: sent.append(True))
    portal.click()
    stage.until(lambda: bool(sent), "the outbox")
    stage.rest()
    assert "Queued" in said(page.guide.leaving)
    letter = rooms_of(stage).notices.draft(key)
    assert letter.fate is not None
    page.show_part(f"item:{letter.item}")
    stage.rest()
    assert not page.guiding
    outbox = rooms_of(stage).outbox
    for item in outbox.items():
        if item.id == letter.item or item.kind == "upload":
            outbox.discard(item.id)


def test_a_notice_is_acknowledged_and_says_where_that_is(
    stage: Stage, page: NoticesPage, qtbot: QtBot
) -> None:
    notice = rooms_of(stage).notices.inbox()[-1]
    stage.window.show_page("notices", notice.id)
    stage.rest()
    bar = page.received.pane.ack
    assert bar.button.isVisible()
    qtbot.mouseClick(bar.button, Qt.MouseButton.LeftButton)
    stage.rest()
    assert not bar.button.isVisible()
    assert "on its way" in bar.status.text()
    row = page.received.model.row_of(notice.id)
    assert page.received.model.cell(row, 5).text == "Acknowledging"
    fate = rooms_of(stage).notices.acknowledged(notice.id)
    assert fate is not None
    rooms_of(stage).outbox.discard(fate.item)


def test_kinds_narrow_the_inbox_and_what_is_asked_for_widens_it(
    stage: Stage, page: NoticesPage
) -> None:
    whole = page.received.shown
    page.lists.kind.set_value("audit")
    page.lists._only_kind("audit")
    assert 0 < page.received.shown < whole
    other = rooms_of(stage).notices.inbox()[-1]
    stage.window.show_page("notices", other.id)
    stage.rest()
    assert page.received.shown == whole
    assert page.lists.kind.value == ""
