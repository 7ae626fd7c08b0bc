"""`counterpart terms` for a profile: its documents, what governs an order, acceptance."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.base.text import _, ngettext
from app.cli.arguments import Commands, Namespace, leaf
from app.cli.commands.terms_diff import comparison_lines
from app.cli.context import Context, absolute, usage
from app.cli.exits import ExitCode
from app.cli.safe import safe, safe_lines
from app.cli.tables import Head
from app.terms.changes import Touched
from app.terms.model import Clause, TextState, VerdictState, Version

if TYPE_CHECKING:
    from app.services import Rooms

_TOUCHED = 20
"""So many touched orders are listed, the others counted; --json has all."""


def configure(commands: Commands) -> None:
    """Add the commands."""
    leaf(commands, "list", _("list the documents and their versions"), list_versions)
    read = leaf(commands, "read", _("read a document, or one clause of it"), read_document)
    _document(read)
    read.add_argument("clause", metavar=_("CLAUSE"), nargs="?", help=_("its number, as in 7.2"))
    search = leaf(commands, "search", _("find words in all documents"), search_words)
    search.add_argument("words", metavar=_("WORDS"), nargs="+", help=_("all of them are found"))
    search.add_argument("--in", dest="version", metavar=_("DOCUMENT"), help=_("only in this one"))
    governing = leaf(commands, "governing", _("what governs an order, and why"), show_governing)
    governing.add_argument("order", metavar=_("ORDER"), help=_("the order's number"))
    compare = leaf(commands, "compare", _("what changed between two versions"), compare_versions)
    for name in ("old", "new"):
        compare.add_argument(name, metavar=name.upper(), help=_("a document or version"))
    compare.add_argument(
        "--html", metavar=_("FILE"), type=absolute, help=_("write it as one HTML file instead")
    )
    compare.add_argument("--all", action="store_true", help=_("show unchanged clauses too"))
    accept = leaf(commands, "accept", _("accept a version where that is needed"), accept_version)
    _document(accept)
    accept.add_argument("--yes", action="store_true", help=_("you read the text and accept it"))
    accept.add_argument("--by", metavar=_("NAME"), help=_("who accepts (default: who signed in)"))
    refuse = leaf(commands, "object", _("draft an objection that does not renew"), object_to)
    _document(refuse)
    refuse.add_argument(
        "--order", action="append", required=True, metavar=_("NUMBER"),
        help=_("an order that is not to renew; may be given several times"),
    )  # fmt: skip
    refuse.add_argument("--by", metavar=_("NAME"), help=_("who signs (default: who signed in)"))
    cite = leaf(commands, "cite", _("a citation of a clause, with the text's hash"), cite_clause)
    _document(cite)
    cite.add_argument("clause", metavar=_("CLAUSE"), nargs="?", help=_("its number, as in 7.2"))


def list_versions(context: Context, _arguments: Namespace) -> ExitCode:
    """List documents and versions."""
    from app.terms.citation import day_of  # noqa: PLC0415 - not for usage and help
    from app.terms.words import document_kind_words  # noqa: PLC0415 - as above

    with context.rooms() as rooms:
        versions = rooms.terms.versions()
        counts = rooms.terms.counts()
        zone = rooms.terms.vendor_zone()
    heads = (
        Head(_("Id")),
        Head(_("Document"), shrinks=True),
        Head(_("Version")),
        Head(_("In force from")),
        Head(_("Text")),
        Head(_("Governs"), end=True),
        Head(_("Later"), end=True),
    )

    def row(one: Version) -> tuple[str, ...]:
        count = counts.get(one.id)
        return (
            one.id,
            one.title or document_kind_words(one.kind.value),
            one.label,
            day_of(one.effective_from, zone) if one.effective_from else "",
            text_words(one.text_state),
            str(count.now) if count else "0",
            str(count.later) if count else "0",
        )

    context.output.show(
        {"versions": versions, "governs": counts},
        lambda: (
            context.output.table(heads, [row(one) for one in versions])
            or [_("No documents yet. Run “counterpart sync”.")]
        ),
    )
    return ExitCode.OK


def read_document(context: Context, arguments: Namespace) -> ExitCode:
    """Read a document or a clause with all below it."""
    with context.rooms() as rooms:
        version = rooms.terms.find(arguments.document)
        document = rooms.terms.document(version.id)
        clause = _clause(rooms, version, arguments.clause)
    text = document.text[clause.start : clause.end] if clause else document.text
    if version.text_state is TextState.UNTRUSTED:
        context.output.note(
            _("This text is not the one that the vendor published: its hash differs.")
        )
    context.output.show(
        {"version": version, "clause": clause, "text": text}, lambda: safe_lines(text)
    )
    return ExitCode.OK


def search_words(context: Context, arguments: Namespace) -> ExitCode:
    """Find words."""
    with context.rooms() as rooms:
        wanted = [rooms.terms.find(arguments.version).id] if arguments.version else []
        hits = rooms.terms.search(" ".join(arguments.words), version_ids=wanted)
    heads = (
        Head(_("Document"), shrinks=True),
        Head(_("Version")),
        Head(_("Clause")),
        Head(_("Title"), shrinks=True),
        Head(_("Text"), shrinks=True),
    )

    def lines() -> list[str]:
        rows = [
            (
                hit.title,
                hit.version_label,
                hit.number or hit.clause_id,
                hit.clause_title,
                hit.snippet,
            )
            for hit in hits
        ]
        return context.output.table(heads, rows) or [_("Nothing was found.")]

    context.output.show({"hits": hits}, lines)
    return ExitCode.OK


def show_governing(context: Context, arguments: Namespace) -> ExitCode:
    """Say what governs each line of an order, and why."""
    with context.rooms() as rooms:
        detail = rooms.orders.detail(arguments.order)
        verdicts = rooms.terms.governing(detail.id)
        titles = {version.id: version.title for version in rooms.terms.versions()}
    products = {line.id: line.product_name for line in detail.lines}

    def lines() -> list[str]:
        said: list[str] = []
        for line_id, product in products.items():
            said += ["", safe(product)] if said else [safe(product)]
            for one in (verdict for verdict in verdicts if verdict.line_id == line_id):
                name = titles.get(one.version_id or "", one.document)
                said.append(safe(f"  {name} {one.version_label}: {state_words(one.state)}"))
                said.append(safe(f"    {one.reason}"))
                if one.next_reason:
                    said.append(safe(f"    {one.next_reason}"))
        return said or [_("Nothing is known about what governs this order.")]

    context.output.show({"order": detail.number, "governing": verdicts}, lines)
    return ExitCode.OK


def compare_versions(context: Context, arguments: Namespace) -> ExitCode:
    """Compare two versions."""
    with context.rooms() as rooms:
        old, new = rooms.terms.find(arguments.old), rooms.terms.find(arguments.new)
        if old.id == new.id:
            raise usage(_("Name two different versions; the list shows their ids."))
        found = rooms.terms.compare(old.id, new.id, context.cancel)
        touched = rooms.terms.touched(old.id, new.id)
        path = arguments.html
        if path is not None:
            rooms.terms.export_comparison(path, old.id, new.id, cancel=context.cancel)
            context.output.show(
                {"file": str(path)}, lambda: [_("Written: {path}").format(path=path)]
            )
            return ExitCode.OK
    context.output.show(
        {"old": old.id, "new": new.id, "comparison": found, "touched": touched},
        lambda: [
            *comparison_lines(found, old.id, new.id, everything=arguments.all),
            *_touched_lines(context, touched),
        ],
    )
    return ExitCode.OK


def accept_version(context: Context, arguments: Namespace) -> ExitCode:
    """Accept a version and send the acceptance."""
    from app.cli.commands.outbox import send_now  # noqa: PLC0415 - only when something is sent

    info = context.profile()
    with context.rooms() as rooms:
        version = rooms.terms.find(arguments.document)
        need = next((n for n in rooms.terms.needs_acceptance() if n.version_id == version.id), None)
        context.output.note(rooms.terms.citation(version.id, ""))
        asked = _("Did you read this text, and do you accept it?")
        if not arguments.yes and not context.confirm(asked):
            raise usage(_("Nothing was accepted: read the text, then give --yes."))
        item = rooms.terms.accept(
            version.id,
            version.sha256,
            arguments.by or rooms.account.signed_in().name,
            [order.id for order in need.orders] if need else [],
            info.subject,
        )
    sent = send_now(context, info.id)
    with context.rooms() as rooms:
        state = rooms.outbox.get(item).state
    context.output.show(
        {"acceptance": {"id": item, "state": state.value}, "outbox": sent.document()},
        lambda: [
            _("Accepted: {title} {label}.").format(title=version.title, label=version.label),
            *sent.words(),
        ],
    )
    return ExitCode.OK if state.value == "sent" else max(sent.exit_code, ExitCode.PARTLY)


def object_to(context: Context, arguments: Namespace) -> ExitCode:
    """Draft the letter that objects and does not renew."""
    with context.rooms() as rooms:
        version = rooms.terms.find(arguments.document)
        by = arguments.by or rooms.account.signed_in().name
        key = rooms.terms.draft_objection(version.id, arguments.order, by)
        drafted = rooms.notices.draft(key)
    context.output.show(
        {"draft": drafted},
        lambda: [
            _("Drafted: {title}").format(title=safe(drafted.title)),
            safe(drafted.post_by_words),
            _("Run “counterpart notices save {id} FILE” to print and sign it.").format(id=key),
        ],
    )
    return ExitCode.OK


def cite_clause(context: Context, arguments: Namespace) -> ExitCode:
    """Cite a clause."""
    with context.rooms() as rooms:
        version = rooms.terms.find(arguments.document)
        clause = _clause(rooms, version, arguments.clause)
        cited = rooms.terms.citation(version.id, clause.id if clause else "")
    context.output.show({"citation": cited}, lambda: [safe(cited)])
    return ExitCode.OK


def text_words(state: TextState) -> str:
    """Whether the text of a version is here, for a cell."""
    match state:
        case TextState.TRUSTED:
            return _("here")
        case TextState.UNTRUSTED:
            return _("NOT TRUSTED")
        case TextState.MISSING:
            return _("missing")
        case TextState.NOT_OFFERED:
            return _("not offered")
        case TextState.LOCAL:
            return _("from a file")


def state_words(state: VerdictState) -> str:
    """How certain a verdict is, for a cell."""
    match state:
        case VerdictState.CERTAIN:
            return _("governs")
        case VerdictState.NOT_ACCEPTED:
            return _("waits for acceptance")
        case VerdictState.UNPINNED:
            return _("governs; its text is not here or not trusted")
        case VerdictState.NOT_STATED:
            return _("not stated")


def _touched_lines(context: Context, touched: Sequence[Touched]) -> list[str]:
    if not touched:
        return []
    heads = (Head(_("Order")), Head(_("Product"), shrinks=True), Head(_("From when")))
    rows = [(one.order_number, one.product, one.words) for one in touched[:_TOUCHED]]
    left = len(touched) - _TOUCHED
    more = [ngettext("and {n} more", "and {n} more", left).format(n=left)] if left > 0 else []
    return ["", *context.output.table(heads, rows), *more]


def _clause(rooms: Rooms, version: Version, asked: str | None) -> Clause | None:
    if not asked:
        return None
    wanted = asked.strip().lstrip("§").strip()
    found = rooms.terms.outline(version.id)
    clause = next((c for c in found if c.id == wanted), None)
    clause = clause or next((c for c in found if c.number == wanted), None)
    if clause is None:
        rooms.terms.citation(version.id, wanted)
    return clause


def _document(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "document",
        metavar=_("DOCUMENT"),
        help=_("the id of a version, or a document for its newest"),
    )
