"""The terms page over a store of the test's own: a copy of the world's, so that tests may act."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from tests.screens.stage import Stage
from tests.screens.world import Station, World
from tests.support.offices import places
from ui.terms.page import TermsPage

OLD, NEW = "terms-2025-03", "terms-2026-09"


def own_station(world: World, root: Path) -> Station:
    """A copy of the filled station."""
    filled = world.filled
    copied = places(root / "station")
    for old, new in zip(
        (filled.places.data, filled.places.config, filled.places.state),
        (copied.data, copied.config, copied.state),
        strict=True,
    ):
        if old.exists():
            shutil.copytree(old, new)
    return Station(copied, filled.profile, filled.keys)


class TermsStage(Stage):
    """A stage on which the terms page stands, at rest."""

    def __init__(self, qt: QApplication, station: Station, part: str = "", **options: Any) -> None:
        super().__init__(qt, station, page="terms", **options)
        if part:
            self.window.show_page("terms", part)
        self.at_rest()

    @property
    def page(self) -> TermsPage:
        """The page."""
        shown = self.window.page
        assert isinstance(shown, TermsPage)
        return shown

    def at_rest(self) -> None:
        """Wait until the jobs are over, the long ones too."""
        self.rest()
        if self.page.opener.shown is not None:
            self.until(lambda: self.page.opener.marked is not None, "what is marked in the text")
            self.rest()

    def dialog(self) -> Any:
        """The dialog that the page opened."""
        self.until(lambda: self.page.acts.dialog is not None, "the dialog")
        return self.page.acts.dialog

    def show(self, part: str) -> None:
        """Go to a part of the page."""
        self.window.show_page("terms", part)
        self.at_rest()
