"""The commands of an isolated host, run in this process with a folder of their own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.activation import host_program
from tests.support.vendor_desk import VendorDesk


class Ran:
    """How a command ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    @property
    def document(self) -> Any:
        return json.loads(self.out)

    @property
    def problem(self) -> str:
        """The code of the problem that was told."""
        return str(self.document["problem"]["code"])

    def __repr__(self) -> str:
        return f"exit {self.code}\n{self.out}\n{self.err}"


class Host:
    """One isolated host with its folder, and a product that reads its license below `place`."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.state = folder / "state"
        self.place = folder / "lib" / "relay" / "license"
        self.place.parent.mkdir(parents=True)
        self._capsys = capsys
        self.vendor = VendorDesk()

    def run(self, name: str, *arguments: object, as_json: bool = True) -> Ran:
        words = [*map(str, arguments), *(["--json"] if as_json else [])]
        if name != "slip":
            words += ["--state", str(self.state)]
        self._capsys.readouterr()
        code = host_program.main(name, words)
        said = self._capsys.readouterr()
        return Ran(code, said.out, said.err)

    def request(self, *more: object, license_id: str = "lic-1") -> dict[str, Any]:
        """Ask for a license; the request as it was written."""
        file = self.folder / "request.json"
        ran = self.run(
            "request", "--product", "relay", "--license", license_id, "--out", file, *more
        )
        assert ran.code == 0, ran
        [request] = json.loads(file.read_text())["requests"]
        assert request == ran.document["request"]
        return dict(request)

    def carried(self, *answers: Any) -> Path:
        """A file with these answers, or with this one text."""
        file = self.folder / "answers.json"
        if len(answers) == 1 and isinstance(answers[0], str):
            file.write_text(answers[0])
            return file
        document = {
            "client_id": "set-0001", "issued_at": "2026-11-23T00:00:00Z", "responses": answers
        }  # fmt: skip
        file.write_text(json.dumps(document))
        return file

    def install(self, file: Path, *more: object, vendor: Any = None, trust: bool = True) -> Ran:
        """Install what was carried, with everything confirmed."""
        vendor_file = self.folder / "vendor.json"
        vendor_file.write_text(json.dumps(vendor or self.vendor.vendor_file(str(self.place))))
        known = ["--vendor-file", vendor_file, "--vendor-fingerprint", self.vendor.short]
        root = ["--allow-root", self.folder / "lib", "--yes"]
        return self.run("install", file, *(known if trust else []), *root, *more)

    def outcome(self, file: Path, *more: object, **options: Any) -> str:
        """What became of the one answer that was carried."""
        ran = self.install(file, *more, **options)
        found = ran.document["answers"]
        assert len({one["outcome"] for one in found}) == 1, ran
        assert (ran.code == 0) is (found[0]["outcome"] in ("installed", "duplicate"))
        return str(found[0]["outcome"])
