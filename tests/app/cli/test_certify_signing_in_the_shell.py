"""Ways of signing and of handing on by script: two people, a token, a scan, packs, what is odd."""

from __future__ import annotations

import email
import email.policy
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.cli.exits import ExitCode
from app.documents.signing import tokens
from app.sandbox.time_stamps import TIMESTAMP_PATH
from tests.support import secret_service, signing_keys
from tests.support.certify_files import DELETION, SIGNATORY, CertifyFiles, signatory
from tests.support.certify_shell import certify
from tests.support.pdf import text_of
from tests.support.sandbox import SandboxServer
from tests.support.shell import Shell
from tests.support.tokens import PIN, drawer, module

pytestmark = pytest.mark.skipif(
    bool(secret_service.missing()), reason="needs dbus-daemon and gnome-keyring-daemon"
)
FACE = "\N{GRINNING FACE}"
SECOND = {"name": "Tom Mori", "title": "Chief Financial Officer", "authority": "officer"}


def told(shell: Shell, *words: str | Path) -> Any:
    found = certify(shell, *words, "--json")
    assert found.code == 0, found
    return found.document


def begun(shell: Shell, files: CertifyFiles, **more: Any) -> str:
    """A certification of deletion that lacks nothing but its document; its id."""
    gone = {
        "product": "beacon-classic", "what": "Backup", "place": "backup-02",
        "method": "Overwritten", "by": "Robin Adler", "deleted_at": "2026-06-01T10:00:00Z",
    }  # fmt: skip
    answers = files.answers(DELETION, name="gone.json", **{"deletions": [gone], **more})
    new = ("new", "--kind", "deletion", "--order", "KO-16008", "--answers", answers)
    return str(told(shell, *new)["standing"]["certification"]["id"])


def pin(files: CertifyFiles) -> tuple[str | Path, ...]:
    return ("--passphrase-file", files.text("pin", PIN + "\n"))


def test_a_second_person_countersigns_and_without_them_it_does_not_leave(
    shell: Shell, files: CertifyFiles, tmp_path: Path
) -> None:
    key = begun(shell, files, countersignatory=SECOND)
    own = ("sign", key, "--key", files.key, "--passphrase-file", files.passphrase)
    assert len(told(shell, *own)["signed"]) == 1
    held = certify(shell, "submit", key)
    assert held.code == ExitCode.FINDINGS
    assert "Tom Mori has to sign as the second person" in held.out + held.err
    tom = signing_keys.identity("Tom Mori", signing_keys.authority(), organization="Brennholt SE")
    second = tom.p12_file(tmp_path, "tom.p12")
    both = told(
        shell, "sign", key, "--key", second, "--passphrase-file", files.passphrase, "--countersign"
    )["signed"]
    assert [one["countersigns"] for one in both] == [False, True]
    out = tmp_path / "both.pdf"
    told(shell, "export", key, out)
    found = certify(shell, "verify", out, "--trust", files.root, "--json")
    assert (found.code, found.document["files"][0]["verdict"]) == (0, "valid"), found
    names = [one["certificate"]["common_name"] for one in found.document["files"][0]["signatures"]]
    assert names == [SIGNATORY["name"], "Tom Mori"]
    assert "Countersignature for Brennholt SE" in text_of(out.read_bytes())


def test_a_character_that_no_font_has_is_replaced_as_the_answers_say(
    shell: Shell, files: CertifyFiles, tmp_path: Path
) -> None:
    gone = {
        "product": "beacon-classic", "what": "Backup", "place": f"tape-{FACE}",
        "method": "Overwritten", "by": "Robin Adler", "deleted_at": "2026-06-01T10:00:00Z",
    }  # fmt: skip
    key = begun(shell, files, deletions=[gone])
    out = tmp_path / "gone.pdf"
    refused = certify(shell, "export", key, out)
    assert refused.code == ExitCode.PROBLEM
    assert "CP-5501" in refused.err
    assert "GRINNING FACE" in refused.err
    assert not out.exists()
    choice = files.document("choice.json", {"replaced": {FACE: "(smile)"}})
    assert certify(shell, "answer", key, "--answers", choice).code == 0
    told(shell, "export", key, out)
    said = text_of(out.read_bytes())
    assert "tape-(smile)" in said
    assert "U+1F600" in said


def test_the_signed_pages_come_back_as_a_scan_and_leave_by_e_mail(
    shell: Shell, files: CertifyFiles, tmp_path: Path
) -> None:
    key = begun(shell, files)
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.4 scanned pages")
    both = certify(shell, "sign", key, "--scan", scan, "--key", files.key)
    assert both.code == ExitCode.USAGE
    [copy] = told(shell, "sign", key, "--scan", scan)["signed"]
    assert copy["signed"] is None
    letter, receipt = tmp_path / "letter.eml", tmp_path / "receipt.txt"
    receipt.write_text("sent", encoding="utf-8")
    told(shell, "submit", key, "--email-file", letter)
    message = email.message_from_bytes(letter.read_bytes(), policy=email.policy.default)
    [part] = message.iter_attachments()
    assert part.get_content() == scan.read_bytes()
    today = datetime.now(UTC).date().isoformat()
    told(shell, "submit", key, "--e-mailed", today, "--receipt", receipt)
    proofs = told(shell, "show", key)["draft"]["proofs"]
    assert [(one["way"], one["file"]["name"]) for one in proofs] == [("e-mail", "receipt.txt")]


