"""Whether an answer that was carried here is for this host, and may be used.

An answer is a set, of which one or none is for this host, or a bare license or machine file. A
genuine machine file that repeats no request is accepted by its fingerprint, and said to be unbound.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple

from app.activation.checking import Checked, check, moment
from app.activation.envelope import LARGEST
from app.activation.faults import Malformed
from app.activation.keys import PublicKey
from app.activation.payload import Payload
from app.activation.problems import BadFile
from app.activation.requests import MOST, request_hash
from app.activation.sifting import fitting, may_fit
from app.activation.state import HostState, MadeRequest, Removed, instant
from app.activation.strict import json_object
from app.activation.verdicts import Verdict, verdict_words
from app.activation.words import _


class Outcome(str, Enum):
    """What an answer is to this host."""

    FITS = "fits"
    UNBOUND = "unbound"
    DUPLICATE = "duplicate"
    FOREIGN = "foreign"
    STALE = "stale"
    REMOVED = "removed"
    """Its license was removed from this host since."""
    REFUSED = "refused"
    INVALID = "invalid"


USABLE = frozenset({Outcome.FITS, Outcome.UNBOUND})
_FEW = 16
"""So many answers are all verified, whatever machine they name."""


class Answer(NamedTuple):
    """One host's answer. `file` is the machine file, else the license file, "" where refused."""

    request_id: str
    outcome: str
    file: str
    reason: str


class Judged(NamedTuple):
    """An answer with what it is to this host, in a word and a sentence."""

    answer: Answer
    outcome: Outcome
    words: str
    checked: Checked | None = None
    request: MadeRequest | None = None

    @property
    def data(self) -> bytes:
        """The license file's bytes."""
        return self.answer.file.encode("ascii", "replace")


class Means(NamedTuple):
    """What answers are judged with. `fingerprints` are this host's, by product."""

    state: HostState
    keys: Sequence[PublicKey]
    at: datetime
    fingerprints: Sequence[str]
    license_keys: Sequence[str] = ()
    revoked: Sequence[str] = ()


def read_answers(data: bytes) -> tuple[Answer, ...]:
    """The answers in a response file, or the one license file it is. Raises BadFile."""
    if data.lstrip()[:1] != b"{":
        if len(data) > LARGEST:
            raise _bad(_("It is larger than any license file."))
        try:
            return (Answer("", "issued", data.decode("ascii"), ""),)
        except UnicodeDecodeError:
            raise _bad(_("It is neither a set of answers nor a license file.")) from None
    try:
        found = json_object(data).get("responses")
        if not isinstance(found, list) or len(found) > MOST:
            raise Malformed(_("It is not a set of answers."))
        return tuple(_answer(one) for one in found)
    except Malformed as fault:
        raise _bad(fault.reason) from fault


def judged(answers: Sequence[Answer], means: Means) -> tuple[Judged, ...]:
    """The answers that are for this host; all where none is, then each says why it is not.

    Those to requests that this host does not remember count only where it remembers none of them.
    """
    known = [one for one in answers if means.state.request(one.request_id)]
    judge = _sparingly if not known and len(answers) > _FEW else _judged
    found = tuple(judge(answer, means) for answer in known or answers)
    mine = tuple(one for one in found if one.outcome is not Outcome.FOREIGN)
    return mine or found


def _sparingly(answer: Answer, means: Means) -> Judged:
    """One of many answers: what says itself that it is for another machine is not verified."""
    data = answer.file.encode("utf-8", "surrogatepass")
    if not data or not may_fit(data, means.fingerprints):
        return Judged(answer, Outcome.FOREIGN, _("It names another machine."))
    found = _judged(answer, means)
    sealed = found.checked is not None and found.checked.verdict is Verdict.CANNOT_DECRYPT
    return found._replace(outcome=Outcome.FOREIGN) if sealed and means.license_keys else found


def _judged(answer: Answer, means: Means) -> Judged:
    request = means.state.request(answer.request_id) if answer.request_id else None
    if answer.request_id and request is None and not answer.file:
        return Judged(answer, Outcome.FOREIGN, _("It answers a request that was not made here."))
    if not answer.file:
        words = _("The vendor refused the request: {reason}").format(
            reason=answer.reason or _("no reason is given")
        )
        return Judged(answer, Outcome.REFUSED, words, None, request)
    data = answer.file.encode("utf-8", "surrogatepass")
    sha256 = hashlib.sha256(data).hexdigest()
    fingerprint, checked = _checked(data, request, means)
    request = request or _echoed(checked.payload, means.state)
    if any(one.sha256 == sha256 for one in means.state.installed) and checked.payload is not None:
        words = _("Exactly this file is installed already.")
        return Judged(answer, Outcome.DUPLICATE, words, checked, request)
    outcome, words = _fate(checked, request, fingerprint, means)
    return Judged(answer, outcome, words, checked, request)


def _checked(data: bytes, request: MadeRequest | None, means: Means) -> tuple[str, Checked]:
    """The check against the fingerprint of the request, else against each one of this host."""
    candidates = [json.loads(request.body)["fingerprint"]] if request else [*means.fingerprints]
    checked = _check(data, candidates[0] if candidates else "", means)
    if checked.verdict in (Verdict.WRONG_MACHINE, Verdict.CANNOT_DECRYPT):
        fingerprint = fitting(data, checked, candidates, means.license_keys)
        if fingerprint is not None:
            return fingerprint, _check(data, fingerprint, means)
    return candidates[0] if candidates else "", checked


