"""What tests of the window share: really filled stores, and the theme."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.support.worlds import built_world, world
from ui.kit.theme import Scheme, Theme

__all__ = ["built_world", "theme", "theme_in_force", "world"]


@pytest.fixture(scope="session")
def theme_in_force(qapp: QApplication) -> Theme:
    """One theme for the whole run, as in the program."""
    made = Theme(qapp, Scheme.LIGHT)
    made.apply()
    return made


@pytest.fixture
def theme(theme_in_force: Theme) -> Iterator[Theme]:
    """The theme, light again after each test."""
    yield theme_in_force
    theme_in_force.set_scheme(Scheme.LIGHT)
