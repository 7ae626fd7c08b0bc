"""The theme that the kit's tests draw with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from ui.kit.theme import Scheme, Theme


@pytest.fixture(scope="session")
def applied_theme(qapp: QApplication) -> Theme:
    """One theme for the whole run, as in the program."""
    theme = Theme(qapp, Scheme.LIGHT)
    theme.apply()
    return theme


@pytest.fixture
def theme(applied_theme: Theme) -> Iterator[Theme]:
    """The theme, light again after each test."""
    applied_theme.set_scheme(Scheme.LIGHT)
    yield applied_theme
    applied_theme.set_scheme(Scheme.LIGHT)
