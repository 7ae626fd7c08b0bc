"""`counterpart certify new`: begin a certification, and on wish all the way to the receipt.

With usage files, answers and a key it is one command line from the figures to a signed PDF; what is
still missing holds it back, and what was begun is kept.
"""

from __future__ import annotations

import argparse
import contextlib
from typing import TYPE_CHECKING

from app.base.errors import Problem
from app.base.text import _
from app.cli.arguments import Commands, Namespace, leaf
from app.cli.commands.certify_dates import period
from app.cli.commands.certify_files import add_usage, bring, looked_at, unread
from app.cli.commands.certify_signing import (
    add_key,
    ask_secret,
    check_key,
    sign_now,
    signed_lines,
    wants_signing,
)
from app.cli.commands.notice_values import day
from app.cli.context import Context, absolute, usage
from app.cli.exits import ExitCode
from app.cli.safe import safe

if TYPE_CHECKING:
    from app.cli.commands.certify_answers import Answers
    from app.cli.commands.certify_files import UsageFile
    from app.documents.signing.model import Signed
    from app.services import Rooms

_KINDS = ("compliance", "deletion")
_PAPERS = {"a4": "a4", "letter": "us-letter"}


def configure(certify: Commands) -> None:
    """Add the command to a group."""
    new = leaf(certify, "new", _("begin a certification; with a key: up to the signed PDF"), begin)
    new.add_argument("--request", metavar=_("ID"), default="", help=_("the request it answers"))
    new.add_argument("--kind", choices=_KINDS, help=_("what is certified (default: as requested)"))
    new.add_argument(
        "--rehearsal", action="store_true", help=_("a dress rehearsal, which is never submitted")
    )
    new.add_argument(
        "--from", dest="before", metavar=_("ID"), default="",
        help=_("take scope, signatory and layout over from an earlier certification"),
    )  # fmt: skip
    add_scope(new)
    add_usage(new)
    new.add_argument(
        "--answers", metavar=_("FILE"), type=absolute,
        help=_("statements, findings, signatory and more, as JSON"),
    )  # fmt: skip
    add_layout(new)
    add_key(new, "--sign")
    new.add_argument(
        "--out", metavar=_("FILE"), type=absolute,
        help=_("make the document and write its PDF here (signed, where a key is given)"),
    )  # fmt: skip
    new.add_argument("--submit", action="store_true", help=_("submit it in the portal"))
    new.add_argument("--later", action="store_true", help=_("queue it only; do not send now"))


def add_scope(parser: argparse.ArgumentParser) -> None:
    """Add the options that say what is covered."""
    parser.add_argument(
        "--order", metavar=_("NUMBER"), action="append", default=[],
        help=_("an order that it covers; can be repeated; without it all"),
    )  # fmt: skip
    parser.add_argument(
        "--period-start", metavar=_("DATE"), type=day, help=_("first day that is certified")
    )
    parser.add_argument(
        "--period-end", metavar=_("DATE"), type=day, help=_("last day that is certified")
    )


