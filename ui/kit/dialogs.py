"""Dialogs in house style: a title, a body, a bar of actions. Esc cancels."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QVBoxLayout, QWidget

from app.base.text import _
from ui.kit.buttons import Button, ButtonKind
from ui.kit.focus import FocusRing
from ui.kit.labels import Label
from ui.kit.panels import Panel, column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token


class Dialog(QDialog):
    """A modal dialog. Fill `body`, then add Cancel first and the primary action last."""

    def __init__(
        self, theme: Theme, title: str, *, parent: QWidget | None, width: int = 480
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setModal(True)
        self.setWindowTitle(title)
        self.setMinimumWidth(width)
        self.body = QVBoxLayout()
        self.body.setSpacing(Space.L)
        self.body.setContentsMargins(0, Space.M, 0, Space.XL)
        self.title = Label(theme, title, TextStyle.SECTION, wrap=True)
        ground = Panel(theme, Token.SURFACE)
        inner = column(self.title, spacing=0, margins=(Space.XL, Space.L + Space.XS, Space.XL, 0))
        inner.addLayout(self.body, 1)
        ground.setLayout(inner)
        bar = Panel(theme, Token.BG, edges="top")
        bar.setFixedHeight(Size.ACTIONS)
        self.note = Label(theme, "", TextStyle.META, Token.TEXT2, elide=True)
        self._actions = row(spacing=Space.S, margins=(Space.XL, 0, Space.XL, 0))
        self._actions.addWidget(self.note, 1)
        bar.setLayout(self._actions)
        outer = column(spacing=0)
        outer.addWidget(ground, 1)
        outer.addWidget(bar)
        self.setLayout(outer)
        self.ring = FocusRing(self, theme)

    def fit(self) -> None:
        """Become as high as the content needs at this width, after something was added to it."""
        layout = self.layout()
        if layout is None:
            return
        layout.activate()
        need = max(layout.totalHeightForWidth(self.width()), layout.totalMinimumSize().height())
        self.resize(self.width(), max(need, self.minimumHeight()))

    def add_cancel(self, text: str = "") -> Button:
        """Add the button that does what Esc does."""
        button = self.add_action(text or _("Cancel"))
        button.clicked.connect(self.reject)
        return button

    def add_action(
        self, text: str, kind: ButtonKind = ButtonKind.DEFAULT, *, default: bool = False
    ) -> Button:
        """Add a button at the end; `default` is what Enter does."""
        button = Button(self._theme, text, kind)
        button.setDefault(default)
        self._actions.addWidget(button)
        return button


class ConfirmDialog(Dialog):
    """Asks before something is done. A dangerous action is never what Enter does."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        text: str,
        action: str,
        *,
        danger: bool = False,
        parent: QWidget | None,
    ) -> None:
        super().__init__(theme, title, parent=parent, width=440)
        self.body.addWidget(Label(theme, text, TextStyle.BODY, Token.TEXT2, wrap=True))
        self.cancel = self.add_cancel()
        kind = ButtonKind.DANGER if danger else ButtonKind.PRIMARY
        self.action = self.add_action(action, kind, default=not danger)
        self.action.clicked.connect(self.accept)
        (self.cancel if danger else self.action).setFocus()


def confirm(
    theme: Theme,
    parent: QWidget | None,
    title: str,
    text: str,
    action: str,
    *,
    danger: bool = False,
) -> bool:
    """Ask and wait for the answer."""
    dialog = ConfirmDialog(theme, title, text, action, danger=danger, parent=parent)
    try:
        return dialog.exec() == int(QDialog.DialogCode.Accepted)
    finally:
        dialog.deleteLater()


def ask_save_path(parent: QWidget | None, title: str, suggested: Path, filters: str) -> Path | None:
    """Ask where to save, with the system's own dialog; None where the person cancels.

    `filters` as Qt writes them: "CSV (*.csv);;Excel (*.xlsx)". A missing ending is added.
    """
    chosen, kind = QFileDialog.getSaveFileName(parent, title, str(suggested), filters)
    if not chosen:
        return None
    path = Path(chosen)
    ending = kind.rpartition("*")[2].rstrip(")").split()[0] if "*." in kind else suggested.suffix
    return path if path.suffix or not ending else path.with_name(path.name + ending)
