"""What a person does on this computer as a host: each act is a job on the portable room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from app.activation.qr import bundle as qr_bundle
from app.base.clock import Clock
from app.base.errors import ProblemReport
from app.base.files import write_bytes
from app.base.text import _
from app.licenses.errors import told_as_problem
from app.licenses.this_host.host import ThisHost
from app.licenses.this_host.model import (
    HostFacts,
    InstalledView,
    JudgedView,
    Judgement,
    MadeFile,
)
from app.licenses.views.model import LicenseView
from ui.jobs import Jobs
from ui.licenses.activate.chosen import Chosen, read_chosen
from ui.licenses.tab import Tab

if TYPE_CHECKING:
    from app.services import Rooms

_FILE_MODE = 0o644


class Wanted(NamedTuple):
    """What is asked for, as it was typed."""

    product_id: str = ""
    license_id: str = ""
    host_name: str = ""
    pseudonym: bool = False
    production: bool = True

    @property
    def complete(self) -> bool:
        """Whether a request can be made of it."""
        return bool(self.product_id and self.license_id)


class Offer(NamedTuple):
    """A license that the profile knows, to be chosen."""

    license_id: str
    product_id: str
    words: str


class Brought(NamedTuple):
    """What was carried here so far; nothing of it is kept before it is judged."""

    answers: bytes | None = None
    vendor: bytes | None = None
    revocations: bytes | None = None
    others: tuple[str, ...] = ()
    """Names of files that are none of these."""

    def with_file(self, name: str, data: bytes) -> Brought:
        """What is here with one more file; a later one takes the place of an earlier."""
        match qr_bundle.kind_of(data):
            case "answers" | "license":
                return self._replace(answers=data)
            case "vendor":
                return self._replace(vendor=data)
            case "revocations":
                return self._replace(revocations=data)
            case "bundle":
                found = self
                for one in unbundled(data):
                    found = found.with_file(one.name, one.data)
                return found
            case _:
                return self._replace(others=(*self.others, name))


@told_as_problem
def unbundled(data: bytes) -> tuple[qr_bundle.Carried, ...]:
    """The files of a bundle, none of them a bundle again. Raises a Problem."""
    found = qr_bundle.files_of(data)
    return tuple(one for one in found if qr_bundle.kind_of(one.data) != "bundle")


def _offer_words(one: LicenseView) -> str:
    """A license with what is left of it: “Relay Gateway EU, lic-21877-1, 10 of 10 free”."""
    if one.permitted is None:
        return f"{one.name or one.product_name}, {one.id}"
    return _("{name}, {id}, {free} of {all} free").format(
        name=one.name or one.product_name,
        id=one.id,
        free=max(0, one.permitted - one.used),
        all=one.permitted,
    )


class HereActs(QObject):
    """Keeps nothing but what is on the screen; what counts is in the host's own folder."""

    facts_read = Signal(object)
    facts_failed = Signal(object)
    offered = Signal(object)
    """The licenses that the profile knows, a tuple of Offers."""
    previewed = Signal(str)
    preview_failed = Signal(object)
    made = Signal(object)
    brought_changed = Signal(object)
    judged = Signal(object)
    judging_failed = Signal(object)
    installed = Signal(object)
    receipt_made = Signal(object)
    removed = Signal(object)
    """The proof of a removal, a MadeFile."""
    pictures_found = Signal(object)

    def __init__(self, jobs: Jobs, clock: Clock, tab: Tab) -> None:
        super().__init__(tab)
        self._jobs = jobs
        self._tab = tab
        self.host = ThisHost(clock=clock)
        self.facts: HostFacts | None = None
        self.brought = Brought()
        self.license_key = ""
        self.judgement: Judgement | None = None

    def look(self) -> None:
        """Read what this computer is and has."""

        def show(facts: HostFacts) -> None:
            self.facts = facts
            self.facts_read.emit(facts)

        self._do(lambda _rooms: self.host.facts(), show, self.facts_failed.emit, "here-facts")

    def look_for_offers(self) -> None:
        """Read which licenses the profile knows; none is no fault on an isolated computer."""

        def read(rooms: Rooms) -> tuple[Offer, ...]:
            found = rooms.licenses.views.licenses()
            return tuple(Offer(one.id, one.product_id, _offer_words(one)) for one in found)

        self._do(read, self.offered.emit, lambda _report: self.offered.emit(()), "here-offers")

    def preview(self, wanted: Wanted) -> None:
        """What a request for this would contain."""
        self._do(
            lambda _rooms: self.host.preview(*wanted),
            self.previewed.emit,
            self.preview_failed.emit,
            "here-preview",
        )

    def make(self, wanted: Wanted, *, new: bool = False) -> None:
        """Make the request; it is remembered here with its key."""

        def done(made: MadeFile) -> None:
            self.made.emit(made)
            self.look()

        self._do(lambda _rooms: self.host.make_request(*wanted, new=new), done)

    def bring(self, places: Sequence[Path]) -> None:
        """Read files that were carried here."""
        before, chosen = self.brought, list(places)

        def read(cancel: Any, report: Any) -> tuple[Chosen, Brought]:
            found, here = read_chosen(chosen, cancel, report), before
            for name, data in found.files:
                here = here.with_file(name, data)
            return found, here

        def done(result: tuple[Chosen, Brought]) -> None:
            found, here = result
            if found.pictures:
                self.pictures_found.emit(found.pictures)
            self._take(here)

        self._jobs.job(
            self, lambda _rooms, cancel, report: read(cancel, report), group="here-bring", long=True
        ).on_success(done).on_failure(self._tab.problem_met.emit).run()

    def bring_data(self, name: str, data: bytes) -> None:
        """Take in what came as QR codes or by the clipboard."""
        before = self.brought
        self._do(lambda _rooms: before.with_file(name, data), self._take)

    def forget_brought(self) -> None:
        """Start anew with what is carried here."""
        self.judgement = None
        self._take(Brought())

    def judge(self) -> None:
        """Judge what was brought; nothing is written where the product reads."""
        brought, key = self.brought, self.license_key
        if brought.answers is None:
            return
        data = brought.answers

        def done(found: Judgement) -> None:
            self.judgement = found
            self.judged.emit(found)

        self._do(
            lambda _rooms: self.host.judge(data, brought.vendor, brought.revocations, key),
            done,
            self.judging_failed.emit,
            "here-judge",
        )

    def confirm_vendor(self) -> None:
        """A person has compared the key: from now on this host trusts it."""
        vendor = self.brought.vendor

        def done(_key: object) -> None:
            self.judge()
            self.look()

        if vendor is not None:
            self._do(lambda _rooms: self.host.confirm_vendor(vendor), done)

    def install(self, judged: JudgedView, target: str) -> None:
        """Put the license in place; the file that was there is kept."""
        key = self.license_key

        def done(found: InstalledView) -> None:
            self.installed.emit(found)
            self.look()

        self._do(
            lambda _rooms: self.host.install(judged, target, key), done, self.judging_failed.emit
        )

    def make_receipt(self) -> None:
        """What this computer says back."""
        self._do(lambda _rooms: self.host.receipt(), self.receipt_made.emit)

    def remove(self, license_id: str) -> None:
        """Take a license away from here, with its proof."""

        def done(found: MadeFile) -> None:
            self._tab.said.emit(
                _("Removed: {license}. Carry the proof to the vendor.").format(license=license_id)
            )
            self.removed.emit(found)
            self.look()

        self._do(lambda _rooms: self.host.remove(license_id), done)

    def save(self, path: Path, data: bytes) -> None:
        """Write a file that is carried away."""
        self._do(
            lambda _rooms: write_bytes(path, data, mode=_FILE_MODE),
            lambda _done: self._tab.said.emit(_("Saved: {names}").format(names=path)),
        )

    def _take(self, brought: Brought) -> None:
        self.brought = brought
        self.brought_changed.emit(brought)

    def _do(
        self,
        op: Callable[[Rooms], Any],
        done: Callable[[Any], object],
        failed: Callable[[ProblemReport], object] | None = None,
        group: str = "",
    ) -> None:
        self._jobs.job(self, lambda rooms, _cancel, _report: op(rooms), group=group).on_success(
            done
        ).on_failure(failed or self._tab.problem_met.emit).run()
