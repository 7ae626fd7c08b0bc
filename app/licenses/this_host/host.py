"""This computer as a host of licenses: the portable room for the window, without a shell.

Each step takes what a person chose, does what the command of the same name does and gives values
back. Every problem is one of `app.base.errors`.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from app.activation import (
    aside,
    asking,
    installing,
    parts,
    receipts,
    removing,
    replacing,
    requests,
    responses,
    standing,
    trusting,
)
from app.activation import clock as host_clock
from app.activation import vendor_file as trusted
from app.activation.asking import Asked, Asking
from app.activation.parts import Reading
from app.activation.places import state_folder
from app.activation.problems import NotForHere
from app.activation.responses import Answer, Judged, Outcome
from app.activation.state import HostState, Keeper, instant, load
from app.activation.vendor_file import short_fingerprint
from app.base.clock import Clock, SystemClock
from app.base.text import _, ngettext
from app.licenses.errors import told_as_problem
from app.licenses.this_host import views
from app.licenses.this_host.model import (
    HostFacts,
    InstalledView,
    JudgedView,
    Judgement,
    MadeFile,
)

REQUEST, RECEIPT, REMOVAL = (
    "activation-request.json", "activation-receipt.json", "activation-removal.json"
)  # fmt: skip
"""Names of the files that are carried away."""

_SHOWN_FOR = timedelta(hours=1)


class ThisHost:
    """This computer. `folder` None: the one that the shell's commands use as well.

    `roots` are further folders that the vendor's place for a license may lie under. May be used
    from any thread; a second process waits for the folder.
    """

    def __init__(
        self,
        folder: Path | None = None,
        clock: Clock | None = None,
        roots: Sequence[Path] = (),
    ) -> None:
        self.folder = folder or state_folder(os.environ.get("COUNTERPART_HOST_STATE"))
        self._clock = clock or SystemClock()
        self._roots = tuple(roots)
        self._lock = threading.Lock()
        self._shown: dict[tuple[Asking, bool], Asked] = {}

    @told_as_problem
    def facts(self) -> HostFacts:
        """What this computer is, what waits and what is installed."""
        now, readings = self._clock.now(), parts.read_parts()
        state, view = standing.remembered(self.folder, now)
        at = host_clock.judged_at(now, state.marks)
        return HostFacts(
            host_name=asking.own_name(),
            folder=str(self.folder),
            parts=tuple(views.part(one) for one in readings),
            waiting=tuple(views.waiting(one) for one in standing.waiting(state)),
            installed=self._installed(state, readings, at),
            removed=tuple(views.removed(one) for one in standing.removed(state)),
            vendor_key=views.vendor_key(state),
            clock_words=host_clock.words(view),
        )

    @told_as_problem
    def preview(
        self,
        product_id: str,
        license_id: str,
        host_name: str = "",
        pseudonym: bool = False,
        production: bool = True,
        *,
        new: bool = False,
        replaces: bytes | str = "",
    ) -> str:
        """Exactly what the request will contain, as JSON text; never the license key.

        `make_request` with the same arguments then makes just this one. `replaces`: the file with
        the proof of a removal from another host, or the id of a machine that is free.
        """
        moved = _replaced(replaces, license_id)
        what = Asking(product_id, license_id, host_name, pseudonym, production, moved)
        state = load(self.folder)
        asked = self._considered(what, state, self._clock.now(), new=new)
        return json.dumps(asked.body, indent=2, ensure_ascii=False)

    @told_as_problem
    def make_request(
        self,
        product_id: str,
        license_id: str,
        host_name: str = "",
        pseudonym: bool = False,
        production: bool = True,
        *,
        new: bool = False,
        replaces: bytes | str = "",
    ) -> MadeFile:
        """The request file; the request is remembered here with its key before this returns."""
        moved = _replaced(replaces, license_id)
        what = Asking(product_id, license_id, host_name, pseudonym, production, moved)
        now = self._clock.now()
        with Keeper(self.folder) as keeper:
            asked = self._considered(what, keeper.state, now, new=new)
            asking.kept(asked, keeper, now)
        with self._lock:
            self._shown.pop((what, new), None)
        return MadeFile(
            name=REQUEST, data=asked.file, request_id=asked.made.request_id, again=asked.again
        )

    @told_as_problem
    def judge(
        self,
        data: bytes,
        vendor_file: bytes | None = None,
        revocations: bytes | None = None,
        license_key: str = "",
    ) -> Judgement:
        """What the answers are to this computer; a vendor file by a known key is kept.

        Where a person has to compare the vendor's key first nothing is judged and nothing kept.
        """
        now, readings = self._clock.now(), parts.read_parts()
        answers = responses.read_answers(data)
        with Keeper(self.folder) as keeper:
            state = keeper.state._replace(marks=host_clock.noted(now, keeper.state.marks))
            if vendor_file is not None:
                offer = trusted.offered(vendor_file, state.vendor, now)
                if not offer.known:
                    shown = short_fingerprint(bytes.fromhex(offer.trust.public))
                    return Judgement(key_to_confirm=shown, vendor=offer.file.vendor)
                state = state._replace(vendor=offer.trust)
            vendor = trusting.known_vendor(state)
            if revocations is not None:
                state = trusting.with_revocations(state, revocations)
            keeper.save(state)
        found = installing.judged(answers, state, vendor, readings, now, _keys(license_key))
        return Judgement(
            answers=tuple(views.judged(one, state, vendor, readings, self._roots) for one in found),
            vendor=vendor.vendor,
        )

    @told_as_problem
    def confirm_vendor(self, vendor_file: bytes) -> str:
        """A person has compared the key: trust it from now on; its short fingerprint."""
        now = self._clock.now()
        with Keeper(self.folder) as keeper:
            offer = trusted.offered(vendor_file, keeper.state.vendor, now)
            keeper.save(keeper.state._replace(vendor=offer.trust))
        return short_fingerprint(bytes.fromhex(offer.trust.public))

    @told_as_problem
    def install(self, judged: JudgedView, target: str = "", license_key: str = "") -> InstalledView:
        """Judge the answer once more and put it in place, or where a person says as `target`."""
        now, readings = self._clock.now(), parts.read_parts()
        file = judged.file.decode("ascii", "replace")
        with Keeper(self.folder) as keeper:
            aside.settled(keeper)
            state, vendor = keeper.state, trusting.known_vendor(keeper.state)
            answers = [Answer(judged.request_id, "issued", file, "")]
            [one] = installing.judged(answers, state, vendor, readings, now, _keys(license_key))
            state = installing.noted(one, state, now)
            if installing.wanted(one, state, target):
                plan = installing.plan(one, vendor, readings, target, self._roots)
                state, _done = installing.carried_out(plan, state, now)
            elif one.outcome is not Outcome.DUPLICATE:
                keeper.save(state)
                raise _not_for_here(one)
            keeper.save(state)
        at = host_clock.judged_at(now, state.marks)
        facts = one.checked.payload if one.checked else None
        rows = self._installed(state, readings, at)
        return next(row for row in reversed(rows) if facts and row.license_id == facts.license_id)

    @told_as_problem
    def receipt(self) -> MadeFile:
        """What this computer says back about its licenses, signed by the keys of its requests."""
        now, state = self._clock.now(), load(self.folder)
        made = receipts.all_of(state, now)
        count = len(made)
        words = ngettext("A receipt for {count} license.", "Receipts for {count} licenses.", count)
        return MadeFile(
            name=RECEIPT,
            data=receipts.set_of(made, requests.new_id(now)),
            words=words.format(count=count),
        )

    @told_as_problem
    def remove(
        self, license_id: str, *, keep: bool = False, without_proof: bool = False
    ) -> MadeFile:
        """Take a license away from here, or write the proof of it again; the proof to carry back.

        `keep`: a copy stays in the folder. Its data are empty only where `without_proof` is given
        and this computer cannot prove it; without that such a removal is a problem.
        """
        now, readings = self._clock.now(), parts.read_parts()
        with Keeper(self.folder) as keeper:
            aside.settled(keeper)
            plan = removing.plan(license_id, keeper.state, readings)
            if plan.places:
                removing.removed(plan, keeper, now, keep=keep, without_proof=without_proof)
            state = keeper.state
        proofs = receipts.removals(state, plan.license_id)
        data = receipts.set_of(proofs, requests.new_id(now)) if proofs else b""
        return MadeFile(name=REMOVAL, data=data, again=not plan.places, words=plan.no_proof)

    def _considered(self, what: Asking, state: HostState, now: datetime, *, new: bool) -> Asked:
        """The request that was shown for the same wish, else what would be made now."""
        asked = asking.considered(what, state, parts.read_parts(), now, new=new)
        if asked.again:
            return asked
        with self._lock:
            shown = self._shown.get((what, new))
            if shown is None or not _still_good(shown, asked, now):
                shown = self._shown[what, new] = asked
            return shown

    def _installed(
        self, state: HostState, readings: Sequence[Reading], at: datetime
    ) -> tuple[InstalledView, ...]:
        found = standing.standings(state, readings, at)
        return tuple(views.installed(one, at) for one in found)


def _still_good(shown: Asked, asked: Asked, now: datetime) -> bool:
    """Whether what was shown is what would be made: the same computer, and not long ago."""
    at = instant(shown.made.created_at)
    same = shown.body["fingerprint"] == asked.body["fingerprint"]
    return same and at is not None and timedelta(0) <= now - at < _SHOWN_FOR


def _replaced(given: bytes | str, license_id: str) -> str:
    if isinstance(given, bytes):
        return replacing.proved(given, license_id)
    return replacing.machine(given) if given else ""


def _keys(license_key: str) -> tuple[str, ...]:
    return tuple(license_key.split())


def _not_for_here(one: Judged) -> NotForHere:
    return NotForHere(
        _("This answer is not installed"),
        one.words,
        _("Bring the answer to this computer's own request, or make a new request."),
    )
