"""`counterpart certify verify`: what a signed certificate is worth, without a profile or a key."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.errors import from_os_error
from app.base.settings import load
from app.base.text import _
from app.cli.arguments import Commands, Namespace, leaf
from app.cli.context import Context, absolute, usage
from app.cli.exits import ExitCode
from app.cli.safe import safe

if TYPE_CHECKING:
    from app.documents.verifying.model import Check, Judged

_LARGEST = 64 * 1024 * 1024
_LARGEST_TRUST = 1_000_000


def configure(certify: Commands) -> None:
    """Add the command."""
    parser = leaf(
        certify,
        "verify",
        _("check signed certificates: exit status 0 only where every one is valid"),
        run,
    )
    parser.add_argument("files", nargs="+", metavar=_("FILE"), help=_("the PDF to check"))
    parser.add_argument(
        "--trust", action="append", default=[], metavar=_("CERT.pem"),
        help=_(
            "a certificate to trust, of a signer or an issuer (may be repeated); "
            "those of the settings are trusted as well"
        ),
    )  # fmt: skip
    parser.add_argument(
        "--evidence", metavar=_("PLACE"),
        help=_("a folder or an evidence pack with the files that figures were counted from"),
    )  # fmt: skip


def run(context: Context, arguments: Namespace) -> ExitCode:
    """Check every file and tell. Status 0 only where all are valid, else 1."""
    from app.certification.checking import check_certificate  # noqa: PLC0415 - after --help
    from app.documents.verifying.model import Verdict  # noqa: PLC0415

    paths = [absolute(one) for one in arguments.files]
    contents = [_read(path, _LARGEST) for path in paths]
    trusted = _trusted(context, arguments.trust)
    evidence = absolute(arguments.evidence) if arguments.evidence else None
    found = []
    for path, content in zip(paths, contents, strict=True):
        context.cancel.check()
        judged = check_certificate(content, trusted, now=context.clock.now(), evidence=evidence)
        found.append((path, judged))
    context.output.show(
        {"files": [_document(path, judged) for path, judged in found]}, lambda: _lines(found)
    )
    valid = all(judged.verdict is Verdict.VALID for _path, judged in found)
    return ExitCode.OK if valid else ExitCode.PROBLEM


def _trusted(context: Context, named: Sequence[str]) -> list[bytes]:
    """The certificates to trust. Raises Usage for a file that holds none."""
    from app.documents.signing.certificates import loaded  # noqa: PLC0415 - after --help

    paths = [*named, *load(context.places.config).trusted_certificates]
    found = []
    for path in dict.fromkeys(absolute(one) for one in paths):
        content = _read(path, _LARGEST_TRUST)
        try:
            loaded([content])
        except ValueError as error:
            raise usage(_("{path} holds no certificate.").format(path=path)) from error
        found.append(content)
    return found


def _read(path: Path, most: int) -> bytes:
    try:
        with open(path, "rb") as stream:
            return stream.read(most + 1)
    except OSError as error:
        raise from_os_error(error, path) from error


def _document(path: Path, judged: Judged) -> dict[str, object]:
    return {
        "file": str(path),
        "verdict": judged.verdict,
        "words": judged.words,
        "sha256": judged.sha256,
        "pages": judged.pages,
        "signatures": judged.signatures,
        "checks": judged.checks,
    }


def _lines(found: Sequence[tuple[Path, Judged]]) -> list[str]:
    lines: list[str] = []
    for path, judged in found:
        if lines:
            lines.append("")
        lines.append(safe(f"{path.name}: {judged.verdict.value}"))
        lines.append(safe(judged.words))
        lines += [safe(one) for check in judged.checks for one in _check_lines(check)]
    return lines


def _check_lines(check: Check) -> list[str]:
    mark = {True: _("ok"), False: _("NO"), None: "-"}[check.ok]
    lines = [f"  {mark:<3} {check.title}: {check.words}"]
    if check.ok is False:
        lines += [f"        {one}" for one in check.detail]
    return lines
