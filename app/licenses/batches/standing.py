"""Where each host of a batch stands: derived each time from what is known, never kept. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from app.base.dates import deadline_words
from app.base.text import _
from app.licenses.batches.model import BatchHost, HostStanding
from app.licenses.batches.store import HostRecord, Hosts, digest
from app.licenses.batches.words import changed_words, duplicate_words, old_words, problem_words
from app.licenses.known import Known

OLD = timedelta(days=30)
"""A request of more days may be too old for the vendor. The contract names no number; this is what
the embedded portal takes. So it is a hint: only the vendor's answer makes a request stale."""

_OPEN = frozenset({"queued", "sending", "waiting", "sent"})


class Standing(NamedTuple):
    """How one host stands, and why in a sentence."""

    standing: HostStanding
    words: str = ""
    same_as: str = ""


def views(hosts: Hosts, known: Known) -> tuple[BatchHost, ...]:
    """The hosts of a batch, by name."""
    around = _Around(hosts, known)
    found = [_view(name, one, around.standing(name, one), known) for name, one in hosts.items()]
    return tuple(sorted(found, key=lambda one: (one.host_name.casefold(), one.product_id, one.id)))


class _Around:
    """What a host is compared with: the other hosts of its batch, and what was activated before."""

    def __init__(self, hosts: Hosts, known: Known) -> None:
        self._known = known
        self._first: dict[str, tuple[str, HostRecord]] = {}
        for name, one in sorted(hosts.items(), key=lambda item: self._rank(item[1])):
            if one.fingerprint:
                self._first.setdefault(one.fingerprint, (name, one))
        self._activated: dict[tuple[str, str], set[str]] = {}
        self._named: dict[tuple[str, str], HostRecord] = {}
        self._find_activated(hosts)

    def standing(self, name: str, host: HostRecord) -> Standing:
        """How this host stands."""
        if host.stray:
            return Standing(HostStanding.FOREIGN, _stray_words(host.stray))
        if not host.request_id:
            return Standing(HostStanding.MISSING)
        sent = self._known.sent.get(host.request_id)
        if sent is not None and digest(sent.body) != host.sha256:
            words = _("Another request was sent under this id before: make a new one on the host.")
            return Standing(HostStanding.REFUSED, words)
        return self._answered(host) or self._underway(host) or self._unsent(name, host)

    def _answered(self, host: HostRecord) -> Standing | None:
        """By the answer that is here; None where there is none that holds now."""
        answer = self._known.answers.get(host.request_id)
        if answer is None:
            return None
        if answer.usable:
            return _with_answer(host, self._known)
        sent = self._known.sent.get(host.request_id)
        newer = sent is not None and sent.set_id != answer.set_id and sent.state in _OPEN
        if newer or host.again == answer.set_id:
            return None
        if answer.foreign:
            return Standing(HostStanding.FOREIGN, answer.words)
        if answer.forged:
            return Standing(HostStanding.REFUSED, answer.words)
        words = answer.title or _("The vendor gives no reason.")
        match answer.outcome:
            case "stale":
                return Standing(HostStanding.STALE, words)
            case "duplicate":
                return Standing(HostStanding.DUPLICATE, words)
            case _:
                return Standing(HostStanding.REFUSED, words)

    def _underway(self, host: HostRecord) -> Standing | None:
        """By the set it went in; None where it is in none that is on its way."""
        sent = self._known.sent.get(host.request_id)
        if sent is None or sent.answered or host.again == sent.set_id:
            return None
        if sent.state == "sent":
            words = _("The vendor has it; its answer is fetched at the next sending.")
            return Standing(HostStanding.SENT, words)
        if sent.state in _OPEN:
            return Standing(HostStanding.SENT, problem_words(sent.problem))
        if sent.state == "refused":
            return Standing(HostStanding.REFUSED, problem_words(sent.problem))
        return None

    def _unsent(self, name: str, host: HostRecord) -> Standing:
        known = self._known
        license_ = known.licenses.get(host.license_id)
        if known.licenses and license_ is None:
            words = _("This account has no license “{id}”, as of the last synchronization.")
            return Standing(HostStanding.FOREIGN, words.format(id=host.license_id))
        if license_ is not None and license_.product_id != host.product_id:
            words = _("The license “{id}” is for another product.").format(id=host.license_id)
            return Standing(HostStanding.FOREIGN, words)
        doubt = self._doubt(name, host)
        if doubt is not None:
            if not host.confirmed:
                return doubt
            return Standing(HostStanding.REQUESTED, doubt.words, doubt.same_as)
        if host.created_at is not None and known.now - host.created_at > OLD:
            return Standing(HostStanding.REQUESTED, old_words(host.created_at))
        if any(one in known.answers and known.answers[one].usable for one in host.earlier):
            words = _("It was activated before as the same machine and keeps its instance.")
            return Standing(HostStanding.REQUESTED, words)
        return Standing(HostStanding.REQUESTED)

    def _doubt(self, name: str, host: HostRecord) -> Standing | None:
        """What a person should look at before it is sent."""
        first, other = self._first[host.fingerprint]
        if first != name and other.host_name.casefold() != host.host_name.casefold():
            words = duplicate_words(other.host_name)
            return Standing(HostStanding.DUPLICATE, words, other.host_name)
        key = _key(host.host_name, host.product_id)
        before = self._activated.get(key, set())
        if host.host_name and before and host.fingerprint not in before:
            return Standing(HostStanding.CHANGED, changed_words(host.host_name))
        named = self._named.get(key)
        if host.host_name and not before and named and named.fingerprint != host.fingerprint:
            return Standing(HostStanding.CHANGED, changed_words(host.host_name, here=True))
        return None

    def _rank(self, host: HostRecord) -> int:
        """Of hosts with one id, the activated one is the first, then the one that was sent."""
        if host.request_id in self._known.answers:
            return 0
        return 1 if host.request_id in self._known.sent else 2

    def _find_activated(self, hosts: Hosts) -> None:
        """Which fingerprints hold an instance under a name; whose name it is in the batch."""
        known = self._known
        machines = [one for one in known.machines.values() if one.license_id in known.licenses]
        active = {(one.license_id, one.fingerprint) for one in machines if one.state == "active"}
        ended = {(one.license_id, one.fingerprint) for one in machines} - active
        for name, one in known.answers.items():
            if any(said.done == "removed" and said.open for said in known.receipts.get(name, ())):
                active.discard((one.license_id, one.fingerprint))
            elif one.usable and (one.license_id, one.fingerprint) not in ended:
                key = _key(one.host_name, one.product_id)
                self._activated.setdefault(key, set()).add(one.fingerprint)
        for machine in machines:
            if (machine.license_id, machine.fingerprint) in active:
                key = _key(machine.name, known.licenses[machine.license_id].product_id)
                self._activated.setdefault(key, set()).add(machine.fingerprint)
        for host in hosts.values():
            if host.request_id:
                self._named.setdefault(_key(host.host_name, host.product_id), host)


