"""What changed between two certificates. Pure."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence

import msgspec

from app.base.text import _
from app.certification.reconcile.stated import (
    decimal_of,
    line_id,
    name_words,
    pair_words,
    permitted_words,
    result_words,
    used_words,
)
from app.certification.statement import StatedAnswer, StatedLine, Statement


class ChangeKind(enum.StrEnum):
    """What is different."""

    LINE_ADDED = "line_added"
    LINE_REMOVED = "line_removed"
    PERMITTED = "permitted"
    USED = "used"
    RESULT = "result"
    ORDERS = "orders"
    TERMS = "terms"
    ANSWER = "answer"
    EVIDENCE = "evidence"
    LEFT_OUT = "left_out"
    FINDING = "finding"
    DELETION = "deletion"
    SIGNATORY = "signatory"


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One difference. `before` and `after` are as printed; "" where there was, or is, nothing."""

    kind: ChangeKind
    subject: str
    """What it is about: an entitlement's id, a question's id, a version, a place."""
    before: str = ""
    after: str = ""
    words: str


def differences(old: Statement, new: Statement) -> tuple[Change, ...]:
    """What the newer statement says otherwise, lines first, in the order of the page.

    The same statement gives none; when it was made, and in which language, is no difference.
    """
    return (
        *_lines(old, new),
        *_left_out(old, new),
        *_findings(old, new),
        *_terms(old, new),
        *_answers(old, new),
        *_evidence(old, new),
        *_deletions(old, new),
        *_signatory(old, new),
    )


def _lines(old: Statement, new: Statement) -> Iterator[Change]:
    before = {line_id(line): line for line in old.lines}
    after = {line_id(line): line for line in new.lines}
    for key, line in after.items():
        if key not in before:
            pair = pair_words(line)
            words = _("{name} is new: {pair}").format(name=name_words(line), pair=pair)
            yield Change(kind=ChangeKind.LINE_ADDED, subject=key, after=pair, words=words)
        else:
            yield from _line(key, before[key], line)
    for key, line in before.items():
        if key not in after:
            pair = pair_words(line)
            words = _("{name} is no longer stated").format(name=name_words(line))
            yield Change(kind=ChangeKind.LINE_REMOVED, subject=key, before=pair, words=words)


def _line(key: str, old: StatedLine, new: StatedLine) -> Iterator[Change]:
    name = name_words(new)
    if _differ(old.permitted, new.permitted):
        words = _("{name}: permitted {before}, now {after}")
        before, after = permitted_words(old), permitted_words(new)
        yield _changed(ChangeKind.PERMITTED, key, words, name, before, after)
    if _differ(old.used, new.used):
        words = _("{name}: used {before}, now {after}")
        yield _changed(ChangeKind.USED, key, words, name, used_words(old), used_words(new))
    if old.result != new.result:
        words = _("{name}: {before}, now {after}")
        before, after = result_words(old.result), result_words(new.result)
        yield _changed(ChangeKind.RESULT, key, words, name, before, after)
    if sorted(old.orders) != sorted(new.orders):
        words = _("{name}: orders {before}, now {after}")
        before, after = ", ".join(old.orders), ", ".join(new.orders)
        yield _changed(ChangeKind.ORDERS, key, words, name, before, after)


def _left_out(old: Statement, new: Statement) -> Iterator[Change]:
    before = {line_id(one): one for one in old.left_out}
    after = {line_id(one): one for one in new.left_out}
    for key, line in after.items():
        if key not in before or before[key].explanation != line.explanation:
            words = _("{name} is left out: {reason}").format(
                name=name_words(line), reason=line.explanation
            )
            earlier = before[key].explanation if key in before else ""
            yield Change(
                kind=ChangeKind.LEFT_OUT, subject=key, before=earlier, after=line.explanation,
                words=words,
            )  # fmt: skip
    for key, line in before.items():
        if key not in after:
            words = _("{name} is no longer left out").format(name=name_words(line))
            yield Change(
                kind=ChangeKind.LEFT_OUT, subject=key, before=line.explanation, words=words
            )


def _findings(old: Statement, new: Statement) -> Iterator[Change]:
    for text in _only_in(new.findings, old.findings):
        words = _("New finding: {text}").format(text=text)
        yield Change(kind=ChangeKind.FINDING, subject=text, after=text, words=words)
    for text in _only_in(old.findings, new.findings):
        words = _("No longer found: {text}").format(text=text)
        yield Change(kind=ChangeKind.FINDING, subject=text, before=text, words=words)


