"""`counterpart certify scope`, `answer` and `attest`: what is covered, what is said about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from app.base.files import write_bytes
from app.base.text import _
from app.cli.arguments import Commands, Namespace, leaf
from app.cli.commands.certify_dates import period
from app.cli.commands.certify_new import add_layout, add_scope, set_layout
from app.cli.context import Context, absolute, usage
from app.cli.exits import ExitCode
from app.cli.safe import safe
from app.cli.tables import Head

if TYPE_CHECKING:
    from app.certification.model import Draft, Question
    from app.certification.reconcile.model import Entitlement

_RESOLUTIONS = ("explained", "corrected", "reduce", "reassign", "buy", "open")
_REPLIES = ("yes", "no", "exception")


def configure(certify: Commands) -> None:
    """Add the commands to a group."""
    scope = leaf(certify, "scope", _("say what is covered, and confirm it"), set_scope)
    scope.add_argument("id", metavar=_("ID"), help=_("the certification's id"))
    add_scope(scope)
    scope.add_argument(
        "--exclude", nargs=2, metavar=(_("ENTITLEMENT"), _("REASON")), action="append", default=[],
        help=_("leave an entitlement out, with the reason that is printed; can be repeated"),
    )  # fmt: skip
    add_layout(scope)
    scope.add_argument("--confirm", action="store_true", help=_("this is what it covers"))
    scope.add_argument(
        "--take-over", action="store_true",
        help=_("take over what changed at the vendor since: the request, the terms"),
    )  # fmt: skip
    scope.add_argument(
        "--reopen", action="store_true",
        help=_("open a made document for changes; it is made and signed anew"),
    )  # fmt: skip
    answer = leaf(certify, "answer", _("answer a finding, or everything by a file"), give_answer)
    answer.add_argument("id", metavar=_("ID"), help=_("the certification's id"))
    answer.add_argument("finding", nargs="?", metavar=_("FINDING"), help=_("the finding's id"))
    answer.add_argument(
        "resolution", nargs="?", choices=_RESOLUTIONS, help=_("what is done about it")
    )
    answer.add_argument("text", nargs="?", metavar=_("TEXT"), default="", help=_("in words"))
    answer.add_argument(
        "--answers", metavar=_("FILE"), type=absolute,
        help=_("statements, findings, figures, deletions and signatory, as JSON"),
    )  # fmt: skip
    answer.add_argument(
        "--template", metavar=_("FILE"), type=absolute,
        help=_("write such a file here, to be filled in, for what is still open"),
    )  # fmt: skip
    attest = leaf(certify, "attest", _("list the statements, or attest one"), attest_one)
    attest.add_argument("id", metavar=_("ID"), help=_("the certification's id"))
    attest.add_argument("statement", nargs="?", metavar=_("STATEMENT"), help=_("its id"))
    attest.add_argument("reply", nargs="?", choices=_REPLIES, help=_("whether it holds"))
    attest.add_argument("text", nargs="?", metavar=_("TEXT"), default="", help=_("the exception"))


def set_scope(context: Context, arguments: Namespace) -> ExitCode:
    """Say and confirm what is covered; tell what it permits."""
    from app.certification.model import Excluded  # noqa: PLC0415 - not for usage and help

    with context.rooms() as rooms:
        room = rooms.certification
        if arguments.reopen:
            room.reopen(arguments.id)
        if arguments.take_over:
            room.acknowledge_change(arguments.id)
        start, end = period(rooms, arguments)
        left = tuple(Excluded(name, reason) for name, reason in arguments.exclude)
        if arguments.order or left or start or end:
            room.set_scope(
                arguments.id,
                orders=arguments.order or None,
                excluded=left or None,
                period_start=start,
                period_end=end,
            )
        set_layout(rooms, arguments.id, arguments)
        if arguments.confirm:
            room.confirm_scope(arguments.id)
        draft = room.draft(arguments.id)
        permitted = room.entitlements(arguments.id)
        changed = room.is_changed(arguments.id)

    def lines() -> list[str]:
        confirmed = draft.scope_confirmed_at is not None
        said = _("Confirmed.") if confirmed else _("Not confirmed yet: add --confirm.")
        return [*_entitlement_lines(context, permitted, draft), *map(safe, changed), said]

    context.output.show(
        {"entitlements": permitted, "terms": draft.terms, "changed": changed,
         "confirmed_at": draft.scope_confirmed_at},
        lines,
    )  # fmt: skip
    return ExitCode.OK


def give_answer(context: Context, arguments: Namespace) -> ExitCode:
    """Answer one finding, or all that a file answers; without either the open ones are listed."""
    from app.certification.reconcile.model import Resolution  # noqa: PLC0415 - not for usage
    from app.cli.commands import certify_answers, certify_words  # noqa: PLC0415 - as above

    if arguments.finding and not arguments.resolution:
        raise usage(_("Say what is done about it: explained, corrected, reduce, reassign, buy."))
    if arguments.finding and arguments.answers is not None:
        raise usage(_("Give one finding, or a file of answers."))
    if arguments.template is not None:
        return _write_template(context, arguments)
    notes: list[str] = []
    with context.rooms() as rooms:
        if arguments.answers is not None:
            given = certify_answers.read_answers(arguments.answers)
            left = certify_answers.exclusions(given)
            if left:
                rooms.certification.set_scope(arguments.id, excluded=left)
                rooms.certification.confirm_scope(arguments.id)
            certify_answers.type_figures(rooms, arguments.id, given)
            certify_answers.delete(rooms, arguments.id, given)
            notes = certify_answers.give(rooms, arguments.id, given)
        elif arguments.finding:
            rooms.certification.answer_finding(
                arguments.id, arguments.finding, Resolution(arguments.resolution), arguments.text
            )
        found = certify_words.standing(context, rooms, arguments.id)
    for note in notes:
        context.output.note(note)
    return certify_words.told(context, found)


def _write_template(context: Context, arguments: Namespace) -> ExitCode:
    from app.cli.commands import certify_answers  # noqa: PLC0415 - not for usage and help

    with context.rooms() as rooms:
        asked = certify_answers.template(rooms, arguments.id)
    write_bytes(arguments.template, msgspec.json.format(msgspec.json.encode(asked), indent=2))
    context.output.show(
        {"file": str(arguments.template)},
        lambda: [_("Written: {path}").format(path=safe(str(arguments.template)))],
    )
    return ExitCode.OK


def attest_one(context: Context, arguments: Namespace) -> ExitCode:
    """Attest a statement, then list all with their answers."""
    from app.certification.model import Reply  # noqa: PLC0415 - not for usage and help

    if arguments.statement and not arguments.reply:
        raise usage(_("Say whether it holds: yes, no or exception."))
    with context.rooms() as rooms:
        room = rooms.certification
        if arguments.statement:
            room.attest(arguments.id, arguments.statement, Reply(arguments.reply), arguments.text)
        draft, asked = room.draft(arguments.id), room.questions(arguments.id)
    context.output.show(
        {"statements": asked, "attested": draft.attestations},
        lambda: _statement_lines(asked, draft),
    )
    return ExitCode.OK


def _entitlement_lines(
    context: Context, permitted: tuple[Entitlement, ...], draft: Draft
) -> list[str]:
    left = {one.entitlement_id for one in draft.excluded}
    heads = (
        Head(_("Entitlement"), shrinks=True), Head(_("Permitted"), end=True), Head(_("Unit")),
        Head(_("Orders"), shrinks=True), Head(_("Clause")), Head(""),
    )  # fmt: skip
    rows = [
        (
            one.id,
            f"{one.permitted:f}" if one.permitted is not None else
            (_("unlimited") if one.stated else _("not stated")),
            one.unit,
            ", ".join(one.orders),
            f"§{one.clause.number}" if one.clause and one.clause.number else "",
            _("left out") if one.id in left else "",
        )
        for one in permitted
    ]  # fmt: skip
    return context.output.table(heads, rows)


def _statement_lines(asked: tuple[Question, ...], draft: Draft) -> list[str]:
    given = {one.question_id: one for one in draft.attestations}
    lines: list[str] = []
    for one in asked:
        answer = given.get(one.id)
        said = answer.reply.value if answer else _("not answered")
        clause = f" (§{one.clause.number})" if one.clause.number else ""
        lines.append(f"{one.id}{clause}: {said}")
        lines.append(f"  {safe(one.statement)}")
        if answer and answer.text:
            lines.append(f"  {safe(answer.text)}")
    return lines
