"""The editor of a letter: what is typed is kept, and leaves only by the person's own hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from app.base.clock import Clock
from app.base.text import _
from app.deadlines.model import DeadlineEntry
from app.notices.model import NoticeDraft
from ui.kit.buttons import Button, ButtonKind, IconButton, LinkButton
from ui.kit.dialogs import ask_save_path
from ui.kit.fields import TextArea
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import Panel, column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.notices.letter_standing import posting_box, sent_box
from ui.notices.words import draft_kind_words

WIDTH = 520
_LEAST = 440
_REST_MS = 1_500
"""So long typing has rested when it is kept without being asked."""


class LetterPane(Panel):
    """Shows one `NoticeDraft` for editing. What is typed is saved when typing rests."""

    closed = Signal()
    save_wanted = Signal(str, str)
    """The draft's id and the letter as it stands."""
    discard_wanted = Signal(str)
    file_wanted = Signal(str, object)
    """The draft's id and the Path to write it to."""
    print_wanted = Signal(str, str)
    """Title and letter."""
    order_wanted = Signal(str)
    deadline_wanted = Signal(str)
    sent_wanted = Signal(object)
    """Record that this NoticeDraft left, or what is known of its receipt."""
    copied = Signal()

    def __init__(self, theme: Theme, clock: Clock, *, parent: QWidget | None = None) -> None:
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
        self.state = Label(theme, "", TextStyle.META, Token.TEXT2)
        self.save = Button(theme, _("Save"), ButtonKind.PRIMARY)
        self.copy = Button(theme, _("Copy"))
        self.to_file = Button(theme, _("Save to file…"))
        self.print = Button(theme, _("Print…"))
        self.mark = Button(theme, _("Mark as sent…"))
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

    def _lay_out(self) -> None:
        theme = self._theme_
        content = QWidget()
        self._letter = QVBoxLayout(content)
        self._letter.setContentsMargins(Space.L, Space.S + 2, Space.L, Space.M)
        self._letter.setSpacing(Space.S)
        self._letter.addWidget(self._about)
        self._letter.addWidget(self.area, 1)
        foot = Panel(theme, Token.SURFACE, edges="top")
        below = QVBoxLayout(foot)
        below.setContentsMargins(Space.L, Space.S, Space.L, Space.M)
        below.setSpacing(Space.S)
        way = _("Counterpart sends no post: print or copy the letter, and send it to the address"
                " above with a copy by e-mail.")  # fmt: skip
        self._way = Label(theme, way, TextStyle.META, Token.TEXT2, wrap=True)
        below.addWidget(self._way)
        below.addLayout(row(self.state, None, self.mark))
        below.addLayout(row(self.save, self.copy, self.to_file, self.print, None, self.discard))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(ScrollPane(theme, content), 1)
        layout.addWidget(foot)

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

    def _freeze(self, *, frozen: bool) -> None:
        """A sent letter is read, copied and printed, and changed no more."""
        self.area.setReadOnly(frozen)
        for part in (self.save, self.discard, self._way):
            part.setVisible(not frozen)
        self.mark.set_text(_("Sending and receipt…") if frozen else _("Mark as sent…"))

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
        theme = self._theme_
        box = QWidget()
        close = IconButton(theme, Icon.CLOSE, _("Close the letter"), small=True)
        close.clicked.connect(self.closed)
        words = draft.title or draft_kind_words(draft.kind)
        title = Label(theme, words, TextStyle.SECTION, wrap=True)
        top = row(spacing=Space.S)
        top.addWidget(title, 1)
        top.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        layout = column(top, spacing=Space.XS)
        if draft.recipient:
            lines = [" ".join(line.split()) for line in draft.recipient.splitlines()]
            to = _("To {recipient}").format(recipient=_(", ").join(filter(None, lines)))
            layout.addWidget(Label(theme, to, TextStyle.META, Token.TEXT2, wrap=True))
        if draft.order_numbers:
            layout.addLayout(self._orders(draft.order_numbers))
        if draft.sent is not None:
            layout.addSpacing(Space.XS)
            layout.addWidget(
                sent_box(
                    theme, draft.sent, draft.counts_words, self._follows, self.deadline_wanted.emit
                )
            )
        elif draft.post_by is not None or draft.post_by_words:
            layout.addSpacing(Space.XS)
            layout.addWidget(posting_box(theme, draft, self._clock.now()))
        box.setLayout(layout)
        return box

    def _orders(self, numbers: tuple[str, ...]) -> QLayout:
        line = row(spacing=Space.S)
        for number in numbers[:4]:
            name = _("Open order {number}").format(number=number)
            link = LinkButton(self._theme_, number, style=TextStyle.META_MEDIUM, name=name)
            link.clicked.connect(lambda _on=False, number=number: self.order_wanted.emit(number))
            line.addWidget(link)
        if len(numbers) > 4:
            more = _("and {n} more").format(n=len(numbers) - 4)
            line.addWidget(Label(self._theme_, more, TextStyle.META, Token.TEXT2))
        line.addStretch(1)
        return line

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

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.area.toPlainText())
        self.copied.emit()

    def _ask_file(self) -> None:
        if self._draft is None:
            return
        self.keep()
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        suggested = Path(place or Path.home()) / f"{_('letter')}.txt"
        kinds = f"{_('Text')} (*.txt)"
        path = ask_save_path(self, _("Save the letter"), suggested, kinds)
        if path is not None:
            self.file_wanted.emit(self._draft.id, path)

    def _print(self) -> None:
        if self._draft is not None:
            title = self._draft.title or draft_kind_words(self._draft.kind)
            self.print_wanted.emit(title, self.area.toPlainText())

    def _mark(self) -> None:
        if self._draft is not None:
            self.keep()
            self.sent_wanted.emit(self._draft)

    def _discard(self) -> None:
        if self._draft is not None:
            self.discard_wanted.emit(self._draft.id)
