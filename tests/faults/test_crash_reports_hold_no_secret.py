"""Threat 6 in the window: each room fails with secrets in its exceptions; no report has them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from app.account.service import AccountService
from app.base.paths import folders
from app.deadlines.service import DeadlineService
from app.licenses.views.views import LicenseViews
from app.notices.service import NoticeService
from app.orders.service import OrderService
from app.overview.service import OverviewService
from app.support.requests.service import RequestService
from app.support.service import SupportService
from app.terms.service import TermsService
from tests.support import secret_service as keyrings
from tests.support.canaries import hits
from tests.support.loud_worker import LEAKED, Careless, careless_texts
from tests.support.sandbox import SandboxServer
from tests.support.secret_service import SecretService
from tests.support.windows import Program

pytestmark = pytest.mark.skipif(
    bool(keyrings.missing()), reason="needs dbus-daemon and gnome-keyring-daemon"
)

ROOMS = (
    OverviewService,
    OrderService,
    LicenseViews,
    TermsService,
    DeadlineService,
    NoticeService,
    RequestService,
    SupportService,
    AccountService,
)
PAGES = (
    "overview",
    "orders",
    "licenses",
    "terms",
    "deadlines",
    "notices",
    "support",
    "feedback",
    "account",
)
SPARED = {"signed_in"}
"""Asked by the window itself while it opens a profile, not by a job."""


def let_every_room_fail(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """From now on each method of each room raises with secrets; returns which ones were called."""
    met: set[str] = set()
    text = "\n".join(careless_texts(LEAKED))

    def failing(name: str) -> Callable[..., NoReturn]:
        def fail(*_arguments: object, **_options: object) -> NoReturn:
            met.add(name)
            raise Careless(f"{name}: {text}")

        return fail

    for room in ROOMS:
        for name, method in vars(room).items():
            if callable(method) and not name.startswith("_") and name not in SPARED:
                monkeypatch.setattr(room, name, failing(f"{room.__name__}.{name}"))
    return met


def open_page(program: Program, page: str) -> Any:
    """The page, with the part of it that is a room of its own."""
    if page == "feedback":
        shown = program.show("support")
        shown.show_part(page)
        program.rest()
        return shown
    shown = program.show(page)
    if page == "support":
        shown.show_part("requests")
        program.rest()
    return shown


def test_reports_of_failing_jobs_are_saved_and_hold_no_secret(
    qapp: QApplication,
    secret_service: SecretService,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("BROWSER", "/bin/true")
    with SandboxServer.start(orders=20, process=True) as sandbox, Program(qapp) as program:
        program.sign_in(sandbox)
        program.until(lambda: program.synced, "the first synchronization")
        for page in PAGES:
            open_page(program, page)
        met = let_every_room_fail(monkeypatch)
        for page in PAGES:
            open_page(program, page).refresh(frozenset())
            program.rest()
        orders = program.show("orders")
        orders.bar.field.setText("anything")
        program.rest()
        labels = program.window.findChildren(QLabel)
        said = " | ".join(label.text() for label in labels)
    reports = sorted((folders().logs / "crashes").glob("crash-*.txt"))
    assert {name.split(".")[0] for name in met} == {room.__name__ for room in ROOMS}
    assert len(reports) >= len(ROOMS)
    assert all("Careless" in report.read_text() for report in reports)
    assert "Something went wrong inside Counterpart" in said
    (tmp_path / "shown").write_text(said + "".join(capfd.readouterr()), "utf-8")
    assert hits(LEAKED, [home, tmp_path / "shown"]) == []
