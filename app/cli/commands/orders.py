"""`counterpart orders`: list, show, export and add up the orders of a profile, online or not."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from app.base.dates import day_words
from app.base.money import Money, format_amount
from app.base.text import _
from app.cli.arguments import Commands, Namespace, group, leaf
from app.cli.commands.order_words import detail_lines
from app.cli.context import Context, absolute, usage
from app.cli.exits import ExitCode
from app.cli.tables import Head
from app.orders.model import OrderColumn, OrderKind, OrderQuery, OrderRow, OrderState
from app.orders.words import kind_words, state_words

if TYPE_CHECKING:
    from app.services import Rooms

_WINDOW = 512
_LIMIT = 50


def configure(commands: Commands) -> None:
    """Add the commands."""
    orders = group(commands, "orders", _("the orders of a profile"))
    listing = leaf(orders, "list", _("list orders, newest first"), list_orders)
    _filters(listing)
    listing.add_argument(
        "--limit", type=_count, default=_LIMIT, metavar="N",
        help=_("at most N orders; 0 for all (default: {count})").format(count=_LIMIT),
    )  # fmt: skip
    show = leaf(orders, "show", _("show everything about one order"), show_order)
    show.add_argument("number", metavar=_("NUMBER"), help=_("the order's number"))
    show.add_argument(
        "--reveal-keys", action="store_true", help=_("show license keys instead of masking them")
    )
    export = leaf(orders, "export", _("write orders to a CSV or XLSX file"), export_orders)
    export.add_argument("file", metavar=_("FILE"), type=absolute, help=_("the file to write"))
    export.add_argument(
        "--format", choices=("csv", "xlsx"), help=_("default: what the file's name says")
    )
    _filters(export)
    totals = leaf(orders, "totals", _("add up orders, one sum a currency"), total_orders)
    _filters(totals)


def list_orders(context: Context, arguments: Namespace) -> ExitCode:
    """List orders."""
    query = _query(arguments)
    with context.rooms() as rooms:
        rows = _rows(context, rooms, query, arguments.limit)
        stored = rooms.orders.count()
    document = {"orders": rows, "shown": len(rows), "stored": stored}

    def lines() -> list[str]:
        if not stored:
            return [_("No orders are stored yet. Run “counterpart sync”.")]
        if not rows:
            return [_("No order fits.")]
        return _table(context, rows)

    context.output.show(document, lines)
    if not context.output.json and arguments.limit and len(rows) == arguments.limit < stored:
        context.output.note(
            _("The first {count} are shown; --limit 0 shows all.").format(count=len(rows))
        )
    return ExitCode.OK


def show_order(context: Context, arguments: Namespace) -> ExitCode:
    """Show one order."""
    with context.rooms() as rooms:
        detail = rooms.orders.detail(arguments.number)
    if not arguments.reveal_keys:
        masked = (
            msgspec.structs.replace(delivery, license_key=_mask(delivery.license_key))
            for delivery in detail.deliveries
        )
        detail = msgspec.structs.replace(detail, deliveries=tuple(masked))
    context.output.show({"order": detail}, lambda: detail_lines(context.output, detail))
    return ExitCode.OK


def export_orders(context: Context, arguments: Namespace) -> ExitCode:
    """Export orders."""
    path = arguments.file
    kind = arguments.format or path.suffix.lower().lstrip(".")
    query = _query(arguments)
    with context.rooms() as rooms, context.output.progress() as report:
        match kind:
            case "csv":
                rooms.orders.export_csv(path, query, report, context.cancel)
            case "xlsx":
                rooms.orders.export_xlsx(path, query, report, context.cancel)
            case _:
                raise usage(_("Name the file .csv or .xlsx, or give --format."))
    context.output.show(
        {"file": str(path), "format": kind},
        lambda: [_("Written: {path}").format(path=path)],
    )
    return ExitCode.OK


def total_orders(context: Context, arguments: Namespace) -> ExitCode:
    """Add up orders; different currencies are never summed together."""
    with context.rooms() as rooms:
        totals = rooms.orders.totals(_query(arguments))
    context.output.show(
        {"totals": totals},
        lambda: (
            [f"{total.currency} {format_amount(total)}" for total in totals]
            or [_("No order with an amount fits.")]
        ),
    )
    return ExitCode.OK


def amount_words(amount: Money | None) -> str:
    """An amount with its currency, as tables show it."""
    return f"{amount.currency} {format_amount(amount)}" if amount else ""


def _rows(context: Context, rooms: Rooms, query: OrderQuery, limit: int) -> list[OrderRow]:
    if limit:
        return list(rooms.orders.first_rows(query, limit))
    ranks = rooms.orders.ranks(query, context.cancel)
    rows: list[OrderRow] = []
    for start in range(0, len(ranks), _WINDOW):
        context.cancel.check()
        rows += rooms.orders.rows(ranks[start : start + _WINDOW])
    return rows


def _table(context: Context, rows: Sequence[OrderRow]) -> list[str]:
    heads = (
        Head(_("Number")),
        Head(_("Placed")),
        Head(_("Products"), shrinks=True),
        Head(_("Kind")),
        Head(_("Bought from"), shrinks=True),
        Head(_("Term end")),
        Head(_("Status")),
        Head(_("Amount"), end=True),
    )
    cells = [
        (
            row.number,
            day_words(row.placed_at.astimezone().date()),
            row.products,
            kind_words(row.kind),
            row.bought_from or _("Direct"),
            day_words(row.term_end.astimezone().date()) if row.term_end else "",
            state_words(row.state),
            amount_words(row.amount),
        )
        for row in rows
    ]
    return context.output.table(heads, cells)


def _query(arguments: Namespace) -> OrderQuery:
    return OrderQuery(
        text=arguments.text or "",
        kinds=frozenset(OrderKind(kind) for kind in arguments.kind or ()),
        states=frozenset(OrderState(state) for state in arguments.status or ()),
        ends_within_days=arguments.ends_within,
        sort=OrderColumn(arguments.sort),
        descending=(arguments.sort == OrderColumn.PLACED.value) != arguments.reverse,
    )


def _filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--text", metavar=_("WORDS"), help=_("only orders with these words"))
    parser.add_argument(
        "--kind", action="append", choices=[kind.value for kind in OrderKind],
        help=_("only this kind; may be given several times"),
    )  # fmt: skip
    parser.add_argument(
        "--status", action="append", choices=[state.value for state in OrderState],
        help=_("only this status; may be given several times"),
    )  # fmt: skip
    parser.add_argument(
        "--ends-within", type=_count, metavar=_("DAYS"), help=_("only terms that end so soon")
    )
    parser.add_argument(
        "--sort", choices=[column.value for column in OrderColumn],
        default=OrderColumn.PLACED.value, help=_("the column to sort by (default: placed)"),
    )  # fmt: skip
    parser.add_argument("--reverse", action="store_true", help=_("the other way round"))


def _count(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else -1
    if not 0 <= number < 2**31:
        raise argparse.ArgumentTypeError(
            _("“{text}” is not a number of 0 or more").format(text=text)
        )
    return number


def _mask(key: str | None) -> str | None:
    return "••••" + key[-4:] if key else None
