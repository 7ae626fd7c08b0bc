"""How the sandbox is started: its options as a value."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from msgspec import Struct

from app.base.text import _

DEFAULT_ORDERS = 2_000
UPLOAD_CAP = 4 << 30
"""Bytes of the largest file the contract knows."""
_YEAR_SECONDS = 31_536_000


class Options(Struct, frozen=True, kw_only=True):
    """`port` 0 means any free one; `state` None means a temporary file."""

    port: int = 0
    orders: int = DEFAULT_ORDERS
    requests: int = 0
    """Support requests to make beside those drawn by hand, with `messages` each."""
    messages: int = 10
    seed: int = 1
    state: Path | None = None
    today: date | None = None
    access_seconds: int = 600
    device_interval: int = 5
    agent_seconds: float | None = 20.0
    """How soon the vendor's agents answer, by the portal's clock; None: never."""
    upload_cap: int = UPLOAD_CAP
    demo_consent: bool = False
    allow_faults: bool = False
    faults: Path | None = None
    until_stdin_closes: bool = False
    as_json: bool = False


def parse(arguments: list[str]) -> Options:
    """The options of a command line. Ends the program with code 2 for bad ones."""
    parser = argparse.ArgumentParser(
        prog="python -m app.sandbox",
        description=_("Serve an invented vendor's portal on loopback."),
    )
    add = parser.add_argument
    add("--port", type=_Number(0, 65_535), default=0, help=_("port to listen on; 0: any free one"))
    add("--orders", type=_Number(0, 10_000_000), default=DEFAULT_ORDERS,
        help=_("how many orders the customer has"))  # fmt: skip
    add("--requests", type=_Number(0, 1_000_000), default=0,
        help=_("how many support requests to make beside the drawn ones"))  # fmt: skip
    add("--messages", type=_Number(1, 100_000), default=10,
        help=_("how many messages each of these has"))  # fmt: skip
    add("--seed", type=_Number(0, 2**63 - 1), default=1, help=_("which vendor to invent"))
    add("--state", type=Path, help=_("file to keep everything in; default: a temporary one"))
    add("--today", type=date.fromisoformat, metavar=_("DATE"),
        help=_("the day all dates are relative to (default: the real one)"))  # fmt: skip
    add("--access-seconds", type=_Number(0, 86_400), default=600,
        help=_("how long an access token lives"))  # fmt: skip
    add("--device-interval", type=_Number(0, 60), default=5,
        help=_("seconds between two polls of a device sign-in"))  # fmt: skip
    add("--agent-seconds", type=_seconds, default=20.0,
        help=_("how soon a support request is answered; “never” for not at all"))  # fmt: skip
    add("--upload-cap", type=_Number(0, UPLOAD_CAP), default=UPLOAD_CAP,
        help=_("bytes of the largest file that may be sent"))  # fmt: skip
    add("--demo-consent", action="store_true",
        help=_("sign the demo account in without asking"))  # fmt: skip
    add("--allow-faults", action="store_true", help=_("let tests order faults"))
    add("--faults", type=Path, help=_("file with the faults to start with (JSON)"))
    add("--until-stdin-closes", action="store_true", help=_("end when standard input closes"))
    add("--json", action="store_true", dest="as_json", help=_("print one line of JSON only"))
    return Options(**vars(parser.parse_args(arguments)))


def _seconds(text: str) -> float | None:
    if text == "never":
        return None
    seconds = float(text)
    if not 0 <= seconds <= _YEAR_SECONDS:
        raise argparse.ArgumentTypeError(_("must be 0 to a year, or “never”"))
    return seconds


class _Number:
    """A whole number within bounds, for argparse."""

    def __init__(self, least: int, most: int) -> None:
        self._least = least
        self._most = most

    def __call__(self, text: str) -> int:
        number = int(text)
        if not self._least <= number <= self._most:
            raise argparse.ArgumentTypeError(
                _("must be {least} to {most}").format(least=self._least, most=self._most)
            )
        return number

    def __repr__(self) -> str:
        return "whole number"
