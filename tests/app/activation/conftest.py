"""What tests of isolated hosts share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.isolated_shell import Host


@pytest.fixture
def host(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Host:
    return Host(tmp_path, capsys)
