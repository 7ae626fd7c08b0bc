"""The doctor on a workstation: keyring, way to the portal, vendor's keys and stores, in that order.

Each step has a deadline. Without a network it says so and goes on with what it can see here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from app.account.keys import Keys
from app.account.profiles import ProfileFolder
from app.activation.doctor.model import Action, Area, Finding, Level, in_order
from app.base.clock import Clock
from app.base.errors import Problem, ProblemReport
from app.base.settings import Settings
from app.base.tasks import CancelToken, Progress, Report, TooSlow, bounded
from app.base.text import _
from app.licenses.doctor import stores as doctor_stores
from app.licenses.doctor.network import Network
from app.portal.transport import Transport
from app.vault.vault import VaultReport, VaultState

_KEYRING_SECONDS = 20.0
_STEPS = 4


class Workstation(msgspec.Struct, frozen=True):
    """What is to be examined. `folder` None: nobody has signed in here yet."""

    settings: Settings
    transport: Transport
    clock: Clock
    probe: Callable[[], VaultReport]
    """Tries the keyring; asks nobody to unlock it."""
    folder: ProfileFolder | None = None
    keys: Callable[[], Keys] | None = None
    """Fetches the profile's keys. Raises its problem."""
    address: str = ""
    """Of the portal; "" for none."""
    memory_note: ProblemReport | None = None


def examine(
    place: Workstation, report: Report, cancel: CancelToken, *, offline: bool = False
) -> tuple[Finding, ...]:
    """All that is found, in order. Raises Cancelled."""
    return in_order(_examine(place, report, cancel, offline=offline))


def _examine(
    place: Workstation, report: Report, cancel: CancelToken, *, offline: bool
) -> Iterator[Finding]:
    report(Progress(_("Keyring"), 0, _STEPS))
    keyring = _keyring(place, cancel)
    yield keyring
    cancel.check()
    report(Progress(_("Proxy and certificates"), 1, _STEPS))
    network = Network(place.settings, place.transport, place.clock, cancel)
    yield from network.here(place.address)
    report(Progress(_("Way to the portal"), 2, _STEPS))
    yield from _portal(place, network, offline=offline)
    cancel.check()
    report(Progress(_("Vendor's keys and stores"), 3, _STEPS))
    yield from _stores(place, network, ready=keyring.level is Level.OK)
    report(Progress(_("Vendor's keys and stores"), _STEPS, _STEPS))


def _keyring(place: Workstation, cancel: CancelToken) -> Finding:
    note = place.memory_note
    if note is not None:
        return Finding(
            "keyring.memory", Area.KEYRING, Level.WARN, note.title, note.explanation,
            note.next_step, (), Action.RETRY_KEYRING,
        )  # fmt: skip
    try:
        found = bounded(place.probe, _KEYRING_SECONDS, cancel=cancel)
    except TooSlow:
        found = VaultReport(VaultState.HUNG)
    facts = ((_("Keyring"), found.backend),) if found.backend else ()
    if found.state is VaultState.READY:
        return Finding(
            "keyring.ready", Area.KEYRING, Level.OK, _("The keyring works"),
            _("A secret was kept, read and forgotten again."), "", facts,
        )  # fmt: skip
    level = Level.WARN if found.state is VaultState.ABSENT else Level.BAD
    problem = found.problem
    if problem is None:
        return Finding(
            "keyring.hung", Area.KEYRING, level, _("The keyring does not answer"),
            _("The system's keyring was asked and gave no answer."),
            _("Look for a window of the keyring that waits for you, then look again."),
            facts, Action.RETRY_KEYRING,
        )  # fmt: skip
    return Finding(
        f"keyring.{found.state.value}", Area.KEYRING, level, problem.title, problem.explanation,
        problem.next_step, (*facts, (_("Code"), problem.code)), Action.RETRY_KEYRING,
    )  # fmt: skip


def _portal(place: Workstation, network: Network, *, offline: bool) -> Iterator[Finding]:
    if not place.address:
        yield Finding(
            "network.no-profile", Area.NETWORK, Level.NOTE, _("No portal is known here yet"),
            _("Nobody has signed in on this computer, so there is no address to try."),
            _("Sign in, or go on without a portal."), (), Action.SIGN_IN,
        )  # fmt: skip
    elif offline:
        yield Finding(
            "network.skipped", Area.NETWORK, Level.NOTE, _("The portal was not asked"),
            _("You wanted to stay offline."), _("Look again without that wish."),
        )  # fmt: skip
    else:
        yield from network.way(place.address)


def _stores(place: Workstation, network: Network, *, ready: bool) -> Iterator[Finding]:
    """What needs the profile's keys; a keyring that does not work is not asked for them."""
    if place.folder is None or place.keys is None:
        return
    if not ready and place.memory_note is None:
        yield Finding(
            "stores.closed", Area.STORES, Level.NOTE, _("The stores were not opened"),
            _("Their keys are in the keyring. Your data are there, encrypted."),
            _("See to the keyring first."),
        )  # fmt: skip
        return
    try:
        keys = place.keys()
    except Problem as problem:
        yield Finding(
            "stores.keys", Area.STORES, Level.BAD, problem.title, problem.explanation,
            problem.next_step, ((_("Code"), problem.code),), Action.RETRY_KEYRING,
        )  # fmt: skip
        return
    yield from doctor_stores.findings(place.folder, keys, place.clock, network.found)
