"""Fixtures: the world of the pictures, with stores really filled, built once for a folder."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.screens import world as worlds


@pytest.fixture(scope="session")
def built_world() -> Iterator[worlds.World]:
    """Stations filled from a sandbox; the process stands in Berlin meanwhile."""
    zone = os.environ.get("TZ")
    worlds.stand_in_berlin()
    root = Path(tempfile.mkdtemp(prefix="cp-world-"))
    yield worlds.build(root)
    shutil.rmtree(root, ignore_errors=True)
    os.environ.pop("TZ") if zone is None else os.environ.__setitem__("TZ", zone)
    if hasattr(time, "tzset"):
        time.tzset()


@pytest.fixture
def world(built_world: worlds.World, home: Path) -> worlds.World:
    """The stations, with a home of this test's own around them."""
    return built_world
