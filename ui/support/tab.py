"""What the support page expects of its tabs."""

from __future__ import annotations

from PySide6.QtCore import Signal

from ui.page import Part


class SupportTab(Part):
    """One tab of the page; what it wants of the shell goes up through the page's own signals."""

    tab_wanted = Signal(str, str)
    """Show another tab of the page (its key), at a part of it ("" = where it is)."""
    buttons_changed = Signal()
    """The page's own buttons are others now."""
