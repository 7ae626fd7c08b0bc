"""What every test gets: a home of its own, a clean environment, and a look at what it leaves.

Windows open on a virtual screen: pytest-xvfb starts Xvfb where it is installed (`packaging/dev.py
test` installs it); `--no-xvfb` shows them on the real one. Where there is neither, Qt's offscreen
platform is used.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

from tests.support import environment, leaks
from tests.support import secret_service as keyrings

environment.clean()
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell's background jobs start deaf to Ctrl+C, and would hand that on to every child process.
    signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "pthread_sigmask"):  # a mask goes on to every child process as well
    signal.pthread_sigmask(signal.SIG_SETMASK, ())

settings.register_profile("dev", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "ci",
    parent=settings.get_profile("dev"),
    derandomize=True,
    database=None,
    print_blob=True,
)
settings.register_profile("long", parent=settings.get_profile("dev"), max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run soak and kill tests at full length")


ARCHITECTURE = "tests/architecture/"
EARLY = ("tests/journeys/", "tests/faults/", "tests/screens/", ARCHITECTURE)
"""Rooms whose tests last long or come many together; what is short fills the end of a run."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let long tests begin first, so that at the end no process waits for another."""
    items.sort(key=lambda item: not item.nodeid.startswith(EARLY))


class Scheduling(LoadScopeScheduling):
    """A module's tests stay in one process, and all tests of the source: they share its trees."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(ARCHITECTURE):
            return ARCHITECTURE
        scope: str = super()._split_scope(nodeid)
        return scope


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling | None:
    """Take the place of `--dist loadscope`."""
    return Scheduling(config, log) if config.getoption("dist") == "loadscope" else None


CRASHED = pytest.StashKey[bool]()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: WorkerController, error: object) -> None:
    """Remember that a test process died; `error` says why when nobody asked it to end."""
    if error:
        node.config.stash[CRASHED] = True


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """After a death say more than "some failed": what it had still to run did not run at all."""
    if session.config.stash.get(CRASHED, False):
        session.exitstatus = pytest.ExitCode.INTERNAL_ERROR


@pytest.fixture(scope="session")
def long_run(request: pytest.FixtureRequest) -> bool:
    """Whether soak and kill tests run at full length (`--long`)."""
    return bool(request.config.getoption("--long"))


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a thread, timer, child process or window, and name it.

    What fixtures of a wider scope own was there before the test and is not counted.
    """
    before = leaks.take_stock()
    yield
    if request.node.get_closest_marker("leaks") is None:
        found = leaks.left_behind(before)
        if found:
            pytest.fail("the test left behind:\n  " + "\n  ".join(found), pytrace=False)


@pytest.fixture(autouse=True)
def home(nothing_left_behind: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty home for this test alone; its path is short, because sockets are made in it."""
    root = Path(tempfile.mkdtemp(prefix="cp-"))
    (root / "run").mkdir(mode=0o700)
    for name, value in environment.homes(str(root)).items():
        monkeypatch.setenv(name, value)
    yield root
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(scope="session")
def private_bus() -> Iterator[keyrings.SecretService]:
    """One private session bus with gnome-keyring for the whole run."""
    lacking = keyrings.missing()
    if lacking:
        pytest.skip(f"no Secret Service can be started here: {lacking} is not installed")
    with keyrings.running() as service:
        yield service


@pytest.fixture
def secret_service(
    private_bus: keyrings.SecretService, home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[keyrings.SecretService]:
    """A real, unlocked Secret Service that this test and its child processes use."""
    for name, value in private_bus.environment.items():
        monkeypatch.setenv(name, value)
    yield private_bus
    private_bus.resume()
