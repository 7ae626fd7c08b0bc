"""Diagnostics before they are attached: each file with its whole text, to be left out or kept."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.base.errors import ProblemReport
from app.base.text import _, ngettext
from app.support.diagnostics.model import Bundle, BundleFile
from ui.kit.buttons import Button, ButtonKind, IconButton
from ui.kit.choices import CheckBox
from ui.kit.dialogs import Dialog
from ui.kit.fields import TextArea
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.states import ProgressLine
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.support.looks import size_words

_LIST = 248
_PREVIEW = 200_000
"""Characters of a file that are shown at once; the rest is said to follow."""


class DiagnosticsDialog(Dialog):
    """Shows what was gathered; tells which files to attach."""

    chosen = Signal(object)
    """The names of the files that are attached."""
    logs_wanted = Signal(object)
    """Paths of product logs to be added."""

    def __init__(self, theme: Theme, *, parent: QWidget | None) -> None:
        super().__init__(theme, _("Diagnostics"), parent=parent, width=820)
        self._files: tuple[BundleFile, ...] = ()
        self.boxes: dict[str, CheckBox] = {}
        self._shown = ""
        words = _(
            "This is all that would be attached, with names and secrets blacked out. Read it, and"
            " leave out what support does not need."
        )
        self.body.addWidget(Label(theme, words, TextStyle.BODY, Token.TEXT2, wrap=True))
        self.progress = ProgressLine(theme, _("Gathering"), cancellable=False)
        self.progress.set_progress(0, None, "")
        self.body.addWidget(self.progress)
        self._list = column(spacing=2, margins=(0, 0, Space.M, 0))
        content = QWidget()
        content.setLayout(self._list)
        self._pane = ScrollPane(theme, content)
        self._pane.setFixedWidth(_LIST)
        self.name = Label(theme, "", TextStyle.BODY_MEDIUM, elide=True)
        self.preview = TextArea(theme, name=_("Content of the file"), lines=14)
        self.preview.setReadOnly(True)
        self.preview.setFont(theme.typing_font(TextStyle.MONO))
        self.add = Button(theme, _("Add product logs…"), icon=Icon.PLUS, small=True)
        self.add.clicked.connect(self._ask_logs)
        self.named = CheckBox(theme, _("With this computer's name"))
        self.about = Label(theme, "", TextStyle.META, Token.TEXT2, elide=True)
        left = column(self._pane, row(self.add, None), row(self.named, None), spacing=Space.S)
        right = column(self.name, self.about, self.preview, spacing=Space.XS)
        across = row(spacing=Space.L)
        across.addLayout(left)
        across.addLayout(right, 1)
        self.body.addLayout(across, 1)
        self.add_cancel()
        self.go = self.add_action(_("Attach"), ButtonKind.PRIMARY, default=True)
        self.go.setEnabled(False)
        self.go.clicked.connect(self._attach)
        self.fit()

    def show_problem(self, report: ProblemReport) -> None:
        """Say why it could not be gathered."""
        self.progress.hide()
        self.note.setText(report.title)

    def show_bundle(self, bundle: Bundle, *, more: bool) -> None:
        """Show what was gathered (`more` is to come); a choice that was made by hand stays."""
        self.progress.set_title(_("The doctor is looking"))
        self.progress.setVisible(more)
        kept = {name: box.isChecked() for name, box in self.boxes.items()}
        while (part := self._list.takeAt(0)) is not None:
            widget = part.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._files = bundle.files
        self.boxes = {}
        for file in self._files:
            self._list.addWidget(self._line(file, kept.get(file.name, file.chosen)))
        self._list.addStretch(1)
        names = [file.name for file in self._files]
        if names:
            self.show_file(self._shown if self._shown in names else names[0])
        self._judge()

    def show_file(self, name: str) -> None:
        """Show the text of one file."""
        for file in self._files:
            if file.name == name:
                self._shown = name
                self.name.setText(name)
                self.about.setText(_about(file))
                text = file.text[:_PREVIEW]
                if len(file.text) > _PREVIEW:
                    left = len(file.text) - _PREVIEW
                    text += "\n" + _("… and {n} characters more").format(n=f"{left:,}")
                if self.preview.toPlainText() != text:
                    self.preview.setPlainText(text)

    def _line(self, file: BundleFile, chosen: bool) -> QWidget:
        theme = self._theme
        box = CheckBox(theme, "")
        box.setChecked(chosen)
        box.setAccessibleName(_("Attach {name}").format(name=file.name))
        box.setAccessibleDescription(_about(file))
        box.toggled.connect(self._judge)
        box.clicked.connect(lambda _on=False: self.show_file(file.name))
        self.boxes[file.name] = box
        look = IconButton(theme, Icon.EYE, _("Show {name}").format(name=file.name), small=True)
        look.clicked.connect(lambda: self.show_file(file.name))
        line = row(box, spacing=Space.S)
        words = column(
            Label(theme, file.name, elide=True),
            Label(theme, size_words(_size(file)), TextStyle.META, Token.TEXT2),
            spacing=0,
        )
        line.addLayout(words, 1)
        line.addWidget(look)
        made = QWidget()
        made.setLayout(line)
        return made

    def _judge(self) -> None:
        files = [one for one in self._files if self.boxes[one.name].isChecked()]
        count = len(self._files)
        words = ngettext("{chosen} of {n} file, {size}", "{chosen} of {n} files, {size}", count)
        size = size_words(sum(map(_size, files)))
        self.note.setText(words.format(chosen=len(files), n=count, size=size))
        self.go.setEnabled(bool(files))

    def _ask_logs(self) -> None:
        names, _kind = QFileDialog.getOpenFileNames(
            self, _("Add product logs"), "", _("All files") + " (*)"
        )
        if names:
            self.logs_wanted.emit([Path(name) for name in names])

    def _attach(self) -> None:
        self.chosen.emit([one.name for one in self._files if self.boxes[one.name].isChecked()])
        self.accept()


def _about(file: BundleFile) -> str:
    """What is in a file, and how much of it was blacked out."""
    if not file.covered:
        return file.about
    covered = ngettext("{n} place is blacked out.", "{n} places are blacked out.", file.covered)
    return f"{file.about} {covered.format(n=file.covered)}"


def _size(file: BundleFile) -> int:
    return len(file.text.encode("utf-8", "replace"))