def _with_answer(host: HostRecord, known: Known) -> Standing:
    """How a host stands whose answer can be used."""
    answer = known.answers[host.request_id]
    said = known.receipts.get(host.request_id, [])
    removed = [one for one in said if one.done == "removed"]
    installed = [one for one in said if one.done == "installed"]
    if any(one.seen for one in removed):
        return Standing(HostStanding.REMOVED)
    machine = known.machines.get(answer.machine_id)
    if machine is not None and machine.state != "active":
        words = _("The vendor has ended it; its instance is free again.")
        return Standing(HostStanding.REMOVED, words)
    words = ""
    if any(one.open for one in removed):
        words = _("Its proof of removal is here, on its way to the vendor.")
    elif removed:
        words = _("The vendor refused its proof of removal. ") + problem_words(removed[-1].problem)
    if any(one.seen for one in installed):
        return Standing(HostStanding.RETURNED, words)
    if installed:
        refused = "" if installed[-1].open else problem_words(installed[-1].problem)
        return Standing(HostStanding.INSTALLED, words or refused)
    return Standing(HostStanding.ANSWERED, words or _answer_words(host, known))


def _answer_words(host: HostRecord, known: Known) -> str:
    answer = known.answers[host.request_id]
    if not answer.verdict:
        return _("Not verified here yet: the vendor's keys are fetched at the next sending.")
    if answer.expires_at is not None and answer.expires_at <= known.now:
        return _("The file is out of date since {when}: make a new request on the host.").format(
            when=deadline_words(answer.expires_at)
        )
    return answer.words


def _stray_words(stray: str) -> str:
    if stray == "receipt":
        return _("Its receipt came here, but no request of it was sent from this computer.")
    return _("An answer to it came here, but its request is not in this batch.")


def _key(name: str, product: str) -> tuple[str, str]:
    return name.casefold(), product


def _view(name: str, host: HostRecord, found: Standing, known: Known) -> BatchHost:
    answer = known.answers.get(host.request_id)
    license_ = known.licenses.get(host.license_id)
    return BatchHost(
        id=name,
        host_name=host.host_name,
        product_id=host.product_id,
        product_name=known.products.get(host.product_id, ""),
        license_id=host.license_id,
        license_name=license_.name if license_ else "",
        fingerprint=host.fingerprint,
        request_id=host.request_id,
        standing=found.standing,
        words=found.words,
        same_as=found.same_as,
        confirmed=host.confirmed,
        source=host.source,
        collected_at=host.collected_at,
        created_at=host.created_at,
        answered_at=answer.issued_at if answer else None,
        expires_at=answer.expires_at if answer and answer.usable else None,
    )
