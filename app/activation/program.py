"""`counterpart license verify`, also where nothing else of this program is installed.

Exit status: 0 all files are valid, 1 any is not, 2 wrong usage. Neither the network nor a keyring
is ever asked.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from app.activation import clock, report
from app.activation.called import tool
from app.activation.checking import Checked, check
from app.activation.envelope import LARGEST
from app.activation.faults import BadKey
from app.activation.keys import PublicKey, public_keys
from app.activation.payload import instant_of
from app.activation.problems import HostProblem
from app.activation.spotting import beginning, license_files
from app.activation.verdicts import Reason, Verdict
from app.activation.words import _

ALL_VALID, NOT_ALL_VALID, USAGE = 0, 1, 2

_LARGEST_KEY_FILE = 100_000
_MANY = 20


class Usage(Exception):
    """The command line asks for something that cannot be."""


def main(arguments: Sequence[str]) -> int:
    """Run the command with these arguments; the exit status."""
    parser = argparse.ArgumentParser(
        prog=f"{tool()} verify", description=summary(), allow_abbrev=False
    )
    options(parser)
    parser.add_argument(
        "--json", action="store_true", help=_("write one JSON object a file, each on its line")
    )
    return run(parser.parse_args(arguments))


def summary() -> str:
    """What the command does, in one sentence."""
    return _("verify license files, machine files and signed keys, without a network")


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes, beside --json."""
    parser.add_argument(
        "file", nargs="+", metavar=_("FILE"), help=_("a file, or a folder with license files")
    )
    parser.add_argument(
        "--public-key", action="append", default=[], metavar=_("HEX|FILE"),
        help=_("the vendor's key: 64 hexadecimal digits, or a file: with them, PEM, a vendor file"),
    )  # fmt: skip
    parser.add_argument(
        "--license-key", action="append", default=[], metavar=_("KEY"),
        help=_("the license key that opens an encrypted file"),
    )  # fmt: skip
    parser.add_argument(
        "--fingerprint", default="", metavar="F", help=_("the machine it is to be for")
    )
    parser.add_argument(
        "--at", metavar="RFC3339", help=_("judge as of this instant (default: now)")
    )


def run(arguments: argparse.Namespace) -> int:
    """Verify what is asked and show it; the exit status."""
    try:
        at = _instant(arguments.at)
        keys = tuple(key for given in arguments.public_key for key in _keys(given))
        files = tuple(file for given in arguments.file for file in _files(Path(given)))
    except Usage as problem:
        print(report.plain(str(problem)), file=sys.stderr)
        return USAGE
    all_valid = True
    for number, file in enumerate(files, 1):
        checked = _check(file, keys, at, arguments)
        all_valid = all_valid and checked.verdict is Verdict.VALID
        _show(str(file), checked, as_json=arguments.json)
        _progress(number, len(files))
    sys.stdout.flush()
    return ALL_VALID if all_valid else NOT_ALL_VALID


def _check(
    file: Path, keys: Sequence[PublicKey], at: datetime, arguments: argparse.Namespace
) -> Checked:
    try:
        data = beginning(file, LARGEST)
    except OSError as error:
        why = _("It cannot be read: {why}").format(why=error.strerror or error)
        return Checked((Reason(Verdict.MALFORMED, why),))
    return check(
        data,
        keys,
        at=at,
        license_keys=arguments.license_key,
        fingerprint=arguments.fingerprint.strip(),
    )


def _show(file: str, checked: Checked, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(report.as_object(file, checked), ensure_ascii=True))
    else:
        print("\n".join(report.as_lines(file, checked)))


def _progress(number: int, total: int) -> None:
    if total < _MANY or not sys.stderr.isatty():
        return
    end = "\n" if number == total else ""
    words = _("{number} of {total} files").format(number=number, total=total)
    print(f"\r{words}", end=end, file=sys.stderr, flush=True)


def _files(place: Path) -> Iterator[Path]:
    """The file itself, or what looks like a license file in a folder, in order of names."""
    if not os.path.isdir(place):
        if not os.path.lexists(place):
            raise Usage(_("There is no file {place}.").format(place=place))
        yield place
        return
    found = 0
    for file in license_files(place):
        found += 1
        yield file
    if not found:
        raise Usage(_("There is no license file in {place}.").format(place=place))


def _keys(given: str) -> Sequence[PublicKey]:
    """The keys given as hexadecimal digits, or in a file."""
    file = Path(given)
    try:
        if len(given.strip()) == 64 and not os.path.exists(file):
            return public_keys(given)
        data = beginning(file, _LARGEST_KEY_FILE)
        if data.lstrip().startswith(b"{"):
            return _keys_of_vendor_file(data)
        return public_keys(data.decode("ascii"), file.name)
    except BadKey as problem:
        raise Usage(f"{given}: {problem}") from None
    except HostProblem as problem:
        raise Usage(f"{given}: {problem.title}. {problem.explanation}") from None
    except UnicodeDecodeError:
        raise Usage(_("{file} holds no public key.").format(file=given)) from None
    except OSError as error:
        why = error.strerror or str(error)
        raise Usage(
            _("The key {given} cannot be read: {why}").format(given=given, why=why)
        ) from None


def _keys_of_vendor_file(data: bytes) -> Sequence[PublicKey]:
    """The keys that a vendor file names; who gives it here answers for it. Raises BadFile."""
    from app.activation import vendor_file  # noqa: PLC0415 - a key in digits needs none of it

    return vendor_file.offered(data, None, clock.now()).file.keys


def _instant(given: str | None) -> datetime:
    if given is None:
        return clock.now()
    try:
        return instant_of(given)
    except ValueError:
        raise Usage(
            _("“{text}” is no instant like 2026-11-22T09:30:00Z.").format(text=given)
        ) from None
