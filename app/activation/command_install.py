"""`counterpart license install`: verify an answer that was carried here, then put it in place."""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any, NamedTuple

from app.activation import clock, filing, install, responses
from app.activation.fingerprint import Fingerprint, compare, fingerprint_of
from app.activation.parts import Reading, read_parts
from app.activation.places import state_folder
from app.activation.problems import BadPlace, NotConfirmed, NotForHere
from app.activation.responses import USABLE, Judged, Means, Outcome
from app.activation.shell import DONE, NOT_DONE, Shell, state_option
from app.activation.state import HostState, Installed, Keeper, stamp
from app.activation.trusting import trust_options, trusting
from app.activation.vendor_file import VendorFile, revoked_ids
from app.activation.words import _


class Row(NamedTuple):
    """What became of one answer."""

    outcome: str
    words: str
    place: str = ""
    previous: str = ""

    def document(self) -> dict[str, str | None]:
        """The row for --json."""
        return {
            "outcome": self.outcome,
            "explanation": self.words,
            "file": self.place or None,
            "previous": self.previous or None,
        }


def summary() -> str:
    """What the command does, in one sentence."""
    return _("verify an answer for this host and install its license where the product reads it")


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes, beside --json."""
    add = parser.add_argument
    add("response", metavar=_("RESPONSE"), help=_("the set of answers, or a license file"))
    add("--target", metavar=_("FILE"), help=_("where to put it, instead of the vendor's place"))
    add(
        "--allow-root", action="append", default=[], metavar=_("DIR"),
        help=_("a further folder under which the vendor's place may lie"),
    )  # fmt: skip
    add(
        "--license-key", action="append", default=[], metavar=_("KEY"),
        help=_("the license key that opens an encrypted file; it is not kept"),
    )  # fmt: skip
    add("--license-key-file", metavar=_("FILE"), help=_("a file that holds the license key"))
    add("--yes", action="store_true", help=_("do not ask before the file is written"))
    trust_options(parser)
    state_option(parser)


def run(arguments: argparse.Namespace, shell: Shell) -> int:
    """Install what is for this host. Status 1 where nothing is in place at the end."""
    now, readings = clock.now(), read_parts()
    with Keeper(state_folder(arguments.state)) as keeper:
        view = clock.view(now, keeper.state.marks)
        state = keeper.state._replace(marks=clock.noted(now, keeper.state.marks))
        state, vendor = trusting(state, arguments, now, shell)
        keeper.save(state)
        answers = responses.read_answers(filing.content(Path(arguments.response)))
        means = Means(
            state,
            vendor.keys,
            clock.judged_at(now, state.marks),
            _fingerprints(vendor, state, readings),
            _license_keys(arguments),
            revoked_ids(state.revocations),
        )
        rows = []
        for one in responses.judged(answers, means):
            state, row = _one(one, keeper, vendor, readings, arguments, shell)
            keeper.save(state)
            rows.append(row)
    shell.show({"answers": [row.document() for row in rows]}, _lines(rows))
    if clock.words(view):
        shell.note(clock.words(view))
    good = {"installed", Outcome.DUPLICATE.value}
    return DONE if any(row.outcome in good for row in rows) else NOT_DONE


def _one(
    one: Judged,
    keeper: Keeper,
    vendor: VendorFile,
    readings: tuple[Reading, ...],
    arguments: argparse.Namespace,
    shell: Shell,
) -> tuple[HostState, Row]:
    """Install one answer if it may be; the state after it, and what became of it."""
    state, now = keeper.state, clock.now()
    facts = one.checked.payload if one.checked else None
    if facts is not None and facts.issued is not None:
        state = state._replace(marks=clock.proved_by(facts.issued, now, state.marks))
    sha256 = hashlib.sha256(one.data).hexdigest()
    if one.outcome is Outcome.DUPLICATE and _in_place(sha256, state, arguments.target):
        return state, Row(one.outcome.value, one.words)
    if one.outcome not in USABLE and one.outcome is not Outcome.DUPLICATE:
        return state, Row(one.outcome.value, one.words)
    body = json.loads(one.request.body) if one.request else {}
    notice = _same_machine(body, vendor, readings)
    product = body.get("product_id") or _product(one, vendor)
    target = _target(product, vendor, arguments)
    _confirm(target, one, arguments, shell)
    put = install.put(target, one.data, now)
    assert facts is not None
    done = Installed(
        product_id=product,
        license_id=facts.license_id,
        request_id=one.request.request_id if one.request else "",
        path=str(put.path),
        sha256=sha256,
        issued=stamp(facts.issued),
        expiry=stamp(facts.expiry),
        license_expiry=stamp(facts.license_expiry),
        installed_at=stamp(now),
        previous=str(put.previous or ""),
    )
    others = tuple(old for old in state.installed if old.path != done.path)
    words = " ".join(filter(None, (one.words, notice)))
    return (
        state._replace(installed=(*others, done)),
        Row("installed", words, done.path, done.previous),
    )


def _same_machine(body: dict[str, Any], vendor: VendorFile, readings: tuple[Reading, ...]) -> str:
    """A notice where a part has changed since the request. Raises NotForHere for too many."""
    if not body:
        return ""
    now = fingerprint_of(body["product_id"], readings)
    then = Fingerprint(body["fingerprint"], body["components"])
    found = compare(vendor.policy, then.parts(), now.parts())
    if not found.holds:
        raise NotForHere(
            _("This computer is no longer the one that asked"),
            _("Changed since the request: {parts}.").format(parts=", ".join(found.changed)),
            _("Make a new request here with “counterpart license request --new”."),
        )
    if found.changed:
        return _("Changed since the request, within what the vendor accepts: {parts}.").format(
            parts=", ".join(found.changed)
        )
    return ""


def _target(product: str, vendor: VendorFile, arguments: argparse.Namespace) -> install.Target:
    if arguments.target:
        return install.given_target(arguments.target)
    location = vendor.location(product)
    if location is None:
        raise BadPlace(
            _("The vendor does not say where this product reads its license"),
            _("Its file names no place for “{product}”.").format(product=product or "?"),
            _("Name the file with --target."),
        )
    roots = (*install.allowed_roots(), *(Path(root).absolute() for root in arguments.allow_root))
    return install.vendors_target(location, roots)


def _confirm(
    target: install.Target, one: Judged, arguments: argparse.Namespace, shell: Shell
) -> None:
    shell.note(one.words, _("It is to be written to {path}.").format(path=target.path))
    if target.old:
        shell.note(_("The license file that is there now is kept beside it."))
    if arguments.yes or shell.confirm(_("Install it there?")):
        return
    raise NotConfirmed(
        _("Nothing was installed"),
        _("The place was not confirmed: {path}.").format(path=target.path),
        _("Answer yes, or give --yes."),
    )


def _in_place(sha256: str, state: HostState, target: str | None) -> bool:
    """Whether this file is where it was installed, unchanged, and is not wanted elsewhere."""
    wanted = str(install.given_target(target).path) if target else ""
    for one in state.installed:
        if wanted and wanted != one.path:
            continue
        if one.sha256 == sha256 and Path(one.path).is_file():
            return hashlib.sha256(filing.content(Path(one.path))).hexdigest() == sha256
    return False


def _product(one: Judged, vendor: VendorFile) -> str:
    """The product that a file without a request is for, by what it includes."""
    facts = one.checked.payload if one.checked else None
    found = (
        [part.get("id") for part in facts.included if part.get("type") == "products"]
        if facts
        else []
    )
    names = [name for name in found if isinstance(name, str) and vendor.location(name)]
    return names[0] if names else ""


def _fingerprints(
    vendor: VendorFile, state: HostState, readings: tuple[Reading, ...]
) -> tuple[str, ...]:
    """This host's fingerprints for every product that a file without a request could be for."""
    products = [one.product_id for one in vendor.locations]
    products += [json.loads(one.body)["product_id"] for one in state.requests]
    return tuple(fingerprint_of(name, readings).value for name in dict.fromkeys(products))


def _license_keys(arguments: argparse.Namespace) -> tuple[str, ...]:
    keys = list(arguments.license_key)
    if arguments.license_key_file:
        text = filing.content(Path(arguments.license_key_file), 100_000)
        keys += text.decode("utf-8", "replace").split()
    return tuple(keys)


def _lines(rows: list[Row]) -> list[str]:
    names = {
        "installed": _("Installed"),
        Outcome.DUPLICATE.value: _("Already installed"),
        Outcome.FOREIGN.value: _("Not for this host"),
        Outcome.STALE.value: _("Out of date"),
        Outcome.REFUSED.value: _("Refused"),
        Outcome.INVALID.value: _("Not usable"),
    }
    lines: list[str] = []
    if rows and all(row.outcome == Outcome.FOREIGN.value for row in rows):
        lines.append(_("None of the {count} answers is for this host.").format(count=len(rows)))
        rows = rows[:1]
    for row in rows:
        lines.append(f"{names[row.outcome]}: {row.words}")
        if row.place:
            lines.append("  " + row.place)
        if row.previous:
            lines.append("  " + _("The file before it: {file}").format(file=row.previous))
    return lines or [_("The file holds no answer.")]
