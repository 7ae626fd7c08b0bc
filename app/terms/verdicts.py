"""Verdicts in words: one plain sentence on why a version governs, and one on what comes next."""

from __future__ import annotations

from datetime import datetime

from app.base.text import _
from app.deadlines.periods import local_day
from app.deadlines.words import clause_name, day_words, when_words
from app.orders.model import OrderKind
from app.terms.choice import Because, Choice, LineFacts
from app.terms.in_force import is_pinned
from app.terms.model import DocumentKind, Governing, TextState, Version
from app.terms.renewals import sound


def governing_of(choice: Choice, line: LineFacts, zone: str) -> Governing:
    """A choice with its sentences; days are those of `zone`."""
    version = choice.version
    return Governing(
        line_id=line.line_id,
        document=choice.document,
        kind=choice.kind,
        precedence=choice.precedence,
        version_id=choice.version_id,
        version_label=version.label if version is not None else "",
        text_sha256=version.sha256 if version is not None and is_pinned(version) else "",
        state=choice.state,
        clause=choice.clause,
        reason=reason(choice, line, zone),
        since=choice.since,
        next_at=choice.next_at,
        next_version_id=choice.next_version.id if choice.next_version is not None else None,
        next_version_label=choice.next_version.label if choice.next_version is not None else "",
        next_reason=next_reason(choice, line, zone),
    )


def reason(choice: Choice, line: LineFacts, zone: str) -> str:
    """Why this version governs the line, or why none can be named: one sentence."""
    parts = [_main(choice, line, zone), _other_rule(choice), _unpinned(choice.version)]
    if choice.kind is DocumentKind.END_CUSTOMER and line.reseller:
        parts.append(_reseller(line.reseller, choice.reseller_clause))
    said = "; ".join(part for part in parts if part)
    return _sentence(_("{sentence}.").format(sentence=said))


def _main(choice: Choice, line: LineFacts, zone: str) -> str:
    if choice.version is None:
        return _no_version(choice, line, zone)
    label = _label(choice.version)
    match choice.because:
        case Because.RENEWED:
            return _("The line renewed by itself on {day}, and {label} was in force then").format(
                day=_day(choice.since, zone), label=label
            )
        case Because.UPGRADE:
            return _upgrade(choice, line, label, zone)
        case Because.AT_ONCE:
            return _at_once(choice.version.effective_from, label, zone)
        case Because.ACCEPTED:
            return _(
                "Products without charge follow the newest version once it is accepted, and "
                "{label} was accepted"
            ).format(label=label)
        case Because.NOT_ACCEPTED:
            return _("{newest} governs once it is accepted; until then {label} stays").format(
                newest=_label(choice.next_version), label=label
            )
        case Because.ATTACHED:
            return _("You attached this text to the order; it counts as it read then")
        case Because.ORDER_NAMES:
            return _("The order names {label}").format(label=label)
        case _:
            return _placed(choice, line, label, zone)


def _placed(choice: Choice, line: LineFacts, label: str, zone: str) -> str:
    """The version of the order's day, or the one that the order names."""
    version, by_date = choice.version, choice.by_date
    day = _day(line.placed_at, zone)
    if version is not None and choice.named_id == version.id and by_date is not version:
        if by_date is None:
            return _(
                "The order names {label}, although it is not known to have been in force when the "
                "order was placed on {day}; the order goes first"
            ).format(label=label, day=day)
        return _(
            "The order names {label}, although {other} was in force when it was placed on {day}; "
            "the order goes first"
        ).format(label=label, other=_label(by_date), day=day)
    named, kept = bool(choice.named_id), _keeps(choice, line)
    match named, kept:
        case True, True:
            pattern = _(
                "The order names {label}, which was in force when it was placed on {day} and stays "
                "until the next renewal"
            )
        case True, False:
            pattern = _("The order names {label}, which was in force when it was placed on {day}")
        case False, True:
            pattern = _(
                "{label} was in force when the order was placed on {day} and stays until the next "
                "renewal"
            )
        case _:
            pattern = _("{label} was in force when the order was placed on {day}")
    return pattern.format(label=label, day=day)


def _keeps(choice: Choice, line: LineFacts) -> bool:
    """Whether a renewal lies ahead until which the version stays."""
    return choice.next_at is not None and line.kind is not OrderKind.NO_CHARGE


