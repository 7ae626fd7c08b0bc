"""States, banners and dialogs say what happened, what was kept and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from app.base.errors import ProblemReport
from tests.ui.kit.specimens import drawn
from ui.kit.banners import Banner, BannerTone, ProblemBanner
from ui.kit.buttons import Button, ButtonKind, IconButton
from ui.kit.dialogs import ConfirmDialog, Dialog, ask_save_path
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.scrolling import ScrollPane
from ui.kit.states import EmptyState, ProgressLine, StateStack, problem_state
from ui.kit.theme import Theme

REPORT = ProblemReport(
    code="CP-4107",
    title="This answer was made for another computer",
    explanation="It carries another fingerprint.",
    kept="Nothing was installed.",
    next_step="Choose the answer of this computer.",
    detail="<b>fingerprint</b> b41f 09c2",
)


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]


def test_a_problem_banner_says_what_happened_was_kept_and_is_to_be_done(
    theme: Theme, qtbot
) -> None:
    banner = ProblemBanner(theme, REPORT, actions=("Choose…", "Compare"))
    qtbot.addWidget(banner)
    shown = " ".join(texts(banner))
    for part in (REPORT.title, REPORT.explanation, REPORT.kept, REPORT.next_step, REPORT.code):
        assert part in shown
    assert REPORT.detail not in shown
    with qtbot.waitSignal(banner.acted) as caught:
        banner.buttons[1].click()
    assert caught.args == [1]


def test_details_are_shown_on_request_and_as_plain_text(theme: Theme, qtbot) -> None:
    banner = ProblemBanner(theme, REPORT)
    qtbot.addWidget(banner)
    banner.show()
    more = next(b for b in banner.findChildren(Button) if b.isCheckable())
    more.click()
    detail = next(lb for lb in banner.findChildren(Label) if lb.text() == REPORT.detail)
    assert detail.isVisible()
    assert detail.textFormat() is Qt.TextFormat.PlainText


def test_the_code_of_a_problem_can_be_copied(theme: Theme, qtbot) -> None:
    banner = ProblemBanner(theme, REPORT)
    qtbot.addWidget(banner)
    copy = next(b for b in banner.findChildren(IconButton) if "code" in b.accessibleName())
    copy.click()
    assert QGuiApplication.clipboard().text().startswith("CP-4107 ")
    QGuiApplication.clipboard().clear()


@pytest.mark.parametrize("tone", list(BannerTone))
def test_a_banner_tells_its_tone_by_a_silhouette_too(theme: Theme, qtbot, tone: BannerTone) -> None:
    banner = Banner(theme, tone, "Shown as of today", action="Sync now", closable=True)
    qtbot.addWidget(banner)
    assert banner.height() == 36
    assert len({each.icon for each in BannerTone}) == len(BannerTone)
    with qtbot.waitSignal(banner.acted):
        banner.button.click()


def test_progress_can_be_cancelled_and_says_how_far_it_is(theme: Theme, qtbot) -> None:
    line = ProgressLine(theme, "Scanning")
    qtbot.addWidget(line)
    line.set_progress(31, 50, "31 of 50 files, about 20 s left")
    assert "31 of 50 files, about 20 s left" in texts(line)
    line.set_progress(0, None, "Starting")
    with qtbot.waitSignal(line.cancelled):
        line.button.click()


def test_a_state_takes_the_place_of_the_content_and_gives_it_back(theme: Theme, qtbot) -> None:
    content = QWidget()
    stack = StateStack(theme, content)
    qtbot.addWidget(stack)
    stack.show_state(EmptyState(theme, Icon.SUPPORT, "No requests yet", "They appear here."))
    stack.show_state(problem_state(theme, REPORT, action="Try again"))
    assert REPORT.title in texts(stack)
    assert stack.count() == 2
    stack.show_content()
    assert stack.currentWidget() is content
    assert stack.count() == 1


def test_escape_cancels_a_dialog(theme: Theme, qtbot) -> None:
    dialog = Dialog(theme, "Sign in", parent=None)
    qtbot.addWidget(dialog)
    dialog.add_cancel()
    dialog.open()
    with qtbot.waitSignal(dialog.rejected):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_enter_confirms_what_is_harmless_and_never_what_is_dangerous(theme: Theme, qtbot) -> None:
    harmless = ConfirmDialog(theme, "Send?", "It will be sent.", "Send", parent=None)
    qtbot.addWidget(harmless)
    harmless.open()
    with qtbot.waitSignal(harmless.accepted):
        QTest.keyClick(harmless, Qt.Key.Key_Return)
    danger = ConfirmDialog(theme, "Delete?", "It is gone.", "Delete", danger=True, parent=None)
    qtbot.addWidget(danger)
    danger.open()
    assert not danger.action.isDefault()
    assert danger.focusWidget() is danger.cancel
    danger.reject()


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (("", ""), None),
        (("/x/orders", "CSV (*.csv)"), "orders.csv"),
        (("/x/o.txt", "CSV (*.csv)"), "o.txt"),
    ],
)
def test_a_saved_file_gets_its_ending(monkeypatch, chosen, expected) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: chosen)
    path = ask_save_path(None, "Export", Path("orders.csv"), "CSV (*.csv)")
    assert (path.name if path else None) == expected


def test_a_bar_that_appears_never_makes_text_reflow(theme: Theme, qtbot) -> None:
    content = QWidget()
    content.setMinimumHeight(100)
    pane = ScrollPane(theme, content)
    qtbot.addWidget(pane)
    pane.resize(300, 200)
    pane.show()
    width = content.width()
    content.setMinimumHeight(1000)
    qtbot.waitUntil(lambda: pane.verticalScrollBar().maximum() > 0)
    assert content.width() == width == 300


def test_a_primary_button_is_painted_with_the_accent(theme: Theme, qtbot) -> None:
    button = Button(theme, "Submit", ButtonKind.PRIMARY)
    qtbot.addWidget(button)
    image = drawn(button)
    assert image.pixelColor(4, 16).name().upper() == "#2A60B5"