def _check(data: bytes, fingerprint: str, means: Means) -> Checked:
    return check(
        data,
        means.keys,
        at=means.at,
        license_keys=means.license_keys,
        fingerprint=fingerprint,
        revoked=means.revoked,
    )


def _fate(
    checked: Checked, request: MadeRequest | None, fingerprint: str, means: Means
) -> tuple[Outcome, str]:
    facts = checked.payload
    if facts is None:
        return Outcome.INVALID, _sentence(checked)
    if checked.verdict is Verdict.WRONG_MACHINE:
        return Outcome.FOREIGN, _("It is for another machine: its fingerprint is a different one.")
    forgotten = request is None and facts.request is not None
    if forgotten and not _may_be_forgotten(checked, means.state):
        return Outcome.FOREIGN, _("Its signed part repeats a request that was not made here.")
    if request is not None and facts.request is not None and not _repeats(facts, request):
        return Outcome.FOREIGN, _("Its signed part repeats another request than this host's.")
    passed = _passed(facts, request, means.state)
    if passed is not None:
        return passed
    if checked.verdict is Verdict.STALE:
        return Outcome.STALE, _sentence(checked)
    if checked.verdict is not Verdict.VALID:
        return Outcome.INVALID, _sentence(checked)
    if forgotten:
        return Outcome.UNBOUND, _(
            "It is genuine and names this machine. The request that it answers is not remembered "
            "here (was the host installed anew?), so it counts as not bound to one."
        )
    if facts.request is not None:
        return Outcome.FITS, _("It answers this host's request, and its signature holds.")
    if checked.kind == "machine" and facts.fingerprint == fingerprint:
        return Outcome.UNBOUND, _(
            "It is genuine and names this machine, but repeats no request: it is not bound to one."
        )
    if checked.kind == "license" and request is not None:
        return Outcome.UNBOUND, _("It is genuine, but bound neither to a machine nor a request.")
    return Outcome.UNBOUND, _("It is genuine, but names no machine: it is not bound to this one.")


def _may_be_forgotten(checked: Checked, state: HostState) -> bool:
    """Whether a file for this machine may answer a request from before it was installed anew."""
    facts = checked.payload
    if facts is None or not checked.fingerprint_matches:
        return False
    return all(json.loads(one.body)["license_id"] != facts.license_id for one in state.requests)


def _repeats(facts: Payload, request: MadeRequest) -> bool:
    """Whether the signed part repeats this request: id, hash and nonce."""
    body = json.loads(request.body)
    echo = facts.request
    return isinstance(echo, dict) and (echo.get("id"), echo.get("sha256"), echo.get("nonce")) == (
        request.request_id, request_hash(body), body["nonce"]
    )  # fmt: skip


def _echoed(facts: Payload | None, state: HostState) -> MadeRequest | None:
    """The request that a bare file says it answers."""
    echo = facts.request if facts else None
    name = echo.get("id") if isinstance(echo, dict) else None
    return state.request(name) if isinstance(name, str) else None


def _passed(
    facts: Payload, request: MadeRequest | None, state: HostState
) -> tuple[Outcome, str] | None:
    """That time has passed over a genuine answer; None where it has not."""
    gone = _removed_since(facts, request, state)
    if gone:
        return Outcome.REMOVED, gone
    newer = _installed_later(facts, state)
    return (Outcome.STALE, newer) if newer else None


def _removed_since(facts: Payload, request: MadeRequest | None, state: HostState) -> str:
    """That the license was given up after the request that this file answers; "" where not.

    A request that was made after the removal is never refused, whatever the clock showed then.
    """
    if request is not None:
        gone = state.removal(request.request_id)
    else:
        about = [one for one in state.removed if one.license_id == facts.license_id]
        gone = next((one for one in about if one.request_id and _is_before(facts, one)), None)
    if gone is None:
        return ""
    return _(
        "The license was removed from this host {when}, and the vendor may have given its instance "
        "to another one. Make a new request to use it here again."
    ).format(when=moment(gone.removed_at))


def _is_before(facts: Payload, gone: Removed) -> bool:
    at = instant(gone.removed_at)
    return facts.issued is None or at is None or facts.issued <= at


def _installed_later(facts: Payload, state: HostState) -> str:
    """That a newer file for the same license is installed; "" where it is not."""
    for one in state.installed:
        issued = instant(one.issued)
        if one.license_id != facts.license_id or not issued or not facts.issued:
            continue
        if facts.issued.replace(microsecond=0) < issued:
            return _("A newer file for this license is installed; this one is of {when}.").format(
                when=facts.issued.strftime("%Y-%m-%d %H:%M:%S UTC")
            )
    return ""


def _sentence(checked: Checked) -> str:
    reasons = " ".join(reason.words for reason in checked.reasons)
    return f"{verdict_words(checked.verdict)}. {reasons}"


def _answer(one: Any) -> Answer:
    if not isinstance(one, dict):
        raise Malformed(_("An answer in it cannot be read."))
    name, outcome = one.get("request_id"), one.get("outcome")
    files = [one.get("machine_file"), one.get("license_file")]
    if not isinstance(name, str) or not name or not isinstance(outcome, str):
        raise Malformed(_("An answer in it cannot be read."))
    if not all(file is None or isinstance(file, str) for file in files):
        raise Malformed(_("An answer in it cannot be read."))
    reason = one.get("reason")
    title = reason.get("title") if isinstance(reason, dict) else None
    words = title if isinstance(title, str) else ""
    return Answer(name, outcome, next((file for file in files if file), ""), words)


def _bad(why: str) -> BadFile:
    return BadFile(
        _("This is not an answer that can be used"),
        why,
        _("Bring the file that “counterpart license exchange” wrote."),
    )
