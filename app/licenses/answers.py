"""Answers as they come in: each is verified once, and what it says is noted beside its set.

A host verifies its answer again; here it is done so that a wrong one is never carried.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec

from app.activation.checking import Checked, check
from app.activation.keys import PublicKey
from app.activation.verdicts import Verdict, verdict_words
from app.base.tasks import CancelToken, Progress, Report, no_report
from app.base.text import _
from app.licenses import noted, store
from app.licenses.model import Answer, AnswerSet
from app.licenses.noted import Noted
from app.storage.database import Database, Transaction

ISSUED = "issued"
_ANSWER = "answer"
_NOT_GENUINE = frozenset(
    {Verdict.MALFORMED, Verdict.UNSUPPORTED, Verdict.UNKNOWN_KEY, Verdict.BAD_SIGNATURE}
)
_FORGED = frozenset(verdict.value for verdict in _NOT_GENUINE)
_OTHER_HOST = Verdict.WRONG_MACHINE.value
_DECODE = msgspec.json.Decoder(Answer)


class AnswerFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of the answer to one request. Instants are aware UTC."""

    set_id: str
    issued_at: datetime | None = None
    outcome: str
    title: str = ""
    """Why the vendor refused, in the vendor's words."""
    code: str = ""
    host_name: str = ""
    product_id: str = ""
    license_id: str = ""
    fingerprint: str = ""
    machine_id: str = ""
    verdict: str = ""
    """Of its license file; "" where it holds none, or no key was here to verify it with."""
    words: str = ""
    """Why the file cannot be used, in a sentence; "" where nothing speaks against it."""
    expires_at: datetime | None = None
    sha256: str = ""
    """Of its license file."""

    @property
    def usable(self) -> bool:
        """Whether the host can use it: issued, genuine, and its own."""
        return self.outcome == ISSUED and not self.forged and not self.foreign

    @property
    def forged(self) -> bool:
        """Whether no key of the vendor made its file."""
        return self.verdict in _FORGED

    @property
    def foreign(self) -> bool:
        """Whether its file is for another host or repeats another request."""
        return self.verdict == _OTHER_HOST


class Judge(msgspec.Struct, frozen=True):
    """What answers are verified with. `license_keys` gives those that may open a license's file."""

    keys: Sequence[PublicKey]
    at: datetime
    license_keys: Callable[[str], tuple[str, ...]] = lambda _license: ()


def facts_of(
    set_id: str,
    answers: bytes,
    requests: Mapping[str, bytes],
    judge: Judge,
    report: Report = no_report,
    cancel: CancelToken | None = None,
) -> dict[str, AnswerFacts]:
    """What a set of answers says, by request; those to other requests than these are left out.

    Raises msgspec.MsgspecError for what is no set of answers, and Cancelled.
    """
    found = msgspec.json.decode(answers, type=AnswerSet)
    by_request = split(found)
    facts: dict[str, AnswerFacts] = {}
    judge = msgspec.structs.replace(judge, license_keys=functools.cache(judge.license_keys))
    for place, (name, raw) in enumerate(by_request.items()):
        if cancel is not None:
            cancel.check()
        report(Progress(_("Verifying answers"), place, len(by_request)))
        if name in requests:
            request = json.loads(requests[name])
            facts[name] = _facts(set_id, found, raw, request, judge)
    report(Progress(_("Verifying answers"), len(by_request), len(by_request)))
    return facts


def split(found: AnswerSet) -> dict[str, msgspec.Raw]:
    """The answers of a set by request, each as it came; one that cannot be read is left out."""
    by_id: dict[str, msgspec.Raw] = {}
    for raw in found.responses:
        try:
            by_id.setdefault(_DECODE.decode(raw).request_id, raw)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            continue
    return by_id


def keep(tx: Transaction, set_id: str, answers: bytes, facts: Mapping[str, AnswerFacts]) -> int:
    """Keep a set of answers with its facts; how many of them are news.

    What was issued stays: another set that refuses the same request later does not undo it.
    """
    store.keep_answer(tx, set_id, answers)
    before = known(tx)
    news = {
        name: one
        for name, one in facts.items()
        if name not in before or one.usable or not _holds(before[name])
    }
    encode = msgspec.json.Encoder().encode
    noted.put(
        tx,
        _ANSWER,
        (Noted(name, encode(one), one.host_name.casefold()) for name, one in news.items()),
    )
    return sum(name not in before or before[name] != one for name, one in news.items())


