"""The guide: any step at any time, what is missing, what changed meanwhile, left and resumed."""

from __future__ import annotations

import msgspec

from app.certification.model import Step
from tests.screens.certification_scenes import TWO_ORDERS, begun, counted
from tests.ui.certification.conftest import CertificationDesk
from ui.certification.guide.view import GuideReading
from ui.certification.step import Primary
from ui.kit.states import EmptyState
from ui.kit.steps import StepState


def test_the_rail_shows_eight_steps_with_a_word_on_each(desk: CertificationDesk) -> None:
    desk.open(begun(desk.stage).id, "scope")
    reading = desk.guide.reading
    assert reading is not None
    assert [one.step for one in reading.states] == list(Step)
    assert all(one.words and one.why for one in reading.states)
    shown = [one.state for one in desk.guide.rail.steps._steps]
    assert shown[:2] == [StepState.DONE, StepState.HERE]
    assert desk.guide.rail.date.text().endswith("CET")


def test_every_step_says_why_and_its_clause_opens_the_terms(desk: CertificationDesk) -> None:
    view = desk.open(begun(desk.stage).id, "scope")
    wanted: list[tuple[str, str]] = []
    desk.page.page_wanted.connect(lambda page, part: wanted.append((page, part)))
    assert view.head.why.text()
    view.head.clause.click()
    assert wanted
    page, part = wanted[0]
    assert page == "terms"
    assert "#" in part


def test_one_goes_on_and_back_and_comes_back_to_where_one_was(desk: CertificationDesk) -> None:
    draft = begun(desk.stage)
    desk.open(draft.id, "request")
    desk.guide.footer.primary.click()
    desk.guide.footer.primary.click()
    assert desk.guide.step is Step.USAGE
    desk.guide.footer.back.click()
    desk.guide.footer.primary.click()
    desk.until(lambda: desk.service.draft(draft.id).step is Step.USAGE, "the place that is kept")
    desk.page.show_board()
    desk.guide.close_draft(draft.id)
    desk.page.open_draft(draft.id)
    desk.until(lambda: desk.guide.reading, "the draft")
    assert desk.guide.step is Step.USAGE


def test_the_bar_says_what_is_saved_and_what_follows(desk: CertificationDesk) -> None:
    desk.open(begun(desk.stage, confirmed=False).id, "scope")
    footer = desk.guide.footer
    desk.until(lambda: footer.primary.text() == "Confirm and continue", "the scope")
    assert footer.saved.text().startswith("Saved ")
    assert "terms" in footer.note.text()
    footer.show_primary(Primary("", can=False, note="Not yet."), "Continue to usage", back=True)
    assert not footer.primary.isEnabled()
    assert footer.primary.accessibleDescription() == "Not yet."
    footer.show_primary(None, "", back=False)
    assert not footer.primary.isVisible()
    assert not footer.back.isVisible()


def test_confirming_the_scope_pins_the_terms_and_goes_on(desk: CertificationDesk) -> None:
    draft = begun(desk.stage, confirmed=False)
    desk.open(draft.id, "scope")
    desk.until(desk.guide.footer.primary.isEnabled, "the scope")
    desk.guide.footer.primary.click()
    desk.until(lambda: desk.guide.step is Step.USAGE, "the next step")
    assert desk.service.draft(draft.id).terms


def test_what_changed_meanwhile_is_shown_and_taken_over_by_hand(desk: CertificationDesk) -> None:
    draft = begun(desk.stage)
    desk.open(draft.id, "scope")
    reading = desk.guide.reading
    assert reading is not None
    changes = ("The request is due Fri 4 Dec 2026 now", "KO-20417: version 2026-07 governs now")
    desk.guide.show_reading(reading._replace(changes=changes))
    (banner,) = desk.guide.remarks.banners
    assert banner.button is not None
    banner.button.click()
    dialog = desk.guide.dialog
    assert dialog is not None
    dialog.accept()
    desk.until(lambda: desk.guide.dialog is None, "the dialog to close")
    desk.until(lambda: not desk.guide.remarks.banners, "the draft as it is")


def test_a_document_that_was_made_is_opened_again_only_after_asking(
    desk: CertificationDesk,
) -> None:
    draft = counted(desk.stage)
    view = desk.open(draft.id, "usage")
    reading = desk.guide.reading
    assert reading is not None
    assert view.editable
    file = draft.sources[0].file
    assert file is not None
    from app.certification.model import Made

    made = Made(file=file, statement_sha256="0" * 64, made_at=draft.saved_at)
    frozen = msgspec.structs.replace(reading.draft, made=made)
    desk.guide.show_reading(reading._replace(draft=frozen))
    assert not view.editable
    assert all(row.replace is None for row in view.source_rows)
    assert not view.area.isVisible()
    desk.guide.ask_reopen()
    assert desk.guide.dialog is not None
    desk.guide.dialog.reject()


def test_a_copy_given_to_be_read_changes_nothing(desk: CertificationDesk) -> None:
    draft = begun(desk.stage)
    view = desk.open(draft.id, "scope")
    desk.until(lambda: view.entitlements, "the entitlements")
    reading = desk.guide.reading
    assert reading is not None
    given = msgspec.structs.replace(reading.draft, read_only=True, handed_by="Anna Berg")
    desk.guide.show_reading(GuideReading(given, reading.states, (), reading.request))
    assert not view.change.isVisible()
    assert view.pane.button is None
    assert desk.guide.remarks.banners


def test_another_draft_takes_the_place_of_the_first(desk: CertificationDesk) -> None:
    first = begun(desk.stage)
    desk.open(first.id, "usage")
    second = desk.service.begin(rehearsal=True)
    desk.page.open_draft(second.id)
    desk.until(
        lambda: desk.guide.reading is not None and desk.guide.reading.draft.id == second.id,
        "the second draft",
    )
    view = desk.guide.view
    assert view is not None
    assert view.draft is not None
    assert view.draft.id == second.id


def test_a_draft_that_is_gone_says_so_and_leads_back(desk: CertificationDesk) -> None:
    desk.page.open_draft("no such draft")
    desk.until(lambda: isinstance(desk.guide.stack.currentWidget(), EmptyState), "the words")
    state = desk.guide.stack.currentWidget()
    state.secondary.click()  # type: ignore[attr-defined]
    assert desk.page.views.currentWidget() is desk.page.stack


def test_the_request_step_shows_the_request(desk: CertificationDesk) -> None:
    view = desk.open(begun(desk.stage).id, "request")
    asked = desk.service.request(TWO_ORDERS)
    texts = " ".join(
        one.text() for one in view.findChildren(type(view.head.title)) if hasattr(one, "text")
    )
    assert asked.reason in texts
    assert "KO-20417" in texts
