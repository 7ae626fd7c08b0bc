"""The box below a thread: an answer with its files, or why none can be written."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.clock import Clock
from app.base.dates import clock_words
from app.base.errors import ProblemReport
from app.base.tasks import Progress
from app.base.text import _
from app.support.requests.model import Draft
from app.support.requests.problems import LONGEST_TEXT
from ui.kit.buttons import Button, ButtonKind
from ui.kit.dropping import paths_of
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import Panel, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.support.writing.draft_work import DraftWork
from ui.support.writing.files import FilesList
from ui.support.writing.intake import Intake, WritingArea

_LINES, _MOST_LINES = 2, 7


class ReplyBox(Panel):
    """Follows a `DraftWork`. Ctrl+Enter sends."""

    reopen_wanted = Signal()
    wanted = Signal()
    """Something is typed or attached, and there is no draft yet."""
    grown = Signal()

    def __init__(self, theme: Theme, clock: Clock, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, edges="top", parent=parent)
        self._clock = clock
        self._work: DraftWork | None = None
        self._quiet = False
        self._sources: list[object] = []
        self.setAcceptDrops(True)
        self.text = WritingArea(
            theme, name=_("Your reply"), placeholder=_("Write a reply"), lines=_LINES
        )
        self.text.installEventFilter(self)
        self.files = FilesList(theme)
        self.intake = Intake(theme, clock, self)
        self.attach = Button(theme, _("Attach"), icon=Icon.PAPERCLIP, small=True)
        self.attach.set_menu(self.intake.menu(self.attach))
        self.note = Label(theme, "", TextStyle.META, Token.TEXT2, elide=True)
        self.send = Button(theme, _("Send reply"), ButtonKind.PRIMARY, icon=Icon.PLANE)
        self.closed_words = Label(theme, "", TextStyle.BODY, Token.TEXT2, wrap=True)
        self.reopen = Button(theme, _("Reopen…"))
        self._lay_out()
        self._connect()
        self._fit()
        self._judge()

    def _lay_out(self) -> None:
        writing = QWidget()
        layout = QVBoxLayout(writing)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addWidget(self.files)
        layout.addWidget(self.text)
        bar = row(self.attach, spacing=Space.M)
        bar.addWidget(self.note, 1)
        bar.addWidget(self.send)
        layout.addLayout(bar)
        closed = QWidget()
        line = row(spacing=Space.M)
        line.addWidget(self.closed_words, 1)
        line.addWidget(self.reopen)
        closed.setLayout(line)
        self._writing, self._closed = writing, closed
        outer = QVBoxLayout(self)
        outer.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        outer.addWidget(writing)
        outer.addWidget(closed)
        closed.hide()

    def _connect(self) -> None:
        self.text.textChanged.connect(self._edited)
        self.text.files_given.connect(self.give)
        self.text.picture_given.connect(self.intake.take)
        self.intake.given.connect(self.give)
        self.intake.refused.connect(self.note.setText)
        self.reopen.clicked.connect(self.reopen_wanted)

    def follow(self, work: DraftWork) -> None:
        """Show what this work does; called once."""
        self._work = work
        work.changed.connect(self._draft_changed)
        work.files_changed.connect(self._show_files)
        work.kept.connect(self._kept)
        work.looking.connect(self._looking)
        work.progressed.connect(self._progressed)
        work.failed.connect(self._failed)
        self.files.removed.connect(work.detach)
        self.files.stopped.connect(work.stop)
        self.send.clicked.connect(work.send)

    def typed(self, draft: Draft) -> Draft:
        """`draft` with what is in the box now."""
        return msgspec.structs.replace(draft, text=self.text.toPlainText())

    def let_write(self, words: str = "") -> None:
        """Writing is possible; or it is not, for the reason in `words`."""
        self.closed_words.setText(words)
        self._closed.setVisible(bool(words))
        self._writing.setVisible(not words)

    def give(self, sources: object) -> None:
        """Attach these, as soon as there is a draft."""
        assert isinstance(sources, list)
        if self._work is None or self._work.draft is None:
            self._sources += sources
            self.wanted.emit()
            return
        self._work.attach(sources)

    def begin(self) -> None:
        """There is a draft now: attach what was given before."""
        sources, self._sources = self._sources, []
        if sources and self._work is not None:
            self._work.attach(sources)  # type: ignore[arg-type]
        self._judge()

    def clear(self) -> None:
        """An empty box; nothing is told."""
        self._quiet = True
        self.text.clear()
        self._quiet = False
        self._sources = []
        self.note.setText("")
        self._judge()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter sends."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.send.click()
                return True
        return False

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome where a reply is."""
        if paths_of(event.mimeData()) and self._writing.isVisible():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Attach what was dropped."""
        event.acceptProposedAction()
        self.give(paths_of(event.mimeData()))

    def _draft_changed(self) -> None:
        draft = self._work.draft if self._work is not None else None
        if draft is not None and draft.text != self.text.toPlainText():
            self._quiet = True
            self.text.setPlainText(draft.text)
            self._quiet = False
        self._show_files()

    def _fit(self) -> None:
        """As high as what is written, within limits."""
        lines = round(self.text.document().size().height())
        lines = min(max(lines, _LINES), _MOST_LINES)
        self.text.setFixedHeight(lines * TextStyle.BODY.line + 14)

    def _edited(self) -> None:
        self._fit()
        self._judge()
        if self._quiet or self._work is None:
            return
        if self._work.draft is None:
            if self.text.toPlainText():
                self.wanted.emit()
            return
        self._work.edited()

    def _kept(self) -> None:
        when = clock_words(self._clock.now())
        self.note.setText(_("Draft saved {time}").format(time=when))

    def _show_files(self) -> None:
        work = self._work
        if work is None or work.draft is None:
            self.files.show_files(())
        else:
            self.files.show_files(work.draft.files, work.coming)
        self._judge()
        self.grown.emit()

    def _looking(self, on: bool) -> None:
        if on:
            self.note.setText(_("Looking through it before it leaves"))
        self._judge()

    def _progressed(self, progress: Progress) -> None:
        self.note.setText(progress.phase)

    def _failed(self, report: ProblemReport) -> None:
        self.note.setText(report.title)
        self._judge()

    def _judge(self) -> None:
        size = len(self.text.toPlainText())
        too_long = size > LONGEST_TEXT
        self.text.set_invalid(too_long)
        if too_long:
            self.note.setText(
                _("At most {n} characters; these are {size}.").format(
                    n=f"{LONGEST_TEXT:,}", size=f"{size:,}"
                )
            )
        work = self._work
        files = bool(work is not None and work.draft is not None and work.draft.files)
        idle = work is not None and work.draft is not None and not work.busy
        said = bool(self.text.toPlainText().strip()) or files
        self.send.setEnabled(idle and said and not too_long)
