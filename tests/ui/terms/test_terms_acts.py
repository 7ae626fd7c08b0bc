"""What a person does on the terms page: find, cite, accept, object, be reminded, open files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.terms.model import DocumentKind
from tests.screens.terms_scenes import LETTER
from tests.screens.world import World
from tests.support.terms_stage import NEW, OLD, TermsStage, own_station
from ui.terms.spots import Spot, SpotKind


@pytest.fixture
def stage(qapp: QApplication, world: World, tmp_path: Path) -> Iterator[TermsStage]:
    with TermsStage(qapp, own_station(world, tmp_path), NEW) as made:
        yield made  # type: ignore[misc]


def asked(stage: TermsStage, ask: Any) -> Any:
    """What the rooms answer now."""
    found: list[Any] = []
    jobs = stage.application.jobs
    jobs.job(jobs, lambda rooms, _cancel, _report: ask(rooms)).on_success(found.append).run()
    stage.until(lambda: bool(found), "the answer")
    return found[0]


def test_every_place_is_found_and_enter_walks_them(stage: TermsStage, qtbot: QtBot) -> None:
    desk = stage.page.desk
    desk.bar.field.setText("THE  term")
    stage.until(lambda: bool(desk.finder.places), "the places found")
    total = len(desk.finder.places)
    assert total > 1
    assert desk.bar.count.text() == f"1 of {total}"
    assert sum(map(len, desk.reader.marks.found.values())) == total
    first = desk.reader.marks.found_now
    qtbot.keyClick(desk.bar.field, Qt.Key.Key_Return)
    assert desk.bar.count.text() == f"2 of {total}"
    assert desk.reader.marks.found_now != first
    qtbot.keyClick(desk.bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert desk.reader.marks.found_now == first
    qtbot.keyClick(desk.bar.field, Qt.Key.Key_Escape)
    assert not desk.reader.marks.found
    desk.bar.field.setText("no such words")
    stage.until(lambda: desk.bar.count.text() == "Not found", "the answer")


def test_all_documents_are_searched_and_a_place_opens_the_reader(stage: TermsStage) -> None:
    desk = stage.page.desk
    desk.bar.everywhere.setChecked(True)
    desk.bar.field.setText("renew")
    stage.until(lambda: desk.stack.currentWidget() is desk.hits, "the places found")
    hits = desk.hits._hits
    assert len({hit.version_id for hit in hits}) > 1
    other = next(hit for hit in hits if hit.version_id != NEW)
    desk.hits.chosen.emit(other)
    stage.at_rest()
    assert stage.page.opener.version_id == other.version_id
    assert stage.page.guide.here() == other.clause_id
    assert desk.stack.currentWidget() is desk.reader
    stage.until(lambda: bool(desk.finder.places), "the same words in the text")


def test_a_citation_names_version_clause_and_hash(stage: TermsStage, qtbot: QtBot) -> None:
    stage.show(f"{NEW}#14.2")
    with qtbot.waitSignal(stage.page.said, timeout=20_000):
        stage.page.guide.cite(stage.page.desk.reader.current)
    cited = QApplication.clipboard().text()
    assert "2026-09" in cited
    assert "§14.2" in cited
    assert "SHA-256" in cited
    with qtbot.waitSignal(stage.page.said, timeout=20_000):
        stage.page.guide.menu.link.emit(stage.page.desk.reader.current)
    assert QApplication.clipboard().text() == f"{NEW}#14.2"


def test_everything_selected_is_copied_though_not_all_was_read(stage: TermsStage) -> None:
    reader = stage.page.desk.reader
    QApplication.clipboard().setText("")
    reader.marks.choice.everything(len(reader.flow.clauses))
    reader.copy()
    stage.until(lambda: bool(QApplication.clipboard().text()), "the copy")
    copied = QApplication.clipboard().text()
    assert len(reader.flow.texts) == len(reader.flow.clauses)
    last = next(at for at in range(len(reader.flow.clauses) - 1, 0, -1) if reader.flow.texts[at])
    assert reader.flow.texts[last].strip() in copied


def test_accepting_needs_a_name_and_a_tick_and_is_then_kept_and_sent(
    stage: TermsStage, qtbot: QtBot
) -> None:
    page = stage.page
    assert page.offers.header.accept.isVisible()
    page.offers.header.accept.click()
    dialog = stage.dialog()
    assert dialog.name.text()
    dialog.accept_button.click()
    assert dialog.isVisible()
    assert dialog.agree.has_error
    dialog.agree.set_checked(True)
    name = dialog.name.text()
    with qtbot.waitSignal(page.send_wanted, timeout=20_000):
        dialog.accept_button.click()
    stage.at_rest()
    records = asked(stage, lambda rooms: rooms.terms.acceptances())
    made = [one for one in records if one.version_id == NEW]
    assert [one.accepted_by for one in made] == [name]
    assert page.opener.shown is not None
    assert made[0].text_sha256 == page.opener.shown.version.sha256
    assert not page.offers.header.accept.isVisible()


def test_an_objection_is_handed_over_as_a_draft(stage: TermsStage, qtbot: QtBot) -> None:
    page = stage.page
    page.offers.header.objection.click()
    dialog = stage.dialog()
    assert not dialog.draft.isEnabled()
    number, box = next(iter(dialog.boxes.items()))
    box.click()
    with qtbot.waitSignal(page.page_wanted, timeout=20_000) as heard:
        dialog.draft.click()
    place, draft = heard.args
    assert place == "notices"
    kept = asked(stage, lambda rooms: rooms.notices.draft(draft))
    assert kept.order_numbers == (number,)
    assert kept.version_id == NEW


def test_a_reminder_of_a_clause_is_kept_and_can_be_forgotten(stage: TermsStage) -> None:
    stage.show(f"{NEW}#14.2")
    page = stage.page
    page.offers.remind(page.desk.reader.current)
    dialog = stage.dialog()
    dialog.day.setText("2026-02-31")
    dialog.remind.click()
    assert dialog.isVisible()
    dialog.day.setText("2027-02-28")
    dialog.remind.click()
    stage.at_rest()
    reminders = asked(stage, lambda rooms: rooms.terms.reminders())
    assert [one.uid for one in reminders] == [f"terms:{NEW}#14.2"]
    page.desk.side.signals.forget_reminder.emit(reminders[0].uid)
    stage.at_rest()
    assert not asked(stage, lambda rooms: rooms.terms.reminders())


def opened_file(stage: TermsStage, folder: Path, name: str, text: str) -> Any:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    stage.page.acts.open_file(path)
    return stage.dialog()


def test_a_file_is_read_its_values_confirmed_and_an_order_attached(
    stage: TermsStage, tmp_path: Path
) -> None:
    page = stage.page
    dialog = opened_file(stage, tmp_path, "Addendum.txt", LETTER)
    assert page.opener.shown is not None
    version = page.opener.shown.version
    assert version.kind is DocumentKind.LOCAL
    assert "2.1" in {clause.number for clause in page.opener.shown.clauses}
    assert not dialog.chosen
    box, proposal = next(pair for pair in dialog.boxes if pair[1].name == "audit-notice")
    assert "20" in proposal.quote
    box.click()
    dialog.confirm.click()
    stage.at_rest()
    rules = asked(stage, lambda rooms: rooms.terms.rules(version.id))
    assert [(value.name, value.value) for value in rules.values] == [("audit-notice", "P20D")]
    page.offers.act("attach")
    attach = stage.dialog()
    stage.until(lambda: bool(attach._choices), "the orders")
    number = next(iter(attach._choices))
    attach._choices[number].click()
    attach.attach.click()
    stage.at_rest()
    attached = asked(stage, lambda rooms: rooms.terms.attachments())
    assert [one.order_number for one in attached] == [number]
    page.offers.act(f"detach {number}")
    stage.at_rest()
    assert not asked(stage, lambda rooms: rooms.terms.attachments())
    page.offers.act("remove")
    stage.dialog().action.click()
    stage.at_rest()
    known = asked(stage, lambda rooms: rooms.terms.versions())
    assert version.id not in {one.id for one in known}
    assert page.opener.version_id != version.id


def test_a_file_that_cannot_be_read_is_said(
    stage: TermsStage, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "empty.txt"
    path.write_bytes(b"")
    with qtbot.waitSignal(stage.page.problem_met, timeout=20_000) as heard:
        stage.page.acts.open_file(path)
    assert heard.args[0].title
    assert stage.page.opener.version_id == NEW


def test_two_versions_are_chosen_for_a_comparison(stage: TermsStage) -> None:
    stage.page.offers.header.compare.click()
    dialog = stage.dialog()
    assert (dialog.old.value, dialog.new.value) == (OLD, NEW)
    dialog.new.set_value(OLD)
    assert not dialog.compare.isEnabled()
    dialog.new.set_value(NEW)
    dialog.compare.click()
    stage.until(lambda: stage.page.comparing.shown is not None, "the comparison")


def test_an_address_is_opened_only_after_its_host_was_shown(
    stage: TermsStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def browse(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setattr("ui.terms.acts.open_in_browser", browse)
    address = "https://kestrane.example/legal"
    for bad in ("javascript:alert(1)", "file:///etc/passwd", "http://kestrane.example"):
        stage.page.guide.follow(Spot(SpotKind.LINK, 0, 4, bad, bad))
        assert stage.page.acts.dialog is None
    link = Spot(SpotKind.LINK, 0, 4, address, address)
    stage.page.guide.follow(link)
    dialog = stage.dialog()
    assert "kestrane.example" in dialog.title.text()
    dialog.reject()
    stage.rest()
    assert not opened
    stage.page.guide.follow(link)
    stage.dialog().action.click()
    stage.until(lambda: bool(opened), "the browser")
    assert opened == [address]


def test_the_pane_steps_aside_where_it_is_narrow_and_comes_when_asked(stage: TermsStage) -> None:
    desk = stage.page.desk
    assert desk.side.isVisible()
    stage.window.resize(1024, 768)
    stage.rest()
    assert not desk.side.isVisible()
    desk.bar.pane.click()
    assert desk.side.isVisible()
    stage.window.resize(1280, 800)
    stage.rest()
    assert desk.side.isVisible()
