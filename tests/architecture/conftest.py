"""What the tests of the source share: its syntax trees, as long as they run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support import sources


@pytest.fixture(autouse=True, scope="package")
def trees() -> Iterator[None]:
    """Every file is parsed once, and let go of with the last of these tests."""
    yield
    sources.forget()
