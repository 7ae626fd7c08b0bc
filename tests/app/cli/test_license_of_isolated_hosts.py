"""The commands of an isolated host, by the short way and behind other options."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app import cli
from app.activation import host_program
from tests.support.sources import ROOT


def run(folder: Path, *words: object, fast: bool) -> subprocess.CompletedProcess[str]:
    given = ["license", *map(str, words)]
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *([] if fast else ["--details"]), *given],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
        env={"PATH": "", "HOME": str(folder), "COUNTERPART_HOME": str(folder)},
    )  # fmt: skip


def test_the_short_way_knows_every_portable_command() -> None:
    # On a workstation the doctor sees more: it comes with the rest of the shell there.
    assert frozenset(host_program.PORTABLE) - {"doctor"} == cli._PORTABLE


@pytest.mark.parametrize("fast", [True, False])
def test_a_request_is_the_same_by_both_ways(home: Path, fast: bool) -> None:
    file = home / "request.json"
    words = ("request", "--product", "relay", "--license", "lic-1", "--out", file, "--json")
    done = run(home, *words, fast=fast)
    assert done.returncode == 0, done.stderr
    again = run(home, *words, fast=not fast)
    first, second = json.loads(done.stdout), json.loads(again.stdout)
    assert first["request"] == second["request"]
    assert (first["again"], second["again"]) == (False, True)
    status = run(home, "status", "--json", fast=fast)
    assert status.returncode == 1
    assert json.loads(status.stdout)["waiting"] == [first["request"]["request_id"]]
    assert json.loads(status.stdout)["state"] == str(home / "host")


@pytest.mark.parametrize("fast", [True, False])
@pytest.mark.parametrize(
    "words", [("request",), ("install",), ("slip",), ("status", "--nonsense"), ("receipt", "x")]
)
def test_wrong_usage_is_status_2(home: Path, words: tuple[str, ...], fast: bool) -> None:
    done = run(home, *words, fast=fast)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("fast", [True, False])
def test_a_problem_has_its_code_and_a_next_step(home: Path, fast: bool) -> None:
    done = run(home, "install", home / "missing", fast=fast)
    assert done.returncode == 1
    assert "CP-7004" in done.stderr
    assert "--vendor-file" in done.stderr
    told = run(home, "receipt", "--json", fast=fast)
    assert json.loads(told.stdout)["problem"]["code"] == "CP-7008"
