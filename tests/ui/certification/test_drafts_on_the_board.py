"""What can be done with a draft from the board: another title, away with it, long titles whole."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QMenu

from app.certification.problems import UnknownCertification
from tests.screens.certification_scenes import DELETION, begun, compared
from tests.ui.certification.conftest import CertificationDesk
from ui.kit.buttons import IconButton
from ui.kit.tokens import Size


def choose(desk: CertificationDesk, draft_id: str, words: str) -> Any:
    """Choose an entry of the menu of a draft's row; the dialog that it opens."""
    desk.stage.window.refresh(frozenset())
    key = f"draft:{draft_id}"
    desk.until(lambda: key in desk.page.board.rows, "the draft on the board")
    more = desk.page.board.rows[key].findChild(IconButton)
    assert more is not None
    assert more.accessibleName().startswith("More for ")
    choices: Any = more.findChild(QMenu)
    next(one for one in choices.actions() if one.text() == words).trigger()
    assert desk.page.acts.dialog is not None
    return desk.page.acts.dialog


def test_a_draft_gets_another_title_in_the_list(desk: CertificationDesk) -> None:
    draft = begun(desk.stage)
    dialog = choose(desk, draft.id, "Rename…")
    assert dialog.text == draft.title
    dialog.field.setText(" ")
    dialog.save.click()
    assert dialog.row.has_error
    dialog.field.setText("Autumn, for Kassel")
    dialog.save.click()
    row = f"draft:{draft.id}"
    desk.until(
        lambda: desk.page.board.rows[row].title.text() == "Autumn, for Kassel", "the new title"
    )
    assert desk.service.draft(draft.id).title == "Autumn, for Kassel"


def test_a_draft_is_discarded_only_after_asking(desk: CertificationDesk) -> None:
    draft = begun(desk.stage)
    choose(desk, draft.id, "Discard…").cancel.click()
    assert desk.service.draft(draft.id).id == draft.id
    choose(desk, draft.id, "Discard…").action.click()
    desk.until(lambda: f"draft:{draft.id}" not in desk.page.board.rows, "that it is gone")
    with pytest.raises(UnknownCertification):
        desk.service.draft(draft.id)


def test_a_long_title_takes_two_lines_and_is_whole(desk: CertificationDesk) -> None:
    desk.stage.window.resize(1024, 640)
    desk.stage.rest(2)
    rows = desk.page.board.rows
    long = rows[f"request:{DELETION}"]
    lines = [words for _left, words in long.title._lay_out(long.title.width())]
    assert len(lines) == 2
    assert lines[-1].endswith(long.title.text()[-20:])
    assert long.height() > Size.ENTRY
    assert long.title.height() >= long.title.heightForWidth(long.title.width())
    short = next(one for key, one in rows.items() if key.startswith("audit:"))
    assert short.height() == Size.ENTRY


def test_the_pages_lead_to_what_changed_since_the_last_one(desk: CertificationDesk) -> None:
    draft = begun(desk.stage)
    view = desk.open(draft.id, "review")
    wanted = QSignalSpy(desk.page.page_wanted)
    view.facts.since.click()
    assert wanted.at(0) == ["certification", f"history:{draft.id}"]


def test_the_note_below_the_usage_counts_the_gaps_of_the_rail(desk: CertificationDesk) -> None:
    view = desk.open(compared(desk.stage).id, "usage")
    desk.until(lambda: view.reading.lines, "the figures")
    assert view.primary().note == "1 figure has no evidence yet."
    note, back = desk.guide.footer.note, desk.guide.footer.back
    assert note.geometry().right() < back.geometry().left()


def test_a_period_can_be_emptied_again(desk: CertificationDesk) -> None:
    draft = begun(desk.stage, confirmed=False)
    assert draft.period_start is not None
    view = desk.open(draft.id, "scope")
    desk.until(lambda: view.entitlements is not None, "the entitlements")
    view.ask_scope()
    for field in (view.dialog.start, view.dialog.end):
        field.setText("")
    view.dialog.save.click()
    desk.until(lambda: desk.service.draft(draft.id).period_end is None, "that none is stated")
    assert desk.service.draft(draft.id).period_start is None
