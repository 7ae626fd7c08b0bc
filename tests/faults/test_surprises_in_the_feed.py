"""A page with unknown kinds, unknown fields and broken records, seen at both doors.

The good orders are there, what cannot be read is set aside and said, and its next version heals it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from tests.support import secret_service as keyrings
from tests.support.sandbox import SandboxServer
from tests.support.secret_service import SecretService
from tests.support.shell import Shell
from tests.support.windows import Program

pytestmark = pytest.mark.skipif(
    bool(keyrings.missing()), reason="needs dbus-daemon and gnome-keyring-daemon"
)

ORDERS = 40


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=ORDERS) as server:
        yield server


def records(sandbox: SandboxServer, kind: str) -> dict[str, Any]:
    page = sandbox.get("/v1/changes?limit=2000", sandbox.sign_in()).json()
    return {c["id"]: c["data"] for c in page["changes"] if c["kind"] == kind}


def surprise(sandbox: SandboxServer) -> tuple[str, dict[str, Any]]:
    """Three broken records among whole ones, an unknown kind, and members from the future."""
    orders = records(sandbox, "order")
    spoiled = next(iter(orders))
    good = orders[spoiled]
    sandbox.mutate("put", kind="order", id=spoiled, data={**good, "placed_at": "yesterday"})
    sandbox.mutate("put", kind="order", id="ord-never-whole", data="not even a record")
    sandbox.mutate("put", kind="invoice", id="inv-broken", data={"amount": "12,50"})
    sandbox.mutate("put", kind="hologram", id="holo-1", data={"shape": "cube", "deep": [[[1]]]})
    sandbox.fault("unknown_fields", path="/v1/changes", times=0)
    return spoiled, good


def test_the_shell_applies_the_rest_reports_what_was_set_aside_and_heals(
    home: Path, private_bus: SecretService, sandbox: SandboxServer
) -> None:
    shell = Shell(home, private_bus.environment)
    assert shell.sign_in(sandbox).code == 0
    spoiled, good = surprise(sandbox)
    done = shell.run("sync", "--json")
    assert done.code == 0, done
    assert done.err == ""
    assert done.document["sync"]["set_aside"] == 3
    assert "hologram" in done.document["sync"]["kinds"]
    listed = shell.run("orders", "list", "--json", "--limit", "0").document["orders"]
    assert len(listed) == ORDERS - 1
    assert spoiled not in {order["id"] for order in listed if "id" in order}
    assert good["number"] not in {order["number"] for order in listed}
    sandbox.mutate("put", kind="order", id=spoiled, data=good)
    sandbox.mutate("put", kind="order", id="ord-never-whole", data="still no record")
    words = shell.run("sync")
    assert words.code == 0, words
    assert "1 record changed" in words.out
    assert "1 record could not be read and was set aside." in words.out
    healed = shell.run("orders", "show", good["number"], "--json")
    assert healed.document["order"]["lines"]


def test_the_window_shows_the_orders_and_says_what_was_set_aside(
    qapp: QApplication,
    secret_service: SecretService,
    monkeypatch: pytest.MonkeyPatch,
    sandbox: SandboxServer,
) -> None:
    monkeypatch.setenv("BROWSER", "/bin/true")
    spoiled, good = surprise(sandbox)
    with Program(qapp) as program:
        program.sign_in(sandbox)
        program.until(lambda: program.synced, "the first synchronization")
        assert program.synced[0].result.set_aside == 3
        words = "3 records could not be read and were set aside"
        program.until(lambda: words in program.said(), "the banner")
        page = program.show("orders")
        program.until(lambda: page.model.rowCount() == ORDERS - 1, "the orders in the table")
        rooms = program.desk.rooms
        assert rooms is not None
        assert rooms.overview.overview().counts.set_aside == 3
        assert "set_aside" in {need.kind.value for need in rooms.overview.overview().needs}
        sandbox.mutate("put", kind="order", id=spoiled, data=good)
        program.sync()
        program.until(lambda: page.model.rowCount() == ORDERS, "the healed order")
        assert rooms.overview.overview().counts.set_aside == 2
        assert program.problems == []
