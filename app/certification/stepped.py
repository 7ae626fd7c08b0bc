"""The one line under a step's title on the rail: short, what is open or what came of it."""

from __future__ import annotations

from app.base.dates import local, plain_day
from app.base.text import _, ngettext
from app.certification.asked import Kind
from app.certification.model import Draft, Reply, Step


def step_words(draft: Draft, step: Step, missing: int) -> str:
    """Where a step stands, in about 26 characters; the sentences stand in what is missing."""
    return _open_words(draft, step, missing) if missing else _done_words(draft, step)


def _open_words(draft: Draft, step: Step, missing: int) -> str:
    match step:
        case Step.REQUEST:
            return _("Changed")
        case Step.SCOPE if draft.scope_confirmed_at is None:
            return _("Confirm it")
        case Step.SCOPE:
            return _("Changed")
        case Step.USAGE if draft.kind is Kind.DELETION:
            words = ngettext("{count} entry open", "{count} entries open", missing)
        case Step.USAGE:
            words = ngettext("{count} gap", "{count} gaps", missing)
        case Step.RECONCILE if draft.kind is Kind.DELETION:
            words = ngettext("{count} still on record", "{count} still on record", missing)
        case Step.RECONCILE:
            words = ngettext("{count} finding to answer", "{count} findings to answer", missing)
        case Step.ATTEST:
            return _("Not all answered") if draft.attestations else _("Not started")
        case Step.SIGN:
            return _("Not complete") if draft.signatory.title else _("Not started")
        case Step.REVIEW:
            return _("To be signed") if draft.made is not None else _("Not started")
        case _:
            return _("Never, a rehearsal") if draft.rehearsal else _("Not started")
    return words.format(count=missing)


def _done_words(draft: Draft, step: Step) -> str:
    match step:
        case Step.REQUEST:
            return _request_words(draft)
        case Step.SCOPE:
            count = len({order for one in draft.terms for order in one.orders})
            words = ngettext("{count} order", "{count} orders", count)
        case Step.USAGE if draft.kind is Kind.DELETION:
            count = len(draft.deletions)
            words = ngettext("{count} entry", "{count} entries", count)
        case Step.USAGE:
            if not draft.sources:
                return _("Nothing to count")
            day = plain_day(local(max(one.counted_at for one in draft.sources)).date())
            return _("Counted {day}").format(day=day)
        case Step.RECONCILE:
            return _("Nothing in the way")
        case Step.ATTEST:
            count = sum(one.reply is Reply.EXCEPTION for one in draft.attestations)
            words = ngettext("{count} exception", "{count} exceptions", count)
            if not count:
                count = len(draft.attestations)
                words = ngettext("{count} statement", "{count} statements", count)
        case Step.SIGN:
            return draft.signatory.name
        case Step.REVIEW:
            return _("Signed")
        case _:
            return _("Sent")
    return words.format(count=count)


def _request_words(draft: Draft) -> str:
    if draft.rehearsal:
        return _("Rehearsal")
    asked = draft.asked
    if asked is None or not draft.request_id:
        return _("No request")
    if asked.due_at is None:
        return _("No date stated")
    return _("Due {day}").format(day=plain_day(local(asked.due_at).date()))
