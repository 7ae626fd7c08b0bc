"""The editor of a letter, with its pages as they will be printed beside the text.

What is typed is kept when typing rests, and the pages are made anew; nothing leaves by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.base.clock import Clock
from app.base.text import _
from app.deadlines.model import DeadlineEntry
from app.documents.model import Paper
from app.notices.model import NoticeDraft
from ui.jobs import Jobs
from ui.kit.buttons import Button, ButtonKind
from ui.kit.dialogs import ask_save_path
from ui.kit.fields import TextArea
from ui.kit.labels import Label
from ui.kit.panels import Panel, VLine, row
from ui.kit.scrolling import ScrollPane
from ui.kit.tabs import Tabs
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.notices.letter_head import Ways, letter_head
from ui.notices.preview import PreviewPane
from ui.notices.words import draft_kind_words

WIDTH = 520
_LEAST = 440
_BESIDE = 800
"""From this width on the pages stand beside the text."""
_REST_MS = 800
"""So long typing has rested when it is kept without being asked, and the pages are made anew."""
TEXT, PAGES = "text", "pages"


class LetterPane(Panel):
    """Shows one `NoticeDraft` for editing. What is typed is saved when typing rests."""

    closed = Signal()
    save_wanted = Signal(str, str)
    """The draft's id and the letter as it stands."""
    discard_wanted = Signal(str)
    file_wanted = Signal(str, object)
    """The draft's id and the Path to write it to."""
    print_wanted = Signal(str, str)
    """The draft's id and title."""
    order_wanted = Signal(str)
    deadline_wanted = Signal(str)
    clause_wanted = Signal(str)
    sent_wanted = Signal(object)
    """Record that this NoticeDraft left, or what is known of its receipt."""
    sending_wanted = Signal(object)
    """Show the ways by which this NoticeDraft leaves."""
    paper_wanted = Signal(str, object)
    """The draft's id and the Paper to lay it out for."""
    copied = Signal()

    def __init__(
        self, theme: Theme, clock: Clock, jobs: Jobs, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, Token.SURFACE, parent=parent)
        self._theme_ = theme
        self._clock = clock
        self._draft: NoticeDraft | None = None
        self._follows: tuple[DeadlineEntry, ...] = ()
        self._kept = ""
        self.setMinimumWidth(_LEAST)
        self.setAccessibleName(_("Letter"))
        self._about = QWidget()
        self.area = TextArea(theme, name=_("Text of the letter"), lines=10)
        self.preview = PreviewPane(theme, jobs)
        self.tabs = Tabs(theme, name=_("Text and pages"))
        self.state = Label(theme, "", TextStyle.META, Token.TEXT2)
        self.save = Button(theme, _("Save"))
        self.copy = Button(theme, _("Copy"))
        self.to_file = Button(theme, _("Save to file…"))
        self.print = Button(theme, _("Print…"))
        self.mark = Button(theme, _("Mark as sent…"))
        self.send = Button(theme, _("Send…"), ButtonKind.PRIMARY)
        self.discard = Button(theme, _("Discard…"), ButtonKind.DANGER)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._lay_out()
        self.area.textChanged.connect(self._typed)
        self._rest.timeout.connect(self.keep)
        self.save.clicked.connect(self.keep)
        self.copy.clicked.connect(self._copy)
        self.to_file.clicked.connect(self._ask_file)
        self.print.clicked.connect(self._print)
        self.discard.clicked.connect(self._discard)
        self.mark.clicked.connect(self._mark)
        self.send.clicked.connect(self._send)
        self.preview.paper_wanted.connect(self._choose_paper)
        self.tabs.changed.connect(lambda _key: self._share())
        self._share()

    def _lay_out(self) -> None:
        theme = self._theme_
        content = QWidget()
        self._letter = QVBoxLayout(content)
        self._letter.setContentsMargins(Space.L, Space.S + 2, Space.L, Space.M)
        self._letter.setSpacing(Space.S)
        self._letter.addWidget(self._about)
        self._letter.addWidget(self.area, 1)
        self._text = ScrollPane(theme, content)
        self._between = VLine(theme)
        for key, words in ((TEXT, _("Text")), (PAGES, _("Pages"))):
            self.tabs.add_tab(key, words)
        self._bar = Panel(theme, Token.SURFACE, edges="bottom")
        self._bar.setLayout(row(self.tabs, None, margins=(Space.L, 0, Space.L, 0)))
        beside = QHBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(self._text, 1)
        beside.addWidget(self._between)
        beside.addWidget(self.preview, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar)
        layout.addLayout(beside, 1)
        layout.addWidget(self._foot())

    def _foot(self) -> QWidget:
        foot = Panel(self._theme_, Token.SURFACE, edges="top")
        below = QVBoxLayout(foot)
        below.setContentsMargins(Space.L, Space.S, Space.L, Space.M)
        below.setSpacing(Space.S)
        below.addLayout(row(self.state, None, self.mark, self.send))
        below.addLayout(row(self.save, self.copy, self.to_file, self.print, None, self.discard))
        return foot

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The pages come beside the text where there is room for both."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        beside = self.width() >= _BESIDE
        pages = beside or self.tabs.current_key == PAGES
        self._bar.setVisible(not beside)
        self._text.setVisible(beside or not pages)
        self._between.setVisible(beside)
        self.preview.setVisible(pages)
        self._show_pages()

    def _show_pages(self) -> None:
        """Have the pages made, where they are to be seen."""
        if self._draft is not None and not self.preview.isHidden():
            self.preview.show_letter(self._draft, self._kept)

    @property
    def draft(self) -> NoticeDraft | None:
        """The draft that is shown."""
        return self._draft

    @property
    def is_changed(self) -> bool:
        """Whether something typed is not kept yet."""
        return self._draft is not None and self.area.toPlainText() != self._kept

    def show_draft(self, draft: NoticeDraft, follows: Sequence[DeadlineEntry] = ()) -> None:
        """Show a letter; one that is being typed into keeps what was typed, a sent one its text.

        `follows` is what a sent one started or answered.
        """
        same = self._draft is not None and self._draft.id == draft.id
        self._follows = tuple(follows)
        if same and self.is_changed and draft.sent is None:
            self._draft = draft
            return
        self.keep()
        self._draft, self._kept = draft, draft.letter
        self._freeze(frozen=draft.sent is not None)
        old, self._about = self._about, self._head(draft)
        self._letter.replaceWidget(old, self._about)
        old.hide()
        old.deleteLater()
        if not same or self.area.toPlainText() != draft.letter:
            self.area.blockSignals(True)
            self.area.setPlainText(draft.letter)
            self.area.blockSignals(False)
        self._say()
        self._show_pages()

    def _freeze(self, *, frozen: bool) -> None:
        """A sent letter is read, copied and printed, and changed no more."""
        self.area.setReadOnly(frozen)
        for part in (self.save, self.discard):
            part.setVisible(not frozen)
        self.mark.set_text(_("Sending and receipt…") if frozen else _("Mark as sent…"))
        self.send.set_text(_("Ways and proof…") if frozen else _("Send…"))

    def keep(self) -> None:
        """Have what was typed kept; nothing where nothing was."""
        self._rest.stop()
        if self._draft is not None and self.is_changed:
            self.save_wanted.emit(self._draft.id, self.area.toPlainText())

    def kept(self, key: str, letter: str) -> None:
        """The letter was kept."""
        if self._draft is not None and self._draft.id == key:
            self._kept = letter
            self._say()
            self._show_pages()

    def forget(self) -> None:
        """The draft is gone: nothing of it is kept any more."""
        self._rest.stop()
        self._draft = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the pane; Ctrl+S saves."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.matches(QKeySequence.StandardKey.Save):
            self.keep()
        else:
            super().keyPressEvent(event)

    def _head(self, draft: NoticeDraft) -> QWidget:
        ways = Ways(
            close=lambda _key: self.closed.emit(),
            order=self.order_wanted.emit,
            deadline=self.deadline_wanted.emit,
            clause=self.clause_wanted.emit,
        )
        return letter_head(self._theme_, draft, self._follows, self._clock.now(), ways)

    def _typed(self) -> None:
        self._say()
        if self.is_changed:
            self._rest.start()
        else:
            self._rest.stop()

    def _say(self) -> None:
        changed = self.is_changed
        empty = not self.area.toPlainText().strip()
        self.save.setEnabled(changed and not empty)
        words = _("Saved here, not sent")
        if self._draft is not None and self._draft.sent is not None:
            words = _("Kept as it was sent")
        elif empty:
            words = _("An empty letter is not saved; the last text is kept")
        elif changed:
            words = _("Changed, not saved yet")
        self.state.setText(words)

    def _choose_paper(self, paper: Paper) -> None:
        if self._draft is not None:
            self.keep()
            self.paper_wanted.emit(self._draft.id, paper)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.area.toPlainText())
        self.copied.emit()

    def _ask_file(self) -> None:
        if self._draft is None:
            return
        self.keep()
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        suggested = Path(place or Path.home()) / f"{_('letter')}.pdf"
        kinds = f"PDF (*.pdf);;{_('E-mail')} (*.eml);;{_('Text')} (*.txt)"
        path = ask_save_path(self, _("Save the letter"), suggested, kinds)
        if path is not None:
            self.file_wanted.emit(self._draft.id, path)

    def _print(self) -> None:
        if self._draft is not None:
            self.keep()
            title = self._draft.title or draft_kind_words(self._draft.kind)
            self.print_wanted.emit(self._draft.id, title)

    def _mark(self) -> None:
        if self._draft is not None:
            self.keep()
            self.sent_wanted.emit(self._draft)

    def _send(self) -> None:
        if self._draft is not None:
            self.keep()
            self.sending_wanted.emit(self._draft)

    def _discard(self) -> None:
        if self._draft is not None:
            self.discard_wanted.emit(self._draft.id)
