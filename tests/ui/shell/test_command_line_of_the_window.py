"""The window's command line, and the order of its start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import __version__
from ui.main import Arguments, read_arguments

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ([], Arguments()),
        (["--demo", "--orders", "50"], Arguments(demo=True, orders=50)),
        (["--profile", "Production"], Arguments(profile="Production")),
        (["--profile=Production", "--page=orders"], Arguments("Production", "orders")),
        (["--version"], Arguments(version=True)),
        (["--nonsense"], Arguments(wrong="--nonsense")),
        (["--orders", "many"], Arguments(wrong="--orders many")),
        (["--profile"], Arguments(wrong="--profile")),
    ],
)
def test_arguments_are_understood_or_named(words: list[str], read: Arguments) -> None:
    assert read_arguments(words) == read


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ui.main", *words],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_version_is_printed_without_a_window() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout.strip()) == (0, f"Counterpart {__version__}")


def test_wrong_words_are_refused_with_the_usage() -> None:
    done = run("--nonsense")
    assert done.returncode == 2
    assert "usage" in done.stderr


def test_an_unknown_profile_is_named(home: Path) -> None:
    done = run("--profile", "Nobody")
    assert done.returncode == 2
    assert "Nobody" in done.stderr


def test_the_worker_is_started_before_qt_is_imported() -> None:
    code = (
        "import sys, ui.main, ui.spawn\n"
        "def spawn(profile_id=None):\n"
        "    print([name for name in sys.modules if name.startswith('PySide6')])\n"
        "    raise SystemExit(0)\n"
        "ui.spawn.start_worker = spawn\n"
        "ui.main.main([])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "[]"
