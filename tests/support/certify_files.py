"""Files for certifications by the shell: usage, answers, and a key with its passphrase."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.support import signing_keys

SIGNATORY = {
    "name": "Anna Berg", "title": "Head of IT", "place": "Ulm", "authority": "officer",
}  # fmt: skip
COMPLIANCE = (
    "users", "systems", "modifications", "credentials", "service-bureau", "key-mechanisms",
    "performance-figures", "confidentiality", "add-ons", "export",
)  # fmt: skip
DELETION = (
    "use-stopped", "copies-deleted", "backups", "not-passed-on", "confidentiality-goes-on",
)  # fmt: skip


@functools.cache
def signatory() -> signing_keys.Identity:
    """Who the answers name, with a certificate of the test's authority."""
    return signing_keys.identity(
        SIGNATORY["name"], signing_keys.authority(), organization="Brennholt SE"
    )


class CertifyFiles:
    """Files in a folder, named as a script would have them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = signatory().p12_file(folder)
        self.passphrase = self.text("passphrase", signing_keys.PASSPHRASE + "\n")
        self.root = folder / "authority.pem"
        self.root.write_bytes(signing_keys.authority().pem)

    def text(self, name: str, content: str) -> Path:
        """A file with this text."""
        path = self.folder / name
        path.write_text(content, encoding="utf-8")
        return path

    def table(self, name: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
        """A CSV file."""
        return self.text(name, "".join(",".join(row) + "\n" for row in (heads, *rows)))

    def document(self, name: str, content: Any) -> Path:
        """A JSON file."""
        return self.text(name, json.dumps(content, indent=2))

    def answers(
        self, statements: Sequence[str] = COMPLIANCE, name: str = "answers.json", **more: Any
    ) -> Path:
        """Answers with a signatory and these statements attested."""
        return self.document(
            name,
            {"signatory": SIGNATORY, "statements": dict.fromkeys(statements, "yes"), **more},
        )

    def sign(self) -> tuple[str, ...]:
        """The options that sign with the key."""
        return ("--sign", str(self.key), "--passphrase-file", str(self.passphrase))
