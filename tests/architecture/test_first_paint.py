"""What is imported before the window is first painted: every module there costs each start."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.support.sources import ROOT

START = """
import json, sys
import ui.main

real = ui.main.run

def run(arguments, places, profile_id, process):
    before = set(sys.modules)
    from PySide6.QtWidgets import QApplication
    from ui.shell.application import Application
    begin = Application.start

    def start(self):
        # Connected first, so that it is heard before anything that waits for the paint.
        self._first.painted.disconnect()
        self._first.painted.connect(lambda: note(before))
        begin(self)

    Application.start = start
    return real(arguments, places, profile_id, process)

def note(before):
    from PySide6.QtWidgets import QApplication

    print(json.dumps({"before_qt": sorted(before), "painted": sorted(sys.modules)}))
    QApplication.quit()

ui.main.run = run
sys.exit(ui.main.main([]))
"""

# Measured at 40 to 120 ms each, or part of what only the worker, an export or a dialog needs.
NEVER = {
    "appdirs", "asyncio", "bottle", "concurrent.futures", "cryptography", "email", "filelock",
    "fontpkg", "hashlib.scrypt", "http", "jeepney", "jwt", "keyring", "multiprocessing", "openpyxl",
    "requests", "secretstorage", "tqdm", "truststore", "tzlocal", "urllib3", "waitress",
    "xlsxwriter", "xml", "app.cli", "app.sandbox", "app.worker", "app.vault", "app.portal.session",
    "app.portal.transport", "app.portal.signin", "app.exchange.feed", "app.exchange.sender",
    "app.orders.export", "app.storage.seal", "app.storage.recovery", "app.services.office",
}  # fmt: skip
PAGES = {
    "ui.account", "ui.deadlines", "ui.notices", "ui.orders", "ui.overview", "ui.support",
    "ui.terms",
}  # fmt: skip
OUR_PACKAGES = {"app", "ui", "resources", "PySide6", "shiboken6", "shibokensupport", "msgspec"}


@pytest.fixture(scope="module")
def loaded() -> dict[str, list[str]]:
    """The modules loaded when Qt was asked for, and when the window had been painted."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="cp-") as home:
        done = subprocess.run(
            [sys.executable, "-c", START],
            cwd=ROOT,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "COUNTERPART_HOME": home},
            stdout=subprocess.PIPE,
            text=True,
            timeout=120,
            check=True,
        )
    return json.loads(done.stdout.strip().splitlines()[-1])


def within(modules: list[str], names: set[str]) -> list[str]:
    return [m for m in modules if any(m == name or m.startswith(f"{name}.") for name in names)]


def test_the_worker_is_started_before_qt_is_imported(loaded):
    assert "subprocess" in loaded["before_qt"]
    assert not within(loaded["before_qt"], {"PySide6", "shiboken6"})


def test_the_first_paint_waits_for_nothing_that_it_does_not_show(loaded):
    assert not within(loaded["painted"], NEVER)


def test_no_page_is_imported_before_it_is_shown(loaded):
    # ui.main opens no profile here, so no page is shown.
    assert not within(loaded["painted"], PAGES)


def test_only_known_packages_are_loaded(loaded):
    tops = {name.partition(".")[0] for name in loaded["painted"]} - set(sys.stdlib_module_names)
    strangers = {name for name in tops if not name.startswith("__editable__")} - OUR_PACKAGES
    # Qt's own start-up code; and what msgspec imports where some other library brought it.
    assert strangers <= {
        "__feature__",
        "sitecustomize",  # Debian's Python has one
        "__main__",
        "_distutils_hack",
        "signature_bootstrap",
        "typing_extensions",
    }