def _terms(old: Statement, new: Statement) -> Iterator[Change]:
    before = {order: terms for terms in old.terms for order in terms.orders}
    after = {order: terms for terms in new.terms for order in terms.orders}
    moved: dict[tuple[str, str], list[str]] = {}
    for order, terms in after.items():
        earlier = before.get(order)
        if earlier is not None and earlier.sha256 != terms.sha256:
            moved.setdefault((earlier.label, terms.label), []).append(order)
    for (one, other), orders in sorted(moved.items()):
        words = _("{orders}: governed by {after}, before by {before}").format(
            orders=", ".join(sorted(orders)), before=one, after=other
        )
        yield Change(kind=ChangeKind.TERMS, subject=other, before=one, after=other, words=words)


def _answers(old: Statement, new: Statement) -> Iterator[Change]:
    before = {one.id: one for one in old.attestations}
    after = {one.id: one for one in new.attestations}
    for key in dict.fromkeys((*after, *before)):
        one, other = before.get(key), after.get(key)
        if one is not None and other is not None and _said(one) == _said(other):
            continue
        earlier = _reply(one.reply, one.text) if one is not None else ""
        later = _reply(other.reply, other.text) if other is not None else ""
        subject = other or one
        words = _("{clause}: answered {after}, before {before}").format(
            clause=subject.clause if subject is not None else "",
            before=earlier or _("not asked"),
            after=later or _("not asked"),
        )
        yield Change(kind=ChangeKind.ANSWER, subject=key, before=earlier, after=later, words=words)


def _evidence(old: Statement, new: Statement) -> Iterator[Change]:
    before = {one.sha256: one.title for one in old.evidence}
    after = {one.sha256: one.title for one in new.evidence}
    for key, title in after.items():
        if key not in before:
            words = _("New evidence: {title}").format(title=title)
            yield Change(kind=ChangeKind.EVIDENCE, subject=key, after=title, words=words)
    for key, title in before.items():
        if key not in after:
            words = _("Evidence no longer used: {title}").format(title=title)
            yield Change(kind=ChangeKind.EVIDENCE, subject=key, before=title, words=words)


def _deletions(old: Statement, new: Statement) -> Iterator[Change]:
    before = [_place(one.product, one.what, one.place) for one in old.deletions]
    after = [_place(one.product, one.what, one.place) for one in new.deletions]
    for text in _only_in(after, before):
        words = _("Deleted since: {text}").format(text=text)
        yield Change(kind=ChangeKind.DELETION, subject=text, after=text, words=words)
    for text in _only_in(before, after):
        words = _("No longer listed as deleted: {text}").format(text=text)
        yield Change(kind=ChangeKind.DELETION, subject=text, before=text, words=words)


def _signatory(old: Statement, new: Statement) -> Iterator[Change]:
    if old.signatory.name != new.signatory.name:
        words = _("Signed by {after}, before by {before}").format(
            before=old.signatory.name, after=new.signatory.name
        )
        yield Change(
            kind=ChangeKind.SIGNATORY, subject="signatory", before=old.signatory.name,
            after=new.signatory.name, words=words,
        )  # fmt: skip


def _differ(one: str | None, other: str | None) -> bool:
    """Whether two stated figures differ: "1.50" and "1.5" are the same, none and 0 are not."""
    if (one is None) is not (other is None):
        return True
    figures = decimal_of(one), decimal_of(other)
    return one != other if None in figures else figures[0] != figures[1]


def _changed(kind: ChangeKind, key: str, words: str, name: str, before: str, after: str) -> Change:
    said = words.format(name=name, before=before, after=after)
    return Change(kind=kind, subject=key, before=before, after=after, words=said)


def _said(answer: StatedAnswer) -> tuple[str, str, str]:
    return answer.reply, answer.text, answer.statement


def _reply(reply: str, text: str) -> str:
    said = {"yes": _("yes"), "no": _("no"), "exception": _("yes, except")}.get(reply, reply)
    return f"{said}: {text}" if text else said


def _place(product: str, what: str, place: str) -> str:
    return _("{product}, {what}, {place}").format(product=product, what=what, place=place)


def _only_in(these: Sequence[str], others: Sequence[str]) -> list[str]:
    known = set(others)
    return [one for one in dict.fromkeys(these) if one not in known]
