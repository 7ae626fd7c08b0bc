"""The demo without a display: the real window, drawn off screen, taken through its first journey.

Starts the embedded portal, signs in, synchronizes, sends one feedback item, waits until it is
delivered, and leaves pictures of the window and `summary.json`. It works in a home of its own that
is removed at the end, so nothing of the person's is touched and it can be run again and again.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ui.shell.application import Application

FEEDBACK = "The renewal dates are easy to find. Please add a reminder by calendar file."
PAGES = ("overview", "orders", "support")
FILES = {"overview": "overview", "orders": "orders", "support": "feedback"}
PATIENCE = 180.0


class Failed(Exception):
    """The journey cannot go on; the message says at which step."""


def main() -> int:
    """Take the journey and return the exit code: 0 done, 1 failed, 6 nowhere to write."""
    parser = argparse.ArgumentParser(prog="journey.py", description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("demo-output"))
    parser.add_argument("--orders", type=int, default=2000)
    options = parser.parse_args()
    out = options.out.resolve()
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / "summary.json").write_text("{}\n", encoding="utf-8")
    except OSError as error:
        print(f"{out} cannot be written: {error.strerror}. Choose another with --out.")
        return 6
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    home = Path(tempfile.mkdtemp(prefix="counterpart-demo-"))
    os.environ["COUNTERPART_HOME"] = str(home)
    try:
        summary = travel(options.orders, out)
    except Failed as failure:
        print(f"The demo stopped: {failure}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(home, ignore_errors=True)
    text = json.dumps(summary, indent=2, ensure_ascii=False)
    (out / "summary.json").write_text(text + "\n", encoding="utf-8")
    print(f"Pictures and summary.json are in {out}")
    return 0


def travel(orders: int, out: Path) -> dict[str, Any]:
    """Every step in turn, each said when it is done; what is to be remembered of them."""
    from ui.spawn import start_worker  # noqa: PLC0415 - the worker starts before Qt, as in ui.main

    process = start_worker()
    from PySide6.QtCore import qInstallMessageHandler  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from app.base.clock import SystemClock  # noqa: PLC0415
    from app.base.paths import folders  # noqa: PLC0415
    from ui.shell.application import Application, Options  # noqa: PLC0415

    qInstallMessageHandler(_say_qt)
    qt = QApplication([])
    clock = SystemClock()
    application = Application(
        qt, folders(), clock, options=Options(demo=True, demo_orders=orders), process=process
    )
    journey = Journey(qt, application)
    application.start()
    try:
        return journey.take(out, orders)
    finally:
        application.finish()
        qt.processEvents()


def _say_qt(_kind: object, _context: object, message: str) -> None:
    """Pass on what Qt says, but for what the offscreen platform cannot do and need not."""
    if "propagateSizeHints" not in message:
        print(message, file=sys.stderr)


class Journey:
    """Drives the application as a person would: by its window's pages and buttons."""

    def __init__(self, qt: Any, application: Application) -> None:
        self._qt = qt
        self._application = application
        self._window = application.window
        self._synced: list[float] = []
        self._opened: list[float] = []
        self._codes: list[str] = []
        self._troubles: list[str] = []
        application.profile_opened.connect(lambda: self._opened.append(time.monotonic()))
        application.synced.connect(lambda _synced: self._synced.append(time.monotonic()))
        application.desk.recovery_code.connect(lambda _profile, code: self._codes.append(code))
        for signal in (application.desk.problem, application.actions.problem):
            signal.connect(lambda report: self._troubles.append(f"{report.title} ({report.code})"))

    def take(self, out: Path, orders: int) -> dict[str, Any]:
        """Sign in, synchronize, send, photograph."""
        start = time.monotonic()
        desk = self._application.desk
        self._until(lambda: bool(self._opened), "signing in to the embedded portal")
        self._close_dialog()
        profile = desk.profile
        signed_in = self._opened[0] - start
        place = "in memory only: no keyring here" if desk.memory_only else "in the keyring"
        print(f"Signed in to {profile.vendor} as {profile.account}; keys {place}.", flush=True)
        self._until(lambda: bool(self._synced), "synchronizing")
        synced = self._synced[0] - self._opened[0]
        self._show("orders")
        self._until(lambda: self._window.page.model.rowCount() >= orders, "showing the orders")
        count = self._window.page.model.rowCount()
        print(f"Synchronized {count:,} orders in {synced:.1f} s.", flush=True)
        item = self._send_feedback()
        print(f"Feedback {item.id} delivered, receipt {item.receipt_id}.", flush=True)
        pictures = [self._picture(out, dark, page) for dark in (False, True) for page in PAGES]
        return {
            "vendor": profile.vendor,
            "account": profile.account,
            "keyring": not desk.memory_only,
            "recovery_code_shown": bool(self._codes),
            "orders": count,
            "seconds": {"sign_in": round(signed_in, 2), "synchronize": round(synced, 2)},
            "feedback": {"id": item.id, "state": item.state.value, "receipt": item.receipt_id},
            "pictures": pictures,
        }

    def _send_feedback(self) -> Any:
        shown = self._show("support")
        shown.show_part("feedback")
        page = shown.feedback
        form = page.form
        self._until(lambda: bool(form.draft.statement), "reading the vendor's statement")
        form.text.setPlainText(FEEDBACK)
        form.acknowledged.set_checked(True)
        queued: list[str] = []
        page.queued.connect(queued.append)
        form.send.click()
        self._until(lambda: bool(queued), "queueing the feedback")

        def delivered() -> Any:
            rooms = self._application.desk.rooms
            found = [i for i in rooms.support.feedback() if i.id == queued[0]] if rooms else []
            return found[0] if found and found[0].state.value == "sent" else None

        return self._until(delivered, "delivering the feedback")

    def _picture(self, out: Path, dark: bool, key: str) -> str:
        from ui.kit.theme import Scheme  # noqa: PLC0415

        scheme = Scheme.DARK if dark else Scheme.LIGHT
        if self._application.theme.scheme is not scheme:
            self._application.theme.set_scheme(scheme)
        self._show(key)
        if key == "orders" and self._window.page.table.current_row < 0:
            self._window.page.table.select_row(0)
        self._settle()
        name = f"{FILES[key]}-{'dark' if dark else 'light'}.png"
        if not self._window.grab().save(str(out / name)):
            raise Failed(f"the picture {out / name} cannot be written")
        return name

    def _show(self, key: str) -> Any:
        self._window.show_page(key)
        self._settle()
        return self._window.page

    def _close_dialog(self) -> None:
        """The recovery code is shown once; here nobody has to write it down."""
        dialog = self._application.actions.dialog
        if dialog is not None:
            dialog.done(1)
            self._settle()

    def _settle(self, seconds: float = 0.6) -> None:
        """Let pending jobs and paints of a page come to an end."""
        end = time.monotonic() + seconds
        self._until(lambda: time.monotonic() > end, "drawing the page")

    def _until(self, condition: Callable[[], Any], what: str) -> Any:
        from PySide6.QtCore import QEventLoop, QTimer  # noqa: PLC0415

        wake = QTimer(interval=25)
        wake.start()
        end = time.monotonic() + PATIENCE
        while not (value := condition()):
            self._qt.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if self._troubles:
                raise Failed(f"{what}: {self._troubles[0]}")
            if time.monotonic() > end:
                raise Failed(f"{what} took more than {PATIENCE:.0f} s")
        return value


if __name__ == "__main__":
    sys.exit(main())
