"""`counterpart account` and `outbox show`: real commands, real keyring, real sandbox."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli.exits import ExitCode
from tests.support import secret_service
from tests.support.sandbox import SandboxServer
from tests.support.shell import Shell

pytestmark = pytest.mark.skipif(
    bool(secret_service.missing()), reason="needs dbus-daemon and gnome-keyring-daemon"
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=40) as made:
        yield made


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory, sandbox: SandboxServer) -> Iterator[Shell]:
    """One signed-in and synchronized home."""
    with secret_service.running() as service:
        made = Shell(tmp_path_factory.mktemp("home"), service.environment)
        assert made.sign_in(sandbox, "--profile", "Work").code == 0
        assert made.run("sync").code == 0
        yield made


def test_the_account_is_confirmed_and_the_date_moves_on(shell: Shell) -> None:
    before = shell.run("account", "show", "--json").document["account"]["account"]["review_by"]
    assert shell.run("account", "confirm").code == ExitCode.USAGE
    assert shell.run("account", "confirm", "--yes").code == 0
    assert shell.run("sync").code == 0
    after = shell.run("account", "show", "--json").document["account"]
    assert after["account"]["review_by"] > before
    assert after["changes"] == []


def test_data_that_are_set_are_changed_and_the_rest_stays(shell: Shell) -> None:
    assert shell.run("account", "set").code == ExitCode.USAGE
    wrong = shell.run("account", "set", "--country", "Germany")
    assert wrong.code == ExitCode.PROBLEM
    assert "CP-5011" in wrong.err
    assert shell.run("account", "set", "--street", "Neue Gasse 3").code == 0
    assert shell.run("sync").code == 0
    shown = shell.run("account", "show")
    assert "Neue Gasse 3" in shown.out
    assert "Ulm" in shown.out


def test_users_are_added_changed_and_counted(shell: Shell) -> None:
    mail = "nora.beck@brennholt.example"
    assert shell.run("account", "users", "--add", mail, "--name", "Nora Beck").code == 0
    assert shell.run("sync").code == 0
    assert shell.run("account", "users", "--change", mail, "--active", "no").code == 0
    assert shell.run("sync").code == 0
    found = shell.run("account", "users", "--json").document["users"]
    [nora] = [line["user"] for line in found if line["user"]["email"] == mail]
    assert nora["active"] is False
    assert shell.run("account", "users", "--change", "nobody@x.example").code == ExitCode.USAGE
    seats = shell.run("account", "seats", "--json")
    assert seats.code in (ExitCode.OK, ExitCode.PARTLY)
    assert all(one["used"] >= 1 for one in seats.document["seats"])


def test_an_affiliate_counts_or_does_not_with_its_reason(shell: Shell) -> None:
    put = ("account", "affiliates", "--put")
    assert shell.run(*put, "Donau GmbH", "--country", "at", "--owned", "34").code == 0
    listed = shell.run("account", "affiliates").out
    assert "Not authorized: 34 % owned, 50 % or control is needed" in listed
    assert "§5.2" in listed
    assert shell.run(*put, "Donau GmbH", "--control").code == 0
    assert "Authorized" in shell.run("account", "affiliates").out
    assert shell.run("account", "affiliates", "--remove", "Donau GmbH").code == 0
    assert shell.run("account", "affiliates", "--remove", "Donau GmbH").code == ExitCode.USAGE


def test_a_tax_exemption_goes_with_its_certificate(shell: Shell, tmp_path: Path) -> None:
    paper = tmp_path / "certificate.pdf"
    paper.write_bytes(b"%PDF-1.7 exempt")
    assert shell.run("account", "tax", "--region", "US-NY").code == ExitCode.USAGE
    sent = shell.run(
        "account", "tax", "--region", "US-NY", "--number", "EX-1", "--until", "2099-12-31",
        "--certificate", str(paper),
    )  # fmt: skip
    assert sent.code == 0, sent
    assert shell.run("sync").code == 0
    assert "EX-1" in shell.run("account", "tax").out


def test_a_refused_item_says_why_and_what_leaves_and_is_exported(
    shell: Shell, sandbox: SandboxServer, tmp_path: Path
) -> None:
    sandbox.fault("status", status=422, path="/v1/account/changes", times=1)
    refused = shell.run("account", "set", "--city", "Neu-Ulm", "--json")
    assert refused.code == ExitCode.PARTLY
    item = refused.document["item"]
    shown = shell.run("outbox", "show", item)
    assert "CP-3016" in shown.out
    assert "Neu-Ulm" in shown.out
    document = shell.run("outbox", "show", item, "--json").document
    assert document["item"]["hold"] == "refused"
    target = tmp_path / "unsent.zip"
    assert shell.run("outbox", "export", str(target)).code == 0
    assert shell.run("outbox", "export", str(target)).code == ExitCode.USAGE
    with zipfile.ZipFile(target) as archive:
        bodies = [archive.read(name) for name in archive.namelist() if name.endswith(".json")]
    assert any(b"Neu-Ulm" in body for body in bodies)
    assert json.loads(bodies[0])
    assert shell.run("outbox", "discard", item, "--yes").code == 0
    assert shell.run("outbox", "show", "no-such-item").code == ExitCode.PROBLEM
