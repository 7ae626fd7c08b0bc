"""`counterpart certify`, step by step: real commands, a real keyring and the sandbox."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.cli.exits import ExitCode
from app.sandbox.time_stamps import TIMESTAMP_PATH
from tests.support import secret_service
from tests.support.certify_files import COMPLIANCE, SIGNATORY, CertifyFiles
from tests.support.certify_shell import certify
from tests.support.sandbox import SandboxServer
from tests.support.shell import Shell

pytestmark = pytest.mark.skipif(
    bool(secret_service.missing()), reason="needs dbus-daemon and gnome-keyring-daemon"
)


def document(shell: Shell, *words: str | Path) -> Any:
    found = certify(shell, *words, "--json")
    assert found.code in (ExitCode.OK, ExitCode.FINDINGS), found
    return found.document


def test_audits_are_listed_and_short_notice_is_objected_to(shell: Shell) -> None:
    listed = certify(shell, "list")
    assert listed.code == 0
    assert "not stated" in listed.out
    assert "too short" in listed.out
    told = document(shell, "audit", "audit-2026-2", "--reply")
    [audit] = told["audits"]
    assert (audit["short_notice"], audit["clause"]["number"]) == (True, "14.2")
    assert "§14.2" in told["letter"]["letter"]
    assert document(shell, "audit", "audit-2026-2", "--reply")["letter"] == told["letter"]


def test_what_is_missing_holds_it_back_until_it_is_given_step_by_step(
    shell: Shell, sandbox: SandboxServer, files: CertifyFiles, tmp_path: Path
) -> None:
    attested = {one: "yes" for one in COMPLIANCE if one not in ("users", "export")}
    answers = files.document("some.json", {"signatory": SIGNATORY, "statements": attested})
    held = certify(
        shell, "new", "--request", "cert-2026-4", "--answers", answers, *files.sign(),
        "--out", tmp_path / "early.pdf", "--json",
    )  # fmt: skip
    assert held.code == ExitCode.FINDINGS, held
    assert not (tmp_path / "early.pdf").exists()
    found = held.document["standing"]
    key = found["certification"]["id"]
    assert {one["kind"] for one in found["findings"]} == {"missing"}
    assert any("2 statements" in words for words in found["missing"])
    blank = tmp_path / "blank.json"
    assert certify(shell, "answer", key, "--template", blank).code == 0
    asked = json.loads(blank.read_bytes())
    assert list(asked["statements"]) == ["users", "export"]
    assert [one["id"] for one in asked["findings"]] == [one["id"] for one in found["findings"]]
    assert certify(shell, "answer", key, "--answers", blank).code == ExitCode.USAGE
    counted = document(
        shell, "usage", key, "--typed", "beacon-monitor", "monitored hosts", "1900",
        "--unit", "hosts", "--because", "Read off the administration page",
    )  # fmt: skip
    [hosts] = [one for one in counted["lines"] if one["entitlement"]["metric"] == "monitored hosts"]
    assert (hosts["result"], hosts["used"]) == ("within", "1900")
    dropped = document(shell, "usage", key, "--drop", counted["sources"][0]["id"])
    assert dropped["sources"] == []
    figures = [
        {"product": "beacon-monitor", "metric": metric, "quantity": quantity, "reason": "Read off"}
        for metric, quantity in (("monitored hosts", "1900"), ("named users", "43"))
    ]
    more = files.document(
        "more.json",
        {
            "figures": figures,
            "statements": {"users": "yes", "moon": "yes"},
            "findings": [
                {"kind": "over", "entitlement": "beacon-monitor/named users", "at_most": "3",
                 "resolution": "reduce", "text": "Three accounts end on Friday."},
            ],
        },
    )  # fmt: skip
    answered = certify(shell, "answer", key, "--answers", more)
    assert answered.code == 0, answered
    assert "Nothing asks for the statement “moon”" in answered.err
    assert "Open findings" not in answered.out
    words = "Except a test in Basel."
    assert certify(shell, "attest", key, "export", "exception", words).code == 0
    status = certify(shell, "status", key, "--json")
    assert status.code == ExitCode.FINDINGS
    assert [one["step"] for one in status.document["standing"]["steps"] if one["missing"]] == [
        "review", "submit",
    ]  # fmt: skip
    stamped_by = sandbox.address + TIMESTAMP_PATH
    assert certify(shell, "settings", "--timestamp-url", stamped_by).code == 0
    signed = document(
        shell, "sign", key, "--key", files.key, "--passphrase-file", files.passphrase,
        "--level", "B-T",
    )["signed"]  # fmt: skip
    assert signed[0]["signed"]["level"] == "B-T"
    assert signed[0]["signed"]["stamped_by"]
    for form in ("pdf", "json", "csv", "xlsx"):
        assert certify(shell, "export", key, tmp_path / f"out.{form}").code == 0
    said = json.loads((tmp_path / "out.json").read_bytes())
    assert {one["metric"]: one["resolution"] for one in said["lines"]}["named users"] == "reduce"
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").sheetnames
    today = datetime.now(UTC).date().isoformat()
    assert certify(shell, "submit", key, "--post", today, "--tracking", "RR 12 NL").code == 0
    assert certify(shell, "status", key).code == ExitCode.OK
    assert certify(shell, "discard", key, "--yes").code == ExitCode.PROBLEM
    assert not any(one["kind"] == "certification" for one in sandbox.submissions())


def test_what_cannot_be_done_begins_nothing(shell: Shell, files: CertifyFiles) -> None:
    before = document(shell, "list")["certifications"]
    wrong = files.text("wrong", "not the passphrase\n")
    users = files.table("users.csv", ("E-mail",), [("a@brennholt.example",)])
    new = ("new", "--request", "cert-2026-2")
    sign = ("--sign", files.key, "--passphrase-file")
    for words, code, said in (
        ((*new, *sign, wrong), ExitCode.PROBLEM, "CP-5511"),
        ((*new, "--answers", wrong), ExitCode.USAGE, "no file of answers"),
        ((*new, "--usage", users), ExitCode.FINDINGS, "Which product"),
        ((*new, "--submit"), ExitCode.USAGE, "--submit needs a key"),
        (("new", "--request", "cert-nobody-sent"), ExitCode.PROBLEM, "CP-5601"),
    ):
        done = certify(shell, *words)
        assert (done.code, said in done.out + done.err) == (code, True), done
    assert document(shell, "list")["certifications"] == before


def test_a_rehearsal_is_made_and_never_leaves(
    shell: Shell, files: CertifyFiles, tmp_path: Path
) -> None:
    begun = document(shell, "new", "--rehearsal", "--order", "KO-16008", "--kind", "deletion")
    key = begun["standing"]["certification"]["id"]
    left = certify(shell, "submit", key)
    assert (left.code, "CP-5608" in left.err) == (ExitCode.PROBLEM, True)
    [first, *_rest] = document(shell, "deleted", key)["proposed"]
    entered = document(shell, "deleted", key, first["id"], "--by", "Robin", "--method", "Shredded")
    assert [one["method"] for one in entered["deleted"]] == ["Shredded"]
    assert certify(shell, "deleted", key, first["id"], "--drop").code == 0
    assert certify(shell, "discard", key).code == ExitCode.USAGE
    assert certify(shell, "discard", key, "--yes").code == 0


def test_a_request_that_is_withdrawn_meanwhile_is_said(
    shell: Shell, sandbox: SandboxServer
) -> None:
    sandbox.mutate("new_request", id="cert-of-a-test", orders=["ord-20417"])
    shell.run("sync")
    begun = document(shell, "new", "--request", "cert-of-a-test")
    key = begun["standing"]["certification"]["id"]
    sandbox.mutate("withdraw_request", id="cert-of-a-test")
    shell.run("sync")
    assert document(shell, "status", key)["standing"]["changed"]
    assert document(shell, "scope", key, "--take-over", "--confirm")["changed"] == []
