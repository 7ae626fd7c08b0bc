"""The comparison as a person uses it: keys, steps, folds, find, links, and what is read out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.terms.answers import GovernCount, Meaning, MeaningOrder
from app.terms.changes import Touched
from app.terms.compare import compare
from app.terms.model import DocumentKind, RuleSet, RuleValue, Version
from tests.support.clauses import document
from ui.kit.buttons import LinkButton
from ui.kit.labels import Label
from ui.kit.theme import Theme
from ui.terms.compare import CompareView

SAME = [("1", "Scope", "These terms apply."), ("2", "Orders", "An order states its scope.")]
OLD = document(
    *SAME,
    ("7", "Hosted services", ""),
    ("7.1", "Access", "You may use it."),
    ("7.2", "Renewal", "It renews unless you cancel at least 30 days before. No refunds."),
    ("7.3", "Credentials", "Personal to named people and never shared."),
    ("7.4", "Your data", "They stay yours."),
    ("14", "Audit", "Ten days."),
    ("15", "Remote checks", "We may provide a program that counts and sends nothing."),
    ("17", "Third parties", "Separate agreements, which name the vendors they are with."),
)
NEW = document(
    *SAME,
    ("7", "Hosted services", ""),
    ("7.1", "Access", "You may use it."),
    (
        "7.2",
        "Renewal",
        "It renews unless you cancel in writing at least 60 days before. No refunds.",
    ),
    ("7.3", "Credentials", "Personal to named people and never shared."),
    ("7.4", "Your data", "They stay yours."),
    ("7.5", "Deletion", "You have 45 days to take your data out, then we delete them."),
    ("14", "Audit and certification", "Ten days."),
    ("18", "Third parties", "Separate agreements, which name the vendors they are with."),
)


def rules(notice: str) -> RuleSet:
    value = RuleValue(name="cancel-notice", clause="7.2", value=notice)
    return RuleSet(terms_document_id="t", text_sha256="", values=(value,))


def version(label: str) -> Version:
    kind = DocumentKind.END_CUSTOMER
    return Version(id=f"terms-{label}", document="t", title="Terms", kind=kind, label=label)


TOUCHED = [
    Touched(
        order_id=number, order_number=number, product=f"Product {number}", already=False, words="",
        at=datetime(2027, month, 1, 12, tzinfo=UTC),
    )
    for month, number in enumerate(("KO-1", "KO-2", "KO-3", "KO-4"), 1)
]  # fmt: skip
MEANINGS = [
    Meaning(
        name="cancel-notice", title="", words="", clause="7.2", more=1,
        orders=(MeaningOrder(order_number="KO-1", product="Strata", at=None, words="Thu 26 Nov"),),
    )
]  # fmt: skip


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> CompareView:
    made = CompareView(theme, name="Comparison")
    qtbot.addWidget(made)
    made.resize(1120, 716)
    show(made, OLD, NEW)
    made.show()
    qtbot.waitExposed(made)
    made.text.setFocus()
    return made


def show(view: CompareView, old, new) -> None:
    old_version, new_version = version("2025-03"), version("2026-09")
    counts = {new_version.id: GovernCount(now=2, later=9), old_version.id: GovernCount(now=10)}
    found = compare(old, new, rules("P30D"), rules("P60D"))
    view.show_comparison(found, old_version, new_version, TOUCHED, counts, MEANINGS)
    view.set_versions([new_version, old_version, version("2024-01")])


def here(view: CompareView) -> str:
    change = view.text.changes[view.text.current]
    return change.new_id or change.old_id


def press(view: CompareView, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(view.text, key)


def rows(view: CompareView) -> list[str]:
    changes = view.text.changes
    return [
        "fold" if row.fold else changes[row.first].new_id or f"-{changes[row.first].old_id}"
        for row in view.text.stack.rows
    ]


def labels(view: CompareView) -> list[str]:
    return [label.text() for label in view.findChildren(Label) if label.text()]


def test_it_opens_at_the_first_change_with_unchanged_clauses_folded(view: CompareView) -> None:
    assert rows(view) == ["fold", "7.2", "fold", "7.5", "14", "-15", "18"]
    assert here(view) == "7.2"
    assert view.bar.step.text() == "Change 1 of 6"
    assert {"v2025-03", "governs 10 of your orders", "governs 2, more at renewal"} <= set(
        labels(view)
    )


def test_every_change_is_stepped_to_by_key_and_no_further(view: CompareView) -> None:
    seen = [(here(view), view.bar.step.text())]
    for key in (
        Qt.Key.Key_N,
        Qt.Key.Key_F7,
        Qt.Key.Key_N,
        Qt.Key.Key_N,
        Qt.Key.Key_N,
        Qt.Key.Key_N,
    ):
        press(view, key)
        seen.append((here(view), view.bar.step.text()))
    assert [anchor for anchor, _words in seen] == ["7.2", "7.2", "7.5", "14", "15", "18", "18"]
    assert seen[-1][1] == "Change 6 of 6"
    assert not view.bar.down.isEnabled()
    press(view, Qt.Key.Key_P)
    QTest.keyClick(view.text, Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    assert here(view) == "14"


def test_f7_steps_from_the_find_field_too(view: CompareView) -> None:
    view.bar.field.setFocus()
    QTest.keyClick(view.bar.field, Qt.Key.Key_F7)
    assert view.bar.step.text() == "Change 2 of 6"


def test_what_a_person_is_at_is_read_out_with_its_marks(view: CompareView) -> None:
    words = view.text.accessibleDescription()
    assert words.startswith("Clause 7.2 Renewal, changed, 2 changes")
    assert "removed: 30;" in words
    assert "added: in writing;" in words
    press(view, Qt.Key.Key_End)
    assert view.text.accessibleDescription().startswith("Clause 18 Third parties, moved, was §17")
    assert view.text.accessibleName() == "v2025-03 and v2026-09 compared"


def test_arrows_walk_the_rows_and_unfold_them(view: CompareView) -> None:
    press(view, Qt.Key.Key_Down)
    assert rows(view)[2] == "fold"
    assert view.text.current == view.text.stack.rows[2].first
    press(view, Qt.Key.Key_Return)
    assert rows(view) == ["fold", "7.2", "fold", "7.3", "7.4", "7.5", "14", "-15", "18"]
    assert here(view) == "7.3"
    press(view, Qt.Key.Key_Down)
    assert here(view) == "7.4"
    press(view, Qt.Key.Key_Left)
    assert rows(view) == ["fold", "7.2", "fold", "7.5", "14", "-15", "18"]
    press(view, Qt.Key.Key_Right)
    assert "7.4" in rows(view)
    press(view, Qt.Key.Key_Up)
    assert here(view) == "7.2"


def test_everything_is_shown_without_the_chip(view: CompareView) -> None:
    view.bar.only.click()
    assert "fold" not in rows(view)
    assert rows(view)[:3] == ["1", "2", "7"]
    assert here(view) == "7.2"
    assert all(row.open for row in view.text.stack.rows)


def test_a_press_on_show_unfolds_a_moved_clause(view: CompareView, qtbot: QtBot) -> None:
    text = view.text
    at = len(text.stack.rows) - 1
    assert not text.stack.rows[at].open
    top = text.stack.top(at) - text.verticalScrollBar().value()
    place = QPoint(text.viewport().width() - 30, top + 18)
    qtbot.mouseClick(text.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert text.stack.rows[at].open
    assert text.is_open(len(text.changes) - 1)


def test_enter_and_double_click_open_a_clause_in_the_reader(
    view: CompareView, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(view.clause_wanted) as wanted:
        press(view, Qt.Key.Key_Return)
    assert wanted.args == ["terms-2026-09", "7.2"]
    view.text.go_to(next(n for n, c in enumerate(view.text.changes) if c.old_id == "15"))
    with qtbot.waitSignal(view.clause_wanted) as wanted:
        press(view, Qt.Key.Key_Return)
    assert wanted.args == ["terms-2025-03", "15"]


def test_find_counts_the_places_of_both_versions_and_unfolds_where_they_are(
    view: CompareView,
) -> None:
    view.bar.field.setText("days")
    assert view.bar.found.text() == "1 of 5"
    view.bar.field.setText("never  shared")
    assert here(view) == "7.3"
    assert "7.3" in rows(view)
    QTest.keyClick(view.bar.field, Qt.Key.Key_Return)
    assert view.bar.found.text() == "2 of 2"
    view.bar.field.setText("nowhere")
    assert view.bar.found.text() == "Not found"
    view.bar.field.clear()
    assert not view.bar.found.isVisible()


def test_the_outline_marks_changes_and_leads(view: CompareView) -> None:
    model = view.outline.model
    spoken = [model.data(model.index(at, 0)) for at in range(model.rowCount())]
    assert "Clause 15 Remote checks, removed" in spoken
    assert "Clause 14 Audit and certification, changed, 1 change" in spoken
    assert view.outline.tree.currentIndex().data() == "Clause 7.2 Renewal, changed, 2 changes"
    view.outline.tree.chosen.emit(model.index(model.rowCount() - 1, 0))
    assert here(view) == "18"
    assert "5 clauses changed" in labels(view)


def test_what_it_means_is_said_with_clause_and_orders(view: CompareView, qtbot: QtBot) -> None:
    words = labels(view)
    assert {"Notice to cancel a renewal", "30 days", "60 days"} <= set(words)
    assert "Strata: Thu 26 Nov, and 1 more order" in words
    assert "Product KO-3" in words
    assert "Product KO-4" not in words
    links = {link.text(): link for link in view.side.findChildren(LinkButton)}
    with qtbot.waitSignal(view.order_wanted) as wanted:
        links["KO-2"].click()
    assert wanted.args == ["KO-2"]
    press(view, Qt.Key.Key_End)
    links["§7.2"].click()
    assert here(view) == "7.2"
    links["All 4"].click()
    assert "Product KO-4" in labels(view)


def test_picking_a_version_asks_for_another_comparison(view: CompareView, qtbot: QtBot) -> None:
    actions = view.bar.old.menu().actions()
    assert [action.text() for action in actions] == ["v2026-09", "v2025-03", "v2024-01"]
    assert [action.isChecked() for action in actions] == [False, True, False]
    with qtbot.waitSignal(view.version_wanted) as wanted:
        actions[2].trigger()
    assert wanted.args == ["terms-2024-01", "terms-2026-09"]
    with qtbot.waitSignal(view.version_wanted) as wanted:
        actions[0].trigger()
    assert wanted.args == ["terms-2026-09", "terms-2025-03"]


def test_the_export_is_asked_for(view: CompareView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.export_wanted):
        view.bar.export.click()


def test_the_clause_can_be_copied(view: CompareView) -> None:
    QTest.keyClick(view.text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("§7.2 Renewal\nIt renews unless you cancel in writing")


def test_in_one_column_the_words_stand_in_one_run(view: CompareView) -> None:
    view.bar.inline.click()
    row = view.text.stack.rows[1]
    assert len(row.lines) == 1
    assert "at least 30 60 days before" in row.lines[0].text
    assert here(view) == "7.2"
    press(view, Qt.Key.Key_N, Qt.Key.Key_N)
    assert here(view) == "7.5"


def test_two_texts_without_a_difference_say_so(view: CompareView) -> None:
    show(view, OLD, OLD)
    assert view.bar.step.text() == "No changes"
    assert rows(view) == ["fold"]
    assert not view.bar.up.isEnabled()
    press(view, Qt.Key.Key_N, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert len(rows(view)) == 1 + len(OLD.clauses)


def test_two_empty_texts_do_no_harm(view: CompareView) -> None:
    nothing = document()
    show(view, nothing, nothing)
    press(view, Qt.Key.Key_N, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_End, Qt.Key.Key_Left)
    view.bar.field.setText("x")
    assert rows(view) == []


def test_markup_in_a_text_is_painted_as_text(view: CompareView, tmp_path: Path) -> None:
    planted = f'<img src="file://{tmp_path}/x.png"><b>bold</b> <script>x</script>'
    show(view, document(("1", "<i>A</i>", "old")), document(("1", "<i>A</i>", planted)))
    (row,) = view.text.stack.rows
    assert row.lines[1] is not None
    assert row.lines[1].layout.text() == planted
    assert "<i>A</i>" in view.text.accessibleDescription()


def test_narrow_panes_step_aside_and_come_back(view: CompareView) -> None:
    view.resize(740, 600)
    assert not view.side.isVisible()
    assert not view.outline.isVisible()
    view.bar.pane.click()
    assert view.side.isVisible()
    view.resize(1120, 600)
    assert view.side.isVisible()
    assert view.outline.isVisible()
