"""A request's thread: its head, the messages both ways, and the box for an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QCursor, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.clock import Clock
from app.base.text import _
from app.support.requests.model import Message, RequestState, Side, Thread
from ui.kit.icons import Icon
from ui.kit.menus import menu
from ui.kit.panels import Panel
from ui.kit.states import Skeleton, StateStack
from ui.kit.talk import TalkView
from ui.kit.theme import Theme
from ui.kit.tokens import Token
from ui.support.requests.entries import EARLIER, entries_of
from ui.support.requests.head import ThreadHead
from ui.support.requests.reply import ReplyBox


class ThreadPane(Panel):
    """Shows one `Thread`; however long it is, the messages are one widget."""

    closed = Signal()
    earlier_wanted = Signal(str, str)
    """Of this request, the messages before this one."""
    retried = Signal(str)
    edit_wanted = Signal(str)
    discard_wanted = Signal(str)
    file_wanted = Signal(str)
    feedback_wanted = Signal(str)
    """About the answer with this id."""

    def __init__(
        self, theme: Theme, clock: Clock, vendor: str, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, Token.SURFACE, parent=parent)
        self._theme_ = theme
        self._clock = clock
        self._vendor = vendor
        self._alone = False
        self._asked = False
        self.thread_shown: Thread | None = None
        self.head = ThreadHead(theme)
        self.talk = TalkView(theme, name=_("Messages"))
        self.reply = ReplyBox(theme, clock)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self.talk, 1)
        layout.addWidget(self.reply)
        self.stack = StateStack(theme, content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.stack)
        self.setMinimumWidth(420)
        self.setAccessibleName(_("Thread"))
        self.head.closed.connect(self.closed)
        self.head.details_toggled.connect(lambda _on: self.talk.ensureCursorVisible())
        self.talk.link_chosen.connect(self._follow)
        self.talk.menu_wanted.connect(self._menu)
        self.talk.top_reached.connect(self._ask_earlier)

    def show_loading(self) -> None:
        """Another thread is being read."""
        self.thread_shown = None
        self.stack.show_state(Skeleton(self._theme_, 6))

    def show_instead(self, state: QWidget) -> None:
        """Say why there is no thread."""
        self.thread_shown = None
        self.stack.show_state(state)

    def show_thread(self, thread: Thread, *, alone: bool, found: Sequence[str] = ()) -> None:
        """Show a thread. The same one read anew keeps what was seen in view."""
        old = self.thread_shown
        same = old is not None and old.card.id == thread.card.id
        if same and old is not None:
            thread = _with_loaded(thread, old)
        self._alone = alone
        self._asked = False
        changed = old is None or not same or old.messages != thread.messages
        newer = not same or old is None or _last(old) != _last(thread)
        self.thread_shown = thread
        now = self._clock.now()
        self.head.show_thread(thread, now, alone=alone)
        if changed or _moving(thread):
            entries = entries_of(thread, self._vendor, now)
            self.talk.show_entries(entries, at_end=newer)
        if found:
            self.talk.mark(found)
        self._let_write(thread)
        self.stack.show_content()

    def add_earlier(self, request_id: str, messages: Sequence[Message]) -> None:
        """Earlier messages have come; what is seen stays where it is."""
        thread = self.thread_shown
        if thread is None or thread.card.id != request_id:
            return
        self._asked = False
        earlier = max(0, thread.earlier - len(messages)) if messages else 0
        self.thread_shown = msgspec.structs.replace(
            thread, messages=(*messages, *thread.messages), earlier=earlier
        )
        entries = entries_of(self.thread_shown, self._vendor, self._clock.now())
        self.talk.show_entries(entries, at_end=False)

    def tell(self, now: datetime) -> None:
        """Time has passed: clocks are shown anew."""
        if self.thread_shown is not None:
            self.head.show_thread(self.thread_shown, now, alone=self._alone)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the list."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def _let_write(self, thread: Thread) -> None:
        if thread.may_reply:
            self.reply.let_write()
        elif thread.card.state is RequestState.CLOSED:
            self.reply.let_write(_("This request is closed. Reopen it to write again."))
        else:
            self.reply.let_write(_("Nothing can be written here any more."))
        self.reply.reopen.setVisible(thread.card.state is RequestState.CLOSED)

    def _ask_earlier(self) -> None:
        thread = self.thread_shown
        if thread is not None and thread.earlier and thread.messages and not self._asked:
            self._asked = True
            self.earlier_wanted.emit(thread.card.id, thread.messages[0].id)

    def _follow(self, link: str) -> None:
        act, _sep, key = link.partition(":")
        match act:
            case "retry":
                self.retried.emit(key)
            case "edit":
                self.edit_wanted.emit(key)
            case "discard":
                self.discard_wanted.emit(key)
            case "file":
                self.file_wanted.emit(key)
            case "menu":
                self._menu(key, self._here())
            case _ if act == EARLIER:
                self._ask_earlier()

    def _here(self) -> QPoint:
        """Under the pointer where it is over the messages, else below the text's cursor."""
        place = QCursor.pos()
        if self.talk.rect().contains(self.talk.mapFromGlobal(place)):
            return place
        return self.talk.viewport().mapToGlobal(self.talk.cursorRect().bottomLeft())

    def message(self, key: str) -> Message | None:
        """The message with this id, where it is loaded."""
        thread = self.thread_shown
        messages = thread.messages if thread is not None else ()
        return next((one for one in messages if one.id == key), None)

    def _menu(self, key: str, place: QPoint) -> None:
        message = self.message(key)
        if message is None:
            return
        made = menu(self._theme_, self)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = made.addAction(self._theme_.icon(Icon.COPY), _("Copy the message"))
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(message.text))
        if self.talk.textCursor().hasSelection():
            made.addAction(_("Copy what is selected"), self.talk.copy)
        for file in message.files:
            name = file.name.replace("&", "&&")
            save = made.addAction(self._theme_.icon(Icon.SAVE), _("Save {name}…").format(name=name))
            save.triggered.connect(lambda _on=False, key=file.id: self.file_wanted.emit(key))
        if message.side is not Side.CUSTOMER and not message.change:
            made.addSeparator()
            about = made.addAction(self._theme_.icon(Icon.CHAT), _("Feedback about this answer…"))
            about.triggered.connect(lambda: self.feedback_wanted.emit(message.id))
        made.popup(place)


def _with_loaded(thread: Thread, old: Thread) -> Thread:
    """A thread read anew, with the earlier messages that were loaded by hand."""
    if not thread.messages:
        return thread
    first = thread.messages[0].id
    at = next((at for at, one in enumerate(old.messages) if one.id == first), 0)
    if not at:
        return thread
    earlier = max(0, thread.earlier - at)
    return msgspec.structs.replace(
        thread, messages=(*old.messages[:at], *thread.messages), earlier=earlier
    )


def _last(thread: Thread) -> str:
    return thread.messages[-1].id if thread.messages else ""


def _moving(thread: Thread) -> bool:
    """Whether words of it change with the time: of what is on its way."""
    return any(one.fate is not None for one in thread.messages)
