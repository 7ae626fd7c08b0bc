"""A host without any network for journeys: the portable room, a home of its own, and nothing else.

It runs in an empty network namespace where the machine allows that, and in any case no socket and
no other program may be opened.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from tests.support.shell import Finished
from tests.support.sources import ROOT

PROGRAM = """
import datetime, os, sys

def no_network(event, arguments):
    if event.startswith("socket.") or event.startswith("subprocess."):
        raise PermissionError(f"an isolated host does not do this: {event}")

sys.addaudithook(no_network)
from app.activation import clock, host_program
off, right = datetime.timedelta(seconds=float(os.environ.get("CLOCK_IS_OFF", 0))), clock.now
clock.now = lambda: right() + off
from app.cli import main
if sys.argv[2] == "doctor":
    code = host_program.main(sys.argv[2], sys.argv[3:])
else:
    code = main(sys.argv[1:])
assert not {"requests", "keyring", "msgspec", "PySide6", "sqlcipher3"} & set(sys.modules)
sys.exit(code)
"""


@functools.cache
def namespace() -> tuple[str, ...]:
    """What starts a program in a network of its own, with nothing in it; empty where forbidden."""
    tool = shutil.which("unshare")
    if tool is None:
        return ()
    words = (tool, "-rn")
    tried = subprocess.run([*words, "true"], capture_output=True, check=False)
    return words if tried.returncode == 0 else ()


class IsolatedHost:
    """One host; `clock_is_off` is how wrong its clock is."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.home.mkdir(parents=True)
        self.product = folder / "opt" / "relay" / "license"
        self.product.parent.mkdir(parents=True)
        self.clock_is_off = timedelta(0)
        code = folder / "code" / "app"
        shutil.copytree(
            ROOT / "app" / "activation", code / "activation",
            ignore=shutil.ignore_patterns("__pycache__"),
        )  # fmt: skip
        shutil.copy(ROOT / "app" / "__init__.py", code)
        (code / "cli").mkdir()
        shutil.copy(ROOT / "app" / "cli" / "__init__.py", code / "cli")
        self._code = code.parent

    def run(self, *words: object, stdin: str = "") -> Finished:
        """A command of `counterpart license`."""
        return self._run(["-c", PROGRAM, "license", *map(str, words)], self._code, stdin)

    def run_whole_program(self, *words: object) -> Finished:
        """A command of `counterpart license` of a host on which all of the program is installed."""
        return self._run(["-m", "app.cli", "license", *map(str, words)], ROOT, "")

    def installs_anew(self) -> None:
        """Forget everything, as after a fresh installation of the system."""
        shutil.rmtree(self.home)
        self.home.mkdir()
        self.product.unlink(missing_ok=True)

    def _run(self, words: list[str], code: Path, stdin: str) -> Finished:
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.home), "PYTHONPATH": str(code),
            "CLOCK_IS_OFF": str(self.clock_is_off.total_seconds()),
        }  # fmt: skip
        done = subprocess.run(
            [*namespace(), sys.executable, *words], cwd=self.home, env=environment, input=stdin,
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        return Finished(done.returncode, done.stdout, done.stderr)
