"""One window a user: a second start raises the first one's window and ends.

A lock file says who is first (Qt checks that its owner still runs, so a crash leaves nothing in the
way); a local socket, no network port (threat 18), carries the wish to come to the front.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDeadlineTimer, QLockFile, QObject, QThread, Signal, Slot

from app.base.files import private_folder

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

_RAISE = b"raise "
_HEARD = b"ok\n"
_LONGEST = 4096
_ACTIVATION = "XDG_ACTIVATION_TOKEN"
_SOCKET_PATH_LIMIT = 100


class SingleInstance(QObject):
    """Says whether this is the first window of the user; hears from later starts."""

    raise_wanted = Signal()
    """A later start asks for this window; come to the front."""

    def __init__(self, state_folder: Path, parent: QObject | None = None) -> None:
        """`state_folder` belongs to one user on one computer. Raises the Problem of a bad disk."""
        super().__init__(parent)
        private_folder(state_folder)
        self._lock = QLockFile(str(state_folder / "window.lock"))
        # Only a dead owner makes the lock stale, never its age.
        self._lock.setStaleLockTime(0)
        self._address = _address(state_folder)
        self._server: QLocalServer | None = None
        self._callers: list[QLocalSocket] = []

    def claim(self) -> bool:
        """Become the first. False: another one runs (a lock of a dead one is taken over).

        True as well where the folder cannot be written: two windows are better than none.
        """
        if self._lock.tryLock(0):
            return True
        return self._lock.error() is not QLockFile.LockError.LockFailedError

    def listen(self) -> None:
        """Hear later starts from now on. Called after first paint: it loads QtNetwork (20 ms)."""
        from PySide6.QtNetwork import QLocalServer  # noqa: PLC0415 - after first paint

        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._on_connection)
        # The lock is ours, so whatever socket is there was left by a crash.
        QLocalServer.removeServer(self._address)
        if server.listen(self._address):
            self._server = server

    def call_first(self, seconds: float = 5.0) -> bool:
        """Ask the first window to come to the front; False when it did not answer in time.

        It may still be starting, so this tries until `seconds` are over. Needs no event loop.
        """
        from PySide6.QtNetwork import QLocalSocket  # noqa: PLC0415 - a second start only

        deadline = QDeadlineTimer(int(seconds * 1000))
        while not deadline.hasExpired():
            socket = QLocalSocket()
            socket.connectToServer(self._address)
            if socket.waitForConnected(200) and self._ask(socket, deadline):
                return True
            socket.abort()
            QThread.msleep(20)
        return False

    def release(self) -> None:
        """Stop hearing and let another start be the first."""
        for caller in self._callers:
            caller.blockSignals(True)
            caller.abort()
            caller.deleteLater()
        self._callers.clear()
        if self._server:
            self._server.close()
            self._server.deleteLater()
            self._server = None
        self._lock.unlock()

    @staticmethod
    def _ask(socket: QLocalSocket, deadline: QDeadlineTimer) -> bool:
        # Wayland lets a window come to the front only with the token of the start that asks.
        token = os.environ.get(_ACTIVATION, "").encode()[: _LONGEST - len(_RAISE) - 1]
        socket.write(_RAISE + token + b"\n")
        answer = b""
        while _HEARD not in answer and not deadline.hasExpired():
            gone = not socket.waitForReadyRead(100) and not socket.isValid()
            answer += bytes(socket.readAll().data())
            if gone:
                break
        return _HEARD in answer

    @Slot()
    def _on_connection(self) -> None:
        while self._server and self._server.hasPendingConnections():
            caller = self._server.nextPendingConnection()
            self._callers.append(caller)
            caller.readyRead.connect(self._hear)
            caller.disconnected.connect(self._forget_gone)
        self._hear()

    @Slot()
    def _hear(self) -> None:
        for caller in list(self._callers):
            if caller.bytesAvailable() > _LONGEST:
                caller.abort()
            elif caller.canReadLine():
                self._answer(caller, bytes(caller.readLine().data()))

    def _answer(self, caller: QLocalSocket, line: bytes) -> None:
        if line.startswith(_RAISE):
            token = line[len(_RAISE) :].strip().decode("ascii", "ignore")
            if token and sys.platform == "linux":
                os.environ[_ACTIVATION] = token
            caller.write(_HEARD)
            caller.flush()
            self.raise_wanted.emit()
        caller.disconnectFromServer()

    @Slot()
    def _forget_gone(self) -> None:
        for caller in list(self._callers):
            if not caller.isValid():
                self._callers.remove(caller)
                caller.deleteLater()


def _address(folder: Path) -> str:
    path = str(folder / "window.sock")
    if os.name != "nt" and len(os.fsencode(path)) < _SOCKET_PATH_LIMIT:
        return path
    return "counterpart-" + hashlib.blake2s(os.fsencode(folder), digest_size=12).hexdigest()
