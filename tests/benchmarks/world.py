"""The world benchmarks run in: the real sandbox on loopback, a signed-in session, loaded stores."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from app.base.clock import SystemClock
from app.exchange.feed import Feed
from app.orders.apply import OrdersApplier
from app.portal.discovery import discover
from app.portal.session import Session
from app.portal.signin import with_browser
from app.portal.tokens import TokenSet
from app.portal.transport import Transport
from app.storage.key import StoreKey
from app.storage.opening import MIRROR, open_mirror
from tests.benchmarks.harness import environment
from tests.support.sources import ROOT


class MemoryKeeper:
    """Keeps the tokens of one run."""

    def __init__(self, tokens: TokenSet) -> None:
        self._tokens: TokenSet | None = tokens

    def load(self) -> TokenSet | None:
        return self._tokens

    def save(self, tokens: TokenSet) -> None:
        self._tokens = tokens

    def clear(self) -> None:
        self._tokens = None


class World:
    """A temporary folder, portals by their number of orders, and mirrors loaded from them once.

    `kept` is a folder where loaded mirrors stay for the next run; making one of 1,000,000 orders
    takes minutes.
    """

    def __init__(self, *, quick: bool, kept: Path | None = None) -> None:
        self.quick = quick
        self.clock = SystemClock()
        self._closing = contextlib.ExitStack()
        self.folder = Path(tempfile.mkdtemp(prefix="counterpart-bench-"))
        self._closing.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self._stores = kept or self.folder
        self.key = _key_of(self._stores)
        self._portals: dict[int, str] = {}
        self._processes: dict[int, int] = {}

    def __enter__(self) -> World:
        return self

    def __exit__(self, *_error: object) -> None:
        self._closing.close()

    def many(self) -> int:
        """How many orders stand for "1,000,000"."""
        return 5_000 if self.quick else 1_000_000

    def some(self) -> int:
        """How many orders stand for "100,000"."""
        return 2_000 if self.quick else 100_000

    def portal(self, orders: int) -> str:
        """The address of a sandbox with so many orders; it runs until this world ends."""
        if orders not in self._portals:
            command = [
                sys.executable, "-m", "app.sandbox", "--orders", str(orders), "--json",
                "--state", str(self.folder / f"portal-{orders}.db"), "--access-seconds", "86400",
                "--demo-consent", "--until-stdin-closes",
            ]  # fmt: skip
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            self._closing.callback(_end, process)
            assert process.stdout is not None
            self._portals[orders] = json.loads(process.stdout.readline())["address"]
            self._processes[orders] = process.pid
        return self._portals[orders]

    def portal_process(self, orders: int) -> int:
        """The process id of that portal."""
        return self._processes[orders]

    def session(self, orders: int) -> contextlib.AbstractContextManager[Session]:
        """A session signed in at the portal with so many orders."""
        return signed_in(self.portal(orders), self.clock)

    def mirror(self, orders: int) -> Path:
        """A mirror.db with so many orders, loaded through the feed once."""
        folder = self._stores / f"mirror-{orders}-{MIRROR.page_size}"
        done = folder / "loaded"
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            with self.session(orders) as session:
                load(folder / "mirror.db", self.key, session, self.clock)
            done.touch()
        return folder / "mirror.db"


@contextlib.contextmanager
def signed_in(address: str, clock: SystemClock) -> Iterator[Session]:
    """A session signed in by the browser flow."""
    transport = Transport(clock=clock)
    try:
        found = discover(transport, address)
        tokens = with_browser(transport, found, open_browser=visit, clock=clock)
        yield Session(transport, found, MemoryKeeper(tokens), clock)
    finally:
        transport.close()


def _key_of(folder: Path) -> StoreKey:
    """The key of the invented stores in this folder; they hold nothing that is anybody's."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "key"
    if not file.exists():
        file.write_bytes(StoreKey.new().raw)
    return StoreKey(file.read_bytes())


def load(path: Path, key: StoreKey, session: Session, clock: SystemClock) -> None:
    """Bring the mirror at `path` up to date, as the worker does."""
    with contextlib.closing(open_mirror(path, key)) as mirror:
        Feed(mirror, session, [OrdersApplier(clock)], clock).sync()


def visit(url: str) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=30) as reply:
        reply.read()


def _end(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()
