"""A real Secret Service for tests: a private D-Bus with gnome-keyring-daemon, unlocked.

It can be locked, made deaf (stopped) and denied by the bus's own policy. Nothing starts by itself
on this bus, so no prompt can appear and unlocking a locked keyring fails at once.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.support.waiting import until

PASSWORD = b"for tests only"

_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={folder}/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
    {denial}
  </policy>
</busconfig>
"""
_DENIAL = '<deny send_destination="org.freedesktop.secrets"/>'


def missing() -> str:
    """The name of a program that is needed and not installed; "" when all are there."""
    for program in ("dbus-daemon", "gnome-keyring-daemon"):
        if shutil.which(program) is None:
            return program
    return ""


class SecretService:
    """A session bus and a keyring of its own, between `start` and `stop`."""

    def __init__(self, *, denied: bool = False) -> None:
        self._denied = denied
        self._folder = Path(tempfile.mkdtemp(prefix="cp-bus-"))
        self._bus: subprocess.Popen[bytes] | None = None
        self._keyring: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """What DBUS_SESSION_BUS_ADDRESS must be to use it."""
        return f"unix:path={self._folder}/bus"

    @property
    def environment(self) -> dict[str, str]:
        """The variables of a process that is to use it."""
        return {"DBUS_SESSION_BUS_ADDRESS": self.address}

    def start(self) -> SecretService:
        """Start both and wait until the login collection is open."""
        config = self._folder / "bus.conf"
        config.write_text(
            _CONFIG.format(folder=self._folder, denial=_DENIAL if self._denied else "")
        )
        self._bus = subprocess.Popen(
            ["dbus-daemon", f"--config-file={config}", "--nofork"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until((self._folder / "bus").exists, "the private bus")
        self._start_keyring(unlock=True)
        return self

    def stop(self) -> None:
        """End both and remove their files. May be called twice."""
        self._stop_keyring()
        self._bus = _end(self._bus)
        shutil.rmtree(self._folder, ignore_errors=True)

    def lock(self) -> None:
        """Lock the login collection."""
        import secretstorage

        with self._connection() as connection:
            secretstorage.Collection(connection).lock()

    def unlock(self) -> None:
        """Open it again, as a login does: by starting the daemon anew with the password."""
        self._stop_keyring()
        self._start_keyring(unlock=True)

    def hang(self) -> None:
        """Let the daemon answer nothing until `resume`."""
        assert self._keyring is not None
        self._keyring.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let the daemon answer again."""
        assert self._keyring is not None
        self._keyring.send_signal(signal.SIGCONT)

    def files(self) -> Path:
        """The folder in which the daemon keeps its (encrypted) files."""
        return self._folder

    def _start_keyring(self, *, unlock: bool) -> None:
        home = str(self._folder)
        self._keyring = subprocess.Popen(
            ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets",
             f"--control-directory={home}/control"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | self.environment | {
                "HOME": home, "XDG_DATA_HOME": f"{home}/data", "XDG_RUNTIME_DIR": home,
            },
        )  # fmt: skip
        assert self._keyring.stdin is not None
        with contextlib.closing(self._keyring.stdin) as password:
            password.write(PASSWORD)
        until(self._ready, "the keyring on the private bus")

    def _stop_keyring(self) -> None:
        if self._keyring is not None and self._keyring.poll() is None:
            self._keyring.send_signal(signal.SIGCONT)
        self._keyring = _end(self._keyring)

    def _ready(self) -> bool:
        import secretstorage

        try:
            if self._denied:
                return self._owned()
            with self._connection() as connection:
                return not secretstorage.Collection(connection).is_locked()
        except ConnectionRefusedError:  # the bus has made its socket, but does not listen yet
            return False
        except secretstorage.SecretStorageException:
            return False

    def _owned(self) -> bool:
        import secretstorage

        with self._connection() as connection:
            return bool(secretstorage.check_service_availability(connection))

    @contextlib.contextmanager
    def _connection(self) -> Iterator[object]:
        from jeepney.io.blocking import open_dbus_connection

        connection = open_dbus_connection(bus=self.address)
        try:
            yield connection
        finally:
            connection.close()


@contextlib.contextmanager
def running(*, denied: bool = False) -> Iterator[SecretService]:
    """A Secret Service for the block."""
    service = SecretService(denied=denied)
    try:
        yield service.start()
    finally:
        service.stop()


@contextlib.contextmanager
def one_to_use() -> Iterator[dict[str, str]]:
    """The variables that lead to a Secret Service: the one around us, else a private one."""
    import secretstorage

    try:
        with contextlib.closing(secretstorage.dbus_init()) as connection:
            collection = secretstorage.Collection(connection)
            usable = not collection.is_locked()
    except Exception:
        usable = False
    if usable:
        yield {"DBUS_SESSION_BUS_ADDRESS": os.environ["DBUS_SESSION_BUS_ADDRESS"]}
        return
    with running() as service:
        yield service.environment


def _end(process: subprocess.Popen[bytes] | None) -> None:
    if process is not None:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
