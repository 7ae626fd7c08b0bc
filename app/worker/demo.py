"""The demo's vendor: the embedded portal as a child process, which ends with this one."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener

import msgspec

from app.base.errors import Problem
from app.base.files import private_folder, write_bytes
from app.base.tasks import CancelToken, TooSlow, bounded
from app.base.text import _

_SEED = 20_260
_FILE = "demo.json"
_START_SECONDS = 120.0
_VISIT_SECONDS = 30.0


class DemoTrouble(Problem):
    """The embedded portal did not start."""

    code = "CP-6003"


class _Listening(msgspec.Struct, frozen=True):
    address: str


class _Made(msgspec.Struct, frozen=True):
    """How the demo's portal was made, so that it comes back the same, at the same address."""

    orders: int
    port: int = 0


class DemoPortal:
    """Starts the embedded portal when it is first needed and stops it with the worker."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._address = ""
        self._lock = threading.Lock()

    def start_new(self, orders: int, cancel: CancelToken) -> str:
        """Start a portal with `orders` orders in place of any before; its address.

        Making many orders takes a while: the wait is canceled within 50 ms. Raises DemoTrouble.
        """
        with self._lock:
            self._stop()
            shutil.rmtree(self._folder, ignore_errors=True)
            self._start(_Made(orders), cancel)
            self._keep(_Made(orders, urlsplit(self._address).port or 0))
            return self._address

    def resume(self, cancel: CancelToken) -> str:
        """Start the portal made before, at the address it had; nothing where it runs already."""
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._stop()
                self._start(self._kept(), cancel)
            return self._address

    def close(self) -> None:
        """Stop the portal, if it runs."""
        with self._lock:
            self._stop()

    def visit(self, url: str, failed: Callable[[OSError], None]) -> None:
        """Do what the browser of the demo account would: follow the sign-in to its end."""

        def go() -> None:
            # Only this computer is asked, so no proxy and no certificate has a say.
            opener = build_opener(ProxyHandler({}))
            try:
                with opener.open(url, timeout=_VISIT_SECONDS) as reply:
                    reply.read(1_000_000)
            except OSError as error:
                failed(error)

        threading.Thread(target=go, name="demo-visit", daemon=True).start()

    def _start(self, made: _Made, cancel: CancelToken) -> None:
        state = private_folder(self._folder) / "portal.db"
        command = [
            sys.executable, "-P", "-m", "app.sandbox", "--port", str(made.port),
            "--orders", str(made.orders), "--seed", str(_SEED), "--state", str(state), "--json",
            "--demo-consent", "--until-stdin-closes",
        ]  # fmt: skip
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            self._address = bounded(self._first_line, _START_SECONDS, cancel=cancel)
        except (TooSlow, msgspec.DecodeError) as error:
            self._stop(at_once=True)
            raise demo_trouble(error) from error
        except BaseException:
            self._stop(at_once=True)
            raise

    def _keep(self, made: _Made) -> None:
        write_bytes(self._folder / _FILE, msgspec.json.encode(made))

    def _kept(self) -> _Made:
        try:
            return msgspec.json.decode((self._folder / _FILE).read_bytes(), type=_Made)
        except (OSError, msgspec.DecodeError) as error:
            raise demo_trouble(error) from error

    def _first_line(self) -> str:
        process = self._process
        if process is None or process.stdout is None:
            return ""
        return msgspec.json.decode(process.stdout.readline(), type=_Listening).address

    def _stop(self, *, at_once: bool = False) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if at_once:
            process.kill()
        if process.stdin:
            process.stdin.close()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()


def demo_trouble(error: Exception) -> DemoTrouble:
    """The embedded portal failed in the way that `error` says."""
    return DemoTrouble(
        _("The demo portal did not start"),
        _("The demo runs a small vendor's portal on this computer, and it could not be started."),
        _("Start the demo anew. If it fails again, install the extra “sandbox” of this program."),
        detail=str(error),
    )