def add_layout(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how the document looks."""
    parser.add_argument(
        "--language", metavar=_("CODE"), help=_("of the document: en, de, fr or ja")
    )
    parser.add_argument("--paper", choices=tuple(_PAPERS), help=_("size of its pages"))
    parser.add_argument(
        "--named-users", action="store_true", help=_("name users in the schedule, not number them")
    )


def begin(context: Context, arguments: Namespace) -> ExitCode:
    """Begin a certification and go as far as the options say."""
    check_key(arguments)
    if arguments.submit and not wants_signing(arguments):
        raise usage(_("--submit needs a key to sign with: --sign FILE, --module FILE or --system."))
    if arguments.submit and arguments.rehearsal:
        raise usage(_("A rehearsal is never submitted."))
    answers = _answers(arguments)
    secret = ask_secret(context, arguments) if wants_signing(arguments) else ""
    with context.rooms() as rooms:
        files = looked_at(context, rooms, arguments.usage, arguments.map)
        if any(one.open for one in files):
            return unread(context, files)
        draft_id = _begun(rooms, arguments)
        try:
            notes = _filled(context, rooms, draft_id, arguments, files, answers)
        except BaseException:
            # Everything that was given lies in files and is given again with the next try.
            with contextlib.suppress(Problem):
                rooms.certification.discard(draft_id)
            raise
    for note in notes:
        context.output.note(note)
    return _finished(context, arguments, draft_id, secret)


def set_layout(rooms: Rooms, draft_id: str, arguments: Namespace) -> None:
    """Say how the document looks, where an option says so. Raises Usage for another language."""
    from app.certification.paper.wording import LANGUAGES  # noqa: PLC0415 - not for usage and help
    from app.documents.model import Paper  # noqa: PLC0415 - as above

    if arguments.language and arguments.language not in LANGUAGES:
        raise usage(
            _("Documents can be in {languages}.").format(languages=", ".join(sorted(LANGUAGES)))
        )
    if arguments.language or arguments.paper or arguments.named_users:
        rooms.certification.set_document(
            draft_id,
            language=arguments.language,
            paper=Paper(_PAPERS[arguments.paper]) if arguments.paper else None,
            named_users=arguments.named_users or None,
        )


def _answers(arguments: Namespace) -> Answers:
    from app.cli.commands.certify_answers import Answers, read_answers  # noqa: PLC0415 - as above

    return Answers() if arguments.answers is None else read_answers(arguments.answers)


def _begun(rooms: Rooms, arguments: Namespace) -> str:
    from app.certification.asked import Kind  # noqa: PLC0415 - not for usage and help

    draft = rooms.certification.begin(
        arguments.request,
        kind=Kind(arguments.kind) if arguments.kind else None,
        rehearsal=arguments.rehearsal,
        from_draft=arguments.before,
    )
    return draft.id


def _filled(
    context: Context,
    rooms: Rooms,
    draft_id: str,
    arguments: Namespace,
    files: list[UsageFile],
    answers: Answers,
) -> list[str]:
    """Put everything in that was given; what fits nothing, a sentence each."""
    from app.cli.commands import certify_answers  # noqa: PLC0415 - not for usage and help

    room = rooms.certification
    start, end = period(rooms, arguments)
    room.set_scope(
        draft_id,
        orders=arguments.order or None,
        period_start=start,
        period_end=end,
        excluded=certify_answers.exclusions(answers) or None,
    )
    room.confirm_scope(draft_id)
    set_layout(rooms, draft_id, arguments)
    bring(context, rooms, draft_id, files, arguments)
    certify_answers.type_figures(rooms, draft_id, answers)
    certify_answers.delete(rooms, draft_id, answers)
    return certify_answers.give(rooms, draft_id, answers)


def _signed(context: Context, arguments: Namespace, draft_id: str, secret: str) -> Signed:
    try:
        return sign_now(context, arguments, draft_id, secret, countersigns=False)
    except Problem:
        words = _("It is made and kept. Once this is solved: “counterpart certify sign {id}”.")
        context.output.note(words.format(id=draft_id))
        raise


def _finished(context: Context, arguments: Namespace, draft_id: str, secret: str) -> ExitCode:
    """Make, sign, write and submit, as far as is wanted and nothing is missing."""
    from app.cli.commands import certify_finish, certify_words  # noqa: PLC0415 - as above

    wanted = wants_signing(arguments) or arguments.out is not None
    with context.rooms() as rooms:
        found = certify_words.standing(context, rooms, draft_id)
        if not wanted:
            return certify_words.told(context, found, _("Begun."), "")
        if any(one.missing for one in found.steps[:-2]):
            return certify_words.held_back(context, found, _("Not made: something is missing."))
        with context.output.progress() as report:
            rooms.certification.make(draft_id, report=report, cancel=context.cancel)
    signed: Signed | None = None
    if wants_signing(arguments):
        signed = _signed(context, arguments, draft_id, secret)
    lines = signed_lines(signed) if signed is not None else [_("Made, not signed yet.")]
    if arguments.out is not None:
        with context.rooms() as rooms:
            rooms.certification.export(draft_id, arguments.out)
        lines.append(_("Written: {path}").format(path=safe(str(arguments.out))))
    if arguments.submit:
        return certify_finish.leave(context, draft_id, later=arguments.later, before=lines)
    return certify_finish.done(context, draft_id, lines)
