"""A yearly certification and one of deletion by script: the request, one command line, the receipt.

What leaves is judged by poppler beside our own check; altered copies of it are found out.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.cli.exits import ExitCode
from tests.support import secret_service, signing_keys
from tests.support.certify_files import DELETION, SIGNATORY, CertifyFiles
from tests.support.certify_shell import certify
from tests.support.sandbox import SandboxServer
from tests.support.shell_here import ShellHere
from tests.support.signed_papers import signed_by

pytestmark = pytest.mark.skipif(
    bool(secret_service.missing()), reason="needs dbus-daemon and gnome-keyring-daemon"
)


def filed(sandbox: SandboxServer, request: str) -> dict[str, Any]:
    """What the vendor got for a request."""
    [found] = [
        one["body"]
        for one in sandbox.submissions()
        if one["kind"] == "certification" and one["body"].get("request_id") == request
    ]
    assert isinstance(found, dict)
    return found


def poppler_agrees(document: Path) -> None:
    """Poppler finds one whole and valid signature (of a signer that it has no reason to trust)."""
    pdfsig = shutil.which("pdfsig")
    assert pdfsig, "packaging/dev.py test installs poppler-utils"
    done = subprocess.run([pdfsig, document], capture_output=True, text=True, check=False)
    assert "Signature is Valid" in done.stdout
    assert "Total document signed" in done.stdout


def inside(document: Path, folder: Path) -> bytes:
    """The data that lie in a document, as poppler takes them out."""
    pdfdetach = shutil.which("pdfdetach")
    assert pdfdetach
    subprocess.run([pdfdetach, "-saveall", "-o", folder, document], check=True)
    return (folder / "certification.json").read_bytes()


def test_a_deletion_is_certified_with_one_command_line(
    shell: ShellHere, sandbox: SandboxServer, files: CertifyFiles, tmp_path: Path
) -> None:
    asked = certify(shell, "show", "cert-2026-3", "--json").document["request"]
    assert (asked["kind"], asked["after_end"]) == ("deletion", True)
    where = {"method": "Overwritten", "by": "Robin Adler", "deleted_at": "2026-06-01T10:00:00Z"}
    answers = files.answers(
        DELETION,
        deletions=[
            {"proposal": "copies:beacon-classic", "place": "backup-02", **where},
            {"proposal": "papers:beacon-classic", "place": "Wiki", **where},
            {"product": "beacon-classic", "what": "License key", "place": "Vault", **where},
        ],
    )
    signed = tmp_path / "deletion.pdf"
    done = shell.process(
        "certify", "new", "--request", "cert-2026-3", "--answers", str(answers), *files.sign(),
        "--out", str(signed), "--submit",
    )  # fmt: skip
    assert done.code == 0, done
    assert "the portal's receipt is crt-" in done.out
    poppler_agrees(signed)
    body = filed(sandbox, "cert-2026-3")
    assert body["kind"] == "deletion"
    assert body["document_sha256"] == hashlib.sha256(signed.read_bytes()).hexdigest()
    assert json.loads(inside(signed, tmp_path)) == body["statement"]
    assert [one["place"] for one in body["statement"]["deletions"]] == [
        "backup-02", "Wiki", "Vault",
    ]  # fmt: skip
    for _ in range(2):
        sandbox.mutate("advance_clock", seconds=121)
        assert shell.run("sync").code == 0
    [card] = certify(shell, "list", "--json").document["certifications"]
    assert (card["state"], card["finished"]) == ("countersigned", True)
    status = certify(shell, "status", card["id"], "--json")
    assert (status.code, status.document["vendor"]["state"]) == (ExitCode.OK, "countersigned")
    draft = certify(shell, "show", card["id"], "--json").document["draft"]
    assert draft["countersigned"]["size"] > signed.stat().st_size
    assert draft["copy_fault"] == ""


def usage_of(files: CertifyFiles) -> tuple[Path, Path]:
    """Exports as a directory and an inventory write them: users and hosts."""
    states = ("active",) * 231 + ("deactivated",) * 9
    users = [(f"Person {n}", f"p{n}@brennholt.example", one) for n, one in enumerate(states)]
    hosts = [(f"conn-{n:02}", "Strata Connector", "production") for n in range(9)]
    hosts += [(f"arch-{n:02}", "Strata Archive", "production") for n in range(2)]
    return (
        files.table("users.csv", ("Name", "E-mail", "Status"), users),
        files.table("hosts.csv", ("Host", "Product", "Environment"), hosts),
    )


def test_from_usage_files_to_a_submitted_certificate_with_one_command_line(
    shell: ShellHere, sandbox: SandboxServer, files: CertifyFiles, tmp_path: Path
) -> None:
    users, hosts = usage_of(files)
    mapping = files.folder / "users.map.json"
    looked = certify(shell, "map", users, "--out", mapping)
    assert looked.code == ExitCode.FINDINGS, looked
    assert "Which product is counted?" in looked.out
    chosen = json.loads(mapping.read_bytes())
    chosen["fixed"]["product_id"] = "strata-cloud"
    files.document(mapping.name, chosen)
    reason = {"reason": "Read off the administration page."}
    answers = files.answers(
        figures=[
            {"product": "strata-cloud", "metric": "storage", "quantity": "1.5", "unit": "TB",
             **reason},
            {"product": "strata-archive", "metric": "storage", "quantity": "38", "unit": "TB",
             **reason},
        ]
    )  # fmt: skip
    signed = files.folder / "compliance.pdf"
    done = shell.process(
        "certify", "new", "--request", "cert-2026-2", "--usage", str(users), "--map", str(mapping),
        "--usage", str(hosts), "--answers", str(answers), *files.sign(), "--out", str(signed),
        "--submit",
    )  # fmt: skip
    assert done.code == 0, done
    assert "the portal's receipt is crt-" in done.out
    poppler_agrees(signed)
    body = filed(sandbox, "cert-2026-2")
    data = inside(signed, tmp_path)
    assert json.loads(data) == body["statement"]
    used = {(one["product_id"], one["metric"]): one["used"] for one in body["statement"]["lines"]}
    assert used["strata-cloud", "named users"] == "231"
    assert used["strata-connector", "production instances"] == "9"
    assert used["strata-archive", "production instances"] == "2"
    assert used["strata-cloud", "storage"] == "1.5"
    hashes = {one["sha256"] for one in body["statement"]["evidence"]}
    assert {hashlib.sha256(path.read_bytes()).hexdigest() for path in (users, hosts)} <= hashes


def with_page_redrawn(document: bytes) -> bytes:
    """A page is overlaid in an incremental update, as an editor of PDFs would do it."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(document))
    drawn = generic.StreamObject(stream_data=b"1 1 1 rg 60 400 300 80 re f")
    writer.add_stream_to_page(0, writer.add_object(drawn))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_other_data(document: bytes, content: bytes) -> bytes:
    """The embedded data are replaced in an incremental update."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(document))
    [_name, entry] = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    files = entry.get_object()["/EF"]
    files["/F"] = files["/UF"] = writer.add_object(generic.StreamObject(stream_data=content))
    writer.update_container(files)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_altered_copies_and_foreign_signatures_are_found_out(
    shell: ShellHere, files: CertifyFiles, tmp_path: Path
) -> None:
    signed = (files.folder / "compliance.pdf").read_bytes()
    data = inside(files.folder / "compliance.pdf", tmp_path)
    [card] = [
        one
        for one in certify(shell, "list", "--json").document["certifications"]
        if one["request_id"] == "cert-2026-2"
    ]
    pack = tmp_path / "evidence.zip"
    assert certify(shell, "pack", card["id"], pack).code == 0
    assert certify(shell, "pack", "--check", pack).code == 0
    unsigned = signed[: signed.index(b"%%EOF") + len(b"%%EOF\n")]
    elsewhere = signing_keys.identity("Another authority", authority=True)
    foreigner = signing_keys.identity("Petra Nobody", elsewhere, organization="Elsewhere Ltd")
    namesake = signing_keys.identity(SIGNATORY["name"], elsewhere, organization="Brennholt SE")
    now = datetime.now(UTC)
    made = {
        "valid.pdf": signed,
        "page.pdf": with_page_redrawn(signed),
        "attachment.pdf": with_other_data(signed, data.replace(b'"231"', b'"131"')),
        "foreign.pdf": signed_by(foreigner, unsigned, now=now),
        "namesake.pdf": signed_by(namesake, unsigned, now=now),
    }
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)
    trust = ("--trust", str(files.root), "--evidence", str(pack))
    found = shell.process(
        "certify",
        "verify",
        *(str(tmp_path / name) for name in made),
        *trust,
        "--json",
    )
    assert found.code == ExitCode.PROBLEM
    verdicts = {Path(one["file"]).name: one["verdict"] for one in found.document["files"]}
    assert verdicts == {
        "valid.pdf": "valid",
        "page.pdf": "modified",
        "attachment.pdf": "modified",
        "foreign.pdf": "mismatch",
        "namesake.pdf": "valid_untrusted_signer",
    }
    checks = {one["name"]: one["ok"] for one in found.document["files"][0]["checks"]}
    assert checks["evidence"]


def test_a_colleague_goes_on_with_what_was_sealed(
    shell: ShellHere, files: CertifyFiles, tmp_path: Path
) -> None:
    begun = certify(shell, "new", "--rehearsal", "--order", "KO-21388", "--machines", "--json")
    key = begun.document["standing"]["certification"]["id"]
    sealed, phrase = tmp_path / "sealed", ("--passphrase-file", files.passphrase)
    assert certify(shell, "seal", key, sealed, "--editable", *phrase).code == 0
    wrong = files.text("wrong", "another phrase\n")
    refused = certify(shell, "open", sealed, "--passphrase-file", wrong)
    assert (refused.code, refused.out) == (ExitCode.PROBLEM, "")
    opened = certify(shell, "open", sealed, *phrase, "--json").document["certification"]
    assert opened["id"] != key
    assert not opened["read_only"]
    listed = certify(shell, "usage", opened["id"], "--json").document["sources"]
    assert [one["kind"] for one in listed] == ["machines"]
