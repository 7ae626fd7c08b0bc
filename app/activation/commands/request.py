"""`counterpart license request`: write what this host asks for, and show exactly what it says."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from app.activation import asking, clock, filing, replacing
from app.activation.asking import Asking
from app.activation.parts import Reading, read_parts
from app.activation.places import state_folder
from app.activation.shell import DONE, Shell, state_option
from app.activation.state import Keeper, MadeRequest
from app.activation.words import _


def summary() -> str:
    """What the command does, in one sentence."""
    return _("write an activation request of this host, to be carried to a connected workstation")


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes, beside --json."""
    add = parser.add_argument
    add("--product", required=True, metavar=_("ID"), help=_("the product, as the order names it"))
    add("--license", required=True, metavar=_("ID"), help=_("the license, as the portal names it"))
    add(
        "--out", metavar=_("FILE"), default="activation-request.json",
        help=_("where to write the request (default: activation-request.json)"),
    )  # fmt: skip
    add("--host-name", metavar=_("NAME"), help=_("how the vendor gets to know this host"))
    add("--pseudonym", action="store_true", help=_("tell a made-up name instead of the host's"))
    add("--not-production", action="store_true", help=_("this is no production instance"))
    add(
        "--replaces", default="", metavar=_("FILE|MACHINE"),
        help=_("the proof of a removal from the host that this one replaces, or its machine's id"),
    )  # fmt: skip
    add("--new", action="store_true", help=_("make a new request even if one waits for its answer"))
    state_option(parser)


def run(arguments: argparse.Namespace, shell: Shell) -> int:
    """Make the request, or write the one again that waits for its answer."""
    now, readings = clock.now(), read_parts()
    what = Asking(
        arguments.product,
        arguments.license,
        arguments.host_name or "",
        pseudonym=arguments.pseudonym,
        production=not arguments.not_production,
        replaces=replacing.named(arguments.replaces, arguments.license)
        if arguments.replaces
        else "",
    )
    with Keeper(state_folder(arguments.state)) as keeper:
        view = clock.view(now, keeper.state.marks)
        asked = asking.considered(what, keeper.state, readings, now, new=arguments.new)
        asking.kept(asked, keeper, now)
    out = Path(arguments.out)
    filing.write(out, asked.file, mode=0o644)
    document = {"file": str(out), "request": asked.body, "again": asked.again}
    shell.show(document, _lines(out, asked.body, asked.made, readings, again=asked.again))
    if clock.words(view):
        shell.note(clock.words(view))
    return DONE


def _lines(
    out: Path,
    body: dict[str, Any],
    made: MadeRequest,
    readings: tuple[Reading, ...],
    *,
    again: bool,
) -> list[str]:
    first = _("The request that waits for its answer was written again to {file}.")
    lines = [(first if again else _("The request was written to {file}.")).format(file=out)]
    lines += [_("It contains exactly this, and no license key:")]
    lines += ["  " + line for line in json.dumps(body, indent=2, ensure_ascii=False).splitlines()]
    missing = [one for one in readings if one.value is None]
    if missing:
        names = ", ".join(f"{one.part.value} ({one.why})" for one in missing)
        lines.append(_("Not readable here, and so not told: {names}.").format(names=names))
    lines += [
        _("Carry the file to a connected workstation and run there:"),
        f"  counterpart license exchange {out.name} --out answers",
        _("Request {name}; its key stays in this host's folder.").format(name=made.request_id),
    ]
    return lines
