"""From review to the ways out in the window: characters no font has, scans, packs, the history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.certification.drafts import put_draft
from app.certification.model import Draft, Step, Way
from app.certification.pack import evidence
from app.certification.pack.model import PackState
from app.notices.model import Proof
from app.notices.model import Way as Road
from tests.screens.certificate_scenes import (
    YEARLY,
    deleted,
    filled,
    forget_certifications,
    rooms_of,
    signed,
)
from tests.screens.world import NOW
from tests.support.pdf import text_of
from tests.ui.certification.conftest import CertificationDesk

FACE = "\N{GRINNING FACE}"
PLACE = "fra-archive-01.brennholt.example"


@pytest.fixture
def desk(desk: CertificationDesk) -> Iterator[CertificationDesk]:
    """What left is forgotten as well."""
    yield desk
    desk.stage.rest(1)
    forget_certifications(rooms_of(desk.stage))


def saved(view: Any, monkeypatch: pytest.MonkeyPatch, path: Path) -> Path:
    """Whatever is saved goes there."""
    monkeypatch.setattr(view.files._exporter, "ask_path", lambda *_asked: path)
    return path


def posted(desk: CertificationDesk, folder: Path, *, extra: int = 0, days: int = 0) -> Draft:
    """A certification of use that left by post, with its figures of some days ago."""
    rooms = rooms_of(desk.stage)
    draft = signed(rooms, filled(rooms, YEARLY, extra=extra), folder)
    day = NOW.date() - timedelta(days=days)
    rooms.certification.prove(draft.id, Proof(way=Road.POST, posted_on=day))
    with rooms._own.write() as tx:
        kept = rooms.certification.draft(draft.id)
        put_draft(tx, msgspec.structs.replace(kept, as_of=NOW - timedelta(days=days)))
    return rooms.certification.draft(draft.id)


def test_a_certification_is_resumed_at_whichever_step_it_was_left(desk: CertificationDesk) -> None:
    draft = desk.service.begin(rehearsal=True)
    for step in Step:
        desk.service.go(draft.id, step)
        desk.page.open_draft(draft.id)
        desk.until(lambda: desk.guide.reading is not None, "the draft")
        desk.until(lambda step=step: desk.guide.step is step, f"the step {step}")
        desk.page.show_board()
        desk.guide.close_draft(draft.id)


def test_a_character_that_no_font_has_is_replaced_by_choice_before_the_document_is_made(
    desk: CertificationDesk,
) -> None:
    rooms = rooms_of(desk.stage)
    draft = deleted(rooms)
    odd = msgspec.structs.replace(draft.deletions[0], place=f"archive-{FACE}")
    draft = desk.service.put_deletion(draft.id, odd)
    view = desk.open(draft.id, "review")
    desk.until(lambda: view.pages.problem is not None, "the word that it cannot be printed")
    assert view.pages.view.sheets, "the pages are shown all the same, with a box in them"
    met: list[Any] = []
    view.problem_met.connect(met.append)
    view.go_on()
    desk.until(lambda: view.dialog is not None, "what is asked about the character")
    assert [one.code for one in met] == ["CP-5501"]
    assert "GRINNING FACE" in met[0].explanation
    dialog = view.dialog
    dialog.go.click()
    assert dialog.rows[FACE].has_error, "nothing is replaced without being chosen"
    dialog.fields[FACE].setText("(smile)")
    dialog.go.click()
    desk.until(lambda: view.draft.replaced == {FACE: "(smile)"}, "the choice")
    assert desk.service.draft(draft.id).made is None
    desk.until(lambda: view.pages.problem is None, "the pages without a box")
    view.go_on()
    desk.until(lambda: desk.service.draft(draft.id).made, "the document")
    said = text_of(desk.service.pdf(draft.id))
    assert "archive-(smile)" in said
    assert "U+1F600" in said


def test_a_scan_of_the_signed_pages_is_attached_on_the_paper_way(
    desk: CertificationDesk, tmp_path: Path
) -> None:
    rooms = rooms_of(desk.stage)
    draft = deleted(rooms)
    desk.service.set_way(draft.id, Way.PAPER)
    desk.service.make(draft.id)
    view = desk.open(draft.id, "review")
    primary = view.primary()
    assert primary is not None
    assert primary.text == "Attach the signed scan…"
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.4 scanned pages")
    view.attach(view.draft, scan)
    desk.until(lambda: desk.service.draft(draft.id).signed, "the scan")
    assert desk.service.draft(draft.id).signed[-1].signed is None
    assert desk.service.pdf(draft.id) == scan.read_bytes()


def test_names_are_hidden_from_the_pack_and_a_misspelt_one_is_told(
    desk: CertificationDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms = rooms_of(desk.stage)
    draft = desk.service.make(deleted(rooms).id)
    view = desk.open(draft.id, "submit")
    path = saved(view, monkeypatch, tmp_path / "evidence.zip")
    met: list[Any] = []
    view.problem_met.connect(met.append)
    for names in ("fra-archive-99.brennholt.example", f"\n  {PLACE} \n{PLACE}\n"):
        view.buttons["pack"].click()
        view.files.dialog.field.setPlainText(names)
        view.files.dialog.go.click()
        desk.until(lambda: met or path.exists(), "the pack or a problem")
        if met:
            assert [one.code for one in met] == ["CP-5665"]
            assert not path.exists()
            met.clear()
    assert evidence.check(path).state is PackState.REDACTED
    view.buttons["pack"].click()
    view.files.dialog.go.click()
    desk.until(lambda: evidence.check(path).state is PackState.WHOLE, "the whole pack")


def test_schedules_are_saved_alone_on_the_paper_of_the_document(
    desk: CertificationDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms = rooms_of(desk.stage)
    draft = filled(rooms)
    view = desk.open(draft.id, "submit")
    texts = [one.text() for one in view.buttons["export"].menu().actions()]
    assert "Schedules alone, as PDF…" in texts
    path = saved(view, monkeypatch, tmp_path / "schedules.pdf")
    view.files.ask(draft, "schedules")
    desk.until(path.exists, "the schedules")
    said = text_of(path.read_bytes())
    assert "Schedules" in said
    assert "Attested statements" not in said


def test_the_history_says_what_changed_and_how_each_figure_went(
    desk: CertificationDesk, tmp_path: Path
) -> None:
    first = posted(desk, tmp_path, days=400)
    last = posted(desk, tmp_path, extra=5, days=30)
    desk.stage.window.show_page("certification", "history")
    desk.until(lambda: desk.page.others.history is not None, "the history")
    history: Any = desk.page.others.history
    desk.until(lambda: history.told is not None, "what changed")
    assert [one.id for one in history.model._rows] == [last.id, first.id]
    assert history.told.draft.id == last.id
    used = [one for one in history.told.changes if one.kind.value == "used"]
    assert used
    assert all("now" in one.words for one in used)
    moved = next(way for way in history.told.ways if way.points[0].used != way.points[-1].used)
    assert [point.draft_id for point in moved.points] == [first.id, last.id]
    assert moved.points[-1].used == moved.points[0].used + Decimal(5)
    assert len(history.pane.charts) == len(history.told.ways)
    history.table.select_row(1)
    desk.until(lambda: history.told is not None and history.told.draft.id == first.id, "the first")
    assert history.told.changes == (), "there was none before"


def test_the_comparison_shows_the_figure_of_the_last_certificate(
    desk: CertificationDesk, tmp_path: Path
) -> None:
    before = posted(desk, tmp_path, days=30)
    draft = filled(rooms_of(desk.stage), YEARLY, extra=5)
    view = desk.open(draft.id, "reconcile")
    desk.until(lambda: view.reading is not None, "the comparison")
    line = next(
        one for one in view.reading.lines
        if one.before is not None and one.used is not None and one.used - one.before == 5
    )  # fmt: skip
    view.table.choose(line.entitlement.id)
    desk.until(lambda: view._trend == (line.entitlement.id, view._trend[1]) and view._trend[1],
               "its way")  # fmt: skip
    assert [one.draft_id for one in view._trend[1]] == [before.id]
