"""Fixtures: the world of the pictures, with stores really filled, built once for a folder."""

from __future__ import annotations

import contextlib
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
    """Stations filled from a sandbox."""
    root = Path(tempfile.mkdtemp(prefix="cp-world-"))
    with _berlin():
        built = worlds.build(root)
    yield built
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture
def world(built_world: worlds.World, home: Path) -> Iterator[worlds.World]:
    """The stations, with a home of this test's own around them; the test stands in Berlin."""
    with _berlin():
        yield built_world


@contextlib.contextmanager
def _berlin() -> Iterator[None]:
    zone = os.environ.get("TZ")
    worlds.stand_in_berlin()
    try:
        yield
    finally:
        if zone is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = zone
        if hasattr(time, "tzset"):
            time.tzset()
