"""Which vendor this host trusts: confirmed once by a person, then carried on by signed changes."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

from app.activation import filing, vendor_file
from app.activation.problems import NotConfirmed, VendorUnknown
from app.activation.shell import Shell
from app.activation.state import HostState, Trusted
from app.activation.vendor_file import VendorFile, short_fingerprint
from app.activation.words import _


def trust_options(parser: argparse.ArgumentParser) -> None:
    """What a command takes that needs the vendor's keys."""
    add = parser.add_argument
    add(
        "--vendor-file", metavar=_("FILE"),
        help=_("the vendor's keys and places, exported on the connected workstation"),
    )  # fmt: skip
    add(
        "--vendor-fingerprint", metavar=_("TEXT"),
        help=_("the vendor's key as the workstation shows it; then nobody is asked"),
    )  # fmt: skip
    add(
        "--revocations", metavar=_("FILE"),
        help=_("the vendor's list of revoked licenses, exported on the workstation"),
    )  # fmt: skip


def trusting(
    state: HostState, arguments: argparse.Namespace, now: datetime, shell: Shell
) -> tuple[HostState, VendorFile]:
    """The state with the vendor in it, and what its file says.

    Raises BadFile, VendorUnknown, NotConfirmed where nobody confirmed the key.
    """
    if arguments.vendor_file:
        data = filing.content(Path(arguments.vendor_file))
        offer = vendor_file.offered(data, state.vendor, now)
        if not offer.known:
            _confirm(offer.trust, offer.file.vendor, arguments.vendor_fingerprint, shell)
        state = state._replace(vendor=offer.trust)
    vendor = known_vendor(state)
    if arguments.revocations:
        state = with_revocations(state, filing.content(Path(arguments.revocations)))
    return state, vendor


def known_vendor(state: HostState) -> VendorFile:
    """What the file of the trusted vendor says. Raises VendorUnknown where none is trusted."""
    if state.vendor is None:
        raise VendorUnknown(
            _("This host does not know the vendor's keys yet"),
            _("Without them no answer can be verified."),
            _("Give the vendor file that came with the answer: --vendor-file FILE."),
        )
    return vendor_file.parsed(state.vendor.payload.encode("utf-8"))


def with_revocations(state: HostState, data: bytes) -> HostState:
    """The state with this list of what is revoked. Raises BadFile, VendorUnknown."""
    known_vendor(state)
    assert state.vendor is not None
    found = vendor_file.revocations(data, state.vendor, state.revocations)
    return state._replace(revocations=found)


def _confirm(trust: Trusted, vendor: str, expected: str | None, shell: Shell) -> None:
    shown = short_fingerprint(bytes.fromhex(trust.public))
    if expected:
        if _digits(expected) == _digits(shown):
            return
        raise VendorUnknown(
            _("This is not the vendor's key that you expect"),
            _("The file is signed by the key {shown}.").format(shown=shown),
            _("Compare with what “counterpart license vendor” shows on the workstation."),
        )
    shell.note(
        _("This host gets to know the vendor {vendor} by its key:").format(vendor=vendor),
        f"  {shown}",
        _("Compare it with what the connected workstation shows."),
    )
    if shell.confirm(_("Is it exactly the same?")):
        return
    raise NotConfirmed(
        _("The vendor's key was not confirmed"),
        _("The file is signed by the key {shown}; nothing was installed.").format(shown=shown),
        _("Compare it with the workstation, then answer yes or give --vendor-fingerprint."),
    )


def _digits(text: str) -> str:
    return "".join(sign for sign in text.upper() if sign.isalnum())
