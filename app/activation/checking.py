"""The whole check of one license file: taken apart, verified, opened, read, judged, in that order.

Nothing that a file says is shown or used before its signature has been verified.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from app.activation import payload as contents
from app.activation.envelope import Envelope, opened
from app.activation.faults import BadSignature, UnknownKey, Unusable
from app.activation.keys import PublicKey, for_scheme
from app.activation.payload import Payload
from app.activation.signatures import made_by
from app.activation.verdicts import Reason, Verdict, in_order
from app.activation.words import _


class Checked(NamedTuple):
    """What is known about a file after its check."""

    reasons: tuple[Reason, ...]
    """All that apply, the one that decides first; "valid" alone where nothing speaks against it."""
    kind: str = ""
    algorithm: str = ""
    key: str = ""
    """The label of the key that signed it."""
    payload: Payload | None = None
    fingerprint_matches: bool | None = None
    """None where the file names no machine, or none was asked about."""

    @property
    def verdict(self) -> Verdict:
        """The first verdict that applies."""
        return self.reasons[0].verdict


def check(
    data: bytes,
    keys: Sequence[PublicKey],
    *,
    at: datetime,
    license_keys: Sequence[str] = (),
    fingerprint: str = "",
    revoked: Sequence[str] = (),
) -> Checked:
    """Judge a file as of the aware instant `at`. Never raises for what the file holds.

    `revoked` are what the vendor's list names: licenses, machines, fingerprints.
    """
    try:
        envelope = opened(data)
    except Unusable as fault:
        return Checked((_reason(fault),))
    kind, algorithm, signer = envelope.kind, envelope.algorithm, ""
    try:
        key, scheme = _signer(envelope, keys)
        signer, algorithm = key.label, algorithm or scheme
        content = contents.content_of(envelope, tuple(license_keys), fingerprint)
        facts = contents.read(envelope, content)
        _in_time(facts, key)
    except Unusable as fault:
        reasons = [_reason(fault)]
        return Checked(tuple(reasons), kind, algorithm, signer)
    matches = _matches(facts, fingerprint)
    reasons = list(_against(facts, at, matches, revoked))
    if not reasons:
        reasons.append(Reason(Verdict.VALID, _("Its signature, its machine and its dates hold.")))
    return Checked(in_order(tuple(reasons)), kind, algorithm, signer, facts, matches)


def _signer(envelope: Envelope, keys: Sequence[PublicKey]) -> tuple[PublicKey, str]:
    """The key that made the signature, and how."""
    if not keys:
        raise UnknownKey(_("No public key of the vendor was given."))
    candidates = for_scheme(keys, envelope.scheme)
    if not candidates:
        raise UnknownKey(
            _("None of the keys given makes signatures of the kind {scheme}.").format(
                scheme=envelope.scheme
            )
        )
    message = envelope.signed
    for key in candidates:
        for scheme in (envelope.scheme,) if envelope.scheme else key.schemes:
            if made_by(key, scheme, message, envelope.signature):
                return key, scheme
    raise BadSignature(
        _("No key given made this signature: the file was changed, or another vendor made it.")
    )


def _in_time(facts: Payload, key: PublicKey) -> None:
    """Raises UnknownKey for what a key signed after it was retired, or when is not stated."""
    if key.until is None:
        return
    if facts.issued is None or facts.issued >= key.until:
        raise UnknownKey(
            _("The key that signed it, {key}, was retired {when}; it counts for older files only.")
            .format(key=key.label, when=instant_words(key.until))
        )  # fmt: skip


def _matches(facts: Payload, fingerprint: str) -> bool | None:
    if not fingerprint or facts.fingerprint is None:
        return None
    return facts.fingerprint == fingerprint


def _against(
    facts: Payload, at: datetime, matches: bool | None, revoked: Sequence[str]
) -> list[Reason]:
    """All that speaks against using the file now."""
    found: list[Reason] = []
    if matches is False:
        found.append(
            Reason(Verdict.WRONG_MACHINE, _("Its fingerprint is not the one of this machine."))
        )
    if facts.license_id and facts.license_id in revoked:
        found.append(Reason(Verdict.REVOKED, _("The vendor's list of revoked licenses names it.")))
    elif any(name and name in revoked for name in (facts.machine_id, facts.fingerprint)):
        words = _("The vendor's list of what is revoked names its machine.")
        found.append(Reason(Verdict.REVOKED, words))
    elif facts.status == "BANNED":
        found.append(Reason(Verdict.REVOKED, _("The vendor has banned its licensee.")))
    if facts.suspended or facts.status == "SUSPENDED":
        found.append(Reason(Verdict.SUSPENDED, _("It says that the license is suspended.")))
    if facts.issued is not None and facts.issued > at:
        found.append(
            Reason(
                Verdict.NOT_YET_VALID,
                _("It was issued later than the time of this check, {when}.").format(
                    when=instant_words(facts.issued)
                ),
            )
        )
    if facts.license_expiry is not None and facts.license_expiry <= at:
        words = _("The license expired {when}.").format(when=instant_words(facts.license_expiry))
        found.append(Reason(Verdict.EXPIRED, words))
    elif facts.status == "EXPIRED":
        found.append(Reason(Verdict.EXPIRED, _("It says that the license has expired.")))
    if facts.expiry is not None and facts.expiry <= at:
        words = _("The file itself is out of date since {when}.").format(
            when=instant_words(facts.expiry)
        )
        found.append(Reason(Verdict.STALE, words))
    return found


def instant_words(instant: datetime) -> str:
    """An instant with hour and zone: "2026-11-22 06:00:00 UTC"."""
    return instant.isoformat(" ", "seconds").replace("+00:00", " UTC")


def moment(text: str) -> str:
    """The same of an instant in RFC 3339."""
    return instant_words(contents.instant_of(text))


def _reason(fault: Unusable) -> Reason:
    return Reason(fault.verdict, fault.reason)
