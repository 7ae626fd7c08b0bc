"""`counterpart certify list`, `show` and `status`: what is asked, what was begun, how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.dates import moment_words
from app.base.text import _
from app.cli.arguments import Commands, Namespace, leaf
from app.cli.context import Context
from app.cli.exits import ExitCode
from app.cli.safe import safe
from app.cli.tables import Head, pairs

if TYPE_CHECKING:
    from app.certification.listed import Overview
    from app.certification.model import Draft, Filed


def configure(certify: Commands) -> None:
    """Add the commands to a group."""
    leaf(certify, "list", _("list requests, audits and certifications"), list_all)
    show = leaf(certify, "show", _("show a certification or a request"), show_one)
    show.add_argument("id", metavar=_("ID"), help=_("of the certification or the request"))
    status = leaf(
        certify, "status", _("what is missing and what the vendor says; 7 while it is not sent"),
        show_status,
    )  # fmt: skip
    status.add_argument("id", metavar=_("ID"), help=_("the certification's id"))


def list_all(context: Context, _arguments: Namespace) -> ExitCode:
    """List everything."""
    with context.rooms() as rooms:
        found = rooms.certification.overview()
    context.output.show(found, lambda: _list_lines(context, found))
    return ExitCode.OK


def show_one(context: Context, arguments: Namespace) -> ExitCode:
    """Show a request, or a certification with its comparison and statements."""
    from app.certification.problems import UnknownCertification  # noqa: PLC0415 - not for usage
    from app.cli.commands import certify_words  # noqa: PLC0415 - as above

    with context.rooms() as rooms:
        try:
            draft = rooms.certification.draft(arguments.id)
        except UnknownCertification:
            if not any(one.id == arguments.id for one in rooms.certification.requests()):
                raise
            return _show_request(context, arguments.id)
        found = certify_words.standing(context, rooms, draft.id)
        filed = rooms.certification.filed(draft.id)

    def lines() -> list[str]:
        told = certify_words.standing_lines(context, found)
        told += ["", *_facts(draft, filed)]
        if found.lines:
            told += ["", *certify_words.comparison_lines(context, found.lines)]
        return told

    context.output.show({"standing": found, "draft": draft, "vendor": filed}, lines)
    return ExitCode.OK


def show_status(context: Context, arguments: Namespace) -> ExitCode:
    """Tell how far it is; the exit code says whether something is missing."""
    from app.cli.commands import certify_words  # noqa: PLC0415 - not for usage and help

    with context.rooms() as rooms:
        found = certify_words.standing(context, rooms, arguments.id)
        fate = rooms.certification.fate(arguments.id)
        filed = rooms.certification.filed(arguments.id)

    def lines() -> list[str]:
        told = certify_words.standing_lines(context, found)
        if filed is not None:
            told += ["", *_vendor_lines(filed)]
        elif fate is not None:
            told += ["", _("In the outbox: {state}.").format(state=fate.state)]
        return told

    context.output.show({"standing": found, "outbox": fate, "vendor": filed}, lines)
    return ExitCode.FINDINGS if found.missing else ExitCode.OK


def _show_request(context: Context, request_id: str) -> ExitCode:
    with context.rooms() as rooms:
        one = rooms.certification.request(request_id)
    now = context.clock.now()
    facts = (
        (_("What"), one.kind.value),
        (_("State"), one.state.value),
        (_("Asked"), moment_words(one.issued_at, now)),
        (_("Counts as given"), one.given_words),
        (_("Due"), moment_words(one.due_at, now) if one.due_at else ""),
        (_("Why then"), one.due_words),
        (_("Orders"), ", ".join(one.orders) or _("all")),
        (_("After the end"), _("yes: the duty survives") if one.after_end else ""),
        (_("Not genuine"), one.fault),
        (_("Begun"), ", ".join(one.drafts)),
    )
    context.output.show({"request": one}, lambda: [safe(one.reason), "", *pairs(facts)])
    return ExitCode.OK


def _list_lines(context: Context, found: Overview) -> list[str]:
    now, table = context.clock.now(), context.output.table
    asked = table(
        (Head(_("Request")), Head(_("What")), Head(_("Due")), Head(_("State")),
         Head(_("Reason"), shrinks=True)),
        [
            (one.id, one.kind.value, moment_words(one.due_at, now) if one.due_at else
             _("not stated"), one.state.value, one.reason)
            for one in found.requests
        ],
    )  # fmt: skip
    audits = table(
        (Head(_("Audit")), Head(_("Begins")), Head(_("Site"), shrinks=True), Head(_("Notice"))),
        [
            (one.id, moment_words(one.begins_at, now), one.site,
             _("too short") if one.short_notice else _("in time"))
            for one in found.audits
        ],
    )  # fmt: skip
    begun = table(
        (Head(_("Certification")), Head(_("Request")), Head(_("Saved")),
         Head(_("Title"), shrinks=True), Head(_("State"), shrinks=True)),
        [
            (one.id, one.request_id, moment_words(one.saved_at, now), one.title, one.words)
            for one in found.certifications
        ],
    )  # fmt: skip
    lines: list[str] = []
    for part in (asked, audits, begun):
        if part:
            lines += [*([""] if lines else []), *part]
    return lines or [_("Nothing is asked for and nothing was begun.")]


def _facts(draft: Draft, filed: Filed | None) -> list[str]:
    lines = pairs(
        (
            (_("Request"), draft.request_id),
            (_("Orders"), ", ".join(draft.orders) or _("all that hold")),
            (_("Terms"), ", ".join(one.label for one in draft.terms)),
            (_("Language"), draft.language),
            (_("Signatory"), draft.signatory.name),
            (_("Sources"), ", ".join(one.title for one in draft.sources)),
            (_("Signed by"), ", ".join(one.by for one in draft.signed)),
        )
    )
    return lines + (_vendor_lines(filed) if filed is not None else [])


def _vendor_lines(filed: Filed) -> list[str]:
    lines = [_("The vendor's word: {state}").format(state=safe(filed.state))]
    return [*lines, *([safe(filed.note)] if filed.note else [])]
