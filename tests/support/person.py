"""A person at the window: finds things by what they are called, clicks and types, and looks.

Everything goes through the widgets on the screen. Where a dialog is open, only what is in it can be
reached, as for a person.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.support.windows import Program
from ui.orders.page import OrdersPage
from ui.support.feedback.items import FeedbackRow

T = TypeVar("T")
W = TypeVar("W", bound=QWidget)
LEFT = Qt.MouseButton.LeftButton
ROOT = Path(__file__).parents[2]

_BROWSER = """#!{python}
import sys
sys.path.insert(0, {root!r})
from urllib.parse import urlsplit
from tests.support.sandbox import SandboxServer
print("A browser talks on its standard output", flush=True)
page = urlsplit(sys.argv[1])
person = SandboxServer(f"{{page.scheme}}://{{page.netloc}}", None, None)
last = person.sign_in_as_browser(sys.argv[1])
sys.exit(0 if last.status == 200 else 1)
"""


def install_browser(folder: Path) -> Path:
    """A program to be named in $BROWSER: it signs in on the page it is given, as Dana would."""
    path = folder / "browser"
    path.write_text(_BROWSER.format(python=sys.executable, root=str(ROOT)))
    path.chmod(0o700)
    return path


class Person:
    """Uses a running program. Each step waits until what it needs is there."""

    def __init__(self, qtbot: QtBot, program: Program) -> None:
        self.qtbot = qtbot
        self.program = program

    def until(self, condition: Callable[[], T], what: str, seconds: float = 30.0) -> T:
        """Wait until `condition` gives something true."""
        return self.program.until(condition, what, seconds)

    def click(self, name: str) -> None:
        """Press the button, link, box or entry called `name`, once it can be pressed."""
        found = self.until(
            lambda: next((b for b in self._called(QAbstractButton, name) if b.isEnabled()), None),
            f"a button {name!r}",
        )
        self.program.rest()  # a dialog that has just opened finds its size first
        self.qtbot.mouseClick(found, LEFT)

    def type(self, name: str, text: str) -> None:
        """Put `text` into the field called `name`, key by key."""
        found = self.until(
            lambda: next(
                (f for kind in (QLineEdit, QPlainTextEdit) for f in self._called(kind, name)), None
            ),
            f"a field {name!r}",
        )
        self.qtbot.mouseClick(_surface(found), LEFT)
        found.selectAll()
        if found.text() if isinstance(found, QLineEdit) else found.toPlainText():
            self.qtbot.keyClick(found, Qt.Key.Key_Delete)
        self.qtbot.keyClicks(found, text)

    def can(self, name: str) -> bool:
        """Whether the button called `name` is there and can be pressed."""
        return any(button.isEnabled() for button in self._called(QAbstractButton, name))

    def sees(self, words: str) -> str:
        """The whole text on the screen that has `words` in it; waits for it."""
        return self.until(lambda: self.reads(words), f"the words {words!r}")

    def reads(self, words: str) -> str:
        """The text with `words` that is on the screen now, else ""."""
        return next((text for text in self._texts() if words in text), "")

    def goes_to(self, title: str) -> Any:
        """Choose a page in the navigation."""
        key = title.lower()
        self.click(title)
        self.until(lambda: self.program.window.current == key, f"the page {key}")
        self.program.rest()
        return self.program.window.page

    def chooses_tab(self, title: str) -> None:
        """Click on a tab of the page."""
        tabs = next(bar for bar in self._ground().findChildren(QTabBar) if bar.isVisible())
        at = next(n for n in range(tabs.count()) if tabs.tabText(n) == title)
        self.qtbot.mouseClick(tabs, LEFT, pos=tabs.tabRect(at).center())

    def presses(self, key: Qt.Key) -> None:
        """Press a key of the whole window."""
        window = self.program.window
        window.activateWindow()
        self.until(window.isActiveWindow, "the window having the keyboard")
        self.qtbot.keyClick(window, key)

    def chooses(self, button: str, entry: str) -> None:
        """Open the menu of a button and take an entry; what that opens may block until closed."""
        self._soon(_open_menu, lambda menu: self._take(menu, entry))
        self.click(button)

    def saves_as(self, path: Path, asking: Callable[[], object]) -> None:
        """Do what asks for a file, and give it `path`."""
        answered: list[Path] = []

        def answer(dialog: QFileDialog) -> None:
            field = dialog.findChild(QLineEdit, "fileNameEdit")
            buttons = dialog.findChild(QDialogButtonBox)
            assert field is not None
            assert buttons is not None
            field.setText(str(path))
            answered.append(path)
            self.qtbot.mouseClick(buttons.button(QDialogButtonBox.StandardButton.Save), LEFT)

        self._soon(_open_file_dialog, answer)
        rescue = QTimer(self.program.window, interval=15_000)
        rescue.timeout.connect(_reject_file_dialog)
        rescue.start()
        asking()
        self.until(lambda: answered, "the dialog that asks for a file")
        rescue.stop()
        rescue.deleteLater()

    def sorts_by(self, title: str) -> None:
        """Click on the head of a column of the orders."""
        table = self.orders.table
        head, model = table.horizontalHeader(), self.orders.model
        sideways = Qt.Orientation.Horizontal
        at = next(n for n in range(head.count()) if model.headerData(n, sideways) == title)
        middle = head.sectionViewportPosition(at) + head.sectionSize(at) // 2
        self.qtbot.mouseClick(head.viewport(), LEFT, pos=QPoint(middle, head.height() // 2))
        self.program.rest()

    def sees_all_rows(self, whole: int) -> None:
        """Wait until every order that fits the filter is in the table, of `whole` in all."""
        page = self.orders

        def complete() -> bool:
            return page.totals.words == f"{page.model.rowCount():,} of {whole:,} orders"

        self.until(complete, f"the line below the table, but it says {page.totals.words!r}")

    def clicks_row(self, row: int) -> None:
        """Click on a row of the orders."""
        table = self.orders.table
        place = table.visualRect(self.orders.model.index(row, 1)).center()
        self.qtbot.mouseClick(table.viewport(), LEFT, pos=place)

    def column(self, title: str, rows: int = 20) -> list[str]:
        """The words of a column, from the top."""
        model = self.orders.model
        sideways = Qt.Orientation.Horizontal
        at = next(n for n in range(model.columnCount()) if model.headerData(n, sideways) == title)
        shown = min(rows, model.rowCount())
        return [str(model.data(model.index(row, at))) for row in range(shown)]

    @property
    def orders(self) -> OrdersPage:
        """The page of orders, which is shown."""
        page = self.program.window.page
        assert isinstance(page, OrdersPage)
        return page

    def feedback(self, text: str) -> FeedbackRow | None:
        """The entry of the list of feedback with this text, where it is on the screen."""
        for row in self.program.window.findChildren(FeedbackRow):
            if row.isVisible() and any(text in label.text() for label in _labels(row)):
                return row
        return None

    def fate(self, text: str) -> str:
        """All that the entry with this text says; "" without one."""
        row = self.feedback(text)
        return " | ".join(label.text() for label in _labels(row)) if row is not None else ""

    def sees_fate(self, text: str, words: str, seconds: float = 30.0) -> str:
        """Wait until the entry with this text says `words`; all that it says then."""
        return self.until(
            lambda: words in (said := self.fate(text)) and said,
            f"feedback {text!r} being {words!r}, but it says {self.fate(text)!r}",
            seconds,
        )

    def _ground(self) -> QWidget:
        return self.program.application.actions.dialog or self.program.window

    def _called(self, kind: type[W], name: str) -> Iterator[W]:
        for widget in self._ground().findChildren(kind):
            if widget.isVisible() and name in {widget.accessibleName(), _text(widget)}:
                yield widget

    def _texts(self) -> Iterator[str]:
        ground = self._ground()
        for widget in (ground, *ground.findChildren(QWidget)):
            if widget.isVisible():
                yield from filter(
                    None,
                    (_text(widget), widget.accessibleName(), widget.accessibleDescription()),
                )

    def _take(self, menu: QMenu, entry: str) -> None:
        action = next(action for action in menu.actions() if action.text() == entry)
        self.qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())

    def _soon(self, find: Callable[[], W | None], act: Callable[[W], None]) -> None:
        """Look for something that blocks its caller in a loop of its own, and act on it once."""
        timer = QTimer(self.program.window, interval=10)

        def look() -> None:
            found = find()
            if found is not None:
                timer.stop()
                timer.deleteLater()
                act(found)

        timer.timeout.connect(look)
        timer.start()


def _open_menu() -> QMenu | None:
    shown = QApplication.activePopupWidget()
    return shown if isinstance(shown, QMenu) and shown.isVisible() else None


def _open_file_dialog() -> QFileDialog | None:
    shown = QApplication.activeModalWidget()
    return shown if isinstance(shown, QFileDialog) and shown.isVisible() else None


def _reject_file_dialog() -> None:
    """A dialog that was answered wrongly must not hold up the whole run."""
    dialog = _open_file_dialog()
    if dialog is not None:
        dialog.reject()


def _surface(field: QWidget) -> QWidget:
    return field.viewport() if isinstance(field, QPlainTextEdit) else field


def _labels(row: QWidget) -> list[QLabel]:
    return [label for label in row.findChildren(QLabel) if not label.isHidden()]


def _text(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, (QLabel, QAbstractButton)) else ""
