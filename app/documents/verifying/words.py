"""A verdict in words: one sentence for a person, and what was looked at, point by point."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.base.text import _
from app.documents.verifying.found import Found, FoundSignature
from app.documents.verifying.model import Check, Verdict


def sentence(verdict: Verdict, found: Found, compared: Sequence[Check] = ()) -> str:
    """The verdict in one sentence."""
    people = [one for one in found.signatures if not one.stamp]
    names = _names(people)
    match verdict:
        case Verdict.VALID:
            return _("Signed by {names}, complete and unchanged since.").format(names=names)
        case Verdict.VALID_UNTRUSTED_SIGNER:
            return _("Complete and unchanged since it was signed, but {why}.").format(
                why=_distrust(people)
            )
        case Verdict.MODIFIED:
            return _("It was changed after it was signed by {names}: do not rely on it.").format(
                names=names
            )
        case Verdict.NOT_SIGNED:
            return _("It carries no digital signature.")
        case Verdict.MISMATCH:
            wrong = next((one.words for one in compared if one.ok is False), "")
            return (
                _("The signature holds, but the pages and the data disagree. {what}")
                .format(what=wrong)
                .strip()
            )
        case Verdict.NOT_VERIFIED:
            return _("It could not be verified: do not rely on it.")


def of_signature(one: FoundSignature) -> str:
    """What one signature is worth."""
    name = one.certificate.common_name
    if one.stamp:
        said = _("A time stamp by {name} of {day}.").format(name=name, day=_day(one.stamped_at))
    elif one.stamped_at is not None:
        said = _("Signed by {name}; the time stamp says {day}.").format(
            name=name, day=_day(one.stamped_at)
        )
    else:
        said = _("Signed by {name}, by their own clock on {day}.").format(
            name=name, day=_day(one.claimed_at)
        )
    if not one.intact:
        return said + " " + _("It does not match the document.")
    if one.changes:
        return said + " " + _("The document was changed afterwards.")
    return said


def checks(found: Found) -> tuple[Check, ...]:
    """What was looked at in document and signatures."""
    if found.fault:
        return (
            Check(
                "form", _("Form"), ok=False,
                words=_("The document could not be taken apart safely."), detail=(found.fault,),
            ),
        )  # fmt: skip
    return (_form(found), *_of_signatures(found), _pdfa(found))


def foreign(why: str) -> Check:
    """The document is none that this program knows. `why`: a technical phrase."""
    said = _("It holds no data of a certificate that this program knows.")
    return Check("data", _("Data"), ok=False, words=said, detail=(why,))


def _form(found: Found) -> Check:
    if found.form:
        return Check(
            "form", _("Form"), ok=False,
            words=_("It has parts that a certificate never has."), detail=found.form,
        )  # fmt: skip
    return Check("form", _("Form"), ok=True, words=_("Nothing is hidden in it and nothing runs."))


def _of_signatures(found: Found) -> tuple[Check, ...]:
    people = [one for one in found.signatures if not one.stamp]
    if not people:
        return (Check("signature", _("Signature"), ok=False, words=_("There is no signature.")),)
    intact = all(one.intact for one in found.signatures)
    return (
        Check(
            "signature", _("Signature"), ok=intact,
            words=_("It matches the document.") if intact else _("It does not match the document."),
            detail=tuple(of_signature(one) for one in found.signatures),
        ),
        _signer(people),
        _time(people),
        _coverage(found),
        _changes(found),
    )  # fmt: skip


def _signer(people: Sequence[FoundSignature]) -> Check:
    fine = all(one.trusted and not one.revoked and not one.out_of_time for one in people)
    said = _("{names}: trusted.").format(names=_names(people))
    if not fine:
        said = _capital(_distrust(people)) + "."
    detail = tuple(
        _("{subject}; issued by {issuer}; valid {first} to {last}; SHA-256 {hash}").format(
            subject=one.certificate.subject, issuer=one.certificate.issuer,
            first=_day(one.certificate.not_before), last=_day(one.certificate.not_after),
            hash=one.certificate.sha256,
        )
        for one in people
    )  # fmt: skip
    return Check("signer", _("Signer"), ok=fine, words=said, detail=detail)


def _distrust(people: Sequence[FoundSignature]) -> str:
    """Why a signer is not trusted, as a part of a sentence."""
    for one in people:
        name = one.certificate.common_name
        if one.revoked:
            return _("the certificate of {name} was revoked").format(name=name)
        if one.out_of_time:
            said = _("the certificate of {name} was not valid at the time that can be proven")
            return said.format(name=name)
        if one.wrong_purpose:
            return _("the certificate of {name} is not one for signatures").format(name=name)
        if not one.trusted:
            return _("{name} is not among the signers that you trust").format(name=name)
    return _("a signer is not trusted")


def _time(people: Sequence[FoundSignature]) -> Check:
    stamped = [one for one in people if one.stamped_at is not None]
    if not stamped:
        said = _("Only the signer's own clock says when: {day}.").format(
            day=_day(people[-1].claimed_at)
        )
        return Check("time", _("Time"), ok=None, words=said)
    last = stamped[-1]
    said = _("Time-stamped {day} by {service}.").format(
        day=_day(last.stamped_at), service=last.stamped_by
    )
    if not last.stamp_trusted:
        said += " " + _("That service is not among those that you trust.")
        return Check("time", _("Time"), ok=None, words=said)
    return Check("time", _("Time"), ok=True, words=said)


def _coverage(found: Found) -> Check:
    whole = found.signatures[-1].covers_all
    said = _("The last signature covers the whole file.")
    if not whole:
        said = _("Parts of the file are not covered by the last signature.")
    return Check("coverage", _("Coverage"), ok=whole, words=said)


def _changes(found: Found) -> Check:
    changed = tuple(one.changes for one in found.signatures if one.changes)
    said = _("Nothing was changed after signing.")
    if changed:
        said = _("Something was changed after signing.")
    elif len(found.signatures) > 1:
        said = _("After the first signature only further signatures were added.")
    return Check("changes", _("Changes"), ok=not changed, words=said, detail=changed)


def _pdfa(found: Found) -> Check:
    claims = found.claims
    if not claims.pdfa:
        said = _("It does not claim to be made for archives (PDF/A).")
        return Check("pdfa", _("Archive form"), ok=None, words=said)
    lacking = []
    if not claims.output_intent:
        lacking.append(_("the color profile is missing"))
    if claims.pdfa.endswith("A") and not claims.tagged:
        lacking.append(_("the tags are missing"))
    if lacking:
        said = _("It claims PDF/A-{level}, but {what}.").format(
            level=claims.pdfa.lower(), what=", ".join(lacking)
        )
        return Check("pdfa", _("Archive form"), ok=False, words=said)
    said = _("It claims PDF/A-{level}, and the marks of that are there.").format(
        level=claims.pdfa.lower()
    )
    return Check("pdfa", _("Archive form"), ok=True, words=said)


def _names(people: Sequence[FoundSignature]) -> str:
    told = []
    for one in people:
        certificate = one.certificate
        named = certificate.common_name
        if certificate.organization:
            named += f" ({certificate.organization})"
        told.append(named)
    return ", ".join(dict.fromkeys(told))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _day(instant: datetime | None) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC" if instant is not None else _("an unknown day")
