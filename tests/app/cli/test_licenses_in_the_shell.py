"""`counterpart license list|machines`: real commands, real keyring, real sandbox."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import secret_service
from tests.support.sandbox import SandboxServer
from tests.support.shell import Shell

pytestmark = pytest.mark.skipif(
    bool(secret_service.missing()), reason="needs dbus-daemon and gnome-keyring-daemon"
)


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """One signed-in and synchronized home; the tests only read it."""
    with SandboxServer.start(orders=30) as sandbox, secret_service.running() as service:
        made = Shell(tmp_path_factory.mktemp("home"), service.environment)
        assert made.sign_in(sandbox, "--profile", "Work").code == 0
        assert made.run("sync").code == 0
        yield made


def test_licenses_are_listed_with_use_against_scope(shell: Shell) -> None:
    listed = shell.run("license", "list", "--json").document["licenses"]
    busy = next(one for one in listed if one["id"] == "lic-21640-1")
    assert (busy["used"], busy["permitted"], busy["granted"]["by"]) == (24, 30, "order")
    plain = shell.run("license", "list", "gateway", "21640")
    assert plain.code == 0, plain
    [_heads, row] = plain.out.splitlines()
    assert "lic-21640-1" in row
    assert "24" in row


def test_machines_are_listed_for_a_license(shell: Shell) -> None:
    found = shell.run("license", "machines", "--license", "lic-20655-1", "--json").document
    assert len(found["machines"]) == 6
    assert {one["license_id"] for one in found["machines"]} == {"lic-20655-1"}
    plain = shell.run("license", "machines", "nothing-is-called-so")
    assert plain.out.strip() == "No machines."


def test_all_is_written_to_a_file_for_other_programs(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "machines.json"
    done = shell.run("license", "machines", "--export", str(file), "--json").document
    written = json.loads(file.read_bytes())
    assert done == {"file": str(file), "count": len(written)}
    assert len(written) >= 30
    table = tmp_path / "licenses.csv"
    assert shell.run("license", "list", "--export", str(table)).code == 0
    assert table.read_text("utf-8-sig").startswith("Product,")
