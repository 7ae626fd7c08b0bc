"""`counterpart certify audit`: announced audits, whether in time, and the reply to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.dates import moment_words
from app.base.text import _
from app.cli.arguments import Commands, Namespace, leaf
from app.cli.context import Context
from app.cli.exits import ExitCode
from app.cli.safe import safe
from app.cli.tables import pairs

if TYPE_CHECKING:
    from app.certification.asked import Audit


def configure(certify: Commands) -> None:
    """Add the command to a group."""
    audit = leaf(certify, "audit", _("announced audits, and the reply to one"), show_audits)
    audit.add_argument("id", nargs="?", metavar=_("ID"), help=_("the audit; without it all"))
    audit.add_argument(
        "--reply", action="store_true",
        help=_("draft the reply: short notice is objected to, else the date is confirmed"),
    )  # fmt: skip


def show_audits(context: Context, arguments: Namespace) -> ExitCode:
    """Show one audit or all of them; draft the reply where it is wanted."""
    from app.cli.context import usage  # noqa: PLC0415 - where the command is wrong

    if arguments.reply and not arguments.id:
        raise usage(_("Name the audit to reply to."))
    letter = None
    with context.rooms() as rooms:
        room = rooms.certification
        if arguments.reply:
            letter = rooms.notices.draft(room.draft_audit_reply(arguments.id))
        found = (room.audit(arguments.id),) if arguments.id else room.audits()

    def lines() -> list[str]:
        told: list[str] = []
        for one in found:
            told += [*([""] if told else []), *_audit_lines(context, one)]
        if letter is not None:
            told += ["", _("Drafted: {title}").format(title=safe(letter.title))]
            told.append(
                _("Run “counterpart notice pdf {id} FILE” to print and sign it.").format(
                    id=letter.id
                )
            )
        return told or [_("No audit is announced.")]

    context.output.show({"audits": found, "letter": letter}, lines)
    return ExitCode.OK


def _audit_lines(context: Context, one: Audit) -> list[str]:
    now = context.clock.now()
    clause = f"§{one.clause.number}" if one.clause and one.clause.number else ""
    facts = (
        (_("Audit"), one.id),
        (_("Announced"), moment_words(one.sent_at, now)),
        (_("Counts as given"), one.given_words),
        (_("Begins"), moment_words(one.begins_at, now)),
        (_("Earliest"), moment_words(one.earliest_at, now) if one.earliest_at else ""),
        (_("Notice"), _("too short") if one.short_notice else _("in time")),
        (_("Clause"), clause),
        (_("Hours"), one.hours_words),
        (_("Site"), one.site),
        (_("Scope"), one.scope),
        (_("Auditor"), one.auditor),
        (_("Not genuine"), one.fault),
        (_("Reply"), one.reply),
    )
    return [*pairs(facts), safe(one.words)]
