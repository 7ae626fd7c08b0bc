"""`counterpart terms` and `notices` for a profile: real commands, real keyring, real sandbox."""

from __future__ import annotations

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

NEW, OLD = "terms-2026-09", "terms-2025-03"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=60) as server:
        yield server


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory, sandbox: SandboxServer) -> Iterator[Shell]:
    """One signed-in and synchronized home; the tests read it, or undo what they change."""
    with secret_service.running() as service:
        made = Shell(tmp_path_factory.mktemp("home"), service.environment)
        assert made.sign_in(sandbox, "--profile", "Work").code == 0
        assert made.run("sync").code == 0
        yield made


def test_documents_are_listed_with_what_they_govern(shell: Shell) -> None:
    listed = shell.run("terms", "list", "--json").document
    assert {version["id"] for version in listed["versions"]} >= {OLD, NEW}
    assert {version["text_state"] for version in listed["versions"]} == {"trusted"}
    assert listed["governs"][OLD]["now"] > 0
    plain = shell.run("terms", "list")
    assert plain.code == 0, plain
    lines = plain.out.splitlines()
    starts = {line.find("Kestrane") for line in lines[1:] if "Kestrane" in line}
    assert len(starts) == 1


def test_a_clause_and_a_whole_document_are_read(shell: Shell) -> None:
    clause = shell.run("terms", "read", NEW, "§7.2", "--json").document
    assert clause["clause"]["number"] == "7.2"
    assert "7.2.3" in clause["text"]
    whole = shell.run("terms", "read", "end-customer-terms")
    assert whole.code == 0
    assert len(whole.out) > 20_000
    assert (
        shell.run("terms", "read", NEW, "99.9", "--json").document["problem"]["code"] == "CP-5323"
    )
    assert shell.run("terms", "read", "nothing").code == ExitCode.PROBLEM


def test_words_are_found_and_cited(shell: Shell) -> None:
    hits = shell.run("terms", "search", "cancel", "renewal", "--in", NEW, "--json").document["hits"]
    assert hits
    assert {hit["version_id"] for hit in hits} == {NEW}
    assert shell.run("terms", "search", "zzzzzz").out == "Nothing was found.\n"
    cited = shell.run("terms", "cite", NEW, "7.2")
    assert cited.out.startswith("Kestrane End Customer Terms, version 2026-09")
    assert "SHA-256" in cited.out


def test_what_governs_an_order_is_explained(shell: Shell) -> None:
    found = shell.run("terms", "governing", "ko-21502", "--json").document["governing"]
    assert found[0]["version_id"] == OLD
    assert found[0]["next_version_id"] == NEW
    plain = shell.run("terms", "governing", "KO-21502").out
    assert found[0]["reason"] in plain
    assert shell.run("terms", "governing", "nothing", "--json").document["problem"]


def test_two_versions_are_compared(shell: Shell, tmp_path: Path) -> None:
    found = shell.run("terms", "compare", OLD, NEW, "--json").document
    assert found["comparison"]["counts"]["changed"] >= 6
    assert found["touched"]
    plain = shell.run("terms", "compare", OLD, NEW)
    assert "Audit notice" in plain.out
    page = tmp_path / "changes.html"
    assert shell.run("terms", "compare", OLD, NEW, "--html", str(page)).code == 0
    assert page.read_text("utf-8").startswith("<!")
    assert shell.run("terms", "compare", NEW, NEW).code == ExitCode.USAGE


def test_an_objection_is_drafted_shown_and_saved(shell: Shell, tmp_path: Path) -> None:
    made = shell.run("terms", "object", NEW, "--order", "KO-21502", "--json").document["draft"]
    assert made["kind"] == "objection_to_terms"
    assert "Dana" in made["letter"]
    listed = shell.run("notices", "drafts", "--json").document["drafts"]
    assert made["id"] in {draft["id"] for draft in listed}
    assert "KO-21502" in shell.run("notices", "show", made["id"]).out
    letter = tmp_path / "letter.txt"
    assert shell.run("notices", "save", made["id"], str(letter)).code == 0
    assert letter.read_text("utf-8") == made["letter"]
    assert shell.run("notices", "save", "nothing", str(letter)).code == ExitCode.PROBLEM
    assert shell.run("terms", "object", NEW).code == ExitCode.USAGE


def test_notices_are_listed_and_shown(shell: Shell) -> None:
    found = shell.run("notices", "list", "--json").document["notices"]
    assert all(notice["genuine"] for notice in found)
    one = next(notice for notice in found if notice["kind"] == "audit")
    shown = shell.run("notices", "show", one["id"]).out
    assert one["starts"] in shown
    assert shell.run("notices", "list").out.count("\n") == len(found) + 1
    assert shell.run("notices", "show", "nothing", "--json").document["problem"]["code"] == (
        "CP-5342"
    )


def test_a_version_is_accepted_only_with_a_clear_yes(shell: Shell, sandbox: SandboxServer) -> None:
    assert shell.run("terms", "accept", NEW).code == ExitCode.USAGE
    assert "terms_acceptance" not in [found["kind"] for found in sandbox.submissions()]
    done = shell.run("terms", "accept", NEW, "--yes", "--json")
    assert done.code == 0, done
    assert done.document["acceptance"]["state"] == "sent"
    [sent] = [f for f in sandbox.submissions() if f["kind"] == "terms_acceptance"]
    assert sent["client_id"] == done.document["acceptance"]["id"]
    again = shell.run("terms", "accept", NEW, "--yes", "--json").document
    assert again["acceptance"]["id"] == sent["client_id"]
