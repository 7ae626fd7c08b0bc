"""`counterpart notice` and `notices ack`: real commands, real keyring, real sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.cli.exits import ExitCode
from tests.support import secret_service
from tests.support.pdf import info, text_of
from tests.support.sandbox import SandboxServer
from tests.support.shell import Shell

pytestmark = pytest.mark.skipif(
    bool(secret_service.missing()), reason="needs dbus-daemon and gnome-keyring-daemon"
)


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """One signed-in and synchronized home."""
    with SandboxServer.start(orders=60) as sandbox, secret_service.running() as service:
        made = Shell(tmp_path_factory.mktemp("home"), service.environment)
        assert made.sign_in(sandbox, "--profile", "Work").code == 0
        assert made.run("sync").code == 0
        yield made


def day(ago: int) -> str:
    return (datetime.now(UTC).date() - timedelta(days=ago)).isoformat()


def test_a_demand_to_consult_is_drafted_sent_and_starts_its_clock_on_receipt(shell: Shell) -> None:
    made = shell.run(
        "notices", "draft", "dispute", "--order", "KO-21502", "--about", "the October invoice",
        "--json",
    ).document["draft"]  # fmt: skip
    assert made["kind"] == "dispute"
    assert "the October invoice" in made["letter"]
    assert "§24.1" in made["letter"]
    assert shell.run("notices", "sent", made["id"]).code == ExitCode.USAGE
    sent = shell.run("notices", "sent", made["id"], "--on", day(3))
    assert sent.code == 0, sent
    assert "by post" in sent.out
    assert "No receipt is recorded yet" in sent.out
    mine = [one for one in clocks(shell) if one["notice_id"] == made["id"]]
    assert mine == []
    received = shell.run("notices", "sent", made["id"], "--received", day(1), "--json")
    assert received.document["draft"]["sent"]["posted_on"] == day(3)
    assert received.document["draft"]["sent"]["received_on"] == day(1)
    [mine] = [one for one in clocks(shell) if one["notice_id"] == made["id"]]
    assert mine["kind"] == "consultation_end"
    assert mine["source"]["clause"] == "24.1"
    listed = shell.run("notices", "drafts").out
    assert "received" in listed
    shown = shell.run("notices", "show", made["id"]).out
    assert "Sent by post on" in shown
    assert "It counts from" in shown
    undone = shell.run("notices", "sent", made["id"], "--undo")
    assert undone.out.startswith("Not sent: ")


def test_an_objection_to_publicity_goes_by_e_mail(shell: Shell) -> None:
    drafted = shell.run("notices", "draft", "publicity_opt_out")
    assert drafted.code == 0, drafted
    assert "§22.2" in drafted.out
    [made] = [
        one
        for one in shell.run("notices", "drafts", "--json").document["drafts"]
        if one["kind"] == "publicity_opt_out"
    ]
    done = shell.run(
        "notices", "sent", made["id"], "--on", day(2), "--received", day(2), "--by", "e-mail"
    )
    assert "by e-mail" in done.out
    assert "publicity_opt_out" in {
        one["kind"] for one in clocks(shell) if one["notice_id"] == made["id"]
    }


def test_days_that_cannot_be_are_refused(shell: Shell) -> None:
    made = shell.run("notices", "draft", "dispute", "--json").document["draft"]
    mark = ("notices", "sent", made["id"], "--json")
    assert shell.run(*mark, "--on", day(-5)).document["problem"]["code"] == "CP-5344"
    early = shell.run(*mark, "--on", day(1), "--received", day(2))
    assert early.document["problem"]["code"] == "CP-5344"
    assert shell.run(*mark, "--on", "yesterday").code == ExitCode.USAGE
    assert shell.run(*mark, "--undo", "--on", day(1)).code == ExitCode.USAGE
    unknown = shell.run("notices", "sent", "nothing", "--on", day(1), "--json")
    assert unknown.document["problem"]["code"] == "CP-5341"
    none = shell.run("notices", "draft", "non_renewal", "--json")
    assert none.document["problem"]["code"] == "CP-5347"


def test_a_claim_names_what_is_open_and_shows_its_figures(shell: Shell) -> None:
    made = shell.run(
        "notice", "draft", "ip_claim", "--order", "KO-20417", "--claimant", "Patent Pool LLC",
        "--claimed-on", day(2), "--right", "patent",
    )  # fmt: skip
    assert made.code == 0, made
    assert "Still open in the letter: What is claimed." in made.out
    assert "Indemnity (§20.4, version 2025-03): " in made.out
    assert "4,800.00 × " in made.out
    assert "post it today" in made.out


def test_a_letter_is_printed_enclosed_and_submitted(shell: Shell, tmp_path: Path) -> None:
    certificate = tmp_path / "certificate.pdf"
    certificate.write_bytes(b"%PDF-1.7 certificate")
    made = shell.run(
        "notice", "draft", "tax_exemption", "--region", "Germany", "--number", "DE-77",
        "--valid-until", "2027-12-31", "--enclose", str(certificate), "--json",
    ).document  # fmt: skip
    key = made["draft"]["id"]
    assert made["open"] == []
    paper = tmp_path / "letter.pdf"
    assert shell.run("notice", "pdf", key, str(paper), "--paper", "us-letter").code == 0
    assert "DE-77" in text_of(paper.read_bytes())
    assert info(paper.read_bytes())["Page size"].startswith("612 x 792")
    queued = shell.run("notice", "send", key, "--portal", "--later")
    assert queued.code == 0, queued
    assert "Queued" in queued.out
    again = shell.run("notice", "send", key, "--portal", "--json")
    assert again.document["problem"]["code"] == "CP-5345"
    assert shell.run("sync").code == 0
    shown = shell.run("notice", "show", key).out
    assert "receipt ntc-" in shown
    assert "certificate.pdf" in shown
    assert "PDF (SHA-256)" in shown


def test_a_letter_becomes_an_e_mail_and_its_post_is_proved(shell: Shell, tmp_path: Path) -> None:
    key = shell.run(
        "notice", "draft", "breach", "--about", "late replies", "--clause", "8.1", "--since",
        "2026-09-01", "--effect-by", "2030-01-31", "--json",
    ).document["draft"]["id"]  # fmt: skip
    mail = tmp_path / "notice.eml"
    assert shell.run("notice", "send", key, "--email-file", str(mail)).code == 0
    assert b"Subject: Notice of breach: late replies" in mail.read_bytes()
    receipt = tmp_path / "receipt.png"
    receipt.write_bytes(b"\x89PNG")
    proved = shell.run(
        "notice", "send", key, "--post", day(1), "--tracking", "RR123", "--receipt", str(receipt)
    )
    assert proved.code == 0, proved
    shown = shell.run("notice", "show", key).out
    assert "tracking number RR123, receipt receipt.png" in shown
    assert "sent" in shell.run("notice", "list").out
    wrong = shell.run("notice", "send", key, "--portal", "--tracking", "RR1")
    assert wrong.code == ExitCode.USAGE
    assert shell.run("notice", "send", key).code == ExitCode.USAGE
    assert shell.run("notice", "draft", "ip_claim", "--price", "lots").code == ExitCode.USAGE


def test_a_notice_of_the_vendor_is_acknowledged(shell: Shell) -> None:
    [breach] = [
        one
        for one in shell.run("notices", "list", "--json").document["notices"]
        if one["kind"] == "breach"
    ]
    assert breach["acknowledged_at"] is None
    done = shell.run("notices", "ack", breach["id"])
    assert done.code == 0, done
    assert "the portal has it" in done.out
    assert "Acknowledged" in shell.run("notices", "show", breach["id"]).out
    unknown = shell.run("notices", "ack", "nothing", "--json")
    assert unknown.document["problem"]["code"] == "CP-5342"


def clocks(shell: Shell) -> list[dict[str, Any]]:
    found = shell.run(
        "deadlines", "--kind", "consultation_end", "--kind", "publicity_opt_out", "--json"
    ).document["deadlines"]
    return [one["deadline"] for one in found]
