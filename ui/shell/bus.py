"""A connection to the session bus that never waits: calls are written, answers come as signals."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from PySide6.QtCore import QObject, Signal

from ui.shell import bus_wire
from ui.shell.bus_wire import BadMessage, Message, Value

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalSocket

Answer = Callable[[Message | None], object]
"""Gets the answer; None for an error, and where the bus goes away before there is one."""
_BUS = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
_LONGEST_LINE = 8_192


def session_address() -> str:
    """Where the session bus listens: a socket's path, or an abstract name behind a zero byte.

    "" where there is none. Nothing is started to find out.
    """
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    usual = f"unix:path={runtime}/bus" if runtime and Path(runtime, "bus").is_socket() else ""
    for one in os.environ.get("DBUS_SESSION_BUS_ADDRESS", usual).split(";"):
        transport, _colon, rest = one.partition(":")
        parts = dict(part.partition("=")[::2] for part in rest.split(","))
        if transport == "unix" and parts.get("path"):
            return unquote(parts["path"])
        if transport == "unix" and parts.get("abstract"):
            return "\0" + unquote(parts["abstract"])
    return ""


class Bus(QObject):
    """Signs in by the user's own id (EXTERNAL), says Hello, then calls and listens."""

    signaled = Signal(object)
    """A Message that somebody broadcast and that a rule asked for."""
    lost = Signal()
    """It could not be reached, went away, or says what is not understood. Said once."""

    def __init__(self, address: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        from PySide6.QtNetwork import QLocalSocket  # noqa: PLC0415 - 20 ms, and few need it

        self._socket: QLocalSocket = QLocalSocket(self)
        self._serial = 0
        self._buffer = bytearray()
        self._signed_in = False
        self._over = False
        self._waiting: list[bytes] = []
        self._answers: dict[int, Answer] = {}
        self._socket.connected.connect(self._greet)
        self._socket.readyRead.connect(self._read)
        self._socket.disconnected.connect(self._lose)
        self._socket.errorOccurred.connect(lambda _error: self._lose())
        if address.startswith("\0"):
            self._socket.setSocketOptions(QLocalSocket.SocketOption.AbstractNamespaceOption)
        self._socket.connectToServer(address.lstrip("\0"))
        self.call(_BUS, "Hello")

    @property
    def over(self) -> bool:
        """Whether the connection is gone."""
        return self._over

    def call(
        self,
        place: tuple[str, str, str],
        member: str,
        signature: str = "",
        values: Sequence[Value] = (),
        answer: Answer | None = None,
    ) -> None:
        """Call `member` at `place` (service, path, interface); `answer` gets what comes back."""
        if self._over:
            if answer is not None:
                answer(None)
            return
        self._serial += 1
        if answer is not None:
            self._answers[self._serial] = answer
        line = bus_wire.call(self._serial, place, member, signature, values)
        if self._signed_in:
            self._socket.write(line)
        else:
            self._waiting.append(line)

    def listen(self, rule: str) -> None:
        """Have the messages that fit `rule` told by `signaled`."""
        self.call(_BUS, "AddMatch", "s", (rule,))

    def close(self) -> None:
        """Hang up."""
        self._over = True
        self._answers.clear()
        self._socket.abort()

    def _greet(self) -> None:
        who = str(os.getuid()).encode("ascii").hex() if hasattr(os, "getuid") else ""
        self._socket.write(b"\0AUTH EXTERNAL " + who.encode("ascii") + b"\r\n")

    def _read(self) -> None:
        self._buffer += bytes(self._socket.readAll().data())
        try:
            if not self._signed_in and not self._sign_in():
                return
            while not self._over and (message := bus_wire.take(self._buffer)) is not None:
                self._take(message)
        except BadMessage:
            self._lose()

    def _sign_in(self) -> bool:
        """Whether the bus has let us in; then what waited is sent."""
        line, end, rest = bytes(self._buffer).partition(b"\r\n")
        if not end:
            if len(self._buffer) > _LONGEST_LINE:
                raise BadMessage("a line without an end")
            return False
        if not line.startswith(b"OK "):
            raise BadMessage("not let in")
        self._buffer = bytearray(rest)
        self._signed_in = True
        self._socket.write(b"BEGIN\r\n" + b"".join(self._waiting))
        self._waiting.clear()
        return True

    def _take(self, message: Message) -> None:
        match message.kind:
            case bus_wire.RETURN | bus_wire.ERROR:
                answer = self._answers.pop(message.reply_to, None)
                if answer is not None:
                    answer(message if message.kind == bus_wire.RETURN else None)
            case bus_wire.SIGNAL:
                self.signaled.emit(message)
            case _:
                return

    def _lose(self) -> None:
        if self._over:
            return
        self._over = True
        answers, self._answers = self._answers, {}
        self._socket.abort()
        for answer in answers.values():
            answer(None)
        self.lost.emit()