def test_a_pack_hides_names_and_what_is_sealed_to_be_read_is_not_changed(
    shell: Shell, files: CertifyFiles, tmp_path: Path
) -> None:
    key = begun(shell, files)
    told(shell, "export", key, tmp_path / "made.pdf")
    pack, sealed = tmp_path / "evidence.zip", tmp_path / "sealed"
    misspelt = certify(shell, "pack", key, pack, "--redact", "backup-20")
    assert (misspelt.code, "CP-5665" in misspelt.err) == (ExitCode.PROBLEM, True)
    told(shell, "pack", key, pack, "--redact", "backup-02")
    assert told(shell, "pack", "--check", pack)["pack"]["state"] == "redacted"
    with zipfile.ZipFile(pack) as found:
        assert not any(b"backup-02" in found.read(name) for name in found.namelist())
    altered = bytearray(pack.read_bytes())
    altered[len(altered) // 2] ^= 1
    pack.write_bytes(altered)
    assert certify(shell, "pack", "--check", pack).code == ExitCode.PROBLEM
    phrase = ("--passphrase-file", files.passphrase)
    told(shell, "seal", key, sealed, *phrase)
    copy = told(shell, "open", sealed, *phrase)["certification"]
    assert copy["read_only"]
    changed = certify(shell, "attest", copy["id"], DELETION[0], "no", "Never.")
    assert changed.code == ExitCode.PROBLEM
    assert told(shell, "export", copy["id"], tmp_path / "copy.pdf")
    assert (tmp_path / "copy.pdf").read_bytes() == (tmp_path / "made.pdf").read_bytes()


@pytest.mark.skipif(not module(), reason="needs SoftHSM, which packaging/dev.py test installs")
def test_a_token_signs_and_so_does_the_systems_store(
    shell: Shell, files: CertifyFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with drawer(tmp_path) as plugged:
        plugged.plug_in("Berg", ("Signing", signatory()))
        shell.environment["SOFTHSM2_CONF"] = str(plugged.settings)
        key = begun(shell, files)
        both = certify(shell, "sign", key, "--module", module(), "--system", *pin(files))
        assert both.code == ExitCode.USAGE
        monkeypatch.setattr(tokens, "_PROXIES", ())
        without = certify(shell, "sign", key, "--system", *pin(files))
        assert (without.code, "p11-kit" in without.err) == (ExitCode.PROBLEM, True)
        monkeypatch.setattr(tokens, "_PROXIES", (module(),))
        for number, where in enumerate((("--module", module(), "--token", "Berg"), ("--system",))):
            if number:
                key = begun(shell, files)
            [copy] = told(shell, "sign", key, *where, *pin(files))["signed"]
            assert copy["signed"]["certificate"]["common_name"] == SIGNATORY["name"]
        plugged.unplug()
        other = begun(shell, files)
        gone = certify(shell, "sign", other, "--module", module(), "--token", "Berg", *pin(files))
        assert gone.code == ExitCode.PROBLEM
        assert told(shell, "show", other)["draft"]["signed"] == []
        del shell.environment["SOFTHSM2_CONF"]


def test_a_silent_time_stamp_service_is_fallen_back_from_by_choice(
    shell: Shell, sandbox: SandboxServer, files: CertifyFiles
) -> None:
    key = begun(shell, files)
    told(shell, "settings", "--timestamp-url", sandbox.address + TIMESTAMP_PATH)
    sandbox.mutate("set_timestamp", fault="down")
    sign = (
        "sign", key, "--key", files.key, "--passphrase-file", files.passphrase, "--level", "B-T",
    )  # fmt: skip
    refused = certify(shell, *sign)
    assert (refused.code, "CP-5522" in refused.err) == (ExitCode.PROBLEM, True)
    [copy] = told(shell, *sign, "--allow-lower")["signed"]
    assert copy["signed"]["level"] == "B-B"
    assert copy["signed"]["notes"]
    sandbox.mutate("set_timestamp", fault="")


def test_schedules_alone_are_a_pdf_of_their_own(
    shell: Shell, files: CertifyFiles, tmp_path: Path
) -> None:
    key = told(shell, "new", "--rehearsal", "--order", "KO-21388", "--machines")
    out = tmp_path / "schedules.pdf"
    told(shell, "export", key["standing"]["certification"]["id"], out, "--form", "schedules")
    assert "Schedules" in text_of(out.read_bytes())
    told(shell, "export", key["standing"]["certification"]["id"], tmp_path / "data.json")
    assert json.loads((tmp_path / "data.json").read_bytes())["rehearsal"]
