"""The demo's vendor: the embedded portal as a child process, which ends with this one."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener

import msgspec

from app.base.errors import Problem
from app.base.files import private_folder
from app.base.tasks import CancelToken, TooSlow, bounded
from app.base.text import _

_SEED = 20_260
_START_SECONDS = 120.0
_VISIT_SECONDS = 30.0


class DemoTrouble(Problem):
    """The embedded portal did not start."""

    code = "CP-6003"


class _Listening(msgspec.Struct, frozen=True):
    address: str


class DemoPortal:
    """Starts the embedded portal when it is first needed and stops it with the worker."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._address = ""
        self._lock = threading.Lock()

    def start(self, orders: int | None, address: str, cancel: CancelToken) -> str:
        """The address the demo's portal listens at, started if it is not running.

        `orders` None keeps what is there. `address` is where an existing demo profile expects it.
        Seeding many orders takes a while: the wait is canceled within 50 ms. Raises DemoTrouble.
        """
        with self._lock:
            if self._process and self._process.poll() is None:
                return self._address
            self._stop()
            command = self._command(orders, urlsplit(address).port or 0)
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            try:
                self._address = bounded(self._first_line, _START_SECONDS, cancel=cancel)
            except (TooSlow, msgspec.DecodeError) as error:
                self._stop()
                raise _trouble(error) from error
            except BaseException:
                self._stop()
                raise
            return self._address

    def close(self) -> None:
        """Stop the portal, if it runs."""
        with self._lock:
            self._stop()

    def visit(self, url: str) -> None:
        """Do what the browser of the demo account would: follow the sign-in to its end."""

        def go() -> None:
            # Only this computer is asked, so no proxy and no certificate has a say.
            opener = build_opener(ProxyHandler({}))
            with opener.open(url, timeout=_VISIT_SECONDS) as reply:
                reply.read(1_000_000)

        threading.Thread(target=go, name="demo-visit", daemon=True).start()

    def _command(self, orders: int | None, port: int) -> list[str]:
        state = private_folder(self._folder) / "portal.db"
        amount = [] if orders is None else ["--orders", str(orders)]
        return [
            sys.executable, "-P", "-m", "app.sandbox", "--port", str(port), *amount,
            "--seed", str(_SEED), "--state", str(state), "--json", "--demo-consent",
            "--until-stdin-closes",
        ]  # fmt: skip

    def _first_line(self) -> str:
        process = self._process
        if process is None or process.stdout is None:
            return ""
        return msgspec.json.decode(process.stdout.readline(), type=_Listening).address

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin:
            process.stdin.close()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()


def _trouble(error: Exception) -> DemoTrouble:
    return DemoTrouble(
        _("The demo portal did not start"),
        _("The demo runs a small vendor's portal on this computer, and it could not be started."),
        _("Install the extra “sandbox” (bottle, waitress), then try again."),
        detail=str(error),
    )
