"""This computer activated where nobody can sign in: an isolated one needs no profile for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn, cast

from PySide6.QtCore import Signal

from app.base.clock import Clock
from app.base.text import _
from ui.jobs import Jobs
from ui.kit.panels import column
from ui.kit.theme import Theme
from ui.lanes import NoRooms
from ui.licenses.activate.here import HereView
from ui.licenses.tab import Tab

if TYPE_CHECKING:
    from app.services import Rooms


class AloneTab(Tab):
    """The steps of one isolated host, without the rest of the page."""

    key = "activate"
    left = Signal()
    """A person wants back to the first card."""

    def __init__(self, theme: Theme, jobs: Jobs, clock: Clock) -> None:
        super().__init__()
        jobs.use(no_rooms)
        self.here = HereView(theme, jobs, clock, self)
        self.here.situation_wanted.connect(self.left)
        self.setLayout(column(self.here, spacing=0))
        self.here.open()

    def subtitle(self) -> str:
        """What it is."""
        return _("This computer is isolated")


class _Nothing:
    """Rooms of no profile: what is done here needs the portable room only."""

    @property
    def licenses(self) -> NoReturn:
        raise NoRooms(
            _("No profile is open"),
            _("What a vendor offers is known where somebody is signed in."),
            _("Type the product and the license as the order names them."),
        )

    def interrupt(self) -> None:
        """Nothing runs in a store."""

    def close(self) -> None:
        """Nothing is open."""


def no_rooms() -> Rooms:
    """What the jobs of a window without a profile get."""
    return cast("Rooms", _Nothing())
