"""A copied secret does not stay in the clipboard: it is taken back after half a minute."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QGuiApplication

CLEAR_MS = 30_000


class SecretClipboard(QObject):
    """Copies secrets and takes the last one back: after a while, and when this object goes away.

    What a person copied in the meantime is left alone. Clipboard histories that heed the common
    hints (KDE, Windows) do not keep the copy.
    """

    def __init__(self, parent: QObject | None = None, *, clear_ms: int = CLEAR_MS) -> None:
        super().__init__(parent)
        self._copied = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(clear_ms)
        self._timer.timeout.connect(self.take_back)

    def copy(self, secret: str) -> None:
        """Put `secret` into the clipboard for a while."""
        content = QMimeData()
        content.setText(secret)
        content.setData("x-kde-passwordManagerHint", b"secret")
        content.setData("ExcludeClipboardContentFromMonitorProcessing", b"1")
        QGuiApplication.clipboard().setMimeData(content)
        self._copied = secret
        self._timer.start()

    def take_back(self) -> None:
        """Empty the clipboard if the secret is still in it."""
        self._timer.stop()
        clipboard = QGuiApplication.clipboard()
        if self._copied and clipboard.text() == self._copied:
            clipboard.clear()
        self._copied = ""
