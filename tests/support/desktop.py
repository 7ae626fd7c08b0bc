"""A desktop's notification server for tests: a private session bus, and a server that is strict.

It refuses what is not of the type that the specification announces, as real servers do, and can
click and close what it shows.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    MessageType,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

from tests.support.waiting import until

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
_SIGNATURE = "susssasa{sv}i"
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
  </policy>
</busconfig>
"""


def missing() -> str:
    """The program that is needed and not installed; "" when it is there."""
    return "" if shutil.which("dbus-daemon") else "dbus-daemon"


class Desktop:
    """A bus of its own (or that at `address`), and with `start_server` somebody who shows."""

    def __init__(self, address: str = "") -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="cp-desk-"))
        self._address = address or f"unix:path={self._folder}/bus"
        self._bus: subprocess.Popen[bytes] | None = None
        if not address:
            config = self._folder / "bus.conf"
            config.write_text(_CONFIG.format(folder=self._folder))
            self._bus = subprocess.Popen(
                ["dbus-daemon", f"--config-file={config}", "--nofork"],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            until((self._folder / "bus").exists, "the private bus")
        self._connection: Any = None
        self._thread: threading.Thread | None = None
        self._end = threading.Event()
        self.shown: list[tuple[Any, ...]] = []
        """The arguments of each notification, in their order; its id is its place from 1."""
        self.refused: list[str] = []
        """Signatures of calls that were not as announced."""

    @property
    def address(self) -> str:
        """What DBUS_SESSION_BUS_ADDRESS would be."""
        return self._address

    @property
    def socket(self) -> str:
        """The path of the bus's socket."""
        return str(self._folder / "bus")

    def start_server(
        self, capabilities: Sequence[str] = ("body", "actions"), *, deaf: bool = False
    ) -> None:
        """Let somebody show notifications; a deaf one is there and answers nothing."""
        self._connection = until(self._connect, "a connection to the private bus")
        self._connection.send_and_get_reply(message_bus.RequestName(NAME))
        if deaf:
            return
        self._thread = threading.Thread(target=self._serve, args=(list(capabilities),))
        self._thread.start()

    def click(self, which: int) -> None:
        """A person clicks on a notification."""
        self._signal("ActionInvoked", "us", (which, "default"))

    def dismiss(self, which: int) -> None:
        """A person closes a notification."""
        self._signal("NotificationClosed", "uu", (which, 2))

    def stop_bus(self) -> None:
        """The bus goes away, and with it the server."""
        self._stop_server()
        if self._bus is not None:
            self._bus.terminate()
            self._bus.wait()

    def stop(self) -> None:
        """End everything."""
        self.stop_bus()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _connect(self) -> Any:
        try:
            return open_dbus_connection(bus=self.address)
        except ConnectionRefusedError:
            return None

    def _stop_server(self) -> None:
        self._end.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _serve(self, capabilities: list[str]) -> None:
        while not self._end.is_set():
            with contextlib.suppress(TimeoutError):
                message = self._connection.receive(timeout=0.05)
                if message.header.message_type is MessageType.method_call:
                    self._answer(message, capabilities)

    def _answer(self, message: Any, capabilities: list[str]) -> None:
        fields = message.header.fields
        signature = fields.get(HeaderFields.signature, "")
        match fields.get(HeaderFields.member):
            case "GetCapabilities":
                answer = new_method_return(message, "as", (capabilities,))
            case "Notify" if signature == _SIGNATURE:
                self.shown.append(message.body)
                answer = new_method_return(message, "u", (len(self.shown),))
            case _:
                self.refused.append(signature)
                answer = new_error(message, "org.freedesktop.DBus.Error.InvalidArgs")
        self._connection.send(answer)

    def _signal(self, member: str, signature: str, body: tuple[Any, ...]) -> None:
        emitter = DBusAddress(PATH, bus_name=NAME, interface=NAME)
        with contextlib.closing(self._connect()) as connection:
            connection.send(new_signal(emitter, member, signature, body))


@contextlib.contextmanager
def desktop(address: str = "") -> Iterator[Desktop]:
    """A desktop for the block."""
    made = Desktop(address)
    try:
        yield made
    finally:
        made.stop()