def known(db: Database | Transaction) -> dict[str, AnswerFacts]:
    """The facts of every answer that is here, by request."""
    decoder = msgspec.json.Decoder(AnswerFacts)
    return {name: decoder.decode(body) for name, body in noted.bodies(db, _ANSWER)}


def unverified(own: Database) -> list[str]:
    """The sets with files that no key was here to verify with when they came."""
    found = known(own).values()
    return list(dict.fromkeys(one.set_id for one in found if one.sha256 and not one.verdict))


def raw_answers(
    db: Database, facts: Mapping[str, AnswerFacts]
) -> tuple[dict[str, msgspec.Raw], str]:
    """The answers with these facts as they came, and when the newest of their sets was issued."""
    sets: dict[str, dict[str, msgspec.Raw]] = {}
    issued_at = ""
    for set_id in dict.fromkeys(one.set_id for one in facts.values()):
        body = store.answer(db, set_id)
        if body is not None:
            found = msgspec.json.decode(body, type=AnswerSet)
            sets[set_id] = split(found)
            issued_at = max(issued_at, found.issued_at)
    raw = {
        name: sets[one.set_id][name]
        for name, one in facts.items()
        if name in sets.get(one.set_id, {})
    }
    return raw, issued_at


def _holds(before: AnswerFacts) -> bool:
    """Whether an answer is verified and can be used: then no other one takes its place."""
    return before.usable and bool(before.verdict or not before.sha256)


def _facts(
    set_id: str, found: AnswerSet, raw: msgspec.Raw, request: dict[str, Any], judge: Judge
) -> AnswerFacts:
    answer = _DECODE.decode(raw)
    about = AnswerFacts(
        set_id=set_id,
        issued_at=_instant(found.issued_at),
        outcome=answer.outcome,
        title=answer.reason.title if answer.reason else "",
        code=answer.reason.code if answer.reason else "",
        host_name=str(request.get("host_name", "")),
        product_id=request["product_id"],
        license_id=request["license_id"],
        fingerprint=request["fingerprint"],
    )
    content = answer.machine_file or answer.license_file
    if not content:
        return about
    data = content.encode("utf-8", "surrogatepass")
    about = msgspec.structs.replace(about, sha256=sha256(data).hexdigest())
    if not judge.keys:
        return about
    checked = check(
        data,
        judge.keys,
        at=judge.at,
        license_keys=judge.license_keys(about.license_id),
        fingerprint=about.fingerprint,
    )
    return _with_verdict(about, checked, request)


def _with_verdict(about: AnswerFacts, checked: Checked, request: dict[str, Any]) -> AnswerFacts:
    facts, verdict = checked.payload, checked.verdict
    words = ""
    if verdict in _NOT_GENUINE or verdict is Verdict.WRONG_MACHINE:
        words = f"{verdict_words(verdict)}. {checked.reasons[0].words}"
    elif facts is not None and facts.request is not None and not _repeats(facts.request, request):
        verdict = Verdict.WRONG_MACHINE
        words = _("Its signed part repeats another request than this host's.")
    if facts is None:
        return msgspec.structs.replace(about, verdict=verdict.value, words=words)
    machine = facts.data.get("id") if isinstance(facts.data, dict) else None
    return msgspec.structs.replace(
        about,
        verdict=verdict.value,
        words=words,
        expires_at=facts.expiry,
        machine_id=machine if checked.kind == "machine" and isinstance(machine, str) else "",
    )


def _repeats(echo: Any, request: dict[str, Any]) -> bool:
    """Whether the signed part of an answer repeats this request: id and nonce."""
    return isinstance(echo, dict) and (echo.get("id"), echo.get("nonce")) == (
        request["request_id"],
        request["nonce"],
    )


def _instant(text: str) -> datetime | None:
    try:
        return msgspec.convert(text, datetime)
    except msgspec.ValidationError:
        return None
