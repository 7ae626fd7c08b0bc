"""What the licenses page expects of its tabs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.page import Standing


class Tab(QWidget):
    """One tab of the page; what it wants of the shell goes up through the page's own signals."""

    order_wanted = Signal(str)
    page_wanted = Signal(str, str)
    sync_wanted = Signal()
    send_wanted = Signal()
    sign_in_wanted = Signal()
    working = Signal(object)
    """A `ui.page.Work` that the shell shows in its progress strip."""
    matters_changed = Signal()
    said = Signal(str)
    problem_met = Signal(object)
    subtitle_changed = Signal(str)
    tab_wanted = Signal(str, str)
    """Show another tab of the page (its key), at a part of it ("" = where it is)."""

    key = ""

    def subtitle(self) -> str:
        """What stands beside the page's title while this tab is shown."""
        return ""

    def header_buttons(self) -> Sequence[QWidget]:
        """Its buttons in the page's bar, the primary one last."""
        return ()

    def refresh(self, kinds: frozenset[str]) -> None:
        """Records of these kinds changed in the store; an empty set means that all may have."""

    def set_standing(self, standing: Standing) -> None:
        """The profile stands differently with its vendor now."""

    def show_part(self, part: str) -> None:
        """Bring a part of the tab to the front."""

    def first_focus(self) -> QWidget | None:
        """What has the keyboard when the tab is shown."""
        return None

    def may_leave(self) -> None:
        """The tab is about to be thrown away: keep what is being typed."""