def _at_once(effective: datetime | None, label: str, zone: str) -> str:
    if sound(effective) is None:
        return _("Changes of this document apply at once, and {label} is in force").format(
            label=label
        )
    return _(
        "Changes of this document apply at once, and {label} has been in force since {day}"
    ).format(label=label, day=_day(effective, zone))


def _upgrade(choice: Choice, line: LineFacts, label: str, zone: str) -> str:
    said = _("An upgrade takes the version of its own date, {day}: {label}").format(
        day=_day(line.placed_at, zone), label=label
    )
    if choice.named_id and choice.by_date is not choice.version:
        said = _("The order names {label}, and the order goes before its date").format(label=label)
    if line.upgrades_line_id:
        return _("{said}; the line it upgrades, {base}, keeps its own").format(
            said=said, base=line.upgrades_order or line.upgrades_line_id
        )
    return _("{said}; what it upgrades keeps its own").format(said=said)


def _no_version(choice: Choice, line: LineFacts, zone: str) -> str:
    match choice.because:
        case Because.UNKNOWN_VERSION:
            return _(
                "The order names the version {id}, which the vendor's portal does not offer"
            ).format(id=choice.named_id)
        case Because.NO_DATE:
            return _("The order states no date and names no version")
        case Because.NO_VERSION:
            return _("No version is known that was in force on {day}").format(
                day=_day(line.placed_at, zone)
            )
        case Because.UNKNOWN_RULE:
            said = choice.rule.value.value if choice.rule is not None else None
            return _("How changes apply is stated in words unknown here: {words}").format(
                words=said or _("not stated")
            )
        case Because.NOT_ACCEPTED:
            return _("{newest} governs once it is accepted; none governs before").format(
                newest=_label(choice.next_version)
            )
        case _:
            return _("No rule that can be relied on says which version governs")


def _other_rule(choice: Choice) -> str:
    """That the rule stands in another version than the one that governs."""
    rule = choice.rule
    if rule is None or choice.version is None or choice.clause or rule.version is choice.version:
        return ""
    return _("so says {clause} of {label}").format(
        clause=clause_name(rule.value.clause), label=_label(rule.version)
    )


def _unpinned(version: Version | None) -> str:
    if version is None or is_pinned(version):
        return ""
    if version.text_state is TextState.UNTRUSTED:
        return _("its text is not the one that was published, so nothing is taken from it")
    if version.text_state is TextState.NOT_OFFERED:
        return _("its text is not offered, so nothing is taken from it")
    return _("its text is not here yet, so nothing is taken from it")


def _reseller(name: str, clause: str | None) -> str:
    if clause is None:
        return _("bought through {reseller}").format(reseller=name)
    said = _(
        "bought through {reseller}, whose order states the scope of use; nothing {reseller} "
        "promised binds the vendor"
    ).format(reseller=name)
    return f"{said} ({clause_name(clause)})" if clause else said


def next_reason(choice: Choice, line: LineFacts, zone: str) -> str:
    """What happens at the next renewal, or when a coming version takes effect; "" for nothing."""
    if choice.because is Because.NOT_ACCEPTED:
        said = _("{label} waits for your acceptance.").format(label=_label(choice.next_version))
        return _sentence(said)
    if choice.next_at is None:
        return ""
    when = when_words(choice.next_at, zone)
    coming = choice.next_version
    if coming is None:
        return _("What is in force on {when} is not known yet.").format(when=when)
    if choice.because is Because.AT_ONCE:
        said = _("{label} takes effect on {when}.").format(label=_label(coming), when=when)
        return _sentence(said)
    same = coming is choice.version
    if choice.by_itself:
        pattern = (
            _("It renews by itself on {when}; no version newer than {label} is published.")
            if same
            else _("It renews by itself on {when}, then under {label}.")
        )
    else:
        pattern = (
            _("Its term ends on {when}; no version newer than {label} is published.")
            if same
            else _("Its term ends on {when}; renewed then, it comes under {label}.")
        )
    return pattern.format(when=when, label=_short(coming) if same else _label(coming))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _label(version: Version | None) -> str:
    if version is None:
        return _("no version")
    return _("version {label}").format(label=version.label or version.id)


def _short(version: Version) -> str:
    return version.label or version.id


def _day(instant: datetime | None, zone: str) -> str:
    known = sound(instant)
    return day_words(local_day(known, zone)) if known is not None else _("an unknown day")
