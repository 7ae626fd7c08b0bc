"""All documents, read in a job: at once when asked, seldom while a first synchronization runs."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from ui.jobs import Jobs
from ui.terms.reading import Library, read_library

_PAUSE_MS = 2000


class Stock(QObject):
    """Keeps the Library that was read last."""

    came = Signal(object)
    failed = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.library: Library | None = None
        self._again = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._pause_over)

    @property
    def empty(self) -> bool:
        """Whether it is known that there is no document."""
        return self.library is not None and not self.library.versions

    def read(self) -> None:
        """Read now."""
        self._jobs.job(self, read_library, group="terms-library").on_success(self._came).on_failure(
            self.failed.emit
        ).run()

    def refresh(self) -> None:
        """Something changed: read now, or in a while where it was read just now."""
        if self._pause.isActive():
            self._again = True
            return
        self._pause.start()
        self.read()

    def _pause_over(self) -> None:
        if self._again:
            self._again = False
            self.refresh()

    def _came(self, library: Library) -> None:
        self.library = library
        self.came.emit(library)
