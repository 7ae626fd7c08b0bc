"""The certification page on a really filled profile; what a test begins is gone afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from PySide6.QtWidgets import QApplication

from app.certification.service import CertificationService
from tests.screens.certification_scenes import certification, in_guide, rooms_of
from tests.screens.stage import Stage
from tests.screens.world import World
from ui.certification.guide.view import GuideView
from ui.certification.page import CertificationPage


class CertificationDesk(NamedTuple):
    """The page, and what a test needs beside it."""

    stage: Stage
    page: CertificationPage

    @property
    def service(self) -> CertificationService:
        """The profile's certifications, on the window's thread."""
        return rooms_of(self.stage).certification

    @property
    def guide(self) -> GuideView:
        """The guide."""
        return self.page.guide

    def open(self, draft_id: str, step: str) -> Any:
        """Open a draft at a step; the step's view."""
        return in_guide(self.stage, draft_id, step)

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Wait until something holds."""
        self.stage.until(lambda: bool(condition()), what)


@pytest.fixture
def desk(qapp: QApplication, world: World) -> Iterator[CertificationDesk]:
    with certification(world, qapp) as stage:
        page = stage.window.page
        assert isinstance(page, CertificationPage)
        made = CertificationDesk(stage, page)
        made.until(lambda: page.board.overview.requests, "the requests")
        yield made
