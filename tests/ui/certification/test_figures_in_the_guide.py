"""Scope, usage and comparison in the window: left out with a reason, counted, answered, traced."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from app.certification.reconcile.model import Finding, Resolution, Result
from app.certification.usage.model import SourceKind
from tests.screens.certification_scenes import HOSTS, begun, compared, counted
from tests.ui.certification.conftest import CertificationDesk


def test_an_entitlement_is_left_out_only_with_a_reason(desk: CertificationDesk) -> None:
    draft = begun(desk.stage)
    view = desk.open(draft.id, "scope")
    desk.until(lambda: view.entitlements, "the entitlements")
    view.pane.button.click()
    view.dialog.save.click()
    assert view.dialog.row.has_error
    view.dialog.field.setPlainText("Certified by our affiliate itself")
    view.dialog.save.click()
    desk.until(lambda: desk.service.draft(draft.id).excluded, "what is left out")
    desk.until(lambda: view.model.at(0).reason, "the row")
    view.pane.button.click()
    desk.until(lambda: not desk.service.draft(draft.id).excluded, "it is in again")


def test_period_and_day_of_the_figures_are_changed_and_checked(desk: CertificationDesk) -> None:
    draft = begun(desk.stage)
    view = desk.open(draft.id, "scope")
    desk.until(lambda: view.entitlements, "the entitlements")
    view.ask_scope()
    dialog = view.dialog
    dialog.as_of.setText("yesterday")
    dialog.start.setText("2026-10-31")
    dialog.end.setText("2026-07-01")
    dialog.save.click()
    assert dialog.rows["as_of"].has_error
    assert dialog.rows["end"].has_error
    dialog.as_of.setText("2026-10-31")
    dialog.start.setText("2026-07-01")
    dialog.end.setText("2026-10-31")
    dialog.save.click()
    desk.until(lambda: desk.service.draft(draft.id).as_of != draft.as_of, "the other day")
    kept = desk.service.draft(draft.id)
    assert kept.period_end is not None
    assert kept.period_end.day in (31, 1)


def test_gaps_are_shown_first_and_closed_by_a_figure_with_its_reason(
    desk: CertificationDesk,
) -> None:
    draft = begun(desk.stage)
    view = desk.open(draft.id, "usage")
    desk.until(lambda: view.figure_rows, "the figures")
    gaps = [one for one in view.figure_rows if one.button is not None]
    assert gaps
    assert "no evidence" in desk.guide.footer.note.text()
    gaps[0].button.click()
    dialog = view.acts.dialog
    dialog.quantity.setText("-4")
    dialog.save.click()
    assert dialog.rows["quantity"].has_error
    assert dialog.rows["reason"].has_error
    dialog.quantity.setText("1,250")
    dialog.reason.toPlainText()
    dialog.reason.setPlainText("Read off the console")
    dialog.save.click()
    desk.until(lambda: desk.service.draft(draft.id).sources, "the source")
    (source,) = desk.service.draft(draft.id).sources
    assert source.kind is SourceKind.TYPED
    desk.until(lambda: len(view.source_rows) == 1, "its row")
    desk.until(lambda: any(one.used == Decimal(1250) for one in view.reading.lines), "the figure")


def test_records_known_here_become_a_source_that_can_be_left_out(desk: CertificationDesk) -> None:
    draft = begun(desk.stage)
    view = desk.open(draft.id, "usage")
    view.acts.take_snapshot(SourceKind.USERS)
    desk.until(lambda: view.source_rows, "the source")
    row = view.source_rows[0]
    assert row.source.sha256
    row.drop.click()
    desk.until(lambda: not desk.service.draft(draft.id).sources, "nothing again")


def test_a_file_is_mapped_once_with_its_rows_in_view(
    desk: CertificationDesk, tmp_path: Path
) -> None:
    draft = begun(desk.stage)
    view = desk.open(draft.id, "usage")
    path = tmp_path / "hosts-2026-11-21.csv"
    path.write_text(HOSTS, encoding="utf-8")
    view.acts.bring([path])
    desk.until(lambda: view.acts.dialog is not None, "the mapping")
    dialog = view.acts.dialog
    assert dialog.fields.fields["name"].value == "column:Host name"
    desk.until(dialog.read.model.rowCount, "the rows as they count")
    assert dialog.sample.model.rowCount()
    desk.until(dialog.go.isEnabled, "that nothing is open")
    dialog.definition.setText("Hosts in the inventory")
    dialog.go.click()
    desk.until(lambda: desk.service.draft(draft.id).sources, "the source")
    (source,) = desk.service.draft(draft.id).sources
    assert source.kind is SourceKind.FILE
    assert source.definition == "Hosts in the inventory"
    assert source.rows_read == 7
    assert source.rows_counted < source.rows_read


def test_a_column_that_is_chosen_otherwise_is_tried_at_once(
    desk: CertificationDesk, tmp_path: Path
) -> None:
    view = desk.open(begun(desk.stage).id, "usage")
    path = tmp_path / "hosts.csv"
    path.write_text(HOSTS, encoding="utf-8")
    view.acts.bring([path])
    desk.until(lambda: view.acts.dialog is not None, "the mapping")
    dialog = view.acts.dialog
    desk.until(dialog.go.isEnabled, "the first look")
    dialog.fields.fields["name"].set_value("column:Company")
    assert dialog.mapping.columns["name"] == "Company"
    desk.until(
        lambda: dialog.read.model.rowCount() and dialog.read.model.at(0).row.name == "Brennholt SE",
        "the rows read anew",
    )
    dialog.reject()


def test_a_file_that_is_no_table_says_why_and_leaves_the_step_as_it_was(
    desk: CertificationDesk, tmp_path: Path
) -> None:
    draft = begun(desk.stage)
    view = desk.open(draft.id, "usage")
    met: list[Any] = []
    view.problem_met.connect(met.append)
    path = tmp_path / "photo.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    view.acts.bring([path])
    desk.until(lambda: met, "the problem")
    assert view.acts.dialog is None
    assert not desk.service.draft(draft.id).sources


def shown(desk: CertificationDesk) -> Any:
    """The comparison with one line over and one without evidence."""
    view = desk.open(compared(desk.stage).id, "reconcile")
    desk.until(lambda: view.reading is not None, "the comparison")
    desk.stage.rest()
    return view


def test_what_is_over_stands_out_and_is_chosen_first(desk: CertificationDesk) -> None:
    view = shown(desk)
    over = next(one for one in view.reading.lines if one.result is Result.OVER)
    chosen = view.table.model.at(view.table.table.current_row)
    assert chosen.id == over.entitlement.id
    assert view.evidence.title.text() == "Evidence for 12"
    cells = [view.table.model.cell(view.table.table.current_row, at).text for at in range(8)]
    assert cells[3:7] == ["10", "12", "+2", "Over scope"]
    assert "1 over" in [one.text() for one in view.tallies]


def over_of(view: Any) -> Finding:
    found: Finding = max(view.reading.open_findings, key=lambda one: len(one.options))
    return found


def test_each_answer_shows_what_would_be_certified(desk: CertificationDesk) -> None:
    view = shown(desk)
    view.ask_answer(over_of(view), Resolution.BUY)
    dialog = view.dialog
    assert dialog.resolution is Resolution.BUY
    assert "bought" in dialog.preview.words.text()
    assert "12 permitted, 12 used" in dialog.preview.figures.text()
    dialog.options[Resolution.EXPLAINED].setChecked(True)
    assert "12 permitted" not in dialog.preview.figures.text()
    dialog.save.click()
    assert dialog.row.has_error
    dialog.reject()


def test_an_answer_is_kept_with_who_gave_it(desk: CertificationDesk) -> None:
    view = shown(desk)
    finding = over_of(view)
    view.ask_answer(finding, Resolution.EXPLAINED)
    view.dialog.field.setPlainText("Two hosts run side by side until the move is over.")
    view.dialog.save.click()
    desk.until(
        lambda: (
            view.reading.findings
            and any(
                one.id == finding.id and one.resolution is Resolution.EXPLAINED
                for one in view.reading.findings
            )
        ),
        "the answer",
    )
    row = next(one for one in view.findings.rows if one.finding.id == finding.id)
    assert row.accessibleName().startswith("Explained")


def test_correcting_leads_to_the_sources(desk: CertificationDesk) -> None:
    view = shown(desk)
    view.ask_answer(over_of(view), Resolution.CORRECTED)
    desk.until(lambda: desk.guide.step.value == "usage", "the sources")


def test_a_figure_opens_the_rows_it_rests_on(desk: CertificationDesk) -> None:
    view = desk.open(counted(desk.stage).id, "reconcile")
    desk.until(lambda: view.reading is not None, "the comparison")
    row = next(one for one in view.table.model._rows if one.line.used)
    view.table.choose(row.id)
    view.open_rows(row.line.source_ids[0])
    dialog = view.dialog
    desk.until(dialog.model.rowCount, "the rows")
    counts = [
        one
        for one in (dialog.model.at(at) for at in range(dialog.model.rowCount()))
        if not one.row.left_out
    ]
    assert sum(one.row.quantity for one in counts) == row.line.used
    assert "rows count" in dialog.note.text()
    dialog.reject()


def test_a_line_without_evidence_leads_to_the_sources(desk: CertificationDesk) -> None:
    view = shown(desk)
    missing = next(one for one in view.reading.lines if one.result is Result.MISSING)
    view.table.choose(missing.entitlement.id)
    assert view.evidence.title.text() == "No evidence"
    view.evidence.add_wanted.emit()
    desk.until(lambda: desk.guide.step.value == "usage", "the sources")


def test_in_a_narrow_pane_the_answers_that_do_not_fit_are_in_a_menu(
    desk: CertificationDesk,
) -> None:
    view = shown(desk)
    finding = over_of(view)
    row = next(one for one in view.findings.rows if one.finding.id == finding.id)
    answers = row.answers
    answers.resize(260, 32)
    hidden = [one for one in answers.buttons.values() if not one.isVisibleTo(answers)]
    assert hidden
    assert answers.more.isVisibleTo(answers)
    answers.resize(1200, 32)
    assert not answers.more.isVisibleTo(answers)
