"""The shell from outside, without a profile: help, usage, pipes, and what it never imports."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from app.cli import main
from app.cli.exits import ExitCode, words
from app.cli.program import COMMANDS


def counterpart(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        **options,  # type: ignore[call-overload]
    )


def test_help_names_every_command_and_every_exit_code() -> None:
    done = counterpart("--help", env={**os.environ, "COLUMNS": "200"})
    assert done.returncode == 0
    for command in COMMANDS:
        assert f" {command} " in done.stdout
    for code in ExitCode:
        assert f"{int(code)}  {words(code)}" in done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    assert "usage: counterpart" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nothing"],
        ["orders"],
        ["orders", "list", "--limit", "-1"],
        ["orders", "list", "--sort", "taste"],
        ["signin"],
        ["signin", "x", "--browser", "--device"],
        ["outbox", "retry"],
        ["ord", "list"],
    ],
)
def test_wrong_usage_is_status_2_and_says_what_is_wrong(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == ExitCode.USAGE
    assert "CP-6101" in capsys.readouterr().err
    assert main([*arguments, "--json"]) == ExitCode.USAGE
    assert json.loads(capsys.readouterr().out)["problem"]["code"] == "CP-6101"


@pytest.mark.parametrize("before", [(), ("--json",), ("--profile", "certify")])
def test_only_the_modules_of_the_command_that_is_called_are_loaded(before: tuple[str, ...]) -> None:
    script = (
        "import sys\nfrom app.cli import main\n"
        f"main([*{before}, 'outbox', 'list', '--help'])\n"
        "found = [name for name in sys.modules if name.startswith('app.cli.commands.')]\n"
        "sys.exit(0 if found == ['app.cli.commands.outbox'] else f'{found}')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "usage: counterpart outbox list" in done.stdout


def test_no_command_imports_qt_and_help_imports_neither_keyring_nor_requests_nor_stores() -> None:
    script = (
        "import sys\nfrom app.cli import main\nmain(['orders', 'list', '--help'])\n"
        "roots = {name.split('.')[0] for name in sys.modules}\n"
        "found = roots & {'PySide6', 'shiboken6', 'keyring', 'requests', 'sqlcipher3', 'tqdm'}\n"
        "sys.exit(f'{found}' if found else 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_no_module_of_app_imports_qt() -> None:
    script = (
        "import importlib, pkgutil, sys\nimport app\n"
        "for found in pkgutil.walk_packages(app.__path__, 'app.'):\n"
        "    if not found.name.endswith('__main__'):\n"
        "        importlib.import_module(found.name)\n"
        "qt = {'PySide6', 'shiboken6'}\n"
        "sys.exit(bool(qt & {name.split('.')[0] for name in sys.modules}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_pipe_closed_early_is_quiet() -> None:
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "app.cli", "--help"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "COLUMNS": "200"},
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_a_terminal_without_unicode_ends_no_command(encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "orders", "list", "--text", "日本", "--limit", "日本"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        check=False,
    )
    assert done.returncode == ExitCode.USAGE
    assert b"Traceback" not in done.stderr


def test_before_the_first_sign_in_a_command_says_what_to_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["orders", "list"]) == ExitCode.PROBLEM
    assert "counterpart signin" in capsys.readouterr().err
