"""The support page on a really filled profile; what a test begins or queues is gone afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from PySide6.QtWidgets import QApplication

from app.services.rooms import Rooms
from tests.screens.stage import Stage
from tests.screens.support_scenes import support
from tests.screens.world import World
from ui.support.page import SupportPage
from ui.support.requests.tab import RequestsTab


class Desk(NamedTuple):
    """The requests tab and what a test needs beside it."""

    stage: Stage
    page: SupportPage
    tab: RequestsTab

    @property
    def rooms(self) -> Rooms:
        """The profile's rooms on the window's thread."""
        rooms = self.stage.application.desk.rooms
        assert rooms is not None
        return rooms

    @property
    def subject(self) -> str:
        """Who is signed in."""
        profile = self.stage.application.desk.profile
        assert profile is not None
        return profile.subject

    def open(self, words: str) -> None:
        """Open the thread whose subject begins so."""
        card = next(one for one in self.tab.board.cards if one.subject.startswith(words))
        self.page.show_part(f"request:{card.id}")
        self.stage.until(lambda: self.tab.board.pane.thread_shown is not None, "the thread")
        self.stage.rest()


@pytest.fixture
def desk(qapp: QApplication, world: World) -> Iterator[Desk]:
    with support(world, qapp) as stage:
        page = stage.window.page
        assert isinstance(page, SupportPage)
        made = Desk(stage, page, page.requests)
        stage.until(lambda: bool(made.tab.board.cards), "the requests")
        yield made
