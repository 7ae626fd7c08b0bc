"""What the shell expects of a page, and what a page may ask of the shell."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeAlias

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.base.tasks import Progress

Memory: TypeAlias = MutableMapping[str, str]
"""What a page wants remembered about its look (columns, splitters); nothing of the customer's."""


class Standing(NamedTuple):
    """How the open profile stands with its vendor."""

    syncing: bool = False
    offline: bool = False
    signed_in: bool = True
    synced_at: datetime | None = None


class Work(QObject):
    """Long work as the window shows it: a title, how far it is, and a way to stop it."""

    progressed = Signal(object)
    """A Progress."""
    ended = Signal()

    def __init__(
        self, title: str, cancel: Callable[[], object] | None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.title = title
        self.over = False
        self.cancel = cancel
        """None: it cannot be stopped half-way."""

    def progress(self, progress: Progress) -> None:
        """Tell how far it is."""
        if not self.over:
            self.progressed.emit(progress)

    def end(self) -> None:
        """Tell that it is over, however it ended. Said again, it does nothing."""
        if not self.over:
            self.over = True
            self.ended.emit()


class Part(QWidget):
    """What a page is, and a tab of one: it asks the shell by signals, and is told what changed."""

    order_wanted = Signal(str)
    """Show the order with this number."""
    page_wanted = Signal(str, str)
    """Show the page with this key, at this part of it ("" = where it is)."""
    sync_wanted = Signal()
    send_wanted = Signal()
    sign_in_wanted = Signal()
    subtitle_changed = Signal(str)
    working = Signal(object)
    """A `Work` that the shell shows in its progress strip."""

    matters_changed = Signal()
    """Something was dealt with here (a notice opened, terms accepted): other pages may show it."""
    said = Signal(str)
    """Something went well, for the shell to say so."""
    problem_met = Signal(object)
    """A ProblemReport that the shell shows above the page."""

    key = ""

    def subtitle(self) -> str:
        """What stands beside the page's title while this is shown."""
        return ""

    def header_buttons(self) -> Sequence[QWidget]:
        """Its own buttons in the header, the primary one last."""
        return ()

    def refresh(self, kinds: frozenset[str]) -> None:
        """Records of these kinds changed in the store; an empty set means that all may have."""

    def set_standing(self, standing: Standing) -> None:
        """The profile stands differently with its vendor now."""

    def show_part(self, part: str) -> None:
        """Bring a part of it to the front."""

    def first_focus(self) -> QWidget | None:
        """What has the keyboard when it is shown."""
        return None

    def may_leave(self) -> None:
        """It is about to be thrown away or the program to end: keep what is being typed."""


class Page(Part):
    """One room of the window. Made when first shown, for one profile, and thrown away with it."""

    title = ""
